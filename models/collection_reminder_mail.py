import re

from odoo import Command, models

TABLE_OF_OURS = re.compile(r'<table\s[^>]*class="o_collection_.*?</table>', re.DOTALL)
STYLE = re.compile(r'\sstyle="[^"]*"')


# pylint: disable=consider-merging-classes-inherited
class CollectionReminder(models.Model):
    """What the e-mail carries: its text, a second reader, the invoices."""

    _inherit = "collection.reminder"

    # === RECIPIENTS === #

    def _prepare_recipients(self):
        """The contact; with a second one, one e-mail on which each sees the other.

        Odoo writes to each of ``recipient_ids`` apart, and to "To" and "Cc" at once.
        """
        contact = self.debtor_id._contact("email_normalized")
        second = self._second_contact().filtered("email_normalized")
        if not second:
            return {"recipient_ids": [Command.set(contact.ids)]}
        return {
            "email_to": contact.email_formatted,
            "email_cc": second.email_formatted,
        }

    def _second_contact(self):
        """Who is to receive a copy at this level, the addressee excepted."""
        if not self.level_id.copies_second_contact:
            return self.env["res.partner"]
        addressee = self.debtor_id._contact("email_normalized")
        return self.debtor_id.copy_partner_id - addressee

    # === MESSAGE === #

    def _message_body(self):
        """The text as the debtor's thread shows it, where a style sheet is read.

        Odoo sanitises it; the styles that mail programs need on each cell would take
        more time than all the rest.
        """
        return TABLE_OF_OURS.sub(lambda table: STYLE.sub("", table[0]), self.body)

    # === INVOICES === #

    def _invoices_to_attach(self):
        """The stored PDF of each invoice that is asked for; none is made again."""
        if not self.level_id.attach_invoices:
            return self.env["ir.attachment"]
        return self.env["ir.attachment"].union(
            *(move.invoice_pdf_report_id for move in self._claimed_moves())
        )

    def _enclosed_documents(self):
        """Names of the invoices that go along."""
        if not self.level_id.attach_invoices:
            return []
        moves = dict.fromkeys(self._claimed_moves())
        return [move.name for move in moves if move.invoice_pdf_report_id]

    def _claimed_moves(self):
        """A list: each of them is read along with those of the other reminders."""
        claims = [line.move_line_id for line in self.line_ids if line.residual > 0]
        return [claim.move_id for claim in claims]

    # === WHAT IS LEFT OUT === #

    def _left_out_of_mail(self, channels):
        """Sentences on what an e-mail at this level should carry and does not."""
        if "email" not in channels.mapped("code"):
            return []
        return [*self._copy_without_address(), *self._invoices_without_pdf()]

    def _copy_without_address(self):
        second = self._second_contact()
        if second and not second.email_normalized:
            yield self.env._(
                "No copy was sent to %s, who has no valid e-mail address.", second.name
            )

    def _invoices_without_pdf(self):
        if not self.level_id.attach_invoices:
            return
        missing = [
            move.name
            for move in self._claimed_moves()
            if move.is_invoice() and not move.invoice_pdf_report_id
        ]
        if missing:
            yield self.env._(
                "Not attached, for want of a stored PDF: %s.",
                ", ".join(dict.fromkeys(missing)),
            )
