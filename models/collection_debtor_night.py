import logging
from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ..rules import escalation
from .collection_debtor_figures import ALLOCATE, OTHERS_WERE_FASTER

_logger = logging.getLogger(__name__)

PLAN_BATCH = 1000  # debtors decided between two commits of the night
SEND_BATCH = 50  # reminders sent between two commits
ATTEMPTS = 5

# One row for each open item: claim or credit, its policy, and the level it has reached.
OPEN_ITEMS = """
SELECT debtor.id AS debtor_id,
       account_move_line.id,
       COALESCE(account_move_line.date_maturity, account_move_line.date) AS due_date,
       account_move_line.amount_residual AS residual,
       COALESCE(account_move_line.no_followup, FALSE) AS excluded,
       COALESCE(move.collection_policy_id, debtor.policy_id,
                company.collection_policy_id) AS policy_id,
       reached.level_id,
       reached.date AS reached_on,
       EXISTS (SELECT FROM collection_reminder_line line
                 JOIN collection_reminder reminder ON reminder.id = line.reminder_id
                WHERE line.move_line_id = account_move_line.id
                  AND line.level_id IS NOT NULL
                  AND (reminder.state = 'to_approve'
                       OR reminder.state IN ('planned', 'failed')
                      AND reminder.approved_by_id IS NOT NULL)) AS pending,
       held.held
  FROM %(items_from)s
  JOIN collection_debtor debtor
    ON debtor.partner_id = account_move_line.partner_id
   AND debtor.company_id = account_move_line.company_id
  JOIN res_company company ON company.id = account_move_line.company_id
  JOIN account_move move ON move.id = account_move_line.move_id
  LEFT JOIN LATERAL (
       SELECT line.level_id, line.date
         FROM collection_reminder_line line
        WHERE line.move_line_id = account_move_line.id
          AND line.level_id IS NOT NULL
          AND line.date IS NOT NULL
     ORDER BY line.date DESC, line.id DESC
        LIMIT 1) reached ON TRUE
  LEFT JOIN LATERAL (
       -- A part amount is in the claim's currency: its share of the residual counts.
       SELECT SUM(CASE WHEN hold.amount > 0
                       THEN account_move_line.amount_residual * hold.amount
                            / NULLIF(account_move_line.amount_residual_currency, 0)
                       ELSE account_move_line.amount_residual END) AS held
         FROM collection_hold hold
        WHERE hold.debtor_id = debtor.id
          AND hold.date_lifted IS NULL
          AND hold.date_start <= %(today)s
          AND (hold.date_end IS NULL OR hold.date_end >= %(today)s)
          AND (EXISTS (SELECT FROM account_move_line_collection_hold_rel rel
                        WHERE rel.collection_hold_id = hold.id
                          AND rel.account_move_line_id = account_move_line.id)
               OR NOT EXISTS (SELECT FROM account_move_line_collection_hold_rel rel
                               WHERE rel.collection_hold_id = hold.id))) held ON TRUE
 WHERE %(items_where)s AND debtor.id = ANY(%(debtor_ids)s)
"""


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """The night: facts from the ledger, decisions, reminders, dispatch."""

    _inherit = "collection.debtor"

    # === FACTS AND DECISIONS === #

    def _decide(self, today, ignore_pending=False):
        """Return {debtor id: ``escalation.Decision``} of the debtors with open items.

        :param bool ignore_pending: decide as if no reminder were waiting, to know
            whether those that wait may still go out
        """
        # The decision is the same, whoever asks for it.
        facts = self.sudo()._facts(today, ignore_pending)
        return {debtor.id: escalation.decide(debtor, today) for debtor in facts}

    def _facts(self, today, ignore_pending=False):
        """Return the ``escalation.Debtor`` of each debtor with open items."""
        rows = self._open_item_rows(today)
        policies, ranks = self._policy_rules(rows)
        contacted, refused = self._last_done("sent"), self._last_done("cancelled")
        claims, credits = defaultdict(list), defaultdict(Decimal)
        for row in rows:
            row["residual"] = Decimal(str(row["residual"]))
            if row["residual"] < 0:
                credits[row["debtor_id"]] -= row["residual"]
            else:
                pending = row["pending"] and not ignore_pending
                claim = self._claim(row, policies, ranks, pending)
                claims[row["debtor_id"]].append(claim)
        return [
            escalation.Debtor(
                id=debtor_id,
                claims=tuple(claims[debtor_id]),
                credit=credits[debtor_id],
                contacted_on=contacted.get(debtor_id),
                refused_on=refused.get(debtor_id),
            )
            for debtor_id in claims.keys() | credits.keys()
        ]

    def _policy_rules(self, rows):
        """Return the rules of the policies by id, and the ranks of levels by id."""
        policy_ids = {row["policy_id"] for row in rows if row["policy_id"]}
        level_ids = {row["level_id"] for row in rows if row["level_id"]}
        return (
            self.env["collection.policy"].browse(policy_ids)._as_rules(),
            self.env["collection.level"].browse(level_ids)._ranks(),
        )

    def _claim(self, row, policies, ranks, pending):
        return escalation.Claim(
            id=row["id"],
            due_date=row["due_date"],
            residual=row["residual"],
            policy=policies.get(row["policy_id"], escalation.Policy()),
            rank=ranks.get(row["level_id"], 0),
            reached_on=row["reached_on"],
            pending=pending,
            excluded=row["excluded"],
            held=Decimal(str(row["held"] or 0)),
        )

    def _open_item_rows(self, today):
        """One row for each open item of ``self``, with its policy and its level."""
        if not self:
            return []
        self.env["collection.reminder.line"].flush_model()
        self.env["collection.reminder"].flush_model()
        self.env["collection.hold"].flush_model()
        items = self._open_items_query(self.partner_id)
        return self.env.execute_query_dict(
            SQL(
                OPEN_ITEMS,
                items_from=items.from_clause,
                items_where=items.where_clause,
                debtor_ids=self.ids,
                today=today,
            )
        )

    def _last_done(self, state):
        """{debtor id: day of the last reminder that was sent, or refused}."""
        groups = self.env["collection.reminder"]._read_group(
            [
                ("debtor_id", "in", self.ids),
                ("state", "=", state),
                ("date_done", "!=", False),
            ],
            ["debtor_id"],
            ["date_done:max"],
        )
        return {debtor.id: done for debtor, done in groups}

    # === THE NIGHT === #

    @api.model
    def _wake(self, today, domain=()):
        """Refresh all figures; return the debtors of ``domain`` with open items."""
        self._refresh_figures(None, today)
        # The night is nobody's: it works in all companies.
        return self.sudo().search([("state", "!=", "settled"), *domain])

    def _plan(self, today):
        """Plan the reminders of ``today``; safe to run again.

        What goes wrong with one debtor is shown on it and stops no other.
        """
        try:
            with self.env.cr.savepoint():
                self._plan_reminders(today)
        except OTHERS_WERE_FASTER:
            raise  # see _cron_attempt()
        except Exception as error:
            if len(self) > 1:
                for debtor in self:
                    debtor._plan(today)
            else:
                _logger.error("Debtor %s: no decision", self.id, exc_info=error)
                self.error = str(error) or repr(error)
                self._refresh_figures(self.partner_id, today)

    def _plan_reminders(self, today):
        self.filtered("error").error = False
        reminders = self.env["collection.reminder"]
        reminders._review(self, today)
        decisions = self._decide(today)
        self._refresh_next(decisions)
        reminders._plan(decisions.values(), today)
        self._drop_pointless_activities([("id", "in", self.ids)], decisions)
        self._ask_to_allocate(decisions)
        self._refresh_figures(self.partner_id, today)

    def _ask_to_allocate(self, decisions):
        """Where credits cover what is due, ask for their allocation, if not asked."""
        covered = self.browse(
            debtor_id
            for debtor_id, decision in decisions.items()
            if decision.reason == escalation.Reason.CREDIT
        )
        asked = set(covered.activity_search([ALLOCATE]).mapped("res_id"))
        for debtor in covered:
            if debtor.id not in asked:
                debtor.with_context(mail_activity_quick_update=True).activity_schedule(
                    ALLOCATE, user_id=debtor._responsible().id
                )

    @api.model
    def _cron_night(self):
        """Every night: plan today's reminders, then send what is ready, in batches."""
        commit_progress = self.env["ir.cron"]._commit_progress
        today = fields.Date.context_today(self)
        debtors = self._cron_attempt(self._wake, today) or self
        for ids in split_every(PLAN_BATCH, debtors.ids):
            self._cron_attempt(debtors.browse(ids)._plan, today)
        ready = self.env["collection.reminder"]._ready(today)
        commit_progress(remaining=len(ready))
        for ids in split_every(SEND_BATCH, ready.ids):
            self._cron_attempt(ready.browse(ids)._dispatch, today)
            if not commit_progress(len(ids)):
                break

    @api.model
    def _cron_attempt(self, step, today):
        """Run and commit one step of the night; return None when it failed for good.

        Somebody who posts an invoice while the night runs may be faster at a debtor's
        row: the step is then run again, on what is there now.
        """
        for _attempt in range(ATTEMPTS):
            try:
                result = step(today)
                self.env["ir.cron"]._commit_progress()
                return result
            except OTHERS_WERE_FASTER as error:
                self.env.cr.rollback()
                _logger.info("The night tries a step again: %s", error)
        _logger.error("The night leaves a step for tomorrow, others were faster")
        return None
