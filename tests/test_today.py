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


@tagged("post_install", "-at_install")
class TestNextDebtor(CollectionCommon):
    """Three customers are to be called on day 8; "Next debtor" goes on in the list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.large = cls.create_customer("Large SA")
        cls.small = cls.create_customer("Small SA")
        cls.late = cls.create_customer("Not To Call SA")
        cls.invoice(1000)
        cls.invoice(3000, partner=cls.large)
        cls.invoice(500, partner=cls.small)
        cls.night(day(1))
        cls.night(day(8))
        cls.invoice(9000, partner=cls.late)
        cls.env.cr.flush()
        cls.queue = cls.debtor(cls.large) | cls.debtor() | cls.debtor(cls.small)

    def next_of(self, partner, listed=(), today=False, user=None):
        """The customer that comes next, and how many wait."""
        debtor = self.debtor(partner).with_context(collection_today=today)
        if user:
            debtor = debtor.with_user(user)
        with freeze_time(day(8)):
            found = debtor.next_in_queue(listed)
        return debtor.browse(found["id"]).sudo().partner_id, found["waiting"]

    def done(self, partner):
        self.debtor(partner).activity_ids.unlink()

    def test_opened_by_itself_it_goes_on_in_today_by_impact(self):
        ours = self.next_of(self.large)[0]
        self.assertEqual(ours, self.customer)
        self.assertEqual(self.next_of(self.customer)[0], self.small)

    def test_the_order_of_the_list_is_kept(self):
        listed = self.queue[::-1].ids
        self.assertEqual(self.next_of(self.small, listed), (self.customer, 2))
        self.assertEqual(self.next_of(self.customer, listed), (self.large, 2))

    def test_the_end_of_the_list_says_how_many_wait(self):
        nobody = self.env["res.partner"]
        self.assertEqual(self.next_of(self.small, self.queue.ids), (nobody, 2))
        self.done(self.large)
        self.done(self.customer)
        self.assertEqual(self.next_of(self.small, self.queue.ids), (nobody, 0))

    def test_the_end_of_a_page_is_not_the_end_of_the_list(self):
        page = self.queue[:2].ids
        nobody = self.env["res.partner"]
        self.assertEqual(self.next_of(self.customer, page, True), (nobody, 2))
        self.done(self.large)
        self.assertEqual(self.next_of(self.customer, page, True), (nobody, 1))

    def test_today_passes_over_those_who_are_done_with(self):
        self.done(self.customer)
        listed = self.queue.ids
        self.assertEqual(self.next_of(self.large, listed, True), (self.small, 1))
        self.assertEqual(self.next_of(self.large, listed), (self.customer, 1))

    def test_another_list_has_all_its_debtors(self):
        listed = (self.debtor(self.late) | self.queue).ids
        self.assertEqual(self.next_of(self.late, listed), (self.large, 3))

    def test_what_the_user_may_not_see_is_left_out(self):
        officer = new_test_user(self.env, "officer", OFFICER)
        hidden = self.debtor(self.customer)
        elsewhere = self.env["res.company"].create({"name": "Sister SARL"})
        officer.write(
            {"company_ids": [Command.link(elsewhere.id)], "company_id": elsewhere.id}
        )
        seen = hidden.with_user(officer).with_company(elsewhere)
        self.assertFalse(seen._today_queue() & self.queue)
        employee = new_test_user(self.env, "employee", "base.group_user")
        with self.assertRaises(AccessError):
            self.next_of(self.large, self.queue.ids, user=employee)

    def test_without_a_web_client_the_button_opens_the_next_or_the_list(self):
        with freeze_time(day(8)):
            self.assertEqual(
                self.debtor(self.large).action_next()["res_id"], self.debtor().id
            )
            self.done(self.small)
            alone = self.debtor(self.small)
            self.done(self.large)
            self.done(self.customer)
            self.assertFalse(alone.action_next().get("res_id"))
