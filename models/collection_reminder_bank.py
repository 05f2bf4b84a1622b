from odoo import api, fields, models

from ..rules.reasons import Reason

WAITING_STATES = ("to_approve", "planned", "failed")


# pylint: disable=consider-merging-classes-inherited
class CollectionReminder(models.Model):
    """What the bank has to say to a reminder, and who may send it all the same."""

    _inherit = "collection.reminder"

    bank_warning = fields.Char(
        string="Warning",
        compute="_compute_bank_warning",
        help="What to see to at the bank before this reminder goes out.",
    )
    receipts_seen = fields.Monetary(
        readonly=True,
        help="Unmatched receipts of the customer that the person who approved this "
        "reminder was warned of.",
    )

    @api.depends("state", "debtor_id.asleep_until")
    @api.depends_context("lang")
    def _compute_bank_warning(self):
        today = fields.Date.context_today(self)
        decisions = self._bank_decisions(today)
        for reminder in self:
            decision = decisions.get(reminder)
            reminder.bank_warning = (
                reminder._bank_sentence(decision, today) if decision else False
            )

    def _bank_decisions(self, today):
        """{reminder: ``escalation.Decision``} of those that the bank warns of."""
        waiting = self.filtered(lambda reminder: reminder.state in WAITING_STATES)
        decisions = waiting.debtor_id._decide(today, ignore_pending=True)
        return {
            reminder: decision
            for reminder in waiting
            if (decision := decisions.get(reminder.debtor_id.id)) and decision.warnings
        }

    def _bank_sentence(self, decision, today):
        # Whoever sees the reminder may know what stands in its way.
        return " ".join(self.debtor_id.sudo()._bank_sentences(decision, today))

    def _remember_receipts(self):
        """What the person who approves was told of, and the night need not repeat."""
        today = fields.Date.context_today(self)
        for reminder, decision in self._bank_decisions(today).items():
            reminder.receipts_seen = decision.debtor.receipts

    def _waits_for_bank(self, decision):
        """Whether it stays until somebody has seen to the bank.

        Who sends by hand, or has approved it, has seen the warning and decides; but
        receipts that came after the approval were not known by then.
        """
        if not decision.debtor.bank.waits or self.env.context.get("collection_by_hand"):
            return False
        if self.approved_by_id:
            more = decision.debtor.receipts > self.receipts_seen
            return Reason.RECEIPTS in decision.warnings and more
        return bool(decision.warnings)

    def _dispatch_by_hand(self, today):
        """A person decides: nothing waits for the bank, but its warning is noted."""
        warned = {
            reminder: reminder._bank_sentence(decision, today)
            for reminder, decision in self._bank_decisions(today).items()
        }
        self.with_context(collection_by_hand=True)._dispatch(today)
        for reminder, sentence in warned.items():
            if reminder.state == "sent":
                words = (reminder.note, self.env._("Sent by hand."), sentence)
                reminder.note = " ".join(filter(None, words))
