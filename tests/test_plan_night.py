from odoo.tests import freeze_time, tagged

from .common import day
from .plan_common import PlanCommon

FEW, MANY = 4, 60
LIFE = "odoo.addons.account_debt_collection.models.collection_plan_life"


@tagged("post_install", "-at_install")
class TestPlanNight(PlanCommon):
    """The night asks as often for sixty plans as for four, and none stops another."""

    def create_plans(self, count):
        plans = self.env["collection.plan"]
        for number in range(count):
            partner = self.create_customer(f"Debtor{len(plans)}{number} SA")
            plans += self.agree(self.claim(self.invoice(90, partner=partner)))
        return plans

    def count_queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        with freeze_time(day(10)):
            self.env["collection.plan"]._live_on(day(10))
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_as_many_queries_for_many_plans(self):
        self.create_plans(FEW)
        self.count_queries()  # the caches are warm
        few = self.count_queries()
        self.create_plans(MANY - FEW)
        self.assertEqual(self.count_queries(), few)

    def test_as_many_queries_to_follow_the_ledger(self):
        plans = self.create_plans(FEW)
        for plan in plans:
            self.on(15, self.pay, plan.line_ids.move_line_id.move_id, 30)
        few = self.count_queries()
        more = self.create_plans(FEW)
        for plan in more:
            self.on(15, self.pay, plan.line_ids.move_line_id.move_id, 30)
        self.assertEqual(self.count_queries(), few)
        self.assertEqual(set((plans + more).mapped("paid")), {30})

    def test_mails_of_a_night_in_one_batch(self):
        plans = self.create_plans(FEW)
        with freeze_time(day(19)):
            self.env["collection.plan"]._live_on(day(19))
        for plan in plans:
            self.assertEqual(len(self.mails_about(plan)), 1)
        self.assertEqual(
            set(plans.instalment_ids.mapped("announced_on")), {day(19), False}
        )

    def test_one_bad_plan_stops_no_other(self):
        first, second = self.create_plans(2)
        template = self.env.ref("account_debt_collection.template_plan_late")
        template.body_html = (
            f'<p t-out="1 / (object.id - {first.id})" /><p t-out="object.name" />'
        )
        with self.assertLogs(LIFE, "ERROR"):
            self.night(day(25))
        self.assertFalse(first.instalment_ids[0].warned_on)
        self.assertEqual(second.instalment_ids[0].warned_on, day(25))

    def test_a_customer_without_address_is_told_by_a_person(self):
        self.customer.email = False
        plan = self.agree(self.claim(self.invoice(900)))
        for offset in (25, 26):
            self.night(day(offset))
        self.assertEqual(len(plan.activity_ids), 1)
        self.assertFalse(plan.instalment_ids[0].warned_on)
        self.night(day(60))
        self.assertEqual(plan.state, "late", "nobody has told the customer")
        self.on(60, plan.instalment_ids[0].action_warned)
        self.assertFalse(plan.activity_ids)
        self.night(day(76))
        self.assertEqual(plan.state, "broken")
