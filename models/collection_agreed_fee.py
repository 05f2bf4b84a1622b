from odoo import fields, models

from ..rules import proceeding_estimate as rule
from ..rules.interest import exact

FEES = ("fee_flat", "fee_percentage", "fee_minimum")


class CollectionAgreedFee(models.AbstractModel):
    """What somebody takes who collects for us: for each file, and of what comes in."""

    _name = "collection.agreed.fee"
    _description = "Agreed Fee"

    currency_id = fields.Many2one(comodel_name="res.currency")
    fee_flat = fields.Monetary(
        string="Flat Fee", tracking=True, help="For each file, whatever comes of it."
    )
    fee_percentage = fields.Float(
        string="Fee (%)",
        digits=(5, 2),
        tracking=True,
        help="Of what comes in after the handover.",
    )
    fee_minimum = fields.Monetary(
        string="At Least", tracking=True, help="For each file, once something came in."
    )

    _fees = models.Constraint(
        "CHECK(fee_flat >= 0 AND fee_minimum >= 0 "
        "AND fee_percentage >= 0 AND fee_percentage <= 100)",
        "Fees are not negative, and a percentage is 100 at most.",
    )

    def _fee(self):
        """The terms as ``rules.proceeding_estimate.Fee``, in the company's currency."""
        return rule.Fee(
            flat=exact(self.fee_flat),
            share=exact(self.fee_percentage) / 100,
            minimum=exact(self.fee_minimum),
        )
