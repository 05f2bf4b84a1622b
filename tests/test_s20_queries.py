from odoo import Command
from odoo.tests import tagged
from odoo.tools import split_every

from .common import DUE, CollectionCommon, day

FEW, MANY = 10, 1000


@tagged("post_install", "-at_install")
class TestQueries(CollectionCommon):
    """S20: what decides asks the database as often for ten debtors as for thousand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["collection.debtor"]._wake(DUE)._plan(DUE)  # the caches are warm
        cls.few = cls.create_debtors(FEW)
        cls.many = cls.create_debtors(MANY - FEW)

    @classmethod
    def create_debtors(cls, count):
        """Customers who owe one invoice each, on which a reminder is due."""
        partners = cls.env["res.partner"].create(
            [
                {"name": f"Debtor {number}", "email": f"d{number}@customer.example"}
                for number in range(count)
            ]
        )
        invoices = cls.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_date": DUE,
                    "invoice_date_due": DUE,
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [
                        Command.create(
                            {"name": "Work", "price_unit": 100, "tax_ids": False}
                        )
                    ],
                }
                for partner in partners
            ]
        )
        # Without statistics, the database may take minutes over what Odoo asks it.
        cls.env.flush_all()
        cls.env.cr.execute("ANALYZE account_move, account_move_line")
        for ids in split_every(100, invoices.ids):
            invoices.browse(ids).action_post()
        debtors = cls.env["collection.debtor"].sudo()
        debtors._refresh(partners, DUE)
        return debtors.search([("partner_id", "in", partners.ids)])

    def count_queries(self, step, *args):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        result = step(*args)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before, result

    def assertConstant(self, step, bulk_writes=0):
        """``step`` on the many debtors asks no more than on the few.

        :param bulk_writes: how many times the ORM may write a hundred rows
        """
        count, _result = self.count_queries(step, self.few)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(count + bulk_writes):
            step(self.few + self.many)
            self.env.flush_all()

    def test_s20_deciding(self):
        self.assertConstant(lambda debtors: debtors._decide(day(1)))

    def test_s20_planning(self):
        self.assertConstant(lambda debtors: debtors._plan(day(1)))
        self.assertEqual(len(self.reminders()), MANY)
        self.assertEqual(set(self.reminders().mapped("amount")), {100})

    def test_s20_planning_again_and_again(self):
        (self.few + self.many)._plan(day(1))
        self.assertConstant(lambda debtors: debtors._plan(day(2)), MANY // 100)
        self.assertEqual(len(self.reminders()), MANY)

    def test_s20_proposals_for_a_person(self):
        self.friendly.mode = "approve"
        self.assertConstant(lambda debtors: debtors._plan(day(1)))
        self.assertConstant(lambda debtors: debtors._plan(day(2)))
        self.assertEqual(set(self.reminders().mapped("state")), {"to_approve"})
        self.assertEqual(len(self.reminders().line_ids), MANY)

    def test_s20_the_whole_ledger_and_an_idle_night(self):
        self.friendly.mode = "approve"
        Debtor = self.env["collection.debtor"]
        Debtor._wake(day(0))
        woken, _result = self.count_queries(Debtor._wake, day(1))
        (self.few + self.many)._plan(day(1))
        idle, debtors = self.count_queries(Debtor._wake, day(1))
        self.assertFalse(debtors, "nobody is looked at twice on a day")
        self.assertLessEqual(idle, woken)

    def test_s20_segments(self):
        self.policy.copy(
            {"segmented": True, "segment_domain": "[('lang', '!=', 'xx')]"}
        )
        few, many = self.few.partner_id, (self.few + self.many).partner_id
        Debtor = self.env["collection.debtor"]
        count, _result = self.count_queries(Debtor._refresh, few)
        self.env.invalidate_all()
        with self.assertQueryCount(count):
            Debtor._refresh(many)
            self.env.flush_all()
