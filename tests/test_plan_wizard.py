from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from .common import day
from .plan_common import SIGNED, PlanCommon


@tagged("post_install", "-at_install")
class TestPlanWizard(PlanCommon):
    """What the customer can pay, and the schedule that comes of it."""

    def wizard(self, **values):
        self.env.cr.flush()
        wizards = self.env["collection.plan.wizard"]
        return wizards.create({"debtor_id": self.debtor().id, **values})

    @freeze_time(SIGNED)
    def test_all_that_is_overdue_in_three_months(self):
        overdue, to_come = self.invoice(1000), self.invoice(500, due=day(60))
        wizard = self.wizard()
        self.assertEqual(wizard.claim_ids, self.claim(overdue))
        self.assertEqual(wizard.total, 1000)
        self.assertEqual(wizard.line_ids.mapped("amount"), [333.33, 333.33, 333.34])
        self.assertFalse(wizard.problem)
        wizard.claim_ids |= self.claim(to_come)
        self.assertEqual(wizard.line_ids.mapped("amount"), [500, 500, 500])
        plan = self.env["collection.plan"].browse(wizard.action_make()["res_id"])
        self.assertEqual((plan.state, plan.total), ("draft", 1500))
        self.assertEqual(plan.line_ids.move_line_id, wizard.claim_ids)
        self.assertEqual(plan.instalment_ids.mapped("number"), [1, 2, 3])

    @freeze_time(SIGNED)
    def test_the_window_of_the_debtor(self):
        invoice = self.invoice(1000)
        self.env.cr.flush()
        action = self.debtor().action_plan()
        wizards = self.env["collection.plan.wizard"].with_context(**action["context"])
        with Form(wizards) as window:
            self.assertEqual(window.claim_ids[:], self.claim(invoice))
            self.assertEqual(window.total, 1000)
            window.number = 0
            self.assertIn("at least one", window.problem)
            window.number = 2
            self.assertFalse(window.problem)
            with window.line_ids.edit(0) as line:
                line.amount = 400
            with window.line_ids.edit(1) as line:
                line.amount = 600
                line.date = day(99)
        plan = self.env["collection.plan"].browse(window.record.action_make()["res_id"])
        self.assertEqual(plan.instalment_ids.mapped("amount"), [400, 600])
        self.assertEqual(plan.instalment_ids[1].date, day(99))

    @freeze_time(SIGNED)
    def test_so_much_a_week_after_a_down_payment(self):
        self.invoice(1000)
        wizard = self.wizard(
            split="amount",
            amount=350,
            interval="week",
            date_first=day(10),
            down_payment=100,
        )
        self.assertEqual(
            [(line.date, line.amount) for line in wizard.line_ids],
            [(SIGNED, 100), (day(10), 350), (day(17), 350), (day(24), 200)],
        )

    @freeze_time(SIGNED)
    def test_free_dates_and_amounts(self):
        self.invoice(1000)
        wizard = self.wizard(number=2)
        first, second = wizard.line_ids
        first.write({"date": day(9), "amount": 400})
        self.assertIn("do not add up", wizard.problem)
        second.write({"date": day(40), "amount": 600})
        self.assertFalse(wizard.problem)
        plan = self.env["collection.plan"].browse(wizard.action_make()["res_id"])
        self.assertEqual(plan.instalment_ids.mapped("date"), [day(9), day(40)])

    @freeze_time(SIGNED)
    def test_plain_sentences(self):
        invoice = self.invoice(1000)
        for values, words in (
            ({"number": 0}, "at least one"),
            ({"number": 121}, "120 instalments at most"),
            ({"split": "amount"}, "more than nothing"),
            ({"down_payment": 1000}, "leave something"),
            ({"down_payment": -1}, "cannot be negative"),
            ({"date_first": day(1)}, "in the past"),
            ({"date_first": date(9999, 12, 31)}, "too far away"),
            ({"date_first": date(9999, 12, 31), "interval": "week"}, "too far away"),
            ({"date_first": date(2206, 3, 31)}, "too far away"),
            ({"down_payment": 10, "down_date": day(90)}, "later day"),
            ({"claim_ids": [Command.clear()]}, "Choose the claims"),
            ({"interest_mode": "frozen"}, "on which accounts"),
        ):
            wizard = self.wizard(**values)
            self.assertIn(words, wizard.problem or "", values)
            with self.assertRaisesRegex(UserError, words):
                wizard.action_make()
        self.assertTrue(self.claim(invoice))

    @freeze_time(SIGNED)
    def test_no_claim_of_another_customer(self):
        self.invoice(1000)
        foreign = self.claim(self.invoice(partner=self.create_customer("Other SA")))
        wizard = self.wizard(claim_ids=[Command.set(foreign.ids)])
        with self.assertRaisesRegex(UserError, "is not open"):
            wizard.action_make()

    @freeze_time(SIGNED)
    def test_one_currency_for_each_plan(self):
        euro = self.setup_other_currency("EUR")
        self.invoice(1000)
        in_euro = self.invoice(700, currency_id=euro.id)
        wizard = self.wizard()
        self.assertEqual(wizard.available_currency_ids, euro + self.company.currency_id)
        self.assertEqual(wizard.total, 1000)
        wizard.currency_id = euro
        self.assertEqual(wizard.claim_ids, self.claim(in_euro))
        self.assertEqual(wizard.total, 700)
