from odoo import models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """What the mail server refuses has not been received."""
        if failure_type:
            reason = failure_reason or self[:1].failure_reason
            sentence = self.env._("The e-mail could not be sent: %s", reason)
            # The mail queue knows nothing of collection's rights.
            reminders = self.env["collection.reminder"].sudo()
            reminders.search([("mail_id", "in", self.ids)])._come_back_by(
                "email", sentence
            )
            # Nor of debtors.
            debtors = self.env["collection.debtor"].sudo()
            debtors = debtors.search([("statement_mail_id", "in", self.ids)])
            debtors._statement_comes_back(sentence)
        return super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )
