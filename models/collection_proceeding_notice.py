from odoo import fields, models
from odoo.exceptions import UserError


# pylint: disable=consider-merging-classes-inherited
class CollectionProceeding(models.Model):
    """A court wants to see that the debtor was given notice."""

    _inherit = "collection.proceeding"

    notice_date = fields.Date(
        string="Other Notice Served On",
        tracking=True,
        help="A formal notice that did not go out from here, of a bailiff say, and "
        "covers all claims. Attach its proof, too.",
    )
    notice_proof_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="collection_proceeding_notice_rel",
        string="Proof of Its Service",
        copy=False,
    )

    def _check_stage(self, stage):
        super()._check_stage(stage)
        if not stage.needs_notice or (self.notice_date and self.notice_proof_ids):
            return
        claims, served = self._claims(), self._served_notices()
        if claims - served.line_ids.move_line_id:
            self._refuse_without_notice(claims - served.line_ids.move_line_id)

    def _served_notices(self):
        """Formal notices about these claims that were served, with their proof."""
        # The proof is in the archive, whoever may read reminders.
        reminders = self.debtor_id.sudo().reminder_ids
        return reminders.filtered(
            lambda reminder: (
                reminder.level_id.kind == "formal_notice"
                and reminder.state == "sent"
                and reminder.served_on
                and reminder.receipt_proof_id
            )
        )

    def _refuse_without_notice(self, claims):
        raise UserError(
            self.env._(
                "No formal notice with a proof of receipt covers %s. Send one by "
                "registered letter and enter its receipt, or enter below the notice "
                "that was served otherwise, with its proof.",
                ", ".join(claims.mapped("move_id.name")),
            )
        )
