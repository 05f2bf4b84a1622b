from odoo import api, fields, models
from odoo.exceptions import UserError

from .collection_reminder import UNDELIVERED


# pylint: disable=consider-merging-classes-inherited
class CollectionReminder(models.Model):
    """What was sent and has not arrived, and how it is sent again."""

    _inherit = "collection.reminder"

    returned_channel_id = fields.Many2one(
        comodel_name="collection.channel",
        string="Came Back From",
        readonly=True,
        help="The channel through which it did not arrive; it is sent again there.",
    )

    def action_send_again(self):
        """Send the same text to the address that the customer has now."""
        undelivered = self._for_approval(("sent",)).filtered("undelivered")
        by_channel = undelivered.grouped(
            lambda reminder: reminder.returned_channel_id or self._channel("email")
        )
        for channel, reminders in by_channel.items():
            for reminder in reminders:
                reminder._check_may_go_again(channel)
        for channel, reminders in by_channel.items():
            getattr(reminders, f"_send_{channel.code}")()
        undelivered._settle_return()

    def _settle_return(self):
        """It is on its way again, or has arrived after all."""
        self.write({"undelivered": False, "note": False})
        self.debtor_id.activity_feedback([UNDELIVERED])
        self.debtor_id._refresh_touched()

    def _check_may_go_again(self, channel):
        if self.debtor_id.balance <= 0:
            raise UserError(self.debtor_id._reason_sentences()["settled"])
        if obstacle := self._obstacle(channel):
            raise UserError(obstacle)

    @api.model
    def _channel(self, code):
        return self.env["collection.channel"].search([("code", "=", code)])

    def _come_back_by(self, code, sentence):
        """What went out through the channel ``code`` has not arrived."""
        if self:
            self.returned_channel_id = self._channel(code)
            self._come_back(sentence)

    @api.model
    def _describe_failure(self, failure_type):
        """A sentence on what Odoo's SMS and post services call a failure."""
        failure = self.env["mail.notification"]._fields["failure_type"]
        labels = dict(failure._description_selection(self.env))
        return self.env._("It has not arrived: %s", labels.get(failure_type, ""))
