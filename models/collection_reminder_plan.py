from odoo import Command, api, models

from ..rules.escalation import highest_level


# pylint: disable=consider-merging-classes-inherited
class CollectionReminder(models.Model):
    """From decisions to reminders."""

    _inherit = "collection.reminder"

    def _plan(self, decisions, today):
        """Create the reminders of ``today``, or bring those that wait up to date.

        :param decisions: ``escalation.Decision`` objects
        """
        waiting = self._waiting(decisions)
        climbing, new = {}, []
        for decision in decisions:
            known = waiting.get(decision.debtor.id, self.browse())
            if decision.climbing:
                known._supersede_other_than(decision.level)
            for steps in filter(None, (decision.climbing, decision.proposed)):
                level = highest_level(steps)
                same = known.filtered(lambda r, level=level: r.level_id.id == level.id)
                if not same:
                    new.append((decision.debtor.id, level, steps))
                elif not same.approved_by_id:
                    climbing[same] = same._join(steps, today)
        created = self.create(
            [self._prepare_new(debtor_id, level, today) for debtor_id, level, _ in new]
        )
        for (_debtor_id, _level, steps), reminder in zip(new, created, strict=True):
            climbing[reminder] = self._climbing_by(steps)
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

    def _supersede_other_than(self, level):
        """Tonight's reminder replaces what could not go out at another level."""
        self.filtered(
            lambda r: (
                r.state in ("planned", "failed")
                and not r.approved_by_id
                and r.level_id.id != level.id
            )
        )._cancel(self.env._("Replaced by a reminder of another level."))

    def _join(self, steps, today):
        """Return what climbs with ``self``, which waits at the level of ``steps``.

        What a person has approved is not joined: the claims follow another night.
        """
        claims = self._climbing_by(steps)
        if self.state == "to_approve":
            return self._climbing() | claims
        self.date = today
        return claims

    @api.model
    def _climbing_by(self, steps):
        return {step.claim.id: step.level.id for step in steps}

    def _review(self, debtors, today):
        """Bring what waits for approval up to date; cancel it when it is paid."""
        waiting = self.search(
            [("state", "=", "to_approve"), ("debtor_id", "in", debtors.ids)]
        )
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

    def _prepare_new(self, debtor_id, rule_level, today):
        level = self.env["collection.level"].browse(rule_level.id)
        return {
            "debtor_id": debtor_id,
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
        Debtor = self.env["collection.debtor"]
        items = self.env["account.move.line"].search(
            Debtor._open_items_domain(reminders.partner_id), order="date_maturity, id"
        )
        by_debtor = items.grouped(lambda item: (item.partner_id, item.company_id))
        shares = reminders._held_shares()
        Line = self.env["collection.reminder.line"]
        Line.create(
            [
                {
                    "reminder_id": reminder.id,
                    **Line._prepare_from_item(
                        item, levels.get(item.id, False), shares.get(item.id, 0)
                    ),
                }
                for reminder, levels in climbing.items()
                for item in by_debtor.get(
                    (reminder.partner_id, reminder.company_id), items.browse()
                )
                if item.id in levels
                or (shares.get(item.id, 0) < 1 and reminder._lists(item))
            ]
        )

    def _lists(self, item):
        """Whether the letter lists this open item beside those that climb: credits, and
        what else is overdue, unless it is never reminded.
        """
        if item.amount_residual < 0:
            return True
        policy = (
            item.move_id.collection_policy_id
            or self.debtor_id.policy_id
            or self.company_id.collection_policy_id
        )
        overdue = (item.date_maturity or item.date) < self.date
        return overdue and not item.no_followup and bool(policy.level_ids)

    def _held_shares(self):
        """{item id: share of its residual that is on hold, 0 to 1} of these debtors."""
        return {
            claim.id: float(min(claim.held / claim.residual, 1))
            for day, reminders in self.grouped("date").items()
            # Rights were checked before; holds count for whoever plans.
            for debtor in reminders.sudo().debtor_id._facts(day)
            for claim in debtor.claims
            if claim.held
        }
