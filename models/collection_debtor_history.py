from odoo import fields, models
from odoo.tools import formatLang

from .activities import CALL


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """What was said last: reminders, promises, answers, calls, notes."""

    _inherit = "collection.debtor"

    def _history(self, limit):
        """Rows ``{"date", "what", "text"}``, the newest first."""
        if not self:
            return []
        self.ensure_one()
        entries = [
            *self._history_of_messages(limit),
            *self._history_of_calls(limit),
            *self._history_of_reminders(limit),
            *self._history_of_promises(limit),
        ]
        return sorted(entries, key=lambda entry: entry["date"], reverse=True)[:limit]

    def _history_of_messages(self, limit):
        messages = self.env["mail.message"].search(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("message_type", "in", ("comment", "email")),
                ("mail_activity_type_id", "=", False),
            ],
            limit=limit,
        )
        return [
            {
                "date": fields.Datetime.context_timestamp(self, message.date).date(),
                "what": message.author_id.name or message.email_from,
                "text": message.preview or message.subject,
            }
            for message in messages
        ]

    def _history_of_calls(self, limit):
        made = self.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("activity_type_id", "=", self.env.ref(CALL).id),
                ("active", "=", False),
            ],
            order="date_done desc, id desc",
            limit=limit,
        )
        return [
            {
                "date": call.date_done,
                "what": call.write_uid.name,
                "text": call.feedback or call.summary,
            }
            for call in made
        ]

    def _history_of_reminders(self, limit):
        sent = self.reminder_ids.filtered(lambda reminder: reminder.state == "sent")
        return [
            {
                "date": reminder.date_done,
                "what": reminder.level_id.name,
                "text": self.env._(
                    "%(amount)s, by %(channels)s",
                    amount=formatLang(
                        self.env, reminder.amount, currency_obj=reminder.currency_id
                    ),
                    channels=", ".join(reminder.channel_ids.mapped("name")),
                ),
            }
            for reminder in sent.sorted("date_done, id")[-limit:]
        ]

    def _history_of_promises(self, limit):
        states = dict(
            self.env["collection.promise"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        return [
            {
                "date": promise.date_made,
                "what": promise._who_gave_it() or self.partner_id.name,
                "text": f"{promise.display_name}: {states[promise.state]}",
            }
            for promise in self.promise_ids[:limit]
        ]
