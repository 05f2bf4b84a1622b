from odoo import Command
from odoo.tests import tagged

from odoo.addons.account_debt_collection.models.collection_portal_visit import LIMITS

from .payment_common import PaymentCommon


@tagged("post_install", "-at_install")
class TestPortalPayment(PaymentCommon):
    """The customer pays what is open; the amount comes from the ledger."""

    def claims(self, *invoices):
        return self.env["account.move.line"].union(*map(self.claim, invoices))

    def check_not_payable(self, words, amount, claims, **values):
        self.assertIn(words, self.ask_to_pay(amount, claims, **values))
        self.assertFalse(self.transactions())

    # === WHAT IS SHOWN === #

    def test_the_page_offers_what_is_overdue_at_its_residual(self):
        self.pay(self.old, 400)
        self.env.cr.flush()
        self.assertIn("Pay all that is overdue: $ 834.50", self.see())
        currency = self.company.currency_id.id
        words = self.see(f"/pay?overdue={currency}")
        self.assertIn("To pay $ 834.50", words)
        self.assertNotIn("500.00", words)

    def test_what_is_contested_is_not_asked_for(self):
        self.send("dispute", [self.old], reason="1", words="Never ordered")
        self.assertIn("Pay all that is overdue: $ 234.50", self.see())
        claim = self.claim(self.old)
        self.assertIn("To pay $ 1,000.00", self.see(f"/pay?claim={claim.id}"))

    def test_several_are_chosen(self):
        query = "&".join(f"claim={c.id}" for c in self.claims(self.recent, self.coming))
        self.assertIn("To pay $ 734.50", self.see(f"/pay?{query}"))
        self.assertIn("choose at least one", self.see("/pay"))

    def test_nobody_is_asked_for_gross_totals(self):
        """Odoo's own page of overdue invoices asks for what they once came to."""
        self.assertNotIn("/my/invoices/overdue", self.page().text)

    # === WHAT IS PAID === #

    def test_all_overdue_are_paid_at_once(self):
        self.pay(self.old, 400)
        claims = self.claims(self.old, self.recent)
        self.ask_to_pay(834.5, claims)
        transaction = self.transactions()
        self.assertEqual(transaction.amount, 834.5)
        self.assertEqual(transaction.partner_id, self.customer)
        landing = f"/my/collection/{self.token}?sent=payment"
        self.assertEqual(transaction.landing_route, landing)
        self.confirm(transaction)
        self.assertTrue(all(claims.mapped("reconciled")))
        self.assertFalse(self.claim(self.coming).reconciled)
        self.assertEqual(self.account.overdue, 0)

    def test_one_instalment_of_an_invoice(self):
        half = {"value": "percent", "value_amount": 50}
        term = self.env["account.payment.term"].create(
            {
                "name": "Two halves",
                "line_ids": [
                    Command.create(half | {"nb_days": days}) for days in (10, 60)
                ],
            }
        )
        invoice = self.invoice(1000, invoice_payment_term_id=term.id)
        first, second = self.claim(invoice).sorted("date_maturity")
        self.env.cr.flush()
        self.ask_to_pay(first.amount_residual, first)
        self.confirm(self.transactions())
        self.assertTrue(first.reconciled)
        self.assertFalse(second.reconciled)

    def test_what_is_pending_is_not_paid_twice(self):
        self.ask_to_pay(1000, self.claims(self.old))
        self.transactions()._set_pending()
        self.env.cr.flush()
        refused = self.ask_to_pay(1000, self.claims(self.old))
        self.assertIn("at least one", refused)
        self.assertIn("Pay all that is overdue: $ 234.50", self.see())

    # === WHAT IS NOT === #

    def test_what_an_agency_collects_is_paid_there(self):
        agency = self.env["res.partner"].create({"name": "Rhône Recouvrement"})
        kind = self.env.ref("account_debt_collection.proceeding_kind_agency")
        claim = self.claim(self.old)
        self.env["collection.proceeding"].create(
            {
                "debtor_id": self.account.id,
                "kind_id": kind.id,
                "counterpart_id": agency.id,
                "line_ids": [Command.create({"claim_id": claim.id})],
            }
        )
        self.env.cr.flush()
        page = self.see()
        self.assertIn("Pay all that is overdue: $ 234.50", page)
        self.assertIn("Handed over to Rhône Recouvrement", page)
        self.assertIn("choose at least one", self.see(f"/pay?claim={claim.id}"))
        self.check_not_payable("at least one", 1000, claim)
        both = self.claims(self.old, self.recent)
        self.check_not_payable("has changed", 1234.5, both)
        self.ask_to_pay(234.5, both)  # a forged list: what is not ours drops out
        self.assertEqual(self.transactions().invoice_ids, self.recent)

    def test_an_amount_that_was_altered(self):
        for amount in (1, -1000, 0, 1000.01, None, "1000", float(10**15)):
            self.check_not_payable("has changed", amount, self.claims(self.old))

    def test_an_invoice_of_somebody_else(self):
        foreign = self.invoice(1, partner=self.create_customer("Other SA"))
        self.check_not_payable("at least one", 1, self.claim(foreign))

    def test_two_currencies(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        foreign = self.invoice(70, due=self.on(-1), currency_id=euro.id)
        self.check_not_payable("separately", 1070, self.claims(self.old, foreign))

    def test_a_link_that_does_not_work(self):
        for ref in ("x" * 32, str(self.account.id)):
            self.check_not_payable(
                "cannot be paid", 1000, self.claims(self.old), ref=ref
            )

    def test_a_provider_or_flow_that_is_not_offered(self):
        claims = self.claims(self.old)
        self.check_not_payable("cannot be paid", 1000, claims, flow="token", token_id=1)
        self.check_not_payable("cannot be paid", 1000, claims, payment_method_id=1)
        self.provider.is_published = False
        self.check_not_payable("cannot be paid", 1000, claims)

    def test_refused_payments_count_as_answers(self):
        limit, _minutes = LIMITS["answer"]
        claims = self.claims(self.old)
        for _index in range(limit):
            self.check_not_payable("has changed", 1, claims)
        self.check_not_payable("cannot be paid", 1000, claims)

    def test_a_validation_is_no_payment(self):
        self.ask_to_pay(1000, self.claims(self.old), is_validation=True)
        self.assertEqual(self.transactions().operation, "online_direct")
        self.assertEqual(self.transactions().amount, 1000)
        self.assertFalse(self.transactions().tokenize)

    def test_insolvent_customers_pay_nobody(self):
        self.liquidate()
        self.check_not_payable("at least one", 1000, self.claims(self.old))
        self.assertNotIn("Pay all", self.see())
