from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from .common import CollectionCommon


@tagged("post_install", "-at_install")
class TestTour(CollectionCommon, HttpCase):
    def test_a_bookkeeper_approves_and_sends(self):
        today = fields.Date.today()
        self.env["collection.demo"]._set_up_rates(today)  # a notice states its rate
        customer = self.create_customer("Tour Debtor SA")
        self.invoice(1000, due=today - timedelta(days=40), partner=customer)
        for days in (28, 21, 14):
            self.night(today - timedelta(days=days))
        self.plan(today)
        notice = self.reminders(customer)[-1]
        self.assertEqual((notice.level_id, notice.state), (self.formal, "to_approve"))
        new_test_user(
            self.env,
            login="bookkeeper",
            groups="account_debt_collection.group_collection_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.start_tour(
            "/odoo/collection", "account_debt_collection_send", login="bookkeeper"
        )
        self.assertEqual(notice.state, "sent")
        self.assertEqual(notice.approved_by_id.login, "bookkeeper")

    def test_an_officer_calls_one_debtor_after_the_other(self):
        today = fields.Date.today()
        self.firm.activity_note = "Ask for the day of payment"
        debts = {
            "Small Debtor SA": 100,
            "Middle Debtor SA": 900,
            "Large Debtor SA": 9000,
        }
        for name, amount in debts.items():
            customer = self.create_customer(name, phone="+33 4 00 00 00 00")
            self.invoice(amount, due=today - timedelta(days=8), partner=customer)
        for days in (7, 0):
            self.night(today - timedelta(days=days))
        new_test_user(
            self.env,
            login="caller",
            groups="account_debt_collection.group_collection_officer",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.start_tour(
            "/odoo/collection-calls", "account_debt_collection_call", login="caller"
        )
        promise = self.debtor(customer).promise_ids
        self.assertEqual((promise.amount, promise.user_id.login), (4000, "caller"))
        self.assertEqual(promise.hold_ids.state, "active")
        plan = self.env["collection.plan"].search([])
        self.assertEqual(plan.partner_id.name, "Middle Debtor SA")
        self.assertEqual((plan.total, plan.state), (900, "draft"))

    def test_a_manager_looks_behind_the_figures(self):
        today = fields.Date.today()
        company = {
            "company_id": self.company.id,
            "company_ids": [(6, 0, self.company.ids)],
        }
        seller = new_test_user(
            self.env, login="seller", name="Dashboard Seller", **company
        )
        new_test_user(
            self.env,
            login="head",
            groups="account_debt_collection.group_collection_manager",
            **company,
        )
        late = today - timedelta(days=10)
        self.invoice(1000, due=late)
        self.invoice(
            500,
            due=late,
            partner=self.create_customer("Seller Debtor SA"),
            invoice_user_id=seller.id,
        )
        self.start_tour(
            "/odoo/collection-dashboard",
            "account_debt_collection_dashboard",
            login="head",
        )
