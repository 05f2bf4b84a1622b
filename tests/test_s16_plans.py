from datetime import date

from odoo.tests import tagged

from .common import day
from .plan_common import FIRST, PlanCommon


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
        self.assertIn("(four hundred and forty-nine dollars and", letter)
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
