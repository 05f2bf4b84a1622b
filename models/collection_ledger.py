from collections import defaultdict
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

# What comes and goes, by day and due date: the items themselves, then what settled
# them, last by payments that have no entry of their own yet (see
# ``collection.debtor._open_items_domain``).
FLOW = """
SELECT item.company_id, item.user_id, item.date AS day, item.due_date, item.kind,
       item.balance AS amount
  FROM item
 UNION ALL
SELECT item.company_id, item.user_id, part.max_date, item.due_date, item.kind,
       -part.amount
  FROM item JOIN account_partial_reconcile part ON part.debit_move_id = item.id
 UNION ALL
SELECT item.company_id, item.user_id, part.max_date, item.due_date, item.kind,
       part.amount
  FROM item JOIN account_partial_reconcile part ON part.credit_move_id = item.id
 UNION ALL
SELECT item.company_id, item.user_id, GREATEST(item.date, payment.date), item.due_date,
       item.kind, -item.residual
  FROM item
  JOIN LATERAL (%(payment)s) payment ON TRUE
 WHERE item.paid_elsewhere AND payment.date IS NOT NULL
"""

PAYMENT = """
SELECT MAX(payment.date) AS date
  FROM account_move__account_payment rel
  JOIN account_payment payment ON payment.id = rel.payment_id
 WHERE rel.invoice_id = item.move_id
   AND payment.move_id IS NULL
   AND payment.state IN ('in_process', 'paid')
"""

ITEM = """
SELECT account_move_line.id, account_move_line.company_id, account_move_line.date,
       account_move_line.move_id, move.invoice_user_id AS user_id,
       COALESCE(account_move_line.date_maturity, account_move_line.date) AS due_date,
       account_move_line.balance,
       account_move_line.amount_residual AS residual,
       move.payment_state IN ('in_payment', 'paid')
           AND account_move_line.reconciled IS NOT TRUE AS paid_elsewhere,
       CASE WHEN account_move_line.balance < 0 THEN 'credits'
            WHEN account_move_line.no_followup THEN 'left_out'
            ELSE 'claim' END AS kind
  FROM %(items_from)s
  JOIN account_move move ON move.id = account_move_line.move_id
 WHERE %(items_where)s
   AND account_move_line.company_id = ANY(%(company_ids)s)
   AND account_move_line.date <= %(last_day)s
"""

# Summed up before the days are joined: a ledger has many items, and few pairs of dates.
AGEING = """
WITH item AS MATERIALIZED (%(item)s),
     flow AS (%(flow)s),
     dated AS (
         SELECT company_id, user_id, day, due_date, kind, SUM(amount) AS amount
           FROM flow
       GROUP BY company_id, user_id, day, due_date, kind)
SELECT dated.company_id, dated.user_id, evening.day,
       CASE WHEN kind != 'claim' THEN kind
            WHEN due_date >= evening.day THEN 'not_due'
            WHEN due_date >= evening.day - 30 THEN 'late_30'
            WHEN due_date >= evening.day - 60 THEN 'late_60'
            WHEN due_date >= evening.day - 90 THEN 'late_90'
            ELSE 'late_more' END AS bucket,
       SUM(amount)
  FROM dated
  JOIN unnest(%(days)s::date[]) AS evening(day) ON dated.day <= evening.day
 GROUP BY 1, 2, 3, 4
HAVING SUM(amount) != 0
"""

SALES = """
SELECT move.company_id, move.invoice_user_id, date_trunc(%(step)s, move.date)::date,
       SUM(move.amount_total_signed)
  FROM account_move move
 WHERE move.state = 'posted'
   AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
   AND move.company_id = ANY(%(company_ids)s)
   AND move.date BETWEEN %(since)s AND %(until)s
 GROUP BY 1, 2, 3
"""

# Money against claims; what was settled with a credit note or written off is none.
RECEIPTS = """
WITH receipt AS (
    SELECT item.company_id, item.move_id, part.max_date AS day, part.amount,
           COALESCE(item.date_maturity, item.date) AS due_date
      FROM account_partial_reconcile part
      JOIN account_move_line item ON item.id = part.debit_move_id
      JOIN account_account account ON account.id = item.account_id
      JOIN account_move_line credit ON credit.id = part.credit_move_id
      JOIN account_move paying ON paying.id = credit.move_id
     WHERE account.account_type = 'asset_receivable'
       AND account.non_trade IS NOT TRUE
       AND item.partner_id IS NOT NULL
       AND item.parent_state = 'posted'
       AND (paying.origin_payment_id IS NOT NULL
            OR paying.statement_line_id IS NOT NULL)
       AND part.company_id = ANY(%(company_ids)s)
       AND part.max_date BETWEEN %(since)s AND %(until)s
 UNION ALL
    SELECT item.company_id, item.move_id, payment.date, item.residual, item.due_date
      FROM (%(item)s) item
      JOIN LATERAL (%(payment)s) payment ON TRUE
     WHERE item.paid_elsewhere
       AND item.balance > 0
       AND payment.date BETWEEN %(since)s AND %(until)s)
SELECT receipt.company_id, move.invoice_user_id, date_trunc(%(step)s, day)::date,
       SUM(amount), SUM(amount * GREATEST(day - due_date, 0))
  FROM receipt JOIN account_move move ON move.id = receipt.move_id
 GROUP BY 1, 2, 3
"""

# What is open now, of each debtor, salesperson and due date, and how much of it nobody
# counts on: it is disputed, or the customer insolvent or out of reach.
OPEN = """
SELECT account_move_line.company_id, account_move_line.partner_id,
       move.invoice_user_id AS user_id,
       COALESCE(account_move_line.date_maturity, account_move_line.date) AS due_date,
       SUM(account_move_line.amount_residual) AS amount,
       SUM(account_move_line.amount_residual * COALESCE(held.share, 0)) AS doubtful
  FROM %(items_from)s
  JOIN account_move move ON move.id = account_move_line.move_id
  LEFT JOIN (%(doubtful)s) held ON held.item_id = account_move_line.id
 WHERE %(items_where)s
   AND account_move_line.company_id = ANY(%(company_ids)s)
 GROUP BY 1, 2, 3, 4, account_move_line.amount_residual > 0
"""

# Of each held claim, the share that is held.
DOUBTFUL = """
SELECT item.id AS item_id,
       LEAST(SUM(CASE WHEN hold.amount > 0
                      THEN hold.amount / NULLIF(item.amount_residual_currency, 0)
                      ELSE 1 END), 1) AS share
  FROM collection_hold hold
  JOIN collection_debtor debtor ON debtor.id = hold.debtor_id
  JOIN account_move_line item
    ON item.partner_id = debtor.partner_id
   AND item.company_id = debtor.company_id
   AND item.reconciled IS NOT TRUE
   AND item.amount_residual > 0
 WHERE hold.kind IN ('dispute', 'insolvency', 'unreachable')
   AND hold.date_lifted IS NULL
   AND (item.id IN (SELECT held.account_move_line_id
                      FROM %(held_claims)s held
                     WHERE held.collection_hold_id = hold.id)
        OR NOT EXISTS (SELECT FROM %(held_claims)s held
                        WHERE held.collection_hold_id = hold.id))
 GROUP BY item.id
"""

USUAL_DAYS_LATE = """
SELECT item.company_id, item.partner_id,
       SUM(part.amount * (part.max_date - COALESCE(item.date_maturity, item.date)))
           / SUM(part.amount)
  FROM account_partial_reconcile part
  JOIN account_move_line item ON item.id = part.debit_move_id
  JOIN account_account account ON account.id = item.account_id
  JOIN account_move_line credit ON credit.id = part.credit_move_id
  JOIN account_move paying ON paying.id = credit.move_id
 WHERE account.account_type = 'asset_receivable'
   AND (paying.origin_payment_id IS NOT NULL OR paying.statement_line_id IS NOT NULL)
   AND part.amount > 0
   AND part.company_id = ANY(%(company_ids)s)
   AND part.max_date >= %(since)s
 GROUP BY 1, 2
"""

READ_TABLES = (
    "account.account",
    "account.move",
    "account.move.line",
    "account.partial.reconcile",
    "account.payment",
)


class Received(NamedTuple):
    """Money that came in, in company currency, and amount × days late of it."""

    amount: float
    amount_days: float


class CollectionLedger(models.AbstractModel):
    """What the ledger said on any day: sums in company currency, by salesperson.

    The salesperson is that of the invoice; items without an invoice have none.
    """

    _name = "collection.ledger"
    _description = "Receivables on Any Day"

    @api.model
    def _ageing(self, companies, days):
        """{(company id, salesperson id, day): {bucket: amount}}, on these evenings.

        Computed from the reconciliations, as they stand today. Buckets are those of
        ``rules.statement``, and ``left_out``: claims flagged “no follow-up”.

        :param days: dates; one query, however many
        """
        ageing = defaultdict(dict)
        for company_id, user_id, day, bucket, amount in self._ageing_rows(
            companies, days
        ):
            ageing[company_id, user_id or False, day][bucket] = float(amount)
        return dict(ageing)

    def _ageing_rows(self, companies, days):
        return self._select(
            AGEING,
            item=self._items(companies, max(days)),
            flow=SQL(FLOW, payment=SQL(PAYMENT)),
            days=sorted(set(days)),
        )

    def _items(self, companies, last_day):
        debtors = self.env["collection.debtor"]
        # Sums tell nothing of a single entry; who may see them is the caller's matter.
        lines = self.env["account.move.line"].sudo()
        items = lines._search(debtors._trade_items_domain())
        return SQL(
            ITEM,
            items_from=items.from_clause,
            items_where=items.where_clause,
            company_ids=companies.ids,
            last_day=last_day,
        )

    @api.model
    def _sales(self, companies, since, until, step="month"):
        """{(company id, salesperson id, first day of the step): amount invoiced}.

        Tax included, credit notes deducted.

        :param step: "day", "week" (from Monday) or "month"
        """
        rows = self._select(
            SALES, company_ids=companies.ids, since=since, until=until, step=step
        )
        return {
            (company_id, user_id or False, day): float(amount)
            for company_id, user_id, day, amount in rows
        }

    @api.model
    def _receipts(self, companies, since, until, step="month"):
        """{(company id, salesperson id, first day of the step): ``Received``}."""
        rows = self._select(
            RECEIPTS,
            item=self._items(companies, until),
            payment=SQL(PAYMENT),
            company_ids=companies.ids,
            since=since,
            until=until,
            step=step,
        )
        return {
            (company_id, user_id or False, day): Received(float(amount), float(days))
            for company_id, user_id, day, amount, days in rows
        }

    @api.model
    def _usual_days_late(self, companies, since):
        """{(company id, partner id): days}, of payments since then, by amount.

        Negative where the customer pays early.
        """
        rows = self._select(USUAL_DAYS_LATE, company_ids=companies.ids, since=since)
        return {(company, partner): round(days) for company, partner, days in rows}

    @api.model
    def _open_now(self, companies):
        """Rows (company id, partner id, salesperson id, due date, amount, doubtful)."""
        debtors = self.env["collection.debtor"]
        # Sums tell nothing of a single entry; who may see them is the caller's matter.
        items = self.env["account.move.line"].sudo()
        query = items._search(debtors._open_items_domain())
        self.env["collection.hold"].flush_model()
        held_claims = self.env["collection.hold"]._fields["claim_ids"].relation
        return self._select(
            OPEN,
            items_from=query.from_clause,
            items_where=query.where_clause,
            doubtful=SQL(DOUBTFUL, held_claims=SQL.identifier(held_claims)),
            company_ids=companies.ids,
        )

    def _select(self, query, **values):
        for name in READ_TABLES:
            self.env[name].flush_model()
        return self.env.execute_query(SQL(query, **values))
