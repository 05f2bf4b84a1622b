from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ..rules.statement import LATE

AMOUNTS = ("credits", "left_out", "not_due", *LATE)  # that are told apart

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
 WHERE item.paid_elsewhere
"""

# The last payment of an invoice that has no journal entry of its own yet.
PAYMENT = """
SELECT payment.id, payment.date, payment.name, payment.create_date
  FROM account_move__account_payment rel
  JOIN account_payment payment ON payment.id = rel.payment_id
 WHERE rel.invoice_id = %(move_id)s
   AND payment.move_id IS NULL
   AND payment.state IN ('in_process', 'paid')
 ORDER BY payment.date DESC, payment.id DESC
 LIMIT 1
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
       %(bucket)s AS bucket,
       SUM(amount)
  FROM dated
  JOIN unnest(%(days)s::date[]) AS evening(day) ON dated.day <= evening.day
 GROUP BY 1, 2, 3, 4
HAVING SUM(amount) != 0
"""

BUCKET = """
CASE WHEN %(kind)s != 'claim' THEN %(kind)s
     WHEN %(due_date)s >= %(day)s THEN 'not_due'
     WHEN %(due_date)s >= %(day)s - 30 THEN 'late_30'
     WHEN %(due_date)s >= %(day)s - 60 THEN 'late_60'
     WHEN %(due_date)s >= %(day)s - 90 THEN 'late_90'
     ELSE 'late_more' END
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

READ_TABLES = (
    "account.account",
    "account.move",
    "account.move.line",
    "account.partial.reconcile",
    "account.payment",
)


def bucket(kind, due_date, day):
    """SQL for the bucket of ``rules.statement`` where an open amount stands.

    :param kind: SQL, “credits”, “left_out” or “claim”: only claims are ever late
    """
    return SQL(BUCKET, kind=kind, due_date=due_date, day=day)


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
            flow=SQL(FLOW, payment=SQL(PAYMENT, move_id=SQL("item.move_id"))),
            bucket=bucket(SQL("kind"), SQL("due_date"), SQL("evening.day")),
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

    def _select(self, query, **values):
        for name in READ_TABLES:
            self.env[name].flush_model()
        return self.env.execute_query(SQL(query, **values))
