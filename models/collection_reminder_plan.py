from datetime import timedelta
from math import ceil

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import format_date

from ..rules.escalation import highest_level, listed_beside
from .collection_reminder import OPEN_STATES, WITH_A_PERSON

# Thousands of reminders and their channels in one statement.
CREATE_PLANNED = """
WITH made AS (
    INSERT INTO collection_reminder (
        debtor_id, partner_id, company_id, level_id, state, amount, date, deadline,
        create_uid, write_uid, create_date, write_date
    )
    SELECT debtor.id, debtor.partner_id, debtor.company_id, level.id,
           wanted.state, wanted.amount, %(today)s, %(today)s + level.deadline_days,
           %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
      FROM unnest(%(debtor_ids)s::int[], %(level_ids)s::int[], %(states)s::text[],
                  %(amounts)s::numeric[]) AS wanted(debtor_id, level_id, state, amount)
      JOIN collection_debtor debtor ON debtor.id = wanted.debtor_id
      JOIN collection_level level ON level.id = wanted.level_id
  ORDER BY debtor.id, level.id -- else as Postgres happens to join them
 RETURNING id, debtor_id, level_id
), channel AS (
    INSERT INTO collection_channel_collection_reminder_rel
           (collection_reminder_id, collection_channel_id)
    SELECT made.id, rel.collection_channel_id
      FROM made
      JOIN collection_channel_collection_level_rel rel
        ON rel.collection_level_id = made.level_id
)
SELECT debtor_id, level_id, id FROM made
"""


# pylint: disable=consider-merging-classes-inherited
class CollectionReminder(models.Model):
    """From decisions to reminders."""

    _inherit = "collection.reminder"

    def _plan(self, decisions, today):
        """Create the reminders of ``today``, or bring those that wait up to date.

        The lines of a reminder that goes out by itself are written when it goes out,
        as the ledger is then; at once only where a person is to look at them.

        :param decisions: ``escalation.Decision`` objects
        :return: reminders whose debtors have changed their state thereby
        """
        waiting = self._waiting(decisions)
        new, fills, superseded = [], [], self.browse()
        for decision in decisions:
            known = waiting.get(decision.debtor.id)
            climbing, proposed = decision.climbing, decision.proposed
            if known and climbing:
                superseded |= known._supersede_other_than(decision.level)
            for steps, state in ((climbing, "planned"), (proposed, "to_approve")):
                level_id = steps and highest_level(steps).id
                same = known and known._of_level(level_id)
                if steps and not same:
                    new.append((decision, level_id, state, steps))
                elif steps and same.state in WITH_A_PERSON:
                    claims = same._climbing() | self._climbing_by(steps)
                    fills.append((same.id, decision.debtor, claims))
                elif steps and not same.approved_by_id:
                    # It may have been put off, or announced for later.
                    same.date = max(same.date, today)
        shown = self._create_planned(new, today)
        looked_at = self._fill_lines([*fills, *shown], today)
        changed = looked_at._check_waiting()
        return superseded | changed | self.browse(fill[0] for fill in shown)

    def _create_planned(self, new, today):
        """Make the reminders; tell the salespeople of those that are announced.

        :param new: [(``escalation.Decision``, level id, state, climbing steps)]
        :return: what to fill those with that somebody looks at before they go out
        """
        if not new:
            return []
        self.flush_model()
        decisions, level_ids, states, _steps = zip(*new, strict=True)
        rows = self.env.execute_query(
            SQL(
                CREATE_PLANNED,
                debtor_ids=[decision.debtor.id for decision in decisions],
                level_ids=list(level_ids),
                states=list(states),
                amounts=[decision.net for decision in decisions],
                today=today,
                uid=self.env.uid,
            )
        )
        made = {(debtor_id, level_id): row_id for debtor_id, level_id, row_id in rows}
        self.browse(made.values())._draw_variants(set(level_ids))
        announced = self.browse(made.values())._announce(set(level_ids), today)
        return [
            (reminder_id, decision.debtor, self._climbing_by(steps))
            for decision, level_id, state, steps in new
            for reminder_id in [made[decision.debtor.id, level_id]]
            if state == "to_approve" or reminder_id in announced
        ]

    def _draw_variants(self, level_ids):
        """Where a trial of their level runs, note by which variant they are written."""
        # Whoever has reminders planned: the groups are the same.
        trials = (
            self.env["collection.trial"]
            .sudo()
            .search([("state", "=", "running"), ("level_id", "in", list(level_ids))])
        )
        for running in trials:
            own = self.filtered(lambda r, t=running: r.level_id == t.level_id)
            by_variant = own.grouped(lambda r, t=running: t._variant_of(r.debtor_id.id))
            for variant, reminders in by_variant.items():
                if variant:
                    reminders.variant_id = variant

    def _waiting(self, decisions):
        """{debtor id: open reminders} of the decisions' debtors."""
        reminders = self.search(
            [
                ("debtor_id", "in", [decision.debtor.id for decision in decisions]),
                ("state", "in", OPEN_STATES),
            ]
        )
        return {
            debtor.id: waiting
            for debtor, waiting in reminders.grouped("debtor_id").items()
        }

    def _of_level(self, level_id):
        return self.filtered(lambda reminder: reminder.level_id.id == level_id)

    def _supersede_other_than(self, level):
        """Tonight's reminder replaces what could not go out at another level."""
        superseded = self.filtered(
            lambda r: (
                r.state in ("planned", "failed")
                and not r.approved_by_id
                and r.level_id.id != level.id
            )
        )
        superseded._cancel(self.env._("Replaced by a reminder of another level."))
        return superseded

    def _climbing_by(self, steps):
        return {step.claim.id: step.level.id for step in steps}

    def _review(self, debtors, today):
        """Bring what waits for a person up to date; cancel it when it is paid.

        :return: what was cancelled, or is complete or incomplete now
        """
        waiting = self.search(
            [("state", "in", WITH_A_PERSON), ("debtor_id", "in", debtors.ids)]
        )
        decisions = waiting.debtor_id._decide(today, ignore_pending=True)
        fills, cancelled = [], self.browse()
        for reminder in waiting:
            decision = decisions.get(reminder.debtor_id.id)
            claims = reminder._still_climbing(decision)
            if claims:
                fills.append((reminder.id, decision.debtor, claims))
            else:
                reminder._cancel(reminder._cancel_note(decision))
                cancelled += reminder
        return cancelled | self._fill_lines(fills, today)._check_waiting()

    def _climbing(self):
        """{item id: level id} of the claims that this reminder takes further."""
        return {
            line.move_line_id.id: line.level_id.id
            for line in self.line_ids
            if line.level_id
        }

    def _fill_lines(self, fills, today):
        """Write the lines from the ledger: climbing claims, other due ones, credits.

        :param fills: [(reminder id, ``facts.Debtor``, {item id: level id})]
        :return: the reminders
        """
        if rows := _line_rows(fills, today):
            self.env["collection.reminder.line"]._copy_from_ledger(rows)
            self.browse(fill[0] for fill in fills)._write_charges(today)
        return self.browse(fill[0] for fill in fills)

    @api.model
    def _make_specimen(self, level, debtor):
        """Make the reminder that ``debtor`` would get today, for somebody to look at.

        It asks for what is due, or, when nothing is, for all that is open. The caller
        undoes it; it bears no number of the sequence.
        """
        today = fields.Date.context_today(self)
        # The decision is the same, whoever asks for it.
        decision = debtor.sudo()._decide(today, ignore_pending=True).get(debtor.id)
        claims = [step.claim for step in decision.steps] if decision else []
        due = [claim for claim in claims if claim.due_date <= today] or claims
        if not due:
            raise UserError(debtor._reason_sentences()["settled"])
        specimen = self.create(
            {
                "name": self.env._("Specimen"),
                "debtor_id": debtor.id,
                "level_id": level.id,
                "channel_ids": [Command.set(level.channel_ids.ids)],
                "date": today,
                "state": "cancelled",  # of those that wait, there is one at most
            }
        )
        fill = (specimen.id, decision.debtor, {claim.id: level.id for claim in due})
        self._fill_lines([fill], today)
        return specimen

    # === NOTICE TO THE SALESPERSON === #

    def _announce(self, level_ids, today):
        """Where the level says so, tell the salesperson, and wait for the hours given.

        In nights: a reminder that is announced 24 hours before goes out the next night.

        :return: set of ids of those that were announced
        """
        levels = self.env["collection.level"].browse(level_ids).filtered("notice_hours")
        if not levels:
            return set()
        announcing = self.filtered(
            lambda reminder: (
                reminder.level_id in levels
                and reminder.state == "planned"
                and reminder.partner_id.user_id
            )
        )
        for reminder in announcing:
            nights = ceil(reminder.level_id.notice_hours / 24)
            reminder.date = today + timedelta(days=nights)
            reminder._tell_salesperson()
        return set(announcing.ids)

    def _tell_salesperson(self):
        salesperson = self.partner_id.user_id.partner_id
        speaking = self.with_context(lang=salesperson.lang)
        values = {
            "level": speaking.level_id.name,
            "customer": self.partner_id.name,
            "date": format_date(speaking.env, self.date),
        }
        self.partner_id.message_notify(
            partner_ids=salesperson.ids,
            subject=speaking.env._("A reminder goes out to %(customer)s", **values),
            body=speaking.env._(
                "“%(level)s” goes out to %(customer)s on %(date)s. If there is a "
                "reason to wait, tell accounting: they can put it on hold.",
                **values,
            ),
        )


def _line_rows(fills, today):
    """(reminder id, item id, level id, share on hold) of each line to be written."""
    return [
        (reminder_id, item_id, climbing.get(item_id), shares.get(item_id, 0))
        for reminder_id, debtor, climbing in fills
        for shares in [_held_shares(debtor)]
        for item_id in (*climbing, *listed_beside(debtor, climbing, today))
    ]


def _held_shares(debtor):
    """{item id: share of its residual that is on hold, 0 to 1}."""
    return {
        claim.id: min(claim.held / claim.residual, 1)
        for claim in debtor.claims
        if claim.held
    }
