from odoo import fields, models

from ..rules import indemnity
from ..rules.interest import exact


class CollectionIndemnityBand(models.Model):
    _name = "collection.indemnity.band"
    _description = "Band of an Indemnity"
    _order = "sequence, id"

    indemnity_id = fields.Many2one(
        comodel_name="collection.indemnity",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    currency_id = fields.Many2one(related="indemnity_id.currency_id")
    up_to = fields.Monetary(help="Zero: without end.")
    fixed = fields.Monetary(string="Amount")
    percent = fields.Float(
        string="Plus (%)", help="Of what exceeds the band before this one."
    )

    def _as_rule(self):
        return indemnity.Band(
            up_to=exact(self.up_to) or None,
            fixed=exact(self.fixed),
            percent=exact(self.percent),
        )
