from odoo import fields, models


# pylint: disable=consider-merging-classes-inherited
class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    collection_credit_drafts = fields.Boolean(
        related="company_id.collection_credit_drafts", readonly=False
    )
    collection_insurance_use = fields.Selection(
        related="company_id.collection_insurance_use", readonly=False
    )
