from psycopg2 import OperationalError

from odoo import Command, fields, models
from odoo.exceptions import UserError

from odoo.addons.sms.tools.sms_tools import sms_content_to_rendered_html

try:  # Odoo does without it, too
    import phonenumbers
except ImportError:
    phonenumbers = None

# A character outside the alphabet of SMS makes a message count double.
SPACES = str.maketrans("\xa0\u202f", "  ")


# pylint: disable=consider-merging-classes-inherited
class CollectionReminder(models.Model):
    """SMS: a short text of its own, through Odoo's queue of SMS."""

    _inherit = "collection.reminder"

    sms_text = fields.Text(string="SMS", readonly=True)
    sms_message_id = fields.Many2one(
        comodel_name="mail.message", readonly=True, index="btree_not_null"
    )

    def _obstacle_sms(self):
        if not (self.sms_text or self.level_id.sms_template_id):
            return self.env._(
                "The level “%s” has no SMS text: choose one in Collection > "
                "Configuration > Policies.",
                self.level_id.name,
            )
        if not self._sms_number(self._sms_contact()):
            return self.env._(
                "%s has no valid mobile number: enter one on the customer or on its "
                "collection contact.",
                self.partner_id.name,
            )
        return None

    def _sms_contact(self):
        return self.debtor_id._contact(self._sms_number)

    def _sms_number(self, contact):
        """The contact's number in international form, unless no SMS reaches it."""
        country = contact.country_id or self.company_id.country_id
        number = contact._phone_format(fname="phone", country=country)
        return number if number and not self._is_landline(number) else False

    def _is_landline(self, number):
        if not phonenumbers:
            return False
        kind = phonenumbers.number_type(phonenumbers.parse(number))
        return kind == phonenumbers.PhoneNumberType.FIXED_LINE

    # === SENDING === #

    def _send_sms(self):
        """Queue one SMS each; it shows on the debtor, and its failure comes back."""
        self._write_sms()
        messages = self.env["mail.message"].create(
            [reminder._prepare_sms_message() for reminder in self]
        )
        for reminder, message in zip(self, messages, strict=True):
            reminder.sms_message_id = message
        texts = self.env["sms.sms"].create(
            [reminder._prepare_sms() for reminder in self]
        )
        self.env["mail.notification"].create(
            [self._prepare_sms_notification(sms) for sms in texts]
        )

    def _write_sms(self):
        """Write the short texts, each level's at once in each language."""
        unwritten = self.filtered(lambda reminder: not reminder.sms_text)
        for (template, lang), reminders in unwritten.grouped(
            lambda reminder: (reminder.level_id.sms_template_id, reminder._lang())
        ).items():
            texts = reminders._render_sms(template.with_context(lang=lang))
            for reminder in reminders:
                reminder.sms_text = texts[reminder.id].translate(SPACES)

    def _render_sms(self, template):
        """{id: short text} in the language of ``template``."""
        try:
            return template._render_field("body", self.ids)
        except OperationalError:
            raise
        except Exception as error:
            raise UserError(
                self.env._(
                    "The SMS text “%(template)s” contains a mistake and could not be "
                    "written. Correct it in Collection > Configuration > Policies. "
                    "(%(error)s)",
                    template=template.name,
                    error=(str(error) or repr(error)).splitlines()[0],
                )
            ) from error

    def _prepare_sms_message(self):
        """The note on the debtor's thread that the SMS hangs on."""
        author = self.debtor_id._responsible().partner_id
        return {
            "model": "collection.debtor",
            "res_id": self.debtor_id.id,
            "message_type": "sms",
            "subtype_id": self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note"),
            "author_id": author.id,
            "email_from": author.email_formatted,
            "reply_to": False,
            "subject": self.subject,
            "body": sms_content_to_rendered_html(self.sms_text),
            "record_company_id": self.company_id.id,
        }

    def _prepare_sms(self):
        contact = self._sms_contact()
        return {
            "body": self.sms_text,
            "number": self._sms_number(contact),
            "partner_id": contact.id,
            "mail_message_id": self.sms_message_id.id,
        }

    def _prepare_sms_notification(self, sms):
        """What Odoo keeps of an SMS that is sent, and what its failure is told to."""
        return {
            "author_id": sms.mail_message_id.author_id.id,
            "mail_message_id": sms.mail_message_id.id,
            "res_partner_id": sms.partner_id.id,
            "sms_number": sms.number,
            "notification_type": "sms",
            "notification_status": "ready",
            "sms_id_int": sms.id,
            "sms_tracker_ids": [Command.create({"sms_uuid": sms.uuid})],
            "is_read": True,  # nobody's inbox
        }
