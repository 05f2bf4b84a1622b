from odoo.tests import freeze_time, tagged

from .common import day
from .plan_common import PlanCommon
from .test_s17_charges import ChargesCommon


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
