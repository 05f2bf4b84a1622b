from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from .common import CollectionCommon

TODAY = "/odoo/collection-today"


@tagged("post_install", "-at_install")
class TestTourToday(CollectionCommon, HttpCase):
    """The mornings of those who work with the queue."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        for login in ("officer", "manager"):
            new_test_user(
                cls.env,
                login=f"morning_{login}",
                groups=f"account_debt_collection.group_collection_{login}",
                company_id=cls.company.id,
                company_ids=[(6, 0, cls.company.ids)],
            )

    def three_to_call(self):
        """Three customers to be called today, in the order of what they owe."""
        debtors = self.env["collection.debtor"]
        for name, amount in (("Large", 9000), ("Middle", 900), ("Small", 100)):
            customer = self.create_customer(
                f"{name} Debtor SA", phone="+33 4 00 00 00 00"
            )
            due = self.today - timedelta(days=8)
            self.invoice(amount, due=due, partner=customer)
            self.env.cr.flush()
            debtors += self.debtor(customer)
        for days in (7, 0):
            self.night(self.today - timedelta(days=days))
        return debtors

    def tour(self, name, url=TODAY, login="morning_officer", **options):
        self.start_tour(url, f"account_debt_collection_{name}", login=login, **options)

    def test_the_morning_of_an_officer(self):
        large, middle, small = self.three_to_call()
        self.tour("morning")
        promise = large.promise_ids
        self.assertEqual((promise.amount, promise.state), (4000, "open"))
        self.assertEqual(promise.user_id.login, "morning_officer")
        self.assertFalse(large.for_today)
        self.assertTrue(middle.for_today and small.for_today)

    def test_the_next_debtor_by_keyboard(self):
        large, _middle, _small = self.three_to_call()
        self.tour("keyboard", f"/odoo/collection/{large.id}")

    def test_the_next_debtor_on_a_phone(self):
        self.three_to_call()
        self.browser_size, self.touch_enabled = "390x844", True
        self.tour("morning_phone")

    def test_the_morning_of_a_manager(self):
        self.env["collection.demo"]._set_up_rates(
            self.today
        )  # a notice states its rate
        for name, amount in (("Large", 2000), ("Small", 1000)):
            customer = self.create_customer(f"{name} Debtor SA")
            due = self.today - timedelta(days=40)
            self.invoice(amount, due=due, partner=customer)
        for days in (28, 21, 14):
            self.night(self.today - timedelta(days=days))
        self.plan(self.today)
        notices = self.reminders().filtered(lambda r: r.level_id == self.formal)
        self.assertEqual(notices.mapped("state"), ["to_approve"] * 2)
        self.tour("manager", login="morning_manager")
        self.assertEqual(notices.mapped("state"), ["planned"] * 2)
        self.assertEqual(notices.approved_by_id.login, "morning_manager")
