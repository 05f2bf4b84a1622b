from odoo import models


class SmsTracker(models.Model):
    _inherit = "sms.tracker"

    def _update_sms_notifications(
        self, notification_status, failure_type=False, failure_reason=False
    ):
        """A reminder whose SMS is refused, at once or later, has not arrived."""
        result = super()._update_sms_notifications(
            notification_status,
            failure_type=failure_type,
            failure_reason=failure_reason,
        )
        if notification_status in ("exception", "bounce"):
            # The SMS queue knows nothing of collection's rights.
            reminders = self.env["collection.reminder"].sudo()
            messages = self.mail_notification_id.mail_message_id
            reminders.search([("sms_message_id", "in", messages.ids)])._come_back_by(
                "sms", failure_reason or reminders._describe_failure(failure_type)
            )
        return result
