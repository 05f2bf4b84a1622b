from odoo import api, fields, models
from odoo.exceptions import UserError

from ..report.statement_workbook import StatementWorkbook


class CollectionStatement(models.TransientModel):
    """What somebody wants to see of some accounts, and in which form."""

    _name = "collection.statement"
    _description = "Statement of Account"

    debtor_ids = fields.Many2many(
        comodel_name="collection.debtor",
        string="Customers",
        required=True,
        default=lambda self: self._default_debtor_ids(),
    )
    date = fields.Date(
        string="As of",
        required=True,
        default=fields.Date.context_today,
        help="What came later, a payment say, does not show.",
    )
    kind = fields.Selection(
        selection=[("open", "Open items"), ("movements", "All movements")],
        string="Shows",
        required=True,
        default="open",
    )
    date_from = fields.Date(
        string="From",
        default=lambda self: fields.Date.context_today(self).replace(month=1, day=1),
    )
    recipient = fields.Char(compute="_compute_recipient")
    obstacles = fields.Text(compute="_compute_recipient")

    @api.model
    def _default_debtor_ids(self):
        if self.env.context.get("active_model") != "collection.debtor":
            return False
        ids = self.env.context.get("active_ids", ())
        return self.env["collection.debtor"].browse(ids)

    @api.depends("debtor_ids")
    def _compute_recipient(self):
        for wizard in self:
            debtors = wizard.debtor_ids
            found = {debtor: debtor._statement_obstacle() for debtor in debtors}
            reached = debtors.filtered(lambda d, found=found: not found[d])
            wizard.recipient = ", ".join(
                debtor._contact("email_normalized").email_normalized
                for debtor in reached[:3]
            ) + (" …" if len(reached) > 3 else "")
            wizard.obstacles = "\n".join(filter(None, found.values()))

    # === ACTIONS === #

    def action_pdf(self):
        """Download one PDF of all, each statement on sheets of its own."""
        day, since = self._period()
        content, extension = self.env["ir.actions.report"]._render_qweb_pdf(
            "account_debt_collection.action_report_statement",
            self.debtor_ids.ids,
            {"day": day, "since": since},
        )
        return self._download(content, extension)

    def action_xlsx(self):
        """Download one workbook of all, a sheet for each."""
        day, since = self._period()
        workbook = StatementWorkbook(day, since)
        statements = self.debtor_ids._statements(day, since)
        for debtor, statement in statements.items():
            workbook.add(debtor._statement_values(statement))
        return self._download(workbook.content(), "xlsx")

    def action_send(self):
        """Send each its statement by e-mail, and tell who cannot be reached."""
        day, since = self._period()
        self.debtor_ids.check_access("write")
        # The rights are checked in the line above; nobody writes e-mails by hand.
        debtors = self.debtor_ids.sudo().filtered(lambda d: not d._statement_obstacle())
        if not debtors:
            raise UserError(self.obstacles)
        debtors._send_statements(day, since)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if self.obstacles else "success",
                "message": "\n".join(
                    [
                        self.env._("%s statement(s) on the way.", len(debtors)),
                        *(self.obstacles or "").splitlines(),
                    ]
                ),
                "sticky": bool(self.obstacles),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # === BUSINESS METHODS === #

    def _period(self):
        """(day, first day of the movements or None), once they make sense."""
        self.ensure_one()
        if not self.debtor_ids:
            raise UserError(self.env._("Choose a customer."))
        if self.kind == "open":
            return self.date, None
        if not self.date_from or self.date_from > self.date:
            raise UserError(
                self.env._(
                    "Enter from which day on to show the movements: one that is not "
                    "after the day of the statement."
                )
            )
        return self.date, self.date_from

    def _download(self, content, extension):
        """A file that only the person who asked for it may read, until it is old."""
        name = self.env._("Statements %s", self.date)
        if len(self.debtor_ids) == 1:
            name = self.debtor_ids._statement_name(self.date)
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{name}.{extension}",
                "raw": content,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "close": True,
        }
