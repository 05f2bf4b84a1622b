from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import format_amount, format_date

from ..rules.credit import Temporary


class CollectionCreditLimit(models.Model):
    """A limit that takes the place of the customer's own for some time."""

    _name = "collection.credit.limit"
    _description = "Temporary Credit Limit"
    _inherit = ["collection.sealed", "collection.credit.grant"]
    _order = "date_start desc, id desc"

    amount = fields.Monetary(string="Limit", required=True)
    date_end = fields.Date(string="Until", required=True)
    reason = fields.Char(required=True)

    _dates = models.Constraint(
        "CHECK(date_end >= date_start)", "The limit ends before it begins."
    )

    @api.model
    def _of(self, partners, company):
        """{partner id: [``Temporary``]}, in one query."""
        limits = self._granted(partners, company, ["amount", "date_start", "date_end"])
        return {
            partner.id: [
                Temporary(
                    Decimal(str(one.amount)), one.date_start, one.date_end, one.id
                )
                for one in same
            ]
            for partner, same in limits.grouped("partner_id").items()
        }

    def _sentence(self):
        return self.env._(
            "Temporary credit limit: %(amount)s from %(start)s to %(end)s (%(reason)s)",
            amount=format_amount(self.env, self.amount, self.currency_id),
            start=format_date(self.env, self.date_start),
            end=format_date(self.env, self.date_end),
            reason=self.reason,
        )
