from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .processes_common import ProcessesCommon


@tagged("post_install", "-at_install")
class TestTwoWorkers(ProcessesCommon):
    """Two workers record the same evening, in real transactions."""

    @classmethod
    def _start_night_process(cls):
        """No night is lived through here."""

    def setUp(self):
        super().setUp()
        with self._story() as env:
            env["collection.snapshot"].search([]).unlink()

    def evenings(self):
        with self._story() as env:
            found = env["collection.snapshot"].search([])
            return [(s.company_id.id, s.user_id.id, s.date) for s in found]

    def test_the_second_one_leaves_it_to_the_first(self):
        with self._story() as first, self._story() as second:
            self.assertTrue(first["collection.snapshot"]._is_first())
            second["collection.snapshot"]._cron_take()
            self.assertFalse(second["collection.snapshot"].search_count([]))
            first["collection.snapshot"]._cron_take()
        evenings = self.evenings()
        self.assertTrue(evenings)
        self.assertEqual(len(evenings), len(set(evenings)))

    def test_who_comes_a_moment_later_changes_nothing(self):
        with self._story() as first, self._story() as second:
            second["collection.snapshot"].search_count([])  # sees what was before
            first["collection.snapshot"]._cron_take()
            before = self.evenings()
            with mute_logger("odoo.sql_db"):
                second["collection.snapshot"]._cron_take()
        self.assertEqual(sorted(self.evenings()), sorted(before))

    def test_a_company_that_comes_later_gets_its_past(self):
        with self._story() as env:
            env["collection.snapshot"]._cron_take()
        with self._story() as env:
            company = env["res.company"].create({"name": "Late Comer SARL"})
        with self._story() as env:
            env["collection.snapshot"]._cron_take()
        own = [day for owner, _user, day in self.evenings() if owner == company.id]
        self.assertEqual(len(own), 14)
        self.assertEqual(len(set(own)), 14)
        self.assertLess(max(own), fields.Date.today())
