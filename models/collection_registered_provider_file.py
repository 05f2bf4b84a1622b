import csv
import json
import re
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

from odoo import fields, models
from odoo.exceptions import UserError

from ..rules.proof_table import COLUMNS

MANIFEST, TABLE = "manifest.json", "proofs.csv"


# pylint: disable=consider-merging-classes-inherited
class CollectionRegisteredProvider(models.Model):
    """Exchange of files: a ZIP leaves, a ZIP or a table comes back."""

    _inherit = "collection.registered.provider"

    def _obstacle_file(self, _reminder):
        return None

    def _deposit_file(self, reminders):
        """Download one ZIP: the letters, who they are for, a table for the proofs."""
        broken = reminders.filtered(lambda r: not r._letter_is_whole())
        if broken:
            raise UserError(
                self.env._(
                    "The archived letter cannot be read, or is not the one that was "
                    "sent: %s. Nothing was handed over; choose the others.",
                    ", ".join(broken.mapped("display_name")),
                )
            )
        content = BytesIO()
        with ZipFile(content, "w", ZIP_DEFLATED) as archive:
            for reminder in reminders:
                name = letter_file_name(reminder.name)
                archive.writestr(name, reminder.letter_id.raw)
            archive.writestr(MANIFEST, self._manifest(reminders))
            archive.writestr(TABLE, self._blank_table(reminders))
        name = self.env._("Registered letters %s.zip", fields.Date.context_today(self))
        return reminders._open_file(name, content.getvalue())

    def _fetch_proofs_file(self, _reminders):
        """Ask for the file in which the proofs come."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "account_debt_collection.collection_registered_import_action"
        )

    # === WHAT LEAVES === #

    def _manifest(self, reminders):
        sender = reminders.company_id.partner_id
        manifest = {
            "provider": self.name,
            "sender": self._describe_party(sender)
            | {"identification": sender._collection_identity()},
            "letters": [self._describe_letter(reminder) for reminder in reminders],
        }
        return json.dumps(manifest, ensure_ascii=False, indent=1)

    def _describe_letter(self, reminder):
        contact = reminder.debtor_id._postal_contact()
        email = reminder.debtor_id._contact("email_normalized").email_normalized
        addressee = self._describe_party(contact)
        addressee["lines"] = contact._collection_address_lines(
            reminder.company_id.partner_id
        )
        return {
            "number": reminder.name,
            "date": fields.Date.to_string(reminder.registered_on),
            "addressee": addressee
            | {
                "company": contact.commercial_partner_id.name,
                "email": email or None,
                "is_consumer": reminder.is_consumer,
            },
            "file": letter_file_name(reminder.name),
            "sha256": reminder.letter_sha256,
            "pages": len(reminder._letter_pages()),
        }

    def _describe_party(self, partner):
        return {
            "name": partner.name or partner.commercial_partner_id.name,
            "street": partner.street or None,
            "street2": partner.street2 or None,
            "zip": partner.zip or None,
            "city": partner.city or None,
            "country": partner.country_id.code or None,
        }

    def _blank_table(self, reminders):
        """The table in which the proofs may come back, a line for each letter."""
        table = StringIO()
        writer = csv.writer(table, delimiter=";")
        writer.writerow(COLUMNS)
        blank = [""] * (len(COLUMNS) - 1)
        writer.writerows([reminder.name, *blank] for reminder in reminders)
        return table.getvalue().encode("utf-8-sig")


def letter_file_name(number):
    """The letter's name in the ZIP; a number may contain anything."""
    return re.sub(r"[^\w.-]+", "-", number).lstrip(".") + ".pdf"
