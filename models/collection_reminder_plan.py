from odoo import Command, api, models


# pylint: disable=consider-merging-classes-inherited
class CollectionReminder(models.Model):
    """From decisions to reminders."""

    _inherit = "collection.reminder"

    def _plan(self, decisions, today):
        """Create the reminders of ``today``, or bring those that wait up to date.

        A reminder that waits at the same level takes the claims in; one that has not
        gone out at another level is superseded. One that a person has approved is left
        as it was approved: further claims follow another night.

        :param decisions: ``escalation.Decision`` objects
        """
        decisions = [decision for decision in decisions if decision.level]
        waiting = self._waiting(decisions)
        climbing, new = {}, []
        for decision in decisions:
            known = waiting.get(decision.debtor.id, self.browse())
            same = known.filtered(lambda r, d=decision: r.level_id.id == d.level.id)
            (known - same)._supersede()
            if not same:
                new.append(decision)
            elif not same.approved_by_id:
                climbing[same] = same._join(decision, today)
        created = self.create([self._prepare_from_decision(d, today) for d in new])
        for decision, reminder in zip(new, created, strict=True):
            climbing[reminder] = self._climbing_by(decision)
        self._fill_lines(climbing)

    def _waiting(self, decisions):
        """{debtor id: open reminders} of the decisions' debtors."""
        reminders = self.search(
            [
                ("debtor_id", "in", [decision.debtor.id for decision in decisions]),
                ("state", "in", ("to_approve", "planned", "failed")),
            ]
        )
        return {
            debtor.id: waiting
            for debtor, waiting in reminders.grouped("debtor_id").items()
        }

    def _supersede(self):
        """A later decision replaces what has neither gone out nor been approved."""
        self.filtered(
            lambda r: r.state in ("planned", "failed") and not r.approved_by_id
        )._cancel(self.env._("Replaced by a reminder of another level."))

    def _join(self, decision, today):
        """Return what climbs with ``self``, which waits at the decision's level."""
        claims = self._climbing_by(decision)
        if self.state == "to_approve":
            return self._climbing() | claims
        self.date = today
        return claims

    @api.model
    def _climbing_by(self, decision):
        return {step.claim.id: step.level.id for step in decision.climbing}

    def _review(self, today):
        """Bring what waits for approval up to date; cancel it when it is paid."""
        waiting = self.search([("state", "=", "to_approve")])
        decisions = waiting.debtor_id._decide(today, ignore_pending=True)
        climbing = {}
        for reminder in waiting:
            decision = decisions.get(reminder.debtor_id.id)
            claims = reminder._still_climbing(decision)
            if claims:
                climbing[reminder] = claims
            else:
                reminder._cancel(reminder._cancel_note(decision))
        self._fill_lines(climbing)

    def _prepare_from_decision(self, decision, today):
        level = self.env["collection.level"].browse(decision.level.id)
        return {
            "debtor_id": decision.debtor.id,
            "level_id": level.id,
            "state": "to_approve" if level.mode == "approve" else "planned",
            "date": today,
            "channel_ids": [Command.set(level.channel_ids.ids)],
        }

    def _climbing(self):
        """{item id: level id} of the claims that this reminder takes further."""
        return {
            line.move_line_id.id: line.level_id.id
            for line in self.line_ids
            if line.level_id
        }

    def _fill_lines(self, climbing):
        """Write the lines from the ledger: climbing claims, other due ones, credits.

        :param climbing: {reminder: {item id: level id}}
        """
        reminders = self.browse().union(*climbing)
        reminders.line_ids.unlink()
        items = self.env["account.move.line"].search(
            self.env["collection.debtor"]._open_items_domain(reminders.partner_id),
            order="date_maturity, id",
        )
        by_debtor = items.grouped(lambda item: (item.partner_id, item.company_id))
        Line = self.env["collection.reminder.line"]
        Line.create(
            [
                {
                    "reminder_id": reminder.id,
                    **Line._prepare_from_item(item, levels.get(item.id, False)),
                }
                for reminder, levels in climbing.items()
                for item in by_debtor.get(
                    (reminder.partner_id, reminder.company_id), items.browse()
                )
                if item.id in levels or item._is_listed(reminder.date)
            ]
        )
