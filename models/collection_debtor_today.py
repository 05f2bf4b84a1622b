from odoo import api, fields, models
from odoo.exceptions import UserError

from .collection_reminder import OPEN_STATES, WITH_A_PERSON


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """The day's queue, and what is done with many of it at once."""

    _inherit = "collection.debtor"

    for_today = fields.Boolean(
        compute="_compute_for_today",
        search="_search_for_today",
        help="Somebody has to do something: approve, complete, call, or an activity is "
        "due.",
    )

    @api.depends("state", "activity_ids.date_deadline")
    def _compute_for_today(self):
        due = self.search([("id", "in", self.ids), ("for_today", "=", True)])
        for debtor in self:
            debtor.for_today = debtor in due

    @api.model
    def _search_for_today(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        waits = fields.Domain("state", "in", ("attention", "to_approve"))
        return waits | fields.Domain("activity_ids.date_deadline", "<=", "today")

    # === ACTIONS === #

    def action_approve_reminders(self):
        """Approve what waits for it; formal notices need a manager."""
        waiting = self.reminder_ids.filtered(lambda r: r.state in WITH_A_PERSON)
        if not waiting:
            raise UserError(self.env._("Nothing waits for approval here."))
        return waiting.action_approve()

    def action_send_reminders(self):
        """Send now what waits."""
        waiting = self.reminder_ids.filtered(lambda r: r.state in OPEN_STATES)
        if not waiting:
            raise UserError(self.env._("There is nothing left to send here."))
        return waiting.action_send()

    def action_assign(self):
        return self._open_batch("assign", self.env._("Assign"))

    def action_hold_all(self):
        return self._open_batch("hold", self.env._("Put on Hold"))

    def _open_batch(self, purpose, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "collection.debtor.batch",
            "view_mode": "form",
            "target": "new",
            "context": {"default_purpose": purpose, "default_debtor_ids": self.ids},
        }
