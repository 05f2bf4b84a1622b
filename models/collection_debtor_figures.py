from psycopg2 import OperationalError
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.tools import SQL

from ..rules.escalation import Reason

# What a transaction meets when another one was faster: at the same row, or at the same
# new row (a reminder, the number range of a year). It is nobody's error: try again.
OTHERS_WERE_FASTER = (OperationalError, UniqueViolation)

CALL = "mail.mail_activity_data_call"
ALLOCATE = "account_debt_collection.mail_activity_allocate"

# A row for each customer with open items or a debtor, in each company, and its figures.
# Of a debtor without open items nothing but the row is left.
REFRESH_FIGURES = """
WITH item AS (
    SELECT account_move_line.id,
           account_move_line.company_id,
           account_move_line.partner_id,
           account_move_line.amount_residual AS residual,
           COALESCE(account_move_line.no_followup, FALSE) AS left_out,
           COALESCE(account_move_line.date_maturity, account_move_line.date)
               AS due_date
      FROM %(items_from)s
     WHERE %(items_where)s
), figure AS (
    SELECT company_id,
           partner_id,
           SUM(residual) AS balance,
           SUM(residual) FILTER (WHERE %(claim)s AND due_date < %(today)s) AS overdue,
           SUM(residual) FILTER (WHERE %(claim)s AND due_date >= %(today)s) AS not_due,
           -SUM(residual) FILTER (WHERE residual < 0) AS credit,
           SUM(residual) FILTER (WHERE residual > 0 AND left_out) AS left_out,
           MIN(due_date) FILTER (WHERE %(claim)s) AS oldest_due_date
      FROM item
  GROUP BY company_id, partner_id
), reached AS (
    SELECT DISTINCT ON (item.company_id, item.partner_id)
           item.company_id, item.partner_id, level.id AS level_id, level.delay
      FROM item
      JOIN collection_reminder_line line ON line.move_line_id = item.id
      JOIN collection_level level ON level.id = line.level_id
     WHERE line.date IS NOT NULL AND item.residual > 0 AND NOT item.left_out
  ORDER BY item.company_id, item.partner_id, level.sequence DESC, level.id DESC
), waiting AS (
    SELECT debtor_id,
           bool_or(state = 'failed') AS failed,
           bool_or(state = 'to_approve') AS to_approve,
           bool_or(undelivered) AS undelivered
      FROM collection_reminder
     WHERE state IN ('failed', 'to_approve') OR undelivered
  GROUP BY debtor_id
), touched AS (
    SELECT company_id, partner_id FROM figure
     UNION
    SELECT company_id, partner_id FROM collection_debtor WHERE %(scope)s
)
INSERT INTO collection_debtor AS debtor (
    company_id, partner_id, balance, overdue, not_due, credit, left_out,
    oldest_due_date, level_id, state, create_uid, write_uid, create_date, write_date
)
SELECT touched.company_id,
       touched.partner_id,
       COALESCE(figure.balance, 0),
       COALESCE(figure.overdue, 0),
       COALESCE(figure.not_due, 0),
       COALESCE(figure.credit, 0),
       COALESCE(figure.left_out, 0),
       figure.oldest_due_date,
       reached.level_id,
       CASE WHEN waiting.failed OR known.error IS NOT NULL THEN 'attention'
            WHEN waiting.undelivered AND figure.balance > 0 THEN 'attention'
            WHEN waiting.to_approve THEN 'to_approve'
            WHEN figure.overdue > 0 AND reached.delay >= 0 THEN 'reminded'
            WHEN figure.overdue > 0 THEN 'overdue'
            WHEN figure.company_id IS NOT NULL THEN 'current'
            ELSE 'settled' END,
       %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
  FROM touched
  LEFT JOIN figure USING (company_id, partner_id)
  LEFT JOIN reached USING (company_id, partner_id)
  LEFT JOIN collection_debtor known USING (company_id, partner_id)
  LEFT JOIN waiting ON waiting.debtor_id = known.id
 ORDER BY touched.partner_id, touched.company_id -- one order for all: no deadlock
ON CONFLICT (partner_id, company_id) DO UPDATE SET
    balance = EXCLUDED.balance,
    overdue = EXCLUDED.overdue,
    not_due = EXCLUDED.not_due,
    credit = EXCLUDED.credit,
    left_out = EXCLUDED.left_out,
    oldest_due_date = EXCLUDED.oldest_due_date,
    level_id = EXCLUDED.level_id,
    state = EXCLUDED.state,
    next_date = CASE WHEN EXCLUDED.state != 'settled' THEN debtor.next_date END,
    next_level_id = CASE WHEN EXCLUDED.state != 'settled' THEN debtor.next_level_id END
WHERE (debtor.balance, debtor.overdue, debtor.not_due, debtor.credit, debtor.left_out,
       debtor.oldest_due_date, debtor.level_id, debtor.state)
      IS DISTINCT FROM
      (EXCLUDED.balance, EXCLUDED.overdue, EXCLUDED.not_due, EXCLUDED.credit,
       EXCLUDED.left_out, EXCLUDED.oldest_due_date, EXCLUDED.level_id, EXCLUDED.state)
RETURNING debtor.id
"""

STORE_NEXT = """
UPDATE collection_debtor debtor
   SET next_date = decision.next_date, next_level_id = decision.level_id
  FROM unnest(%s::int[], %s::date[], %s::int[]) AS decision(id, next_date, level_id)
 WHERE debtor.id = decision.id
   AND (debtor.next_date, debtor.next_level_id)
       IS DISTINCT FROM (decision.next_date, decision.level_id)
RETURNING debtor.id
"""


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """The figures, stored so that lists can sort and sum them."""

    _inherit = "collection.debtor"

    @api.model
    def _refresh(self, partners=None, today=None):
        """Bring figures and next step of the debtors of ``partners`` up to date.

        :param partners: commercial partners; None for all
        :param date today: None for the current day
        :return: decisions of the debtors that owe something, by debtor id
        """
        today = today or fields.Date.context_today(self)
        self._refresh_figures(partners, today)
        scope = [] if partners is None else [("partner_id", "in", partners.ids)]
        # The ledger was changed by somebody who need not know about collection.
        debtors = self.sudo().search([*scope, ("state", "!=", "settled")])
        decisions = debtors._decide(today)
        debtors._refresh_next(decisions)
        debtors._drop_pointless_activities(scope, decisions)
        return decisions

    @api.model
    def _drop_pointless_activities(self, scope, decisions):
        """Nobody calls a customer who has paid, or allocates what is allocated."""
        open_debtors = self.search([*scope, ("activity_ids.automated", "=", True)])
        paid = open_debtors.filtered(lambda debtor: not debtor.overdue)
        paid.activity_unlink([CALL])
        uncovered = open_debtors.filtered(
            lambda debtor: (
                debtor.id not in decisions
                or decisions[debtor.id].reason != Reason.CREDIT
            )
        )
        uncovered.activity_unlink([ALLOCATE])

    @api.model
    def _refresh_figures(self, partners, today):
        """One statement: a row for each customer with open items, and its figures."""
        self.env["collection.reminder.line"].flush_model()
        self.env["collection.reminder"].flush_model()
        self.flush_model()
        items = self._open_items_query(partners)
        scope = SQL("TRUE")
        if partners is not None:
            scope = SQL("partner_id = ANY(%s)", partners.ids)
        self.env.execute_query(
            SQL(
                REFRESH_FIGURES,
                items_from=items.from_clause,
                items_where=items.where_clause or SQL("TRUE"),
                claim=SQL("residual > 0 AND NOT left_out"),
                today=today,
                scope=scope,
                uid=self.env.uid,
            )
        )
        self.invalidate_model()

    def _refresh_touched(self, today=None):
        """Refresh these debtors, after something happened to them."""
        if self:
            self._refresh(self.partner_id, today)

    @api.model
    def _open_items_query(self, partners):
        # The figures count every open item, whoever looks at the list.
        items = self.env["account.move.line"].sudo()
        return items._search(self._open_items_domain(partners))

    def _refresh_next(self, decisions):
        """Store when the next reminder comes, and at which level, in one statement."""
        rows = [
            (
                debtor_id,
                decision.next_date,
                decision.next_level.id if decision.next_level else None,
            )
            for debtor_id, decision in decisions.items()
        ]
        ids, dates, levels = zip(*rows, strict=True) if rows else ((), (), ())
        self.env.execute_query(SQL(STORE_NEXT, list(ids), list(dates), list(levels)))
        self.invalidate_model(["next_date", "next_level_id"])

    @api.model
    def _refresh_after_ledger(self):
        """Before the commit: refresh the debtors whose ledger has changed."""
        touched = self.env.cr.precommit.data.pop("collection.touched", ())
        self._refresh(self.env["res.partner"].browse(touched).exists())
