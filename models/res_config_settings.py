from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    collection_policy_id = fields.Many2one(
        related="company_id.collection_policy_id", readonly=False
    )
    collection_user_id = fields.Many2one(
        related="company_id.collection_user_id", readonly=False
    )
    collection_bank_days = fields.Integer(
        related="company_id.collection_bank_days", readonly=False
    )
    collection_bank_waits = fields.Boolean(
        related="company_id.collection_bank_waits", readonly=False
    )
    collection_thanks = fields.Boolean(
        related="company_id.collection_thanks", readonly=False
    )

    def action_edit_collection_thanks(self):
        """Open the text of the thank-you message."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "mail.template",
            "res_id": self.env.ref("account_debt_collection.template_thanks").id,
            "view_mode": "form",
        }
