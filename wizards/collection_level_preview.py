import base64
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.collection_reminder_channel import LETTER

OFFICER = "account_debt_collection.group_collection_officer"


class CollectionLevelPreview(models.TransientModel):
    """The text of a level as a real customer would receive it today.

    For that, a reminder is made, read and undone: nothing stays of it.
    """

    _name = "collection.level.preview"
    _description = "Preview of a Text"

    level_id = fields.Many2one(
        comodel_name="collection.level",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", default=lambda self: self.env.company
    )
    debtor_id = fields.Many2one(
        comodel_name="collection.debtor",
        string="Customer",
        domain="[('company_id', '=', company_id), ('balance', '>', 0)]",
        default=lambda self: self._default_debtor(),
        ondelete="cascade",
    )
    subject = fields.Char(compute="_compute_text")
    body = fields.Html(compute="_compute_text", sanitize="email_outgoing")
    missing_points = fields.Text(compute="_compute_text")
    letter = fields.Binary(compute="_compute_letter")

    @api.model
    def _default_debtor(self):
        """Who owes most."""
        return self.env["collection.debtor"].search(
            [("company_id", "=", self.env.company.id), ("balance", ">", 0)],
            order="overdue desc, balance desc, id",
            limit=1,
        )

    @api.depends("level_id", "debtor_id")
    def _compute_text(self):
        for preview in self:
            preview.subject = preview.body = preview.missing_points = False
            if not preview.debtor_id:
                continue
            preview._check_may_preview()
            try:
                with preview._reminder() as reminder:
                    subject, body = reminder._text()
                    points = reminder._missing_points()
            except UserError as error:
                subject, body, points = False, False, [str(error)]
            preview.subject, preview.body = subject, body
            preview.missing_points = "\n".join(points)

    @api.depends("level_id", "debtor_id")
    def _compute_letter(self):
        for preview in self:
            with preview._reminder() as reminder:
                content, _type = self.env["ir.actions.report"]._render_qweb_pdf(
                    LETTER, reminder.ids
                )
            preview.letter = base64.b64encode(content)

    def action_open_letter(self):
        """Show the letter as a PDF."""
        self.ensure_one()
        self._check_may_preview()
        if not self.debtor_id:
            raise UserError(self.env._("Choose a customer."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/letter/letter.pdf",
        }

    def _check_may_preview(self):
        if not self.env.user.has_group(OFFICER):
            raise AccessError(
                self.env._("Only collection officers may preview a text.")
            )
        # Of what is being entered, the records themselves: they have the rules.
        self.level_id._origin.check_access("read")
        self.debtor_id._origin.check_access("read")

    @contextmanager
    def _reminder(self):
        """A reminder of this level to this customer, undone afterwards."""
        self._check_may_preview()
        level, debtor = self.level_id._origin, self.debtor_id._origin
        savepoint = self.env.cr.savepoint()
        try:
            # Nobody may create a reminder by hand; the rights are checked above.
            yield self.env["collection.reminder"].sudo()._make_specimen(level, debtor)
        finally:
            savepoint.close(rollback=True)
