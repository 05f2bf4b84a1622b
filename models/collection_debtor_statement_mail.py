import re

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

STATEMENT = "account_debt_collection.action_report_statement"
TEXT = "account_debt_collection.template_statement"
NOT_ARRIVED = "mail.mail_activity_data_warning"


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """The statement of account by e-mail."""

    _inherit = "collection.debtor"

    statement_date = fields.Date(
        string="Last Statement",
        readonly=True,
        index=True,
        help="Day on which a statement of account was last sent by e-mail.",
    )
    statement_mail_id = fields.Many2one(
        comodel_name="mail.mail",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    statement_note = fields.Char(
        readonly=True, help="Why the last statement did not go out, or came back."
    )
    statement_day = fields.Date(
        compute="_compute_statement_summary",
        help="For the text of the e-mail: the day of the statement.",
    )
    statement_summary = fields.Html(
        compute="_compute_statement_summary",
        sanitize=False,
        help="For the text of the e-mail: what is open, what to pay and how.",
    )

    @api.depends("balance")
    @api.depends_context("collection_statement_day", "lang")
    def _compute_statement_summary(self):
        day = fields.Date.to_date(self.env.context.get("collection_statement_day"))
        day = day or fields.Date.context_today(self)
        for debtor, statement in self._statements(day).items():
            values = debtor._statement_values(statement)
            debtor.statement_day = day
            debtor.statement_summary = (
                self.env["ir.qweb"]
                .with_context(lang=values["lang"])
                ._render("account_debt_collection.statement_summary", values)
            )

    # === SENDING === #

    def _statement_obstacle(self):
        """The sentence that says why no statement can be mailed, or nothing."""
        if "email" in self.forbidden_channel_ids.mapped("code"):
            return self.env._("%s must not be written to by e-mail.", self.display_name)
        if not self._contact("email_normalized").email_normalized:
            return self.env._(
                "%s has no valid e-mail address: enter one on the customer or on its "
                "invoice contact.",
                self.display_name,
            )
        return None

    def _send_statements(self, day, since=None):
        """Queue one e-mail each, with the statement as PDF; it shows on the debtor.

        The person responsible follows the debtor, and so hears of the answers.
        """
        mails = self.env["mail.mail"].create(self._prepare_statement_mails(day, since))
        for debtor, mail in zip(self, mails, strict=True):
            debtor.statement_mail_id = mail
        today = fields.Date.context_today(self)
        self.write({"statement_date": today, "statement_note": False})
        for user, debtors in self.grouped(lambda d: d._responsible()).items():
            debtors.message_subscribe(user.partner_id.ids)

    def _prepare_statement_mails(self, day, since):
        """Values of one e-mail each, with the statement of each attached."""
        template = self._statement_text()
        texts = self._render_mails(template, collection_statement_day=day)
        values = self._prepare_mails(texts)
        attachments = self._archive_statements(day, since)
        for mail, attachment in zip(values, attachments, strict=True):
            mail["attachment_ids"] = [Command.set(attachment.ids)]
        return values

    def _statement_text(self):
        text = self.env.ref(TEXT, raise_if_not_found=False)
        if not text:
            raise UserError(
                self.env._(
                    "The text of the e-mail “Collection: statement of account” has "
                    "been deleted: upgrade the module to have it back."
                )
            )
        return text

    def _archive_statements(self, day, since):
        """The statement of each, archived as its own document."""
        statements = self._print_statements(day, since)
        return self.env["ir.attachment"].create(
            [
                {
                    "name": f"{debtor._statement_name(day)}.{extension}",
                    "raw": content,
                    "res_model": self._name,
                    "res_id": debtor.id,
                }
                for debtor, (content, extension) in statements.items()
            ]
        )

    def _statement_name(self, day):
        """Name of the file, in the language of the customer."""
        debtor = self.with_context(lang=self._lang())
        customer = debtor.partner_id.name or ""
        name = debtor.env._("Statement %(day)s %(name)s", day=day, name=customer)
        return re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "-", name)

    def _print_statements(self, day, since=None):
        """{debtor: (its statement, "pdf")}; HTML in tests that print no PDF."""
        report = self.env["ir.actions.report"]
        data = {"day": day, "since": since}
        if len(self) > 1:
            streams, extension = report._pre_render_qweb_pdf(STATEMENT, self.ids, data)
            if extension == "pdf":
                return {d: (streams[d.id]["stream"].getvalue(), "pdf") for d in self}
        return {d: report._render_qweb_pdf(STATEMENT, d.ids, data) for d in self}

    # === WHAT COMES BACK === #

    def _statement_is_the_latest_mail(self):
        """Whether the statement was mailed after the last reminder."""
        reminded = self.reminder_ids.mail_id.ids
        return self.statement_mail_id.id > max(reminded, default=0)

    def _statement_comes_back(self, sentence):
        """It was sent and has not arrived: say so, and have somebody look into it."""
        self.statement_note = sentence
        self._schedule(
            NOT_ARRIVED,
            lambda debtor: {
                "summary": debtor.env._("The statement of account has not arrived"),
                "note": sentence,
            },
        )
