import json
from hashlib import sha256

from odoo import fields, models
from odoo.tools.misc import format_date


# pylint: disable=consider-merging-classes-inherited
class CollectionReminder(models.Model):
    """What was sent is sealed, and anybody can see that it is still the same."""

    _inherit = "collection.reminder"

    text_sha256 = fields.Char(
        string="Seal of the Text",
        readonly=True,
        help="SHA-256 of the number, the date, the subject, the text and the SMS, as "
        "they were sent.",
    )
    letter_sha256 = fields.Char(
        string="Seal of the Letter",
        readonly=True,
        help="SHA-256 of the archived letter.",
    )

    # === ACTIONS === #

    def action_check_integrity(self):
        """Say whether what was sent is unchanged, or name what differs."""
        self.check_access("read")
        sent = self.filtered(lambda reminder: reminder.state == "sent")
        findings = [finding for reminder in sent for finding in reminder._differences()]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if findings else "success",
                "message": "\n".join(findings) or sent._unchanged(),
                "sticky": bool(findings),
            },
        }

    # === BUSINESS METHODS === #

    def _seal(self):
        """Seal what goes out; the letter was sealed when it was archived."""
        for reminder in self:
            reminder.text_sha256 = reminder._text_digest()

    def _text_digest(self):
        parts = (
            self.name or "",
            fields.Date.to_string(self.date_done),
            self.subject or "",
            str(self.body or ""),
            self.sms_text or "",
        )
        return sha256(json.dumps(parts).encode()).hexdigest()

    def _unchanged(self):
        if len(self) != 1:
            return self.env._(
                "%s reminder(s): unchanged since they were sent.", len(self)
            )
        return self.env._(
            "%(number)s: unchanged since it was sent on %(date)s.",
            number=self.name,
            date=format_date(self.env, self.date_done),
        )

    def _differences(self):
        """A sentence on everything that is not as it was sent."""
        number = self.name or self.display_name
        # The database itself is asked, whatever this transaction has read.
        self.invalidate_recordset()
        if not self.text_sha256:
            yield self.env._("%s was never sealed: nobody can tell.", number)
        elif self.text_sha256 != self._text_digest():
            yield self.env._(
                "%s: the number, the date or the text is not what was sent.", number
            )
        if self._letter_differs():
            yield self.env._("%s: the archived letter is not what was sent.", number)
        for document in self._other_documents():
            if not document._collection_is_intact():
                yield self.env._(
                    "%(number)s: the document “%(document)s” is not what was archived.",
                    number=number,
                    document=document.name,
                )

    def _letter_differs(self):
        """Whether the letter is gone, is another one, or has changed."""
        # Users have no access to the seal.
        letter = self.letter_id.sudo()
        letter.invalidate_recordset()
        if not (letter or self.letter_sha256):
            return False
        return (
            not letter
            or self.letter_sha256 != letter.collection_sha256
            or not letter._collection_is_intact()
        )

    def _other_documents(self):
        """What is archived beside the letter: earlier ones, proofs of the post."""
        # Users have no access to the seal; the rights are those of the reminder.
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("collection_sha256", "!=", False),
                    ("id", "!=", self.letter_id.id),
                ]
            )
        )
