from odoo import models


class SnailmailLetter(models.Model):
    _inherit = "snailmail.letter"

    def write(self, vals):
        """A reminder that the post service refuses has not been received."""
        accepted = self.filtered(lambda letter: letter.state != "error")
        result = super().write(vals)
        refused = accepted.filtered(lambda letter: letter.state == "error")
        for reminder in refused._collection_reminders():
            letter = reminder.post_letter_id
            failure = letter._get_failure_type(letter.error_code)
            reminder._come_back_by("post", reminder._describe_failure(failure))
        return result

    def _snailmail_print(self, immediate=True):
        """What came back is sent again by its button alone, and to nobody who has paid.

        The post service's queue would try it every day, whatever happened meanwhile.
        """
        reminders = self._collection_reminders().filtered(
            lambda reminder: (
                reminder.debtor_id.balance <= 0
                or reminder.post_letter_id.state == "error"
            )
        )
        # Of the letters it was called for: whoever prints them may cancel them.
        stopped = self & reminders.post_letter_id
        stopped.cancel()
        return super(SnailmailLetter, self - stopped)._snailmail_print(
            immediate=immediate
        )

    def _collection_reminders(self):
        if not self:
            return self.env["collection.reminder"]
        # The post service knows nothing of collection's rights.
        reminders = self.env["collection.reminder"].sudo()
        return reminders.search([("post_letter_id", "in", self.ids)])
