from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.misc import formatLang

from ..rules import kpi, periods
from ..rules.statement import LATE
from .activities import TASK

SALES_MONTHS = 3  # behind the DSO
NAMED_DEBTORS = 5


class CollectionAlert(models.Model):
    """A figure that has passed its limit: one a month, for whoever is responsible."""

    _name = "collection.alert"
    _description = "Collection Alert"
    _inherit = ["collection.sealed", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"

    name = fields.Char(string="Alert", required=True, readonly=True)
    note = fields.Text(string="Figures", readonly=True)
    kind = fields.Selection(
        selection=[
            ("overdue_share", "Share that is overdue"),
            ("dso", "DSO"),
            ("debtor", "A single debtor"),
        ],
        required=True,
        readonly=True,
    )
    date = fields.Date(required=True, readonly=True)
    month = fields.Date(required=True, readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )

    _one_a_month = models.UniqueIndex(
        "(company_id, kind, month)", "This alert has been raised this month."
    )

    # === ACTIONS === #

    def action_open_dashboard(self):
        """Show the figures of the company."""
        self.ensure_one()
        return {
            **self.env["ir.actions.client"]._for_xml_id(
                "account_debt_collection.collection_dashboard_action"
            ),
            "context": {"collection_filters": {"company_ids": self.company_id.ids}},
        }

    # === BUSINESS METHODS === #

    def _creation_message(self):
        return self.env._("Alert created")

    @api.model
    def _raise(self, today):
        """Raise the alerts of ``today`` that were not raised this month."""
        # The night is nobody's: it works in all companies.
        alerts = self.sudo()
        raised = {
            company: same.mapped("kind")
            for company, same in alerts.search([("month", "=", today.replace(day=1))])
            .grouped("company_id")
            .items()
        }
        # The night works in all companies.
        for company in self.env["res.company"].sudo().search([("active", "=", True)]):
            lang = company._collection_responsible().lang
            words = alerts.with_company(company).with_context(lang=lang)
            for passed in words._passed(company, today, raised.get(company, ())):
                words._tell(company, today, passed)

    def _tell(self, company, today, passed):
        """Record it, as an activity of whoever is responsible.

        :param passed: see ``_passed``
        """
        user = company._collection_responsible()
        alert = self.create(
            {
                "company_id": company.id,
                "user_id": user.id,
                "date": today,
                "month": today.replace(day=1),
                **passed,
            }
        )
        alert.activity_schedule(
            TASK,
            date_deadline=today,
            summary=alert.name,
            note=alert.note,
            user_id=user.id,
        )

    def _passed(self, company, today, raised=()):
        """Yield {"kind", "name", "note"} of the limits that are passed.

        :param raised: kinds that are not to be judged any more
        """
        limits = {
            "overdue_share": company.collection_alert_share,
            "dso": company.collection_alert_dso,
            "debtor": company.collection_alert_debtor,
        }
        to_judge = {kind for kind, limit in limits.items() if limit} - set(raised)
        if to_judge - {"debtor"}:
            amounts = self._last_evening(company, today)
            if "overdue_share" in to_judge:
                yield from self._passed_share(company, amounts)
            if "dso" in to_judge:
                yield from self._passed_dso(company, amounts, today)
        if "debtor" in to_judge:
            yield from self._passed_debtors(company)

    def _last_evening(self, company, today):
        """{bucket: amount} of yesterday evening."""
        evening = today - timedelta(days=1)
        evenings = self.env["collection.snapshot"]._evenings(company, [evening])
        totals = {}
        for amounts in evenings.values():
            for bucket, amount in amounts.items():
                totals[bucket] = totals.get(bucket, 0.0) + amount
        return totals

    def _passed_share(self, company, amounts):
        limit = company.collection_alert_share
        overdue = sum(amounts.get(name, 0.0) for name in LATE)
        everything = sum(amounts.values())
        share = kpi.share(overdue, everything) if everything > 0 else None
        if share is not None and share > limit:
            yield {
                "kind": "overdue_share",
                "name": self.env._("Too much is overdue"),
                "note": self.env._(
                    "%(share)s %% of the receivables are overdue: %(overdue)s of "
                    "%(everything)s. Your limit is %(limit)s %%.",
                    share=self._percentage(share),
                    overdue=company.currency_id.format(overdue),
                    everything=company.currency_id.format(everything),
                    limit=self._percentage(limit),
                ),
            }

    def _percentage(self, value):
        """As the reader writes it, without a zero that says nothing."""
        return formatLang(self.env, value, digits=0 if value == round(value) else 1)

    def _passed_dso(self, company, amounts, today):
        limit = company.collection_alert_dso
        evening = today - timedelta(days=1)
        since = periods.first_of_month(evening, SALES_MONTHS - 1)
        closing = sum(amounts.values())
        sales = self.env["collection.ledger"]._sales(company, since, evening)
        days = periods.days(since, evening)
        dso = kpi.dso(kpi.Period(days, 0, sum(sales.values()), closing, 0))
        if dso is not None and dso > limit:
            yield {
                "kind": "dso",
                "name": self.env._("Customers take too long to pay"),
                "note": self.env._(
                    "The DSO is %(dso)s days. Your limit is %(limit)s days.",
                    dso=round(dso),
                    limit=limit,
                ),
            }

    def _passed_debtors(self, company):
        limit = company.collection_alert_debtor
        above = [("company_id", "=", company.id), ("overdue", ">", limit)]
        debtors = self.env["collection.debtor"].search(above)
        if debtors:
            format_amount = company.currency_id.format
            yield {
                "kind": "debtor",
                "name": self.env._("Debtors above your limit"),
                "note": self.env._(
                    "Overdue with more than %(limit)s: %(count)s, of which the largest "
                    "are %(names)s.",
                    count=len(debtors),
                    limit=format_amount(limit),
                    names=", ".join(
                        f"{debtor.partner_id.display_name} "
                        f"({format_amount(debtor.overdue)})"
                        for debtor in debtors[:NAMED_DEBTORS]
                    ),
                ),
            }
