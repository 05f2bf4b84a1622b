from odoo import fields, models


# pylint: disable=consider-merging-classes-inherited
class ResConfigSettings(models.TransientModel):
    """The settings of the credit guard."""

    _inherit = "res.config.settings"

    collection_guard = fields.Selection(
        related="company_id.collection_guard", readonly=False
    )
    collection_guard_limit = fields.Boolean(
        related="company_id.collection_guard_limit", readonly=False
    )
    collection_guard_overdue = fields.Boolean(
        related="company_id.collection_guard_overdue", readonly=False
    )
    collection_guard_days = fields.Integer(
        related="company_id.collection_guard_days", readonly=False
    )
    collection_guard_level_id = fields.Many2one(
        related="company_id.collection_guard_level_id", readonly=False
    )
    collection_guard_insolvent = fields.Boolean(
        related="company_id.collection_guard_insolvent", readonly=False
    )
