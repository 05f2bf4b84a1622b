from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import CollectionCommon, day

OFFICER = "account_debt_collection.group_collection_officer"


@tagged("post_install", "-at_install")
class TestToday(CollectionCommon):
    """What waits for somebody this morning, and what is done with many at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(cls.env, "officer", OFFICER)
        cls.other = cls.create_customer("Other SA")
        cls.quiet = cls.create_customer("Quiet SA")
        cls.invoice(1000)
        cls.invoice(3000, partner=cls.other)
        cls.invoice(500, partner=cls.quiet)
        cls.env.cr.flush()
        cls.debtors = cls.debtor() | cls.debtor(cls.other) | cls.debtor(cls.quiet)

    def queue(self, user=None, extra=()):
        debtors = self.env["collection.debtor"].with_user(user or self.env.user)
        domain = [("for_today", "=", True), ("id", "in", self.debtors.ids), *extra]
        return debtors.search(domain, order="call_impact desc, id").sudo().partner_id

    def waiting(self, partner):
        """A formal notice of ``partner`` waits for a manager."""
        with freeze_time(day(30)):
            for offset in (1, 8, 15, 30):
                self.night(day(offset))
        return self.env["collection.reminder"].search(
            [("partner_id", "=", partner.id), ("state", "=", "to_approve")]
        )

    def test_nothing_waits(self):
        self.assertFalse(self.queue())

    def test_what_matters_most_comes_first(self):
        with freeze_time(day(8)):
            self.night(day(1))
            self.night(day(8))  # with a call
            self.assertEqual(self.queue(), self.other | self.customer | self.quiet)
            self.assertTrue(all(self.debtors.mapped("for_today")))

    def test_an_activity_counts_on_its_day(self):
        with freeze_time(day(3)):
            self.debtor().activity_schedule(
                "mail.mail_activity_data_todo", date_deadline=day(4)
            )
            self.assertFalse(self.queue())
        with freeze_time(day(4)):
            self.assertEqual(self.queue(), self.customer)

    def test_mine_my_teams_and_all(self):
        colleague = new_test_user(self.env, "colleague", OFFICER)
        stranger = new_test_user(self.env, "stranger", OFFICER)
        members = self.officer | colleague
        team = self.env["collection.team"].create(
            {"name": "South", "member_ids": [Command.set(members.ids)]}
        )
        self.assertEqual(colleague.collection_team_ids, team)
        self.debtor().user_id = self.officer
        self.debtor(self.other).user_id = colleague
        self.debtor(self.quiet).user_id = stranger
        with freeze_time(day(8)):
            self.night(day(1))
            self.night(day(8))
            mine = [("user_id", "=", self.officer.id)]
            teams = [("user_id.collection_team_ids.member_ids", "in", self.officer.id)]
            self.assertEqual(self.queue(self.officer, mine), self.customer)
            self.assertEqual(
                self.queue(self.officer, teams), self.other | self.customer
            )
            self.assertEqual(len(self.queue(self.officer)), 3)

    def test_assign_many(self):
        self.batch("assign", user_id=self.officer.id)
        self.assertEqual(self.debtors.user_id, self.officer)

    def test_hold_many(self):
        with freeze_time(day(0)):
            self.batch("hold", reason="New price list", date_end=day(9))
        self.assertEqual(len(self.debtors.hold_ids), 3)
        self.assertEqual(set(self.debtors.hold_ids.mapped("date_end")), {day(9)})
        self.night(day(5))
        self.assertFalse(self.debtors.reminder_ids.filtered("date_done"))

    def test_only_officers_assign(self):
        billing = new_test_user(self.env, "billing", "account.group_account_invoice")
        with self.assertRaises(AccessError):
            self.batch("assign", billing, user_id=billing.id)
        with freeze_time(day(0)):
            self.batch("hold", billing, reason="They called", date_end=day(9))
        self.assertEqual(len(self.debtors.hold_ids), 3)

    def test_approving_many_leaves_formal_notices_to_managers(self):
        notice = self.waiting(self.customer)
        self.assertTrue(notice)
        with self.assertRaises(AccessError):
            self.debtors.with_user(self.officer).action_approve_reminders()
        self.assertEqual(notice.state, "to_approve")

    def test_nothing_to_approve_is_said(self):
        with self.assertRaises(UserError):
            self.debtors.action_approve_reminders()
        with self.assertRaises(UserError):
            self.debtors.action_send_reminders()

    def batch(self, purpose, user=None, **values):
        wizards = self.env["collection.debtor.batch"].with_user(user or self.env.user)
        wizards.create(
            {
                "purpose": purpose,
                "debtor_ids": [Command.set(self.debtors.ids)],
                **values,
            }
        ).action_apply()

    def test_bad_payers_and_what_waits_come_first(self):
        bad, plain, waits = self.debtors
        fresh = {"overdue": 1000, "oldest_due_date": day(0), "state": "reminded"}
        later = {**fresh, "next_date": day(90)}
        self.debtors.sudo().write(later)
        bad.sudo().write({"score": 20, "score_class": "E"})
        waits.sudo().write({"state": "to_approve"})
        with freeze_time(day(10)):
            self.env.invalidate_all()
            found = self.env["collection.debtor"].search(
                [("id", "in", self.debtors.ids)], order="call_impact desc, id"
            )
            self.assertEqual(found, waits | bad | plain)
            self.assertEqual(
                found.mapped("call_impact"), [2 * 10_000, 1.8 * 10_000, 10_000]
            )
