from odoo import fields, models


# pylint: disable=consider-merging-classes-inherited
class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    collection_trace = fields.Boolean(
        related="company_id.collection_trace", readonly=False
    )
    collection_trace_consumers = fields.Boolean(
        related="company_id.collection_trace_consumers", readonly=False
    )
