from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

# What is left to invoice of each line of confirmed orders, in units and in money. A
# draft invoice leaves its order where it counts as a draft, a draft credit note never
# comes back to it. Over-deliveries will be invoiced; a line of less than nothing gives
# something back.
ORDER_LINES = """
WITH line AS (
    SELECT line.id, line.order_id, line.is_downpayment,
           CASE WHEN line.product_uom_qty < 0 THEN line.product_uom_qty
                ELSE GREATEST(line.product_uom_qty, line.qty_delivered)
            END AS quantity,
           CASE WHEN line.product_uom_qty != 0
                THEN line.price_total / line.product_uom_qty
                ELSE line.price_unit * (1 - COALESCE(line.discount, 0) / 100)
            END AS price,
           uom.factor
      FROM sale_order_line line
      JOIN sale_order ON sale_order.id = line.order_id
      JOIN res_partner customer ON customer.id = sale_order.partner_invoice_id
      LEFT JOIN uom_uom uom ON uom.id = line.product_uom_id
     WHERE sale_order.state = 'sale'
       AND sale_order.company_id = %(company_id)s
       AND line.display_type IS NULL
       AND %(scope)s
), billed AS (
    SELECT line.id AS line_id,
           item.move_id,
           CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END
               * item.quantity
               * COALESCE(uom.factor / NULLIF(line.factor, 0), 1) AS quantity,
           CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END
               * item.price_total
               * CASE WHEN move.currency_id = sale_order.currency_id THEN 1
                      ELSE sale_order.currency_rate
                           / COALESCE(NULLIF(move.invoice_currency_rate, 0), 1)
                  END AS total,
           move.state = 'posted' OR (%(drafts)s) AS counts
      FROM line
      JOIN sale_order ON sale_order.id = line.order_id
      JOIN sale_order_line_invoice_rel link ON link.order_line_id = line.id
      JOIN account_move_line item ON item.id = link.invoice_line_id
      JOIN account_move move ON move.id = item.move_id
      LEFT JOIN uom_uom uom ON uom.id = item.product_uom_id
     WHERE move.state IN ('draft', 'posted')
), remaining AS (
    SELECT line.*,
           line.quantity - COALESCE(invoiced.quantity, 0) AS left_over,
           COALESCE(invoiced.total, 0) AS paid_down
      FROM line
      LEFT JOIN (
          SELECT line_id, SUM(quantity) AS quantity, SUM(total) AS total
            FROM billed
           WHERE counts
        GROUP BY line_id
      ) invoiced ON invoiced.line_id = line.id
), left_of AS ( -- no order is worth less than nothing
    SELECT order_id,
           GREATEST(SUM(
               CASE WHEN is_downpayment THEN -paid_down
                    WHEN quantity < 0 THEN LEAST(left_over, 0) * price
                    ELSE GREATEST(left_over, 0) * price
                END
           ), 0) AS amount
      FROM remaining
  GROUP BY order_id
)
"""

# Of a customer, in each currency.
TO_INVOICE = """
SELECT customer.commercial_partner_id, sale_order.currency_id, SUM(left_of.amount)::text
  FROM left_of
  JOIN sale_order ON sale_order.id = left_of.order_id
  JOIN res_partner customer ON customer.id = sale_order.partner_invoice_id
 WHERE left_of.amount > 0
 GROUP BY customer.commercial_partner_id, sale_order.currency_id
"""

ORDERS_TO_INVOICE = "SELECT order_id FROM left_of WHERE amount > 0"

# What draft invoices take off the orders when they are posted.
TAKEN_OFF = """
SELECT billed.move_id, sale_order.currency_id,
       SUM(
           CASE WHEN remaining.is_downpayment THEN billed.total
                WHEN remaining.quantity < 0
                THEN GREATEST(billed.quantity, LEAST(left_over, 0)) * price
                ELSE LEAST(billed.quantity, GREATEST(left_over, 0)) * price
            END
       )::text
  FROM billed
  JOIN remaining ON remaining.id = billed.line_id
  JOIN sale_order ON sale_order.id = remaining.order_id
 WHERE NOT billed.counts
   AND billed.move_id = ANY(%s)
 GROUP BY billed.move_id, sale_order.currency_id
"""

FLUSHED = {
    "sale.order": (
        "state",
        "company_id",
        "currency_id",
        "currency_rate",
        "invoice_status",
        "partner_invoice_id",
    ),
    "sale.order.line": (
        "discount",
        "display_type",
        "invoice_lines",
        "is_downpayment",
        "order_id",
        "price_total",
        "price_unit",
        "product_uom_id",
        "product_uom_qty",
        "qty_delivered",
    ),
    "account.move": ("state", "move_type", "currency_id", "invoice_currency_rate"),
    "account.move.line": ("move_id", "price_total", "product_uom_id", "quantity"),
    "res.partner": ("commercial_partner_id",),
}


class CollectionExposure(models.AbstractModel):
    _inherit = "collection.exposure"

    @api.model
    def _orders(self, partners, company):
        """What confirmed orders are still to invoice, in one query.

        Of those that are invoiced as a whole only such as have a draft invoice.
        """
        rows = self._query_orders(
            self._orders_of(partners, company), SQL(TO_INVOICE), company
        )
        return self._in_company_currency(rows, company)

    @api.model
    def _orders_to_invoice(self, partners, company):
        """The orders behind the figure."""
        scope = self._orders_of(partners, company)
        rows = self._query_orders(scope, SQL(ORDERS_TO_INVOICE), company)
        return self.env["sale.order"].browse(order_id for (order_id,) in rows)

    @api.model
    def _orders_of(self, partners, company):
        return SQL(
            """customer.commercial_partner_id = ANY(%s)
               AND (sale_order.invoice_status IS DISTINCT FROM 'invoiced'
                    OR sale_order.id IN (%s))""",
            partners.ids,
            self._drafted_orders(company),
        )

    @api.model
    def _drafted_orders(self, company):
        return SQL(
            """SELECT line.order_id
                 FROM account_move move
                 JOIN account_move_line item ON item.move_id = move.id
                 JOIN sale_order_line_invoice_rel link
                      ON link.invoice_line_id = item.id
                 JOIN sale_order_line line ON line.id = link.order_line_id
                WHERE move.state = 'draft' AND move.company_id = %s""",
            company.id,
        )

    @api.model
    def _taken_off_orders(self, moves, company):
        """{move id: what the orders count for it until it is posted}, in one query."""
        scope = SQL(
            """line.id IN (
                   SELECT link.order_line_id
                     FROM sale_order_line_invoice_rel link
                     JOIN account_move_line item ON item.id = link.invoice_line_id
                    WHERE item.move_id = ANY(%s))""",
            moves.ids,
        )
        rows = self._query_orders(scope, SQL(TAKEN_OFF, moves.ids), company)
        return self._in_company_currency(rows, company)

    @api.model
    def _query_orders(self, scope, question, company):
        for model, names in FLUSHED.items():
            self.env[model].flush_model(names)
        lines = SQL(
            ORDER_LINES,
            company_id=company.id,
            scope=scope,
            drafts=self._counted_drafts(company),
        )
        return self.env.execute_query(SQL("%s %s", lines, question))

    @api.model
    def _counted_drafts(self, company):
        """Which drafts the exposure has as drafts; see ``_drafts_domain``."""
        # What counts is the same, whoever asks.
        if not company.sudo().collection_credit_drafts:
            return SQL("FALSE")
        # Drafts of colleagues count as well.
        drafts = self.env["account.move"].sudo()._search(self._drafts_domain(company))
        return SQL("move.id IN %s", drafts.subselect())

    @api.model
    def _in_company_currency(self, rows, company):
        """{key: the sum of its amounts at today's rate}.

        :param rows: (key, currency id, amount as text)
        """
        today = fields.Date.context_today(self)
        totals = defaultdict(Decimal)
        for key, currency_id, amount in rows:
            currency = self.env["res.currency"].browse(currency_id)
            converted = currency._convert(
                float(amount), company.currency_id, company, today
            )
            totals[key] += Decimal(str(converted))
        return dict(totals)
