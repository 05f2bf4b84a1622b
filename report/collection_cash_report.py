from odoo import fields, models
from odoo.tools import SQL

from ..models.collection_ledger_receipts import RECEIPT, RECEIPT_READS

# The weeks to come as they look now; each past week as it looked when it began; and
# what came in.
ROWS = """
SELECT forecast.id * 4 AS id, forecast.week, forecast.company_id, forecast.user_id,
       forecast.partner_id, forecast.amount AS expected, 0.0 AS foreseen,
       0.0 AS received
  FROM collection_forecast forecast
 WHERE forecast.kind = 'week'
   AND forecast.date_taken = (SELECT MAX(latest.date_taken)
                                FROM collection_forecast latest)
 UNION ALL
SELECT forecast.id * 4 + 1, forecast.week, forecast.company_id, forecast.user_id,
       NULL, 0, forecast.amount, 0
  FROM collection_forecast forecast
  JOIN (SELECT MIN(first.date_taken) AS date_taken
          FROM collection_forecast first
      GROUP BY date_trunc('week', first.date_taken)) first
    ON first.date_taken = forecast.date_taken
 WHERE forecast.kind = 'week'
   AND forecast.week = date_trunc('week', forecast.date_taken)::date
 UNION ALL
SELECT receipt.id * 4 + 2, date_trunc('week', receipt.date)::date,
       receipt.company_id, move.invoice_user_id, receipt.partner_id, 0, 0,
       receipt.amount
  FROM (%(receipt)s) receipt
  JOIN account_move move ON move.id = receipt.move_id
"""


class CollectionCashReport(models.Model):
    """Money that is expected, that was expected, and that came in, week by week."""

    _name = "collection.cash.report"
    _description = "Cash Forecast and Receipts"
    _auto = False
    _order = "week desc, id"
    _rec_name = "week"
    _depends = {
        **RECEIPT_READS,
        "collection.forecast": [
            "amount",
            "company_id",
            "date_taken",
            "kind",
            "partner_id",
            "user_id",
            "week",
        ],
    }

    week = fields.Date(string="Week From", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson", readonly=True
    )
    expected = fields.Monetary(readonly=True, help="As it looks now.")
    foreseen = fields.Monetary(
        readonly=True, help="As it looked at the beginning of that week."
    )
    received = fields.Monetary(
        string="Amount Received", readonly=True, help="What came in."
    )

    @property
    def _table_query(self):
        return SQL(ROWS, receipt=SQL(RECEIPT))
