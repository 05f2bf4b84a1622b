from odoo.tests import tagged

from .payment_common import PaymentCommon


@tagged("post_install", "-at_install")
class TestTour(PaymentCommon):
    def test_a_customer_pays_in_full_by_the_link_of_a_mail(self):
        self.pay(self.old, 400)
        self.env.cr.flush()
        self.start_tour(
            f"/my/collection/{self.token}", "account_debt_collection_pay", login=None
        )
        transaction = self.transactions()
        self.assertEqual((transaction.state, transaction.amount), ("done", 834.5))
        self.assertTrue(self.claim(self.old).reconciled)
        self.assertTrue(self.claim(self.recent).reconciled)
        self.assertEqual(self.account.overdue, 0)
