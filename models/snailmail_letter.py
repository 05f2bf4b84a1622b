from odoo import models


class SnailmailLetter(models.Model):
    _inherit = "snailmail.letter"

    def write(self, vals):
        """A reminder that the post service refuses has not been received."""
        accepted = self.filtered(lambda letter: letter.state != "error")
        result = super().write(vals)
        for letter in accepted.filtered(lambda letter: letter.state == "error"):
            reminder = letter._collection_reminder()
            failure = letter._get_failure_type(letter.error_code)
            reminder._come_back_by("post", reminder._describe_failure(failure))
        return result

    def _snailmail_print(self, immediate=True):
        """What came back is sent again by its button alone, and to nobody who has paid.

        The post service's queue would try it every day, whatever happened meanwhile.
        """
        stopped = self.filtered(lambda letter: letter._is_reminder_to_stop())
        stopped.cancel()
        return super(SnailmailLetter, self - stopped)._snailmail_print(
            immediate=immediate
        )

    def _is_reminder_to_stop(self):
        reminder = self._collection_reminder()
        paid = reminder.debtor_id.balance <= 0
        return bool(reminder) and (paid or self.state == "error")

    def _collection_reminder(self):
        # The post service knows nothing of collection's rights.
        reminders = self.env["collection.reminder"].sudo()
        return reminders.search([("post_letter_id", "=", self.id)])
