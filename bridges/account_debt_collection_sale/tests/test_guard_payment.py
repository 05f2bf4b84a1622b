from datetime import date

from odoo.tests import freeze_time, tagged

from odoo.addons.account_debt_collection.tests.common import DUE
from odoo.addons.account_payment.tests.common import AccountPaymentCommon

from .common import SaleGuardCommon


@freeze_time(DUE)
@tagged("post_install", "-at_install")
class TestPaymentGuard(AccountPaymentCommon, SaleGuardCommon):
    """Orders that are paid online."""

    def setUp(self):
        super().setUp()
        self.enable_post_process_patcher = False

    def pay_online(self, order, share=1.0, user=None):
        """The customer pays; the status page, or the cron, processes it."""
        transaction = self._create_transaction(
            "direct",
            amount=order.amount_total * share,
            currency_id=order.currency_id.id,
            partner_id=self.customer.id,
            sale_order_ids=order.ids,
            reference=order.name,
            state="done",
        )
        transaction.with_user(user or self.public_user).sudo()._post_process()
        return transaction

    def quotation(self, amount, share=1.0):
        return self.order(
            amount, state="sent", require_payment=True, prepayment_percent=share
        )

    def test_s19_a_prepaid_part_is_kept_and_the_order_waits(self):
        order = self.quotation(2000, share=0.3)
        transaction = self.pay_online(order, share=0.3)
        self.assertEqual(order.state, "sent")
        self.assertTrue(transaction.is_post_processed)
        self.assertIn(transaction.payment_id.state, ("in_process", "paid"))
        self.assertEqual(transaction.payment_id.amount, 600)
        self.assertEqual(len(self.notes(order)), 1)
        self.assertEqual(self.activities(order).user_id, self.seller)
        mails = order.message_ids.filtered(lambda m: m.message_type != "notification")
        self.assertNotIn("credit", str(mails.mapped("body")).lower())

    def test_s19_again_and_again_it_is_told_once(self):
        order = self.quotation(2000, share=0.3)
        transaction = self.pay_online(order, share=0.3)
        for _time in range(2):
            transaction.is_post_processed = False
            transaction.with_user(self.env.ref("base.user_root"))._post_process()
        self.assertEqual(len(self.notes(order)), 1)
        self.assertEqual(len(self.activities(order)), 1)

    def test_what_is_paid_in_full_takes_no_credit(self):
        order = self.quotation(2000)
        self.pay_online(order)
        self.assertEqual(order.state, "sale")

    def test_but_who_is_overdue_for_too_long_waits(self):
        self.company.collection_guard_overdue = True
        late = self.draft(
            10,
            invoice_date=date(2026, 1, 1),
            invoice_date_due=date(2026, 1, 1),
            invoice_payment_term_id=False,
        )
        late.action_post()
        self.env.cr.flush()
        order = self.quotation(500)
        transaction = self.pay_online(order)
        self.assertEqual(order.state, "sent")
        self.assertTrue(transaction.payment_id)

    def test_s19_an_automatic_invoice_that_stops_keeps_its_payment(self):
        invoice = self.draft(2001)
        transaction = self._create_transaction(
            "direct",
            amount=100,
            currency_id=invoice.currency_id.id,
            partner_id=self.customer.id,
            invoice_ids=invoice.ids,
            reference="Bill",
            state="done",
        )
        transaction.with_user(self.public_user).sudo()._post_process()
        self.assertWaits(invoice)
        self.assertTrue(transaction.payment_id)
