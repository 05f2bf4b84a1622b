from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    collection_policy_id = fields.Many2one(
        related="company_id.collection_policy_id", readonly=False
    )
    collection_optional_kind_ids = fields.Many2many(
        related="company_id.collection_optional_kind_ids", readonly=False
    )
    collection_contract_rate = fields.Float(
        related="company_id.collection_contract_rate", readonly=False
    )
    collection_foreign_law = fields.Boolean(
        related="company_id.collection_foreign_law", readonly=False
    )
    collection_interest_first = fields.Boolean(
        related="company_id.collection_interest_first", readonly=False
    )
    collection_charge_journal_id = fields.Many2one(
        related="company_id.collection_charge_journal_id", readonly=False
    )
    collection_interest_account_id = fields.Many2one(
        related="company_id.collection_interest_account_id", readonly=False
    )
    collection_indemnity_account_id = fields.Many2one(
        related="company_id.collection_indemnity_account_id", readonly=False
    )
    collection_invoice_clause = fields.Boolean(
        related="company_id.collection_invoice_clause", readonly=False
    )
    collection_doubtful_days = fields.Integer(
        related="company_id.collection_doubtful_days", readonly=False
    )
    collection_limitation_days = fields.Integer(
        related="company_id.collection_limitation_days", readonly=False
    )
    collection_limitation_payments = fields.Boolean(
        related="company_id.collection_limitation_payments", readonly=False
    )
    collection_user_id = fields.Many2one(
        related="company_id.collection_user_id", readonly=False
    )
    collection_registered_provider_id = fields.Many2one(
        related="company_id.collection_registered_provider_id", readonly=False
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

    collection_monthly_statement = fields.Boolean(
        related="company_id.collection_monthly_statement", readonly=False
    )
    collection_signature = fields.Image(
        related="company_id.collection_signature", readonly=False
    )
    collection_portal_days = fields.Integer(
        related="company_id.collection_portal_days", readonly=False
    )
    collection_mediator = fields.Char(
        related="company_id.collection_mediator", readonly=False
    )
    collection_alert_share = fields.Float(
        related="company_id.collection_alert_share", readonly=False
    )
    collection_alert_dso = fields.Integer(
        related="company_id.collection_alert_dso", readonly=False
    )
    collection_alert_debtor = fields.Monetary(
        related="company_id.collection_alert_debtor", readonly=False
    )
