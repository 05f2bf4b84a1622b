from odoo import fields, models
from odoo.tools import html2plaintext

from .collection_case_file_papers import Paper


# pylint: disable=consider-merging-classes-inherited
class CollectionCaseFile(models.Model):
    """What was said: e-mails, text messages and threads, as they are printed."""

    _inherit = "collection.case.file"

    def _papers_of_exchanges(self):
        """E-mails of both sides on the debtor and its disputes, with what was attached.

        What users note for one another is nobody else's.
        """
        disputes = self._disputes()
        messages = self.env["mail.message"].search(
            [
                "|",
                "&",
                ("model", "=", "collection.debtor"),
                ("res_id", "=", self.debtor_id.id),
                "&",
                ("model", "=", "collection.dispute"),
                ("res_id", "in", disputes.ids),
                ("message_type", "in", ("email", "comment")),
                ("is_internal", "=", False),
                ("subtype_id.internal", "=", False),
            ],
            order="date, id",
        )
        for message in messages:
            day = fields.Datetime.context_timestamp(self, message.date).date()
            title = message.subject or self.env._("Message")
            yield Paper(
                "exchanges", title, day, message=self._message_of_thread(message, day)
            )
            for document in message.attachment_ids:
                yield Paper("exchanges", self._stem(document), day, document)

    def _message_of_thread(self, message, day):
        addressees = message.notified_partner_ids or message.partner_ids
        return {
            "from": message.email_from or message.author_id.name,
            "to": ", ".join(addressees.mapped("display_name")),
            "day": day,
            "subject": message.subject,
            "body": html2plaintext(message.body or "", include_references=False),
            "enclosed": message.attachment_ids.mapped("name"),
        }

    def _disputes(self):
        return self.env["collection.dispute"].search(
            [("debtor_id", "=", self.debtor_id.id)], order="date, id"
        )

    # === REMINDERS === #

    def _message_of_reminder(self, reminder):
        mail = reminder.mail_id.sudo()  # whoever sees the reminder sees its e-mail
        to = mail.email_to or ", ".join(mail.recipient_ids.mapped("email_formatted"))
        return {
            "from": mail.email_from,
            "to": to,
            "cc": mail.email_cc,
            "day": reminder.date_done,
            "subject": reminder.subject,
            "body": html2plaintext(reminder.body or "", include_references=False),
            "html": reminder.preview,
            "enclosed": mail.attachment_ids.mapped("name"),
        }

    def _message_of_sms(self, reminder):
        return {
            "from": self.company_id.name,
            "to": self.partner_id.name,
            "day": reminder.date_done,
            "subject": "SMS",
            "body": reminder.sms_text,
        }
