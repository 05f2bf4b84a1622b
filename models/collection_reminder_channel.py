from odoo import Command, models
from odoo.tools.misc import formatLang

from .activities import TASK

LETTER = "account_debt_collection.action_report_letter"


# pylint: disable=consider-merging-classes-inherited
class CollectionReminder(models.Model):
    """The channels. Each is two methods, found by the channel's code:

    * ``_obstacle_<code>()`` on one reminder: the sentence that says why the debtor
      cannot be reached this way, or nothing;
    * ``_send_<code>()`` on any number of reminders whose text is written.
    """

    _inherit = "collection.reminder"

    # === E-MAIL === #

    def _obstacle_email(self):
        contact = self.debtor_id._contact("email_normalized")
        if not contact.email_normalized:
            return self.env._(
                "%s has no valid e-mail address: enter one on the customer or on its "
                "invoice contact.",
                self.partner_id.name,
            )
        return None

    def _send_email(self):
        """Queue one e-mail each; it shows, and is answered, on the debtor.

        The person responsible follows the debtor, and so hears of the answers.
        """
        mails = self.env["mail.mail"].create(self._prepare_mails())
        for reminder, mail in zip(self, mails, strict=True):
            reminder.mail_id = mail
        self.debtor_id._subscribe_responsible()

    def _prepare_mails(self):
        """Values of one e-mail each; what is the same for many is made once."""
        values = [reminder._prepare_mail() for reminder in self]
        replies = self.debtor_id._notify_get_reply_to_batch(
            defaults={mail["res_id"]: mail["email_from"] for mail in values},
            author_ids={mail["res_id"]: mail["author_id"] for mail in values},
        )
        bodies = self._frame_bodies()
        for reminder, mail in zip(self, values, strict=True):
            mail["reply_to"] = replies[mail["res_id"]]
            mail["body_html"] = bodies[reminder.id]
        return values

    def _prepare_mail(self):
        author = self.debtor_id._responsible()
        company = self.company_id.with_context(lang=self._lang())
        return {
            "model": "collection.debtor",
            "res_id": self.debtor_id.id,
            "message_type": "email_outgoing",
            "subject": self.subject,
            "body": self._message_body(),
            "author_id": author.partner_id.id,
            "email_from": company.email_formatted or author.email_formatted,
            "attachment_ids": [Command.set(self._invoices_to_attach().ids)],
            **self._prepare_recipients(),
            "auto_delete": False,
        }

    def _frame_bodies(self):
        """{reminder id: its text in the frame of the company, in its language}."""
        bodies = {}
        groups = self.grouped(
            lambda r: (r.company_id, r._lang(), r.debtor_id._is_traced())
        )
        for (company, lang, traced), reminders in groups.items():
            frame = company._collection_mail_frame(lang, traced)
            for reminder in reminders:
                bodies[reminder.id] = reminder.debtor_id._in_frame(
                    reminder.body, frame, reminder._mark() if traced else ""
                )
        return bodies

    # === LETTER === #

    def _obstacle_letter(self):
        contact = self.debtor_id._postal_contact()
        if not (contact.street and contact.city):
            return self.env._(
                "The postal address of %s is not complete: enter street and city.",
                self.partner_id.name,
            )
        return None

    def _send_letter(self):
        self._archive_letters()
        self.print_state = "to_print"

    def _archive_letters(self):
        """Make the letter of each that has none yet, archived as its own document."""
        missing = self.filtered(lambda reminder: not reminder.letter_id)
        letters = missing._print_letters()
        attachments = self.env["ir.attachment"]._collection_archive(
            [
                {
                    "name": f"{reminder.name.replace('/', '-')}.{extension}",
                    "raw": content,
                    "res_model": "collection.reminder",
                    "res_id": reminder.id,
                }
                for reminder, (content, extension) in letters.items()
            ]
        )
        for reminder, attachment in zip(letters, attachments, strict=True):
            # Users have no access to the seal.
            seal = attachment.sudo().collection_sha256
            reminder.write({"letter_id": attachment.id, "letter_sha256": seal})

    def _print_letters(self):
        """{reminder: (its letter, "pdf")}; HTML in tests that print no PDF."""
        report = self.env["ir.actions.report"]
        if len(self) > 1:
            streams, extension = report._pre_render_qweb_pdf(LETTER, self.ids)
            if extension == "pdf":
                return {r: (streams[r.id]["stream"].getvalue(), "pdf") for r in self}
        return {r: report._render_qweb_pdf(LETTER, r.ids) for r in self}

    # === CALL === #

    def _obstacle_call(self):
        return None

    def _send_call(self):
        """Plan the call for the person responsible, without a mail about each.

        It replaces the call of an earlier reminder that has not been made.
        """
        reminders = self._by_debtor()
        self.debtor_id._schedule_call(
            lambda debtor: reminders[debtor].with_env(debtor.env)._prepare_call(),
            self[:1].date_done,
        )

    def _by_debtor(self):
        """{debtor: its reminder}: nobody gets two on one day."""
        return {reminder.debtor_id: reminder for reminder in self}

    def _prepare_call(self):
        """Summary and note of the call, in the caller's language."""
        amount = formatLang(self.env, self.amount, currency_obj=self.currency_id)
        return {
            "summary": self.env._("Call about %s", amount),
            "note": self.env["ir.qweb"]._render(
                "account_debt_collection.call_note", {"reminder": self}
            ),
        }

    # === TASK === #

    def _obstacle_task(self):
        return None

    def _send_task(self):
        """Give the person responsible a task; unlike a call, none replaces another."""
        reminders = self._by_debtor()

        def prepare(debtor):
            reminder = reminders[debtor].with_env(debtor.env)
            note = reminder._prepare_call()["note"]
            return {"summary": reminder.level_id.name, "note": note}

        self.debtor_id._schedule(TASK, prepare, self[:1].date_done)
