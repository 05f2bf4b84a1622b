from odoo import api, models
from odoo.tools import SQL

from .collection_ledger_receipts import RECEIPT

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
 ORDER BY 1, 2, 3, 4, 5
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
   AND hold.date_start <= %(today)s
   AND (hold.date_end IS NULL OR hold.date_end >= %(today)s)
   AND (item.id IN (SELECT held.account_move_line_id
                      FROM %(held_claims)s held
                     WHERE held.collection_hold_id = hold.id)
        OR NOT EXISTS (SELECT FROM %(held_claims)s held
                        WHERE held.collection_hold_id = hold.id))
 GROUP BY item.id
"""

USUAL_DAYS_LATE = """
SELECT company_id, partner_id, SUM(amount * (date - due_date)) / SUM(amount)
  FROM (%(receipt)s) receipt
 WHERE amount > 0
   AND company_id = ANY(%(company_ids)s)
   AND date >= %(since)s
 GROUP BY 1, 2
"""


# pylint: disable=consider-merging-classes-inherited
class CollectionLedger(models.AbstractModel):
    """What the forecast wants to know: what is open, and who pays when."""

    _inherit = "collection.ledger"

    @api.model
    def _usual_days_late(self, companies, since):
        """{(company id, partner id): days}, of payments since then, by amount.

        Negative where the customer pays early.
        """
        rows = self._select(
            USUAL_DAYS_LATE,
            receipt=SQL(RECEIPT),
            company_ids=companies.ids,
            since=since,
        )
        return {(company, partner): round(days) for company, partner, days in rows}

    @api.model
    def _open_now(self, companies, today):
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
            doubtful=SQL(
                DOUBTFUL, held_claims=SQL.identifier(held_claims), today=today
            ),
            company_ids=companies.ids,
        )
