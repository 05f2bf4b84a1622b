from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    collection_guard_delivered = fields.Boolean(
        related="company_id.collection_guard_delivered", readonly=False
    )
