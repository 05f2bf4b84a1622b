from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from ..rules.instalments import Instalment
from .common import DUE, day
from .plan_common import FIRST, PlanCommon


@tagged("post_install", "-at_install")
class TestPlans(PlanCommon):
    """Claims in instalments: what is received, what is late, who may agree on it."""

    def test_two_nights_do_nothing_twice(self):
        invoice = self.invoice(900)
        plan = self.agree(self.claim(invoice))
        for offset in (18, 18, 19, 25, 25, 26):
            self.night(day(offset))
        self.assertEqual(len(self.mails_about(plan)), 2)  # before, and late
        self.nights(38, 46)
        self.assertEqual(plan.state, "broken")
        mails, letter = self.mails_about(plan), plan.acceleration_id
        activities = self.debtor().activity_ids
        for offset in (47, 47, 48):
            self.night(day(offset))
        self.assertEqual(self.mails_about(plan), mails)
        self.assertEqual(plan.acceleration_id, letter)
        self.assertEqual(
            self.debtor().activity_ids.filtered(lambda a: a in activities), activities
        )

    def test_late_and_back_in_time(self):
        invoice = self.invoice(900)
        plan = self.agree(self.claim(invoice))
        self.night(day(25))
        self.assertEqual(plan.state, "late")
        self.on(26, self.pay, invoice, 300)
        self.night(day(27))
        self.assertEqual(plan.state, "active")

    def test_missed_nights_take_no_day_from_the_customer(self):
        invoice = self.invoice(900)
        plan = self.agree(self.claim(invoice))
        self.night(day(45))  # the first for weeks
        self.assertEqual(plan.state, "late")
        self.night(day(60))
        self.assertEqual(plan.state, "late")
        self.night(day(61))
        self.assertEqual(plan.state, "broken")

    def test_a_payment_that_bounces_is_not_received(self):
        invoice = self.invoice(900)
        plan = self.agree(self.claim(invoice))
        self.on(20, self.pay, invoice, 300)
        self.assertEqual(plan.paid, 300)
        with freeze_time(day(22)):
            self.claim(invoice).remove_move_reconcile()
            self.env.cr.flush()
        self.assertEqual((plan.paid, plan.residual), (0, 900))
        self.night(day(25))
        self.assertEqual(plan.state, "late")

    def test_a_deferral_is_a_plan_of_one_instalment(self):
        invoice = self.invoice(1000)
        plan = self.agree(self.claim(invoice), 1)
        self.nights(6, 20)
        self.assertHistory([])
        self.on(21, self.pay, invoice)
        self.night(day(22))
        self.assertEqual(plan.state, "completed")

    def test_a_down_payment_comes_first(self):
        invoice = self.invoice(1000)
        plan = self.agree(self.claim(invoice), 3, down=100)
        self.assertEqual(plan.instalment_ids.mapped("amount"), [100, 300, 300, 300])
        self.on(5, self.pay, invoice, 100)
        self.assertEqual(plan.instalment_ids[0].state, "paid")

    def test_what_was_paid_and_credited_before_is_not_counted(self):
        invoice = self.invoice(1000)
        self.on(2, self.pay, invoice, 200)
        self.on(3, self.credit_note, 100, allocate_to=invoice)
        plan = self.agree(self.claim(invoice), 2)
        self.assertEqual((plan.total, plan.paid, plan.credited), (700, 0, 0))
        self.on(10, self.credit_note, 50, allocate_to=invoice)
        self.assertEqual((plan.paid, plan.credited, plan.residual), (0, 50, 650))

    def test_a_plan_on_thirty_invoices(self):
        invoices = [self.invoice(10.01) for _number in range(30)]
        claims = self.env["account.move.line"].union(*map(self.claim, invoices))
        plan = self.agree(claims, 7)
        self.assertEqual(plan.total, 300.30)
        self.assertEqual(plan.instalment_ids.mapped("amount"), [42.90] * 7)
        for invoice in invoices[:5]:
            self.on(20, self.pay, invoice)
        self.assertInstalments(
            plan,
            [
                (0, 42.90, 0, "paid"),
                (0, 7.15, 35.75, "partly"),
                *[(0, 0, 42.90, "open")] * 5,
            ],
        )
        self.nights(6, 24)
        self.assertHistory([])

    def test_a_plan_in_another_currency(self):
        yen = self.setup_other_currency("JPY", rounding=1, rates=[("2020-01-01", 100)])
        invoice = self.invoice(100000, currency_id=yen.id)
        plan = self.agree(self.claim(invoice))
        self.assertEqual(plan.currency_id, yen)
        self.assertEqual(plan.instalment_ids.mapped("amount"), [33333, 33333, 33334])
        self.on(20, self.pay, invoice, 33333)
        self.assertEqual((plan.paid, plan.residual), (33333, 66667))

    def test_other_claims_go_on_being_asked_for(self):
        covered, other = self.invoice(1000), self.invoice(300)
        self.agree(self.claim(covered))
        sent = self.night(day(6))
        self.assertReminded(sent, self.friendly)
        self.assertEqual(sent.line_ids.move_line_id, self.claim(other))

    def test_cancelled_the_claims_go_on(self):
        invoice = self.invoice(1000)
        self.night(day(1))
        plan = self.agree(self.claim(invoice))
        self.night(day(9))
        self.on(10, plan.action_cancel)
        self.assertReminded(self.night(day(10)), self.firm)
        with self.assertRaisesRegex(UserError, "cannot be done any more"):
            plan.action_cancel()

    def test_stopped_with_all_that_runs_and_is_proposed(self):
        first, second = self.invoice(1000), self.invoice(500)
        running = self.agree(self.claim(first))
        proposed = self.on(6, self.make_plan, self.claim(second))
        self.on(7, proposed.action_propose)
        self.on(8, self.debtor()._stop_plans, "Insolvency")
        self.assertEqual(set((running + proposed).mapped("state")), {"cancelled"})
        self.assertIn("Insolvency", running.message_ids[0].body)
        self.assertTrue(running.hold_ids.date_lifted)
        self.on(9, self.debtor()._stop_plans, "Once more")

    def test_a_claim_stands_in_one_plan_only(self):
        invoice = self.invoice(1000)
        self.agree(self.claim(invoice))
        with self.assertRaisesRegex(UserError, "covered by another plan"):
            self.agree(self.claim(invoice))

    def test_posted_entries_are_not_touched(self):
        invoice = self.invoice(1000)
        self.night(day(1))
        kept = ("date_maturity", "balance", "amount_currency", "name", "write_date")
        before = invoice.line_ids.read(kept), self.moves()
        self.agree(self.claim(invoice))
        for offset in (25, 46):
            self.night(day(offset))
        self.assertEqual((invoice.line_ids.read(kept), self.moves()), before)
        self.assertEqual(invoice.invoice_date_due, DUE)

    def moves(self):
        return self.env["account.move"].search([("company_id", "=", self.company.id)])

    def person(self, name, group):
        return new_test_user(
            self.env,
            name,
            group,
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    def test_officers_make_plans_up_to_the_limits_of_the_policy(self):
        invoice = self.invoice(1000)
        self.env.cr.flush()
        groups = "account_debt_collection.group_collection_"
        officer = self.person("officer", groups + "officer")
        manager = self.person("manager", groups + "manager")
        billing = self.person("billing", "account.group_account_invoice")
        claims = self.claim(invoice)
        ten = [Instalment(day(n), Decimal(10)) for n in range(100)]

        def make(user, schedule, **values):
            plans, debtor = self.env["collection.plan"].with_user(user), self.debtor()
            return plans._make(
                debtor.with_user(user), claims.with_user(user), schedule, **values
            )

        with self.assertRaisesRegex(AccessError, "12 instalments"):
            make(officer, ten)
        whole = [Instalment(FIRST, Decimal(1000))]
        with self.assertRaisesRegex(AccessError, "may waive"):
            make(officer, whole, interest_mode="waived")
        self.policy.plan_max_amount = 999
        with self.assertRaisesRegex(AccessError, "999"):
            make(officer, whole)
        self.policy.plan_max_amount = 1000
        with self.assertRaises(AccessError):
            make(billing, whole)
        plan = make(officer, whole)
        self.assertEqual(make(manager, ten).state, "draft")
        with self.assertRaisesRegex(AccessError, "not changed afterwards"):
            plan.with_user(officer).total = 1
        with self.assertRaises(AccessError):
            plan.instalment_ids.with_user(officer).amount = 1
        plan.with_user(officer).note = "By direct debit"
        plan.sudo().state = "proposed"
        for terms in ({"note": "None"}, {"tolerance": 99}):
            with self.assertRaisesRegex(AccessError, "not changed afterwards"):
                plan.with_user(officer).write(terms)
        self.assertEqual(plan.with_user(billing).total, 1000)
        with self.assertRaises(AccessError):
            plan.with_user(billing).action_start_unsigned()
        plan.with_user(officer).action_start_unsigned()
        self.assertEqual(plan.state, "active")
        with self.assertRaisesRegex(AccessError, "not changed afterwards"):
            plan.with_user(officer).signed_document = "Zm9yZ2Vk"
        with self.assertRaisesRegex(UserError, "Only a draft"):
            plan.with_user(officer).unlink()
