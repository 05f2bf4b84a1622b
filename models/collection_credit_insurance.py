from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import format_amount, format_date

from ..rules.credit import Cover

INSURANCE_ENDS = "account_debt_collection.mail_activity_insurance"


class CollectionCreditInsurance(models.Model):
    """What an insurer covers of a customer's debts to a company."""

    _name = "collection.credit.insurance"
    _description = "Credit Insurance"
    _inherit = ["collection.sealed", "collection.credit.grant"]
    _order = "date_start desc, id desc"
    _rec_names_search = ["partner_id", "policy", "reference"]

    insurer_id = fields.Many2one(
        comodel_name="res.partner", required=True, index="btree_not_null"
    )
    policy = fields.Char(
        string="Policy Number", help="The number of your contract with the insurer."
    )
    reference = fields.Char(
        string="Cover Number", help="What the insurer calls the cover of this customer."
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        related=None,
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    amount = fields.Monetary(string="Insured Amount", required=True)
    alert_days = fields.Integer(
        string="Alert Before the End (days)",
        default=30,
        help="So many days before the insurance ends, somebody is asked to renew it.",
    )
    date_alert = fields.Date(
        string="Alert On", compute="_compute_date_alert", store=True, index=True
    )
    alerted = fields.Boolean(readonly=True, copy=False)

    _dates = models.Constraint(
        "CHECK(date_end IS NULL OR date_end >= date_start)",
        "The insurance ends before it begins.",
    )
    _alert_days_positive = models.Constraint(
        "CHECK(alert_days >= 0)", "The number of days cannot be negative."
    )

    @api.depends("debtor_id")
    def _compute_currency_id(self):
        for insurance in self:
            company = insurance.debtor_id.company_id or self.env.company
            insurance.currency_id = company.currency_id

    @api.depends("date_end", "alert_days")
    def _compute_date_alert(self):
        for insurance in self:
            end = insurance.date_end
            insurance.date_alert = end and end - timedelta(days=insurance.alert_days)

    def write(self, vals):
        """Another end is worth another alert."""
        if vals.keys() & {"date_end", "alert_days"}:
            vals = {**vals, "alerted": False}
        return super().write(vals)

    @api.model
    def _of(self, partners, company, today):
        """{partner id: [``Cover``]} in the company's currency of ``today``."""
        insurances = self._granted(
            partners, company, ["amount", "currency_id", "date_start", "date_end"]
        )
        return {
            partner.id: [
                Cover(
                    one._amount_in(company, today), one.date_start, one.date_end or None
                )
                for one in same
            ]
            for partner, same in insurances.grouped("partner_id").items()
        }

    def _amount_in(self, company, today):
        own = company.currency_id
        amount = self.currency_id._convert(self.amount, own, company, today)
        return Decimal(str(amount))

    def _sentence(self):
        facts = {
            "insurer": self.insurer_id.display_name,
            "amount": format_amount(self.env, self.amount, self.currency_id),
            "start": format_date(self.env, self.date_start),
            "end": format_date(self.env, self.date_end),
        }
        if self.date_end:
            return self.env._(
                "Credit insurance: %(insurer)s covers %(amount)s from %(start)s to "
                "%(end)s",
                **facts,
            )
        return self.env._(
            "Credit insurance: %(insurer)s covers %(amount)s from %(start)s on", **facts
        )

    # === THE NIGHT === #

    @api.model
    def _alert(self, today):
        """Once for each insurance that ends soon, ask to renew it or lower the limit.

        An insurance that another one follows without a gap needs no alert.
        """
        # The night is nobody's: it works in all companies.
        ending = self.sudo().search(
            [
                ("alerted", "=", False),
                ("date_alert", "<=", today),
                ("date_end", ">=", today),
            ]
        )
        ending -= ending._renewed()
        for insurance in ending:
            insurance._ask_to_renew()
        ending.alerted = True

    def _renewed(self):
        """Those that a later insurance of the same debtor takes over from."""
        others = self.search([("debtor_id", "in", self.debtor_id.ids)])
        by_debtor = others.grouped("debtor_id")
        return self.filtered(
            lambda one: any(map(one._is_renewed_by, by_debtor[one.debtor_id]))
        )

    def _is_renewed_by(self, other):
        next_day = self.date_end + timedelta(days=1)
        lasts = not other.date_end or other.date_end > self.date_end
        return self.date_start < other.date_start <= next_day and lasts

    def _ask_to_renew(self):
        debtor = self.debtor_id
        debtor.with_context(mail_activity_quick_update=True).activity_schedule(
            INSURANCE_ENDS,
            date_deadline=self.date_end,
            user_id=debtor._responsible().id,
            note=self._sentence(),
        )
