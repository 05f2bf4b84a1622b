from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError

from ..rules.statement import LATE

OFFICER = "account_debt_collection.group_collection_officer"


class DigestDigest(models.Model):
    """Figures of collection in the digest e-mail (see account/models/digest.py)."""

    _inherit = "digest.digest"

    kpi_collection_overdue = fields.Boolean("Overdue Receivables")
    kpi_collection_overdue_value = fields.Monetary(
        compute="_compute_kpi_collection_overdue_value"
    )
    kpi_collection_recovered = fields.Boolean("Money Received for Claims")
    kpi_collection_recovered_value = fields.Monetary(
        compute="_compute_kpi_collection_recovered_value"
    )

    def _compute_kpi_collection_overdue_value(self):
        """What was overdue on the evening before the last day of the period."""
        _first, last, companies = self._collection_days()
        evening = min(last, fields.Date.context_today(self)) - timedelta(days=1)
        evenings = self.env["collection.snapshot"]._evenings(companies, [evening])
        for digest in self:
            company = digest.company_id or self.env.company
            digest.kpi_collection_overdue_value = sum(
                amounts.get(name, 0)
                for (company_id, _user, _day), amounts in evenings.items()
                for name in LATE
                if company_id == company.id
            )

    def _compute_kpi_collection_recovered_value(self):
        first, last, companies = self._collection_days()
        # As the other figures of digests: after the first moment, up to the last one.
        since = first + timedelta(days=1)
        receipts = self.env["collection.ledger"]._receipts(companies, since, last)
        for digest in self:
            company = digest.company_id or self.env.company
            digest.kpi_collection_recovered_value = sum(
                received.amount
                for (company_id, _user, _month), received in receipts.items()
                if company_id == company.id
            )

    def _collection_days(self):
        """(first day, last day, companies) of the digest.

        :raise AccessError: the reader is no officer; the digest leaves the figure out
        """
        if not self.env.user.has_group(OFFICER):
            raise AccessError(
                self.env._("Collection figures are for collection officers.")
            )
        start, end, companies = self._get_kpi_compute_parameters()
        today = fields.Date.context_today(self)
        first = fields.Date.to_date(start) or today
        return first, fields.Date.to_date(end) or today, companies

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("account_debt_collection.menu_collection").id
        action = "account_debt_collection.collection_dashboard_action"
        for name in ("kpi_collection_overdue", "kpi_collection_recovered"):
            actions[name] = f"{action}?menu_id={menu}"
        return actions
