from datetime import date

from psycopg2 import OperationalError
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.tools import SQL

from ..rules import escalation
from .activities import ALLOCATE, CALL, TASK

# What a transaction meets when another one was faster: at the same row, or at the same
# new row (a reminder, the number range of a year). It is nobody's error: try again.
OTHERS_WERE_FASTER = (OperationalError, UniqueViolation)


# A row for each customer with open items or a debtor, in each company, and its figures.
# Of a debtor without open items nothing but the row is left. In the whole ledger, only
# the debtors whose figures have changed are looked into any further, and written.
REFRESH_FIGURES = """
WITH item AS (
    SELECT account_move_line.company_id,
           account_move_line.partner_id,
           account_move_line.amount_residual AS residual,
           account_move_line.amount_residual > 0
               AND account_move_line.no_followup IS NOT TRUE AS is_claim,
           COALESCE(account_move_line.date_maturity, account_move_line.date)
               AS due_date
      FROM %(items_from)s
     WHERE %(items_where)s
), figure AS (
    SELECT company_id,
           partner_id,
           SUM(residual) AS balance,
           SUM(residual) FILTER (WHERE is_claim AND due_date < %(today)s) AS overdue,
           SUM(residual) FILTER (WHERE is_claim AND due_date >= %(today)s) AS not_due,
           -SUM(residual) FILTER (WHERE residual < 0) AS credit,
           SUM(residual) FILTER (WHERE residual > 0 AND NOT is_claim) AS left_out,
           MIN(due_date) FILTER (WHERE is_claim) AS oldest_due_date
      FROM item
  GROUP BY company_id, partner_id
), changed AS (
    SELECT company_id,
           partner_id,
           known.id AS debtor_id,
           known.error,
           figure.balance IS NOT NULL AS is_open,
           COALESCE(figure.balance, 0) AS balance,
           COALESCE(figure.overdue, 0) AS overdue,
           COALESCE(figure.not_due, 0) AS not_due,
           COALESCE(figure.credit, 0) AS credit,
           COALESCE(figure.left_out, 0) AS left_out,
           figure.oldest_due_date
      FROM figure
 FULL JOIN (SELECT * FROM collection_debtor WHERE %(scope)s) known
     USING (company_id, partner_id)
     WHERE %(in_any_case)s
        OR known.id IS NULL
        OR (known.balance, known.overdue, known.not_due, known.credit,
            known.left_out, known.oldest_due_date)
           IS DISTINCT FROM
           (COALESCE(figure.balance, 0), COALESCE(figure.overdue, 0),
            COALESCE(figure.not_due, 0), COALESCE(figure.credit, 0),
            COALESCE(figure.left_out, 0), figure.oldest_due_date)
), reached AS (
    SELECT DISTINCT ON (changed.debtor_id)
           changed.debtor_id, level.id AS level_id, level.delay
      FROM changed
      JOIN collection_reminder reminder ON reminder.debtor_id = changed.debtor_id
      JOIN collection_reminder_line line ON line.reminder_id = reminder.id
      JOIN collection_level level ON level.id = line.level_id
      JOIN account_move_line item ON item.id = line.move_line_id
      JOIN account_move move ON move.id = item.move_id
     WHERE line.date IS NOT NULL
       AND item.reconciled IS NOT TRUE
       AND item.amount_residual > 0
       AND item.no_followup IS NOT TRUE
       AND item.parent_state = 'posted'
       AND move.payment_state NOT IN ('in_payment', 'paid')
  ORDER BY changed.debtor_id, level.sequence DESC, level.id DESC
), waiting AS (
    SELECT debtor_id,
           bool_or(state IN ('failed', 'to_complete')) AS failed,
           bool_or(state = 'to_approve') AS to_approve,
           bool_or(undelivered) AS undelivered
      FROM collection_reminder
     WHERE state IN ('failed', 'to_complete', 'to_approve') OR undelivered
  GROUP BY debtor_id
)
INSERT INTO collection_debtor AS debtor (
    company_id, partner_id, balance, overdue, not_due, credit, left_out,
    oldest_due_date, level_id, state, create_uid, write_uid, create_date, write_date
)
SELECT company_id, partner_id, balance, overdue, not_due, credit, left_out,
       oldest_due_date,
       reached.level_id,
       CASE WHEN waiting.failed OR error IS NOT NULL THEN 'attention'
            WHEN waiting.undelivered AND balance > 0 THEN 'attention'
            WHEN waiting.to_approve THEN 'to_approve'
            WHEN overdue > 0 AND reached.delay >= 0 THEN 'reminded'
            WHEN overdue > 0 THEN 'overdue'
            WHEN is_open THEN 'current'
            ELSE 'settled' END,
       %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
  FROM changed
  LEFT JOIN reached USING (debtor_id)
  LEFT JOIN waiting USING (debtor_id)
 ORDER BY partner_id, company_id -- one order for all: no deadlock
ON CONFLICT (partner_id, company_id) DO UPDATE SET
    balance = EXCLUDED.balance,
    overdue = EXCLUDED.overdue,
    not_due = EXCLUDED.not_due,
    credit = EXCLUDED.credit,
    left_out = EXCLUDED.left_out,
    oldest_due_date = EXCLUDED.oldest_due_date,
    level_id = EXCLUDED.level_id,
    state = EXCLUDED.state,
    asleep_until = NULL,
    next_date = CASE WHEN EXCLUDED.state != 'settled' THEN debtor.next_date END,
    next_level_id = CASE WHEN EXCLUDED.state != 'settled' THEN debtor.next_level_id END
WHERE (debtor.balance, debtor.overdue, debtor.not_due, debtor.credit, debtor.left_out,
       debtor.oldest_due_date, debtor.level_id, debtor.state)
      IS DISTINCT FROM
      (EXCLUDED.balance, EXCLUDED.overdue, EXCLUDED.not_due, EXCLUDED.credit,
       EXCLUDED.left_out, EXCLUDED.oldest_due_date, EXCLUDED.level_id, EXCLUDED.state)
"""

STORE_NEXT = """
UPDATE collection_debtor debtor
   SET next_date = decision.next_date,
       next_level_id = decision.level_id,
       asleep_until = decision.asleep_until
  FROM unnest(%s::int[], %s::date[], %s::int[], %s::date[])
       AS decision(id, next_date, level_id, asleep_until)
 WHERE debtor.id = decision.id
   AND (debtor.next_date, debtor.next_level_id, debtor.asleep_until)
       IS DISTINCT FROM
       (decision.next_date, decision.level_id, decision.asleep_until)
"""


def _next_row(debtor_id, decision, today):
    """(debtor id, date and level id of the next reminder, day until which to sleep)."""
    if not decision:
        return debtor_id, None, None, today and date.max
    wakes_on = today and (escalation.wakes_on(decision, today) or date.max)
    level = decision.next_level
    return debtor_id, decision.next_date, level.id if level else None, wakes_on


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """The figures, stored so that lists can sort and sum them."""

    _inherit = "collection.debtor"

    @api.model
    def _refresh(self, partners=None, today=None, asleep=False):
        """Bring figures and next step of the debtors of ``partners`` up to date.

        :param partners: commercial partners; None for all
        :param date today: None for the current day
        :param bool asleep: whether the night need not look at them before a date
            comes; else the next one does, because something happened to them
        """
        today = today or fields.Date.context_today(self)
        self._refresh_figures(partners, today)
        self._refresh_segments(partners)
        scope = [] if partners is None else [("partner_id", "in", partners.ids)]
        # The ledger was changed by somebody who need not know about collection.
        debtors = self.sudo().search([*scope, ("state", "!=", "settled")])
        decisions = debtors._decide(today)
        debtors._store_next(decisions, today if asleep else None)
        debtors._drop_pointless_activities(scope, decisions)

    @api.model
    def _drop_pointless_activities(self, scope, decisions):
        """Nobody calls a customer who has paid, or allocates what is allocated."""
        open_debtors = self.search([*scope, ("activity_ids.automated", "=", True)])
        paid = open_debtors.filtered(lambda debtor: not debtor.overdue)
        paid.activity_unlink([CALL, TASK])
        uncovered = open_debtors.filtered(
            lambda debtor: (
                debtor.id not in decisions
                or decisions[debtor.id].reason != escalation.Reason.CREDIT
            )
        )
        uncovered.activity_unlink([ALLOCATE])
        open_debtors._drop_matched(decisions)

    @api.model
    def _refresh_figures(self, partners, today):
        """One statement: a row for each customer with open items, and its figures."""
        self.env["collection.reminder.line"].flush_model()
        self.env["collection.reminder"].flush_model()
        self.flush_model()
        items = self._open_items_query(partners)
        whole = partners is None
        scope = SQL("TRUE") if whole else SQL("partner_id = ANY(%s)", partners.ids)
        statement = SQL(
            REFRESH_FIGURES,
            items_from=items.from_clause,
            items_where=items.where_clause or SQL("TRUE"),
            in_any_case=not whole,
            today=today,
            scope=scope,
            uid=self.env.uid,
        )
        self.env.execute_query(statement)
        self.invalidate_model()

    def _refresh_touched(self, today=None, asleep=False):
        """Refresh these debtors, after something happened to them."""
        if self:
            self._refresh(self.partner_id, today, asleep)

    @api.model
    def _open_items_query(self, partners=None):
        # The figures count every open item, whoever looks at the list.
        items = self.env["account.move.line"].sudo()
        return items._search(self._open_items_domain(partners))

    def _store_next(self, decisions, today=None):
        """Store when the next reminder comes, and at which level, in one statement.

        Whoever is reminded tonight is left for the dispatch, and awake until then.

        :param date today: the night after which these debtors sleep until a date comes
            that may change the decision; None: the next night looks at them
        """
        rows = [
            _next_row(debtor_id, decision, today)
            for debtor_id in self.ids
            for decision in [decisions.get(debtor_id)]
            if not (today and decision and decision.climbing)
        ]
        columns = [list(column) for column in zip(*rows, strict=True)]
        if columns:
            self.env.execute_query(SQL(STORE_NEXT, *columns))
        self.invalidate_model(["next_date", "next_level_id", "asleep_until"])

    @api.model
    def _refresh_after_ledger(self):
        """Before the commit: refresh the debtors whose ledger has changed."""
        touched = self.env.cr.precommit.data.pop("collection.touched", ())
        self._refresh(self.env["res.partner"].browse(touched).exists())
