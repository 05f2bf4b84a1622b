from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.tools import SQL

from ..rules import score as rule
from .collection_ledger import PAYMENT

# What is known of these debtors: kind of fact, its day, and up to three numbers.
#
# A claim counts once it has been due. What settled it is a payment, or an entry that
# nets it or writes it off; credit notes, reversals and exchange differences are none.
# What is still open is late so far, except the part that is in an open dispute.
SCORE_FACTS = """
WITH debtor AS (
    SELECT id, partner_id, company_id FROM collection_debtor WHERE id = ANY(%(ids)s)
), claim AS (
    SELECT debtor.id AS debtor_id,
           account_move_line.id,
           account_move_line.move_id,
           account_move_line.amount_residual AS residual,
           COALESCE(account_move_line.date_maturity, account_move_line.date) AS due,
           move.payment_state IN ('in_payment', 'paid') AS is_paid
      FROM %(items_from)s
      JOIN debtor ON debtor.partner_id = account_move_line.partner_id
       AND debtor.company_id = account_move_line.company_id
      JOIN account_move move ON move.id = account_move_line.move_id
      JOIN account_journal journal ON journal.id = account_move_line.journal_id
     WHERE %(items_where)s
       AND account_move_line.balance > 0
       AND account_move_line.no_followup IS NOT TRUE
       AND journal.type NOT IN ('bank', 'cash', 'credit') -- money given back
       AND COALESCE(account_move_line.date_maturity, account_move_line.date)
           BETWEEN %(since)s AND %(yesterday)s
), contested AS (
    SELECT line.claim_id, SUM(line.amount_company) AS amount
      FROM collection_dispute dispute
      JOIN collection_dispute_line line ON line.dispute_id = dispute.id
     WHERE dispute.state = 'open' AND dispute.debtor_id = ANY(%(ids)s)
  GROUP BY line.claim_id
), settled AS (
    SELECT claim.debtor_id, claim.id, claim.due, partial.amount,
           partial.max_date AS day
      FROM claim
      JOIN account_partial_reconcile partial ON partial.debit_move_id = claim.id
      JOIN account_move_line credit ON credit.id = partial.credit_move_id
      JOIN account_move receipt ON receipt.id = credit.move_id
     WHERE receipt.move_type != 'out_refund'
       AND receipt.reversed_entry_id IS NULL
       AND partial.debit_amount_currency != 0 -- else an exchange difference
 UNION ALL
    SELECT claim.debtor_id, claim.id, claim.due,
           claim.residual - COALESCE(contested.amount, 0),
           COALESCE(payment.date, %(today)s)
      FROM claim
      LEFT JOIN contested ON contested.claim_id = claim.id
      LEFT JOIN LATERAL (%(payment)s) payment ON claim.is_paid
     WHERE claim.residual - COALESCE(contested.amount, 0) > 0
), reminded AS (
    SELECT settled.*,
           GREATEST(settled.day - settled.due, 0) AS days_late,
           COALESCE(reached.levels, 0) AS levels
      FROM settled
      LEFT JOIN LATERAL (
           SELECT COUNT(DISTINCT line.level_id) AS levels
             FROM collection_reminder_line line
             JOIN collection_level level ON level.id = line.level_id
            WHERE line.move_line_id = settled.id
              AND line.date <= settled.day
              AND level.delay >= 0 -- before the due date, it was a courtesy
           ) reached ON settled.day > settled.due
)
SELECT debtor_id, 'claims' AS kind, NULL::date AS day,
       COUNT(DISTINCT id)::float AS amount, 0 AS days_late, 0 AS levels
  FROM settled GROUP BY debtor_id
 UNION ALL
SELECT debtor_id, 'settlements', date_trunc('month', due)::date,
       SUM(amount)::float, days_late, levels
  FROM reminded GROUP BY debtor_id, date_trunc('month', due), days_late, levels
 UNION ALL
SELECT debtor_id, 'promises', deadline,
       CASE state WHEN 'broken' THEN 1 ELSE 0.5 END, 0, 0
  FROM collection_promise
 WHERE debtor_id = ANY(%(ids)s)
   AND state IN ('broken', 'partly') AND deadline >= %(since)s
 UNION ALL
SELECT debtor_id, 'disputes', date_closed, 1, 0, 0
  FROM collection_dispute
 WHERE debtor_id = ANY(%(ids)s)
   AND state = 'creditor_right' AND date_closed >= %(since)s
 UNION ALL
SELECT profile.debtor_id, fact.kind, fact.day, fact.rating::float, 0, 0
  FROM collection_credit_profile profile
 CROSS JOIN LATERAL (VALUES
       ('bank', profile.bank_date, profile.bank_rating),
       ('balance', profile.balance_date, profile.balance_rating),
       ('references', profile.references_date, profile.references_rating),
       ('external', profile.external_date, profile.external_rating)
       ) AS fact(kind, day, rating)
 WHERE profile.debtor_id = ANY(%(ids)s) AND fact.rating IS NOT NULL
 UNION ALL
SELECT DISTINCT debtor_id, 'insolvent', NULL::date, 1::float, 0, 0
  FROM collection_proceeding
 WHERE debtor_id = ANY(%(ids)s)
   AND category = 'insolvency' AND state NOT IN ('closed', 'cancelled')
"""

SCORE_SOURCES = (
    "account.journal",
    "account.move",
    "account.move.line",
    "account.partial.reconcile",
    "account.payment",
    "collection.credit.profile",
    "collection.debtor",
    "collection.dispute",
    "collection.dispute.line",
    "collection.level",
    "collection.proceeding",
    "collection.promise",
    "collection.reminder.line",
)


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """What the payer score is computed from."""

    _inherit = "collection.debtor"

    def _score_facts(self, today):
        """{debtor id: ``rules.score.Facts``} of those of whom anything is known."""
        found = defaultdict(lambda: defaultdict(list))
        for debtor_id, kind, *values in self._score_rows(today):
            found[debtor_id][kind].append(values)
        return {debtor_id: self._as_facts(rows) for debtor_id, rows in found.items()}

    @staticmethod
    def _as_facts(rows):
        """:param rows: {kind: [(day, amount, days late, levels)]}"""

        def events(kind):
            return tuple(rule.Event(row[0], float(row[1])) for row in rows[kind])

        return rule.Facts(
            claims=sum(int(row[1]) for row in rows["claims"]),
            settlements=tuple(rule.Settlement(*row) for row in rows["settlements"]),
            promises=events("promises"),
            disputes=events("disputes"),
            entries=tuple(
                rule.Entry(code, row[0], int(row[1]))
                for code in rule.ENTERED_POINTS
                for row in rows[code]
            ),
            insolvent=bool(rows["insolvent"]),
        )

    def _score_rows(self, today):
        """One row for each fact on ``self``: see SCORE_FACTS for its columns."""
        for model in SCORE_SOURCES:
            self.env[model].flush_model()
        # The score counts every claim, whoever asks for it.
        items = self.env["account.move.line"].sudo()
        items = items._search(self._trade_items_domain(self.partner_id))
        return self.env.execute_query(
            SQL(
                SCORE_FACTS,
                ids=self.ids,
                payment=SQL(PAYMENT, move_id=SQL("claim.move_id")),
                items_from=items.from_clause,
                items_where=items.where_clause,
                since=today - relativedelta(months=rule.HISTORY_MONTHS),
                today=today,
                yesterday=today - relativedelta(days=1),
            )
        )
