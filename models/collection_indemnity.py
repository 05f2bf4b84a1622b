from odoo import fields, models

from ..rules import indemnity
from ..rules.interest import exact


class CollectionIndemnity(models.Model):
    """What a late invoice costs the customer, beside the interest."""

    _name = "collection.indemnity"
    _description = "Indemnity for Recovery Costs"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    currency_id = fields.Many2one(comodel_name="res.currency", required=True)
    minimum = fields.Monetary()
    maximum = fields.Monetary(help="Zero: no limit.")
    is_shared = fields.Boolean(
        string="Once for All Claims",
        help="Computed on the sum of the late claims; otherwise for each of them.",
    )
    band_ids = fields.One2many(
        comodel_name="collection.indemnity.band", inverse_name="indemnity_id"
    )

    def _as_rule(self):
        """This scale as ``indemnity.Scale``; nothing for no record."""
        if not self:
            return None
        return indemnity.Scale(
            bands=[band._as_rule() for band in self.band_ids],
            minimum=exact(self.minimum),
            maximum=exact(self.maximum) or None,
        )
