from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

# Money that met a claim, one row for each claim that it paid: reconciled with it, or
# received as a payment that has no entry of its own yet. What was settled with a credit
# note or written off is no money.
RECEIPT = """
SELECT part.id * 2 AS id, item.id AS move_line_id, item.move_id, item.company_id,
       item.partner_id, part.max_date AS date, part.amount,
       COALESCE(item.date_maturity, item.date) AS due_date
  FROM account_partial_reconcile part
  JOIN account_move_line item ON item.id = part.debit_move_id
  JOIN account_account account ON account.id = item.account_id
  JOIN account_move_line credit ON credit.id = part.credit_move_id
  JOIN account_move paying ON paying.id = credit.move_id
  JOIN account_journal journal ON journal.id = paying.journal_id
 WHERE account.account_type = 'asset_receivable'
   AND account.non_trade IS NOT TRUE
   AND item.partner_id IS NOT NULL
   AND item.parent_state = 'posted'
   AND (paying.origin_payment_id IS NOT NULL
        OR paying.statement_line_id IS NOT NULL
        OR journal.type IN ('bank', 'cash', 'credit'))
 UNION ALL
SELECT item.id * 2 + 1, item.id, item.move_id, item.company_id,
       item.partner_id, paid.date, item.amount_residual,
       COALESCE(item.date_maturity, item.date)
  FROM (SELECT rel.invoice_id, MAX(payment.date) AS date
          FROM account_payment payment
          JOIN account_move__account_payment rel ON rel.payment_id = payment.id
         WHERE payment.move_id IS NULL
           AND payment.state IN ('in_process', 'paid')
      GROUP BY rel.invoice_id) paid
  JOIN account_move move ON move.id = paid.invoice_id
  JOIN account_move_line item ON item.move_id = move.id
  JOIN account_account account ON account.id = item.account_id
 WHERE move.payment_state IN ('in_payment', 'paid')
   AND account.account_type = 'asset_receivable'
   AND account.non_trade IS NOT TRUE
   AND item.partner_id IS NOT NULL
   AND item.parent_state = 'posted'
   AND item.reconciled IS NOT TRUE
   AND item.balance > 0
"""

# What a report on this query reads, for its ``_depends``.
RECEIPT_READS = {
    "account.account": ["account_type", "non_trade"],
    "account.journal": ["type"],
    "account.move": [
        "invoice_user_id",
        "journal_id",
        "origin_payment_id",
        "payment_state",
        "statement_line_id",
    ],
    "account.move.line": [
        "account_id",
        "amount_residual",
        "balance",
        "company_id",
        "date",
        "date_maturity",
        "move_id",
        "parent_state",
        "partner_id",
        "reconciled",
    ],
    "account.partial.reconcile": [
        "amount",
        "credit_move_id",
        "debit_move_id",
        "max_date",
    ],
    "account.payment": ["date", "move_id", "state"],
}

RECEIPTS = """
SELECT receipt.company_id, move.invoice_user_id,
       date_trunc(%(step)s, receipt.date)::date,
       SUM(amount), SUM(amount * GREATEST(receipt.date - due_date, 0))
  FROM (%(receipt)s) receipt
  JOIN account_move move ON move.id = receipt.move_id
 WHERE receipt.company_id = ANY(%(company_ids)s)
   AND receipt.date BETWEEN %(since)s AND %(until)s
 GROUP BY 1, 2, 3
"""


class Received(NamedTuple):
    """Money that came in, in company currency, and amount × days late of it."""

    amount: float
    amount_days: float


# pylint: disable=consider-merging-classes-inherited
class CollectionLedger(models.AbstractModel):
    """Money that came in."""

    _inherit = "collection.ledger"

    @api.model
    def _receipts(self, companies, since, until, step="month"):
        """{(company id, salesperson id, first day of the step): ``Received``}."""
        rows = self._select(
            RECEIPTS,
            receipt=SQL(RECEIPT),
            company_ids=companies.ids,
            since=since,
            until=until,
            step=step,
        )
        return {
            (company_id, user_id or False, day): Received(float(amount), float(days))
            for company_id, user_id, day, amount, days in rows
        }
