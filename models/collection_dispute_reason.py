from odoo import fields, models


class CollectionDisputeReason(models.Model):
    """What customers contest: for statistics, and to know whom to ask."""

    _name = "collection.dispute.reason"
    _description = "Reason of Disputes"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
