from odoo import api, fields, models
from odoo.exceptions import UserError


class CollectionGuardOverride(models.TransientModel):
    """Asks why one document may pass the credit guard."""

    _name = "collection.guard.override"
    _description = "Let a Document Pass the Credit Guard"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", required=True, readonly=True
    )
    document = fields.Char(compute="_compute_document")
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", compute="_compute_document"
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_document"
    )
    amount = fields.Monetary(string="Up To", compute="_compute_document")
    causes = fields.Text(string="Why It Stops", compute="_compute_document")
    reason = fields.Text(string="Why It May Pass", required=True)

    @api.depends("res_model", "res_id")
    def _compute_document(self):
        for wizard in self:
            document = wizard._document()
            wizard.document = document._collection_label()
            wizard.partner_id = document._collection_customer()
            wizard.currency_id = document.currency_id
            wizard.amount = document.amount_total
            wizard.causes = document._collection_warning()

    def _document(self):
        """The document, which the user has to have the right to read."""
        self.ensure_one()
        model = self.env.get(self.res_model)
        guarded = isinstance(model, self.pool["collection.guarded"])
        document = guarded and model.browse(self.res_id).exists()
        if not document:
            raise UserError(self.env._("The credit guard knows no such document."))
        document.check_access("read")
        return document

    def action_let_pass(self):
        self.ensure_one()
        if not self.reason.strip():
            raise UserError(self.env._("Say why the document may pass."))
        self.env["collection.guard.release"]._let_pass(self._document(), self.reason)
        return {"type": "ir.actions.act_window_close"}
