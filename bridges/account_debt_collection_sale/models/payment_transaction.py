from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        """An order that stops keeps its payment, and waits.

        It is judged before Odoo confirms it, so that no other app takes it for
        confirmed. Not being among the confirmed ones, its customer gets the e-mail that
        thanks for the payment.
        """
        waiting = self.filtered(lambda tx: tx._collection_order_stops())
        return super(
            PaymentTransaction, self - waiting
        )._check_amount_and_confirm_order()

    def _collection_order_stops(self):
        """Whether the one order of this transaction would be confirmed, and stops."""
        order = self.sale_order_ids.filtered(lambda o: o.state in ("draft", "sent"))
        if len(self.sale_order_ids) != 1 or not order:
            return False
        return order._is_confirmation_amount_reached() and bool(
            order._collection_stop_quietly()
        )

    def _collection_prepaid(self, order):
        """What was paid with ``order`` and is not in the ledger yet."""
        return sum(
            tx.currency_id._convert(
                tx.amount, order.currency_id, order.company_id, order.date_order
            )
            for tx in self
            if tx.state in ("authorized", "done") and not tx.payment_id.move_id
        )
