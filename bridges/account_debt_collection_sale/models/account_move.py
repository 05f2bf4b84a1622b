from odoo import fields, models
from odoo.tools import float_compare


class AccountMove(models.Model):
    _inherit = "account.move"

    # The form shows how many payments there are. Odoo counts them as the user, so that
    # sales people, who may not read payments, could not open their own invoices.
    payment_count = fields.Integer(compute_sudo=True)

    def _collection_delivered(self):
        """Invoices for what orders have delivered pass, where the company wants it."""
        self.invoice_line_ids.sale_line_ids.order_id.mapped("state")  # all at once
        delivered = self.filtered(
            lambda move: (
                move.company_id.collection_guard_delivered
                and move._collection_is_delivered()
            )
        )
        return super()._collection_delivered() | delivered

    def _collection_is_delivered(self):
        """Whether each line is for what was delivered, at most at the order's price."""
        lines = self.invoice_line_ids.filtered(
            lambda line: line.display_type == "product" and line.price_total > 0
        )
        return bool(lines) and all(line._collection_is_delivered() for line in lines)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _collection_is_delivered(self):
        sold = self.sale_line_ids
        if not sold or sold.order_id.filtered(lambda order: order.state != "sale"):
            return False
        return all(line._collection_covers() for line in sold) and (
            self.currency_id.compare_amounts(
                self.price_total, self._collection_order_value()
            )
            <= 0
        )

    def _collection_order_value(self):
        """What the quantity of this line costs in its orders, in its currency."""
        line = self.sale_line_ids[:1]
        if not line.product_uom_qty:
            return 0
        quantity = self.product_uom_id._compute_quantity(
            self.quantity, line.product_uom_id, round=False
        )
        value = quantity * line.price_total / line.product_uom_qty
        return line.currency_id._convert(
            value, self.currency_id, self.company_id, self.move_id.invoice_date
        )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _collection_covers(self):
        """Whether what is invoiced, drafts included, was delivered."""
        precision = self.env["decimal.precision"].precision_get("Product Unit")
        return (
            not self.is_downpayment
            and float_compare(self.qty_delivered, self.qty_invoiced, precision) >= 0
        )
