import gc
from collections import defaultdict
from contextlib import contextmanager
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ..rules import escalation, facts

HORIZON = 60  # days for which the company's closed days are looked up

# One row for each open item: claim or credit, its policy and whence it has it, the
# level it has reached, and what is on hold. Laterals look up the open items only,
# however long their customer's history is.
OPEN_ITEMS = """
WITH waiting AS (
    SELECT line.move_line_id
      FROM collection_reminder reminder
      JOIN collection_reminder_line line ON line.reminder_id = reminder.id
     WHERE reminder.debtor_id = ANY(%(debtor_ids)s)
       AND line.level_id IS NOT NULL
       AND (reminder.state IN ('to_complete', 'to_approve')
            OR reminder.state IN ('planned', 'failed')
           AND reminder.approved_by_id IS NOT NULL)
  GROUP BY line.move_line_id
), hold AS (
    SELECT hold.id, hold.debtor_id, rel.account_move_line_id AS item_id, hold.amount,
           hold.date_start <= %(today)s AS active,
           CASE WHEN hold.date_start > %(today)s THEN hold.date_start
                ELSE hold.date_end + 1 END AS changes_on
      FROM collection_hold hold
      LEFT JOIN account_move_line_collection_hold_rel rel
        ON rel.collection_hold_id = hold.id
     WHERE hold.debtor_id = ANY(%(debtor_ids)s)
       AND hold.date_lifted IS NULL
       AND (hold.date_end IS NULL OR hold.date_end >= %(today)s)
), held_debtor AS (
    SELECT debtor_id, bool_or(active) AS whole, MIN(changes_on) AS changes_on
      FROM hold WHERE item_id IS NULL GROUP BY debtor_id
), held_item AS (
    SELECT item_id, bool_or(active AND COALESCE(amount, 0) = 0) AS whole,
           SUM(amount) FILTER (WHERE active) AS amount, MIN(changes_on) AS changes_on
      FROM hold WHERE item_id IS NOT NULL GROUP BY item_id
)
SELECT debtor.id AS debtor_id,
       account_move_line.id,
       COALESCE(account_move_line.date_maturity, account_move_line.date) AS due_date,
       account_move_line.amount_residual::text AS residual,
       COALESCE(account_move_line.no_followup, FALSE) AS excluded,
       COALESCE(move.collection_policy_id, debtor.policy_id, segment.id,
                company.collection_policy_id) AS policy_id,
       reached.level_id,
       reached.date AS reached_on,
       waiting.move_line_id IS NOT NULL AS pending,
       -- A part amount is in the claim's currency: its share of the residual counts.
       CASE WHEN held_debtor.whole OR held_item.whole
            THEN account_move_line.amount_residual
            WHEN held_item.amount > 0
            THEN account_move_line.amount_residual * held_item.amount
                 / NULLIF(account_move_line.amount_residual_currency, 0)
            END::text AS held,
       LEAST(held_debtor.changes_on, held_item.changes_on) AS hold_changes_on,
       CASE WHEN move.collection_policy_id IS NOT NULL THEN 'invoice'
            WHEN debtor.policy_id IS NOT NULL THEN 'customer'
            WHEN segment.id IS NOT NULL THEN 'segment'
            ELSE 'company' END AS policy_source
  FROM %(items_from)s
  JOIN collection_debtor debtor
    ON debtor.partner_id = account_move_line.partner_id
   AND debtor.company_id = account_move_line.company_id
  JOIN res_company company ON company.id = account_move_line.company_id
  JOIN account_move move ON move.id = account_move_line.move_id
  JOIN account_journal journal ON journal.id = move.journal_id
  LEFT JOIN waiting ON waiting.move_line_id = account_move_line.id
  LEFT JOIN held_debtor ON held_debtor.debtor_id = debtor.id
  LEFT JOIN held_item ON held_item.item_id = account_move_line.id
  LEFT JOIN LATERAL (
       SELECT line.level_id, line.date
         FROM collection_reminder_line line
        WHERE line.move_line_id = account_move_line.id
          AND line.level_id IS NOT NULL
          AND line.date IS NOT NULL
     ORDER BY line.date DESC, line.id DESC
        LIMIT 1) reached ON TRUE
  LEFT JOIN LATERAL (%(segment)s) segment ON TRUE
 WHERE %(items_where)s AND debtor.id = ANY(%(debtor_ids)s)
"""

# The first policy by sequence whose segment holds the customer, and the claim.
SEGMENT = """
SELECT policy.id
  FROM collection_debtor_segment_rel rel
  JOIN collection_policy policy ON policy.id = rel.policy_id
 CROSS JOIN (SELECT ABS(CASE WHEN move.move_type = 'entry' -- perhaps many customers'
                             THEN account_move_line.balance
                             ELSE move.amount_total_signed END)) AS invoiced(amount)
 WHERE rel.debtor_id = debtor.id
   AND policy.active
   AND policy.segmented
   AND (NOT EXISTS (SELECT FROM collection_claim_type_policy_rel types
                     WHERE types.policy_id = policy.id)
        OR EXISTS (SELECT FROM collection_claim_type_policy_rel types
                    WHERE types.policy_id = policy.id
                      AND types.claim_type_id = COALESCE(
                          move.collection_claim_type_id,
                          journal.collection_claim_type_id)))
   AND invoiced.amount >= COALESCE(policy.segment_from, 0)
   AND (COALESCE(policy.segment_to, 0) = 0 OR invoiced.amount < policy.segment_to)
 ORDER BY policy.sequence, policy.id
 LIMIT 1
"""

# When each debtor was last reminded, when a person last refused a reminder, and for
# which day one that goes out by itself is planned.
REMINDER_DAYS = """
SELECT debtor_id,
       MAX(date_done) FILTER (WHERE state = 'sent') AS contacted_on,
       MAX(date_done) FILTER (WHERE state = 'cancelled') AS refused_on,
       MAX(date) FILTER (WHERE state = 'planned' AND approved_by_id IS NULL)
           AS planned_for
  FROM collection_reminder
 WHERE debtor_id = ANY(%s)
 GROUP BY debtor_id
"""


@contextmanager
def _without_gc():
    """Do not look for reference cycles among facts and decisions: there are none, and
    the search through hundreds of thousands of tuples takes longer than to decide.
    (Odoo's own ``disabling_gc`` leaves it switched off after an error.)
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """The facts of the rules, from the ledger, and what the rules decide."""

    _inherit = "collection.debtor"

    def _decide(self, today, ignore_pending=False):
        """Return {debtor id: ``escalation.Decision``} of the debtors with open items.

        :param bool ignore_pending: decide as if no reminder were waiting, to know
            whether those that wait may still go out
        """
        # The decision is the same, whoever asks for it.
        debtors = self.sudo()
        with _without_gc():
            decisions = {
                debtor.id: escalation.decide(debtor, today)
                for debtor in debtors._facts(today, ignore_pending)
            }
            return debtors._heed_bank(decisions, today)

    def _facts(self, today, ignore_pending=False):
        """Return the ``facts.Debtor`` of each debtor with open items."""
        if not self:
            return []
        rows = self._open_item_rows(today)
        policies, ranks = self._policy_rules(rows)
        tried = self.env["collection.trial"]._tried(self.ids, policies)
        claims, credit = defaultdict(list), defaultdict(dict)
        nothing = facts.Policy()
        for (
            debtor_id, item_id, due_date, residual, excluded, policy_id, level_id,
            reached_on, pending, held, hold_changes_on, _source,
        ) in rows:  # fmt: skip
            if residual[0] == "-":
                credit[debtor_id][item_id] = -Decimal(residual)
                continue
            claims[debtor_id].append(
                facts.Claim(
                    item_id,
                    due_date,
                    Decimal(residual),
                    tried.get((policy_id, debtor_id))
                    or policies.get(policy_id, nothing),
                    ranks.get(level_id, 0),
                    reached_on,
                    pending and not ignore_pending,
                    excluded,
                    Decimal(held) if held else facts.NOTHING,
                    hold_changes_on,
                )
            )
        return self._debtor_facts(claims, credit, today)

    def _debtor_facts(self, claims, credit, today):
        """
        :param claims: {debtor id: [``facts.Claim``]}
        :param credit: {debtor id: {item id: positive amount}}
        """
        days = self._reminder_days()
        caps, calendars = self._tone_caps(), self._calendars(claims, today)
        return [
            facts.Debtor(
                id=debtor_id,
                claims=tuple(claims.get(debtor_id, ())),
                credit=sum(credit.get(debtor_id, {}).values(), facts.NOTHING),
                **days.get(debtor_id, {}),
                credit_ids=tuple(credit.get(debtor_id, ())),
                tone_cap=caps.get(debtor_id),
                calendar=calendars.get(debtor_id),
            )
            for debtor_id in claims.keys() | credit.keys()
        ]

    def _policy_rules(self, rows):
        """Return the rules of the policies by id, and the ranks of levels by id."""
        policy_ids = {row[5] for row in rows if row[5]}
        level_ids = {row[6] for row in rows if row[6]}
        return (
            self.env["collection.policy"].browse(policy_ids)._as_rules(),
            self.env["collection.level"].browse(level_ids)._ranks(),
        )

    def _open_item_rows(self, today):
        """One row for each open item of ``self``: see OPEN_ITEMS for its columns."""
        if not self:
            return []
        for model in (
            "account.journal",
            "account.move",
            "collection.debtor",
            "collection.hold",
            "collection.policy",
            "collection.reminder",
            "collection.reminder.line",
            "res.company",
        ):
            self.env[model].flush_model()
        return self._item_rows(self._open_items_query(), today)

    def _item_rows(self, items, today):
        """The same of any receivable items.

        :param items: a query of ``account.move.line``
        """
        return self.env.execute_query(
            SQL(
                OPEN_ITEMS,
                items_from=items.from_clause,
                items_where=items.where_clause,
                debtor_ids=self.ids,
                segment=SQL(SEGMENT),
                today=today,
            )
        )

    def _policy_sources(self, today):
        """{item id: (policy, "invoice", "customer", "segment" or "company")}."""
        # Why a policy applies is no secret from whoever sees the debtor.
        rows = self.sudo()._open_item_rows(today)
        Policy = self.env["collection.policy"]
        return {row[1]: (Policy.browse(row[5] or ()), row[11]) for row in rows}

    def _reminder_days(self):
        """{debtor id: {"contacted_on", "refused_on", "planned_for": day or None}}."""
        rows = self.env.execute_query_dict(SQL(REMINDER_DAYS, self.ids))
        return {row.pop("debtor_id"): row for row in rows}

    def _tone_caps(self):
        """{debtor id: rank above which its levels need approval}."""
        capped = self.search([("id", "in", self.ids), ("tone_cap_id", "!=", False)])
        ranks = capped.tone_cap_id._ranks()
        return {debtor.id: ranks[debtor.tone_cap_id.id] for debtor in capped}

    def _calendars(self, claims, today):
        """{debtor id: ``facts.Calendar``} where a policy asks for working days."""
        asking = self.browse(
            debtor_id
            for debtor_id, items in claims.items()
            if any(claim.policy.working_days_only for claim in items)
        )
        return {
            debtor.id: calendar
            for company, debtors in asking.grouped("company_id").items()
            if (calendar := company._collection_calendar(today, HORIZON))
            for debtor in debtors
        }
