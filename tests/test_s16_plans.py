from datetime import date
from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from ..rules import instalments
from ..rules.instalments import Instalment, Interval
from .common import DUE, CollectionCommon, day
from .test_s17_charges import ChargesCommon

SIGNED = day(5)
FIRST = date(2026, 3, 31)  # day 21; then 30 April and 31 May, days 51 and 82


class PlanCommon(CollectionCommon):
    """A customer who agrees on day 5 to pay by instalments, from 31 March on."""

    @classmethod
    def night(cls, today):
        with freeze_time(today):
            return super().night(today)

    @classmethod
    def on(cls, offset, step, *args, **values):
        """Do something on this day, and commit."""
        with freeze_time(day(offset)):
            result = step(*args, **values)
            cls.env.cr.flush()
            return result

    @classmethod
    def make_plan(cls, claims, number=3, down=0, interval=Interval.MONTH, **values):
        """The draft of a plan in equal instalments on ``claims``, made today."""
        cls.env.cr.flush()
        plans = cls.env["collection.plan"]
        debtor = cls.debtor(claims.partner_id)
        mode = values.get("interest_mode", "continued")
        lines = plans._prepare_lines(debtor, claims, mode)
        total = sum(
            line["amount"] + line["interest"] + line["indemnity"] for line in lines
        )
        rounding = Decimal(str(claims.currency_id.rounding))
        amounts = instalments.by_number(total - down, number, rounding)
        days = instalments.days(FIRST, interval, number)
        schedule = [Instalment(*row) for row in zip(days, amounts, strict=True)]
        if down:
            schedule.insert(0, Instalment(SIGNED, Decimal(down)))
        return plans._make(debtor, claims, schedule, **values)

    @classmethod
    def agree(cls, claims, number=3, **values):
        """A plan that runs from day 5 on."""
        with freeze_time(SIGNED):
            plan = cls.make_plan(claims, number, **values)
            plan.action_start_unsigned()
            cls.env.cr.flush()
        return plan

    def mails_about(self, plan):
        mails = self.env["mail.mail"].search(
            [("model", "=", "collection.plan"), ("res_id", "=", plan.id)], order="id"
        )
        return mails.filtered("email_from").mapped("subject")

    def assertInstalments(self, plan, expected):
        """``expected``: (credited, paid, open, state) of each."""
        self.assertEqual(
            [(i.credited, i.paid, i.residual, i.state) for i in plan.instalment_ids],
            expected,
        )


@tagged("post_install", "-at_install")
class TestS16Plans(PlanCommon):
    """S16: a plan that is kept to its end, and one that is broken at the third."""

    def test_s16_plan_kept_to_the_end(self):
        first, second = self.invoice(1000), self.invoice(501)
        self.assertReminded(self.night(day(1)), self.friendly)
        claims = self.claim(first) + self.claim(second)
        plan = self.agree(claims)
        self.assertEqual(plan.total, 1501)
        self.assertEqual(
            [(i.date, i.amount) for i in plan.instalment_ids],
            [
                (FIRST, 500.33),
                (date(2026, 4, 30), 500.33),
                (date(2026, 5, 31), 500.34),
            ],
        )
        self.assertEqual(plan.hold_ids.claim_ids, claims)
        for offset in (8, 15, 18, 20):
            self.assertNothing(self.night(day(offset)))
        self.assertEqual(len(self.mails_about(plan)), 1, "three days before, once")

        self.on(21, self.pay, first, 500.33)
        self.assertEqual(plan.next_date, date(2026, 4, 30))
        self.on(40, self.pay, second)  # early
        self.assertInstalments(
            plan,
            [
                (0, 500.33, 0, "paid"),
                (0, 500.33, 0, "paid"),
                (0, 0.67, 499.67, "partly"),
            ],
        )
        for offset in (48, 52, 60, 79, 80):
            self.assertNothing(self.night(day(offset)))
        self.assertEqual(len(self.mails_about(plan)), 2)
        self.assertEqual(plan.state, "active")

        self.on(82, self.pay, first, 499.67)
        self.assertNothing(self.night(day(83)))
        self.assertEqual((plan.state, plan.residual), ("completed", 0))
        self.assertTrue(plan.hold_ids.date_lifted)
        self.assertFalse(first.amount_residual + second.amount_residual)
        self.assertNothing(self.night(day(120)))

    def test_s16_plan_broken_at_the_third_instalment(self):
        """The level continues, the letter is made, amounts are right to the cent."""
        invoice = self.invoice(1200)
        self.assertReminded(self.night(day(1)), self.friendly)
        plan = self.agree(self.claim(invoice), 4)
        self.on(20, self.pay, invoice, 300)
        self.on(30, self.credit_note, 100.10, allocate_to=invoice)
        self.on(50, self.pay, invoice, 300)
        self.assertInstalments(
            plan,
            [
                (0, 300, 0, "paid"),
                (0, 300, 0, "paid"),
                (0, 0, 300, "open"),
                (100.10, 0, 199.90, "open"),
            ],
        )
        self.on(84, self.pay, invoice, 50.05)
        for offset in (83, 84, 85):
            self.assertNothing(self.night(day(offset)))
        self.assertEqual(plan.state, "active", "in the days of grace")
        self.assertNothing(self.night(day(86)))
        self.assertEqual(plan.state, "late")
        third = plan.instalment_ids[2]
        self.assertEqual((third.state, third.late_since), ("late", day(83)))
        self.assertIn("not paid", self.mails_about(plan)[-1])
        for offset in (87, 95, 101):
            self.assertNothing(self.night(day(offset)))
        self.assertEqual(plan.state, "late")
        self.assertEqual(len(self.mails_about(plan)), 1)

        self.assertNothing(self.night(day(102)))
        self.assertEqual(plan.state, "broken")
        self.assertEqual(plan.residual, 449.85)
        self.assertEqual(plan.residual, invoice.amount_residual)
        letter = self.acceleration(plan)
        self.assertIn("449.85", letter)
        self.assertIn("whole balance is due at once", letter)
        self.assertIn("the whole balance is due", self.mails_about(plan)[-1])
        self.assertIn("post the letter", self.debtor().activity_ids[0].summary)
        # The quiet days of the letter, then on from the level it had.
        for offset in (103, 107):
            self.assertNothing(self.night(day(offset)))
        sent = self.night(day(108))
        self.assertReminded(sent, self.firm)
        self.assertEqual(sent.amount, 449.85)

    def acceleration(self, plan):
        self.assertEqual(plan.acceleration_id.res_id, plan.id)
        content, _extension = self.env["ir.actions.report"]._render_qweb_html(
            "account_debt_collection.action_report_acceleration", plan.ids
        )
        return content.decode()

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

    # === RIGHTS === #

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


@tagged("post_install", "-at_install")
class TestPlanCharges(ChargesCommon, PlanCommon):
    """Interest during a plan: it goes on, is frozen, or is waived on success."""

    def reminded_with_interest(self):
        invoice = self.invoice(10000)
        for offset in (1, 8, 15):
            self.night(day(offset))
        self.assertCharges(claimed=[49.93, 40])
        return invoice

    def agree_on(self, offset, claims, **values):
        with freeze_time(day(offset)):
            plan = self.make_plan(claims, **values)
            plan.action_start_unsigned()
            self.env.cr.flush()
        return plan

    def test_frozen_interest_is_part_of_the_plan_and_invoiced(self):
        invoice = self.reminded_with_interest()
        plan = self.agree_on(20, self.claim(invoice), number=2, interest_mode="frozen")
        # 20 days at 12.15 %, and 40
        self.assertEqual((plan.principal, plan.charges), (10000, 106.58))
        self.assertEqual(plan.instalment_ids.mapped("amount"), [5053.29, 5053.29])
        bill = plan.line_ids.filtered("is_charge").move_line_id.move_id
        self.assertEqual((bill.state, bill.amount_total), ("posted", 106.58))
        self.assertIn(self.claim(bill), plan.hold_ids.claim_ids)
        self.assertEqual(plan.residual, 10106.58)
        self.pay_on(bill, day(21))
        self.pay_on(invoice, day(21), 4946.71)
        self.on(50, self.pay, invoice, 5053.29)
        self.night(day(51))
        self.assertEqual(plan.state, "completed")
        # The interest of the days since is not asked for any more.
        charges = self.charges()
        self.assertEqual(sum(charges.mapped("invoiced")), 106.58)
        self.assertFalse([c for c in charges if c._not_invoiced() > 0])
        self.assertGreater(charges[0].waived, 0)
        self.assertNothing(self.night(day(90)))

    def test_waived_when_kept(self):
        invoice = self.reminded_with_interest()
        plan = self.agree_on(20, self.claim(invoice), number=1, interest_mode="waived")
        self.assertEqual(plan.total, 10000)
        self.on(21, self.pay, invoice)
        self.assertCharges(waived=[0, 0])
        self.night(day(22))
        self.assertEqual(plan.state, "completed")
        self.assertCharges(open_amount=[0, 0])
        self.assertIn(plan.name, self.charges()[0].waive_reason)

    def test_not_waived_when_broken(self):
        invoice = self.reminded_with_interest()
        plan = self.agree_on(20, self.claim(invoice), number=1, interest_mode="waived")
        for offset in (25, 41):
            self.night(day(offset))
        self.assertEqual(plan.state, "broken")
        self.assertCharges(open_amount=[49.93, 40])

    def test_continued_interest_stays_claimed(self):
        invoice = self.reminded_with_interest()
        plan = self.agree_on(20, self.claim(invoice), number=1)
        self.on(21, self.pay, invoice)
        self.night(day(22))
        self.assertEqual(plan.state, "completed")
        self.assertCharges(open_amount=[49.93, 40])
