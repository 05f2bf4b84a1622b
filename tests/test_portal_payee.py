from odoo.exceptions import UserError
from odoo.tests import tagged

from .portal_common import PayeeCommon


@tagged("post_install", "-at_install")
class TestPortalPayee(PayeeCommon):
    """What an agency collects is paid there; what it does not, is paid to us."""

    def test_the_page_says_whom_to_pay(self):
        self.assertNotIn("Handed over", self.see())
        self.hand_over(self.old)
        words = self.see()
        self.assertEqual(words.count("Handed over to Rhône Recouvrement"), 1)
        self.assertIn("+33 4 78 00 00 00", words)
        self.assertIn("pay@agency.example", words)
        self.assertIn("Pay by bank transfer", words)

    def test_our_account_is_not_shown_when_nothing_is_paid_to_us(self):
        self.hand_over(self.old, self.recent, self.coming)
        self.assertNotIn("Pay by bank transfer", self.see())

    def test_nothing_is_agreed_on_with_us_meanwhile(self):
        self.hand_over(self.old)
        promise = self.send("promise", [self.old], date=str(self.on(3)))
        self.assertRefused(promise, "handed over to Rhône Recouvrement")
        plan = self.send("plan", [self.old], number="2", date=str(self.on(5)))
        self.assertRefused(plan, "handed over to Rhône Recouvrement")
        self.assertFalse(self.account.promise_ids)
        self.assertFalse(self.account.plan_ids)
        self.assertThanked(
            self.send("promise", [self.recent], date=str(self.on(3))), "noted the day"
        )

    def test_a_plan_that_was_proposed_before_is_signed_no_more(self):
        self.send("plan", [self.old], number="2", date=str(self.on(5)))
        plan = self.account.plan_ids
        self.hand_over(self.old)
        with self.assertRaisesRegex(UserError, "handed over to Rhône Recouvrement"):
            plan._sign("Debtor SA", b"c2lnbmVk")
        self.assertFalse(plan.signed_by)

    def test_what_is_given_back_is_paid_to_us_again(self):
        proceeding = self.hand_over(self.old)
        self.assertNotIn(self.claim(self.old), self.account._portal_for_us())
        proceeding.action_cancel()
        self.assertNotIn("Handed over", self.see())
        self.assertIn(self.claim(self.old), self.account._portal_for_us())

    def test_a_lawyer_leaves_the_money_to_us(self):
        self.hand_over(self.old, kind="lawyer")
        self.assertNotIn("Handed over", self.see())
        self.assertIn(self.claim(self.old), self.account._portal_for_us())

    def test_the_kinds_that_collect_money(self):
        kinds = self.env["collection.proceeding.kind"].with_context(active_test=False)
        collecting = kinds.search([("pays_counterpart", "=", True)])
        self.assertEqual(
            set(collecting.mapped("category")),
            {"agency", "bailiff", "factoring", "enforcement"},
        )
        self.assertEqual(len(collecting), 4)

    # === MANY ITEMS === #

    def test_the_page_asks_once_for_all_items(self):
        self.queries()
        few = self.queries()
        for _index in range(12):
            self.invoice(10, due=self.on(-2))
        self.env.cr.flush()
        self.assertLessEqual(self.queries(), few)

    def queries(self):
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        values = self.account._portal_values()
        for account in values["sections"]:
            for line in account["parts"]["overdue"]:
                self.assertTrue(line.has_document)
        return self.env.cr.sql_log_count - before

    def test_overdue_is_what_the_ledger_calls_late(self):
        overdue = self.account._portal_overdue()
        self.assertEqual(overdue, self.claim(self.old) | self.claim(self.recent))
        self.invoice(10, due=self.today)
        self.env.cr.flush()
        self.assertEqual(self.account._portal_overdue(), overdue)
