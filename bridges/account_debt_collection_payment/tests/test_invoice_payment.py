from odoo import Command
from odoo.tests import tagged

from odoo.addons.account_debt_collection.tests.portal_common import PayeeCommon

from .payment_common import PaymentCommon


@tagged("post_install", "-at_install")
class TestInvoicePayment(PayeeCommon, PaymentCommon):
    """Odoo's own pages take no money for what the customer pays to somebody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visitor = cls.portal_user("payer", cls.customer)
        cls.old.message_subscribe(cls.visitor.partner_id.ids)

    def invoice_page(self, invoice):
        return self.url_open(invoice.get_portal_url()).text

    def pay_on_page(self, invoice, **values):
        """What Odoo's form sends on its page of the invoice; of all, with ``values``.

        :return: what the customer reads if it is refused
        """
        params = {
            "provider_id": self.provider.id,
            "payment_method_id": self.method.id,
            "token_id": None,
            "amount": invoice.amount_residual,
            "flow": "direct",
            "tokenization_requested": False,
            "landing_route": "/my",
            "is_validation": False,
            **(values or {"access_token": invoice._portal_ensure_token()}),
        }
        route = f"/invoice/transaction/{'overdue' if values else invoice.id}"
        answer = self.url_open(route, json={"params": params}).json()
        return answer.get("error", {}).get("data", {}).get("message")

    def test_what_is_paid_to_us(self):
        self.hand_over(self.old)
        self.assertIn("Pay Now", self.invoice_page(self.recent))
        self.assertFalse(self.pay_on_page(self.recent))
        self.assertEqual(self.transactions().invoice_ids, self.recent)

    def test_what_an_agency_collects(self):
        self.hand_over(self.old)
        page = self.invoice_page(self.old)
        self.assertNotIn("Pay Now", page)
        self.assertIn("has been handed over to Rhône Recouvrement", page)
        refused = self.pay_on_page(self.old)
        self.assertIn("has been handed over to Rhône Recouvrement", refused)
        self.assertFalse(self.transactions())

    def test_what_was_given_back(self):
        self.hand_over(self.old).action_cancel()
        self.assertIn("Pay Now", self.invoice_page(self.old))
        self.assertFalse(self.pay_on_page(self.old))
        self.assertEqual(self.transactions().invoice_ids, self.old)

    def test_an_invoice_of_which_one_instalment_is_collected_elsewhere(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Two halves",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50}),
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": 10}
                    ),
                ],
            }
        )
        halves = self.invoice(
            600, invoice_date=self.on(-12), invoice_payment_term_id=term.id
        )
        first, second = self.claim(halves).sorted("date_maturity")
        self.hand_over_claims(first)
        self.assertIn("handed over to Rhône Recouvrement", self.pay_on_page(halves))
        self.assertIn("at least one", self.ask_to_pay(300, first))
        self.assertFalse(self.ask_to_pay(300, second))
        self.assertEqual(self.transactions().amount, 300)

    def test_all_that_is_overdue(self):
        contact = self.visitor.partner_id
        given, ours = (
            self.invoice(amount, due=self.on(-9), partner=contact)
            for amount in (1000, 77.5)
        )
        self.hand_over(given)
        self.authenticate("payer", "payer")
        page = self.url_open("/my/invoices/overdue?payment=1").text
        self.assertIn("77.50", page)
        self.assertNotIn("1,077.50", page)
        self.assertFalse(self.pay_on_page(ours, payment_reference="TOGETHER"))
        self.assertEqual(self.transactions().invoice_ids, ours)

    def test_insolvent_customers_pay_what_is_younger_than_the_judgment(self):
        self.liquidate()
        younger = self.invoice(90, due=self.on(30))
        self.env.cr.flush()
        self.assertIn("please contact us", self.pay_on_page(self.old))
        self.assertFalse(self.transactions())
        self.assertFalse(self.pay_on_page(younger))
        self.assertEqual(self.transactions().invoice_ids, younger)
