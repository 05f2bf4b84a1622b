from odoo import fields, models


# pylint: disable=consider-merging-classes-inherited
class ResCompany(models.Model):
    """How limitation is watched."""

    _inherit = "res.company"

    collection_limitation_days = fields.Integer(
        string="Days Before Limitation",
        default=90,
        help="Days before the last safe day on which the person responsible is asked "
        "to act.",
    )
    collection_limitation_payments = fields.Boolean(
        string="Part Payments Interrupt Limitation",
        help="Count every part payment as an acknowledgment of debt. Without it, only "
        "those count that somebody has confirmed: a court may ask whether the debtor "
        "meant to pay this very claim.",
    )

    _collection_limitation_days_positive = models.Constraint(
        "CHECK(collection_limitation_days >= 0)",
        "The days before limitation cannot be negative.",
    )

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {
            "collection_limitation_payments",
            "collection_foreign_law",
            "country_id",
        }:
            # Whoever may configure a company may have its claims counted anew.
            self.env["account.move.line"].sudo()._collection_forget_limitations()
        return result
