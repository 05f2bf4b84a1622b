from odoo import fields, models


class CollectionClaimType(models.Model):
    """What is owed for: it decides by which policy a claim is collected."""

    _name = "collection.claim.type"
    _description = "Claim Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
