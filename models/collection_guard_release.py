from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError

from .collection_guarded import RIGHT


class CollectionGuardRelease(models.Model):
    """Somebody let one document pass the credit guard, up to an amount, and said why.

    It is never changed and never deleted. It holds for the document as it was: not for
    a copy, not for a higher amount, another customer, company or currency.
    """

    _name = "collection.guard.release"
    _description = "Release by the Credit Guard"
    _inherit = ["collection.sealed"]
    _order = "id desc"
    _rec_name = "document"

    res_model = fields.Char(string="Kind of Document", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document ID",
        model_field="res_model",
        required=True,
        readonly=True,
        index=True,
    )
    document = fields.Char(required=True, readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency", required=True, readonly=True
    )
    amount = fields.Monetary(
        string="Up To",
        readonly=True,
        help="The document passes as long as its total is not higher than this.",
    )
    reason = fields.Text(required=True, readonly=True)
    causes = fields.Text(string="Why It Stopped", required=True, readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    date = fields.Datetime(string="On", required=True, readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        """Whoever writes in whose name: it is the user who has to have the right."""
        # A scheduled action decides nothing.
        if self.env.uid == SUPERUSER_ID or not self.env.user.has_group(RIGHT):
            raise AccessError(
                self.env._(
                    "Only people with the right “Credit override” let a document pass "
                    "the credit guard."
                )
            )
        return super().create(vals_list)

    def write(self, vals):
        if vals:
            raise UserError(self.env._("A release cannot be changed: make a new one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A release cannot be deleted: it stays on record."))

    def action_view_document(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    @api.model
    def _let_pass(self, document, reason):
        """Record the decision of the user, and log it on the document.

        :raise AccessError: the user has not got the right
        :raise UserError: nothing stops the document
        """
        causes = document._collection_warning()
        if not document.collection_guard_stops:
            raise UserError(self.env._("Nothing stops this document: it passes."))
        # Nobody writes releases but this method, and create() asks for the right.
        release = self.sudo().create(self._prepare_release(document, reason, causes))
        # Who decides on credit need not have the right to change documents.
        document.sudo()._message_log(
            body=self.env._(
                "The credit guard lets this document pass up to %(amount)s. %(reason)s",
                amount=release.currency_id.format(release.amount),
                reason=reason,
            )
        )
        document._collection_passed()
        return release

    def _prepare_release(self, document, reason, causes):
        return {
            "res_model": document._name,
            "res_id": document.id,
            "document": document._collection_label(),
            "partner_id": document._collection_customer().id,
            "company_id": document.company_id.id,
            "currency_id": document.currency_id.id,
            "amount": document.amount_total,
            "reason": reason,
            "causes": causes,
            "user_id": self.env.uid,
            "date": fields.Datetime.now(),
        }

    def _holds_for(self, document):
        """Whether it lets ``document`` pass as it is now."""
        self.ensure_one()
        compare = self.currency_id.compare_amounts
        return (
            self.partner_id == document._collection_customer()
            and self.company_id == document.company_id
            and self.currency_id == document.currency_id
            and compare(document.amount_total, self.amount) <= 0
        )
