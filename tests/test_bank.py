from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .bank_common import BankCommon
from .common import day

MODULE = "account_debt_collection"


@tagged("post_install", "-at_install")
class TestStaleBank(BankCommon):
    """Nobody has imported bank statements for a while: who has paid is not known."""

    # === THE NIGHT WARNS === #

    def test_the_night_warns_once_and_reminds_all_the_same(self):
        self.bank_line(-7)
        self.invoice()
        self.assertReminded(self.night(day(1)), self.friendly)
        for offset in (1, 2, 3):
            self.watch(day(offset))
        request = self.requests("bank", self.bank)
        self.assertEqual(len(request), 1)
        self.assertEqual(request.user_id, self.officer)
        self.assertIn("is 8 days old, of 03/03/2026: import", request.note)
        self.assertIn("may be reminded all the same", request.note)

    def test_the_warning_goes_to_the_responsible_in_their_language(self):
        self.company.collection_user_id = self.officer.copy({"login": "books"})
        self.bank_line(-7)
        self.watch(day(1))
        request = self.requests("bank", self.bank)
        self.assertEqual(request.user_id, self.company.collection_user_id)

    def test_the_warning_goes_when_the_bank_is_up_to_date(self):
        self.bank_line(-7)
        self.watch(day(1))
        self.bank_line(1)
        self.watch(day(2))
        self.assertFalse(self.requests("bank", self.bank))

    def test_a_request_that_was_ticked_off_comes_back_while_nothing_is_done(self):
        self.bank_line(-7)
        self.watch(day(1))
        self.requests("bank", self.bank).action_feedback()
        self.watch(day(2))
        self.assertEqual(len(self.requests("bank", self.bank)), 1)

    def test_a_branch_and_its_parent_are_asked_once_for_their_bank(self):
        self.env["res.company"].create(
            [
                {"name": f"Branch {number}", "parent_id": self.company.id}
                for number in range(2)
            ]
        )
        self.bank_line(-7)
        self.watch(day(1))
        self.watch(day(2))
        self.assertEqual(len(self.requests("bank", self.bank)), 1)
        self.bank_line(2)
        self.watch(day(3))
        self.assertFalse(self.requests("bank", self.bank))

    def test_an_entry_of_last_week_is_young_enough(self):
        self.bank_line(-6)
        self.watch(day(1))
        self.assertFalse(self.requests("bank", self.bank))

    def test_zero_days_is_no_warning(self):
        self.company.collection_bank_days = 0
        self.company.collection_bank_waits = True
        self.bank_line(-300)
        self.invoice()
        self.watch(day(1))
        self.assertFalse(self.requests("bank", self.bank))
        self.assertReminded(self.night(day(1)), self.friendly)

    def test_less_than_zero_days_is_refused(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.company.collection_bank_days = -1
            self.company.flush_recordset()

    # === THE NIGHT WAITS === #

    def test_by_option_reminders_wait_and_none_is_lost(self):
        self.company.collection_bank_waits = True
        self.bank_line(-9)
        self.invoice()
        for offset in (1, 2, 3):
            self.assertNothing(self.night(day(offset)))
        self.assertFalse(self.debtor().next_date)
        explanation = self.explanation(day(3))
        self.assertIn("Waits until the bank is up to date.", explanation)
        self.assertIn("is 12 days old, of 03/01/2026: import", explanation)
        self.bank_line(3)
        self.assertReminded(self.night(day(4)), self.friendly)

    def test_the_option_that_is_taken_back_lets_them_go(self):
        self.company.collection_bank_waits = True
        self.bank_line(-9)
        self.invoice()
        self.assertNothing(self.night(day(1)))
        self.company.collection_bank_waits = False
        self.assertReminded(self.night(day(2)), self.friendly)

    def test_what_was_planned_before_waits_at_the_door(self):
        """The night has planned, and the workers that send are late."""
        self.company.collection_bank_waits = True
        self.bank_line(-6)
        self.invoice()
        self.plan(day(1))
        self.dispatch(day(2))
        reminder = self.reminders()
        self.assertEqual(reminder.state, "planned")
        self.assertIn("import the bank statements", reminder.note)
        self.bank_line(2)
        self.assertReminded(self.night(day(3)), self.friendly)
        self.assertFalse(reminder.note)

    def test_another_company_does_not_wait_for_our_bank(self):
        self.company.collection_bank_waits = True
        self.bank_line(-9)
        other = self.setup_other_company()["company"]
        other.collection_bank_waits = True
        self.invoice(company=other)
        self.invoice()
        reminder = self.night(day(1))
        self.assertEqual(reminder.company_id, other)

    # === WHAT THE NEWEST ENTRY IS === #

    def test_who_has_no_bank_entries_waits_for_none(self):
        """The bank is kept elsewhere: reminders would wait for ever."""
        self.company.collection_bank_waits = True
        self.invoice()
        self.watch(day(1))
        self.assertFalse(self.requests("bank", self.bank))
        self.assertReminded(self.night(day(1)), self.friendly)

    def newest(self, today):
        return self.env["res.company"]._collection_banks(today)[self.company.id].newest

    def post_entry(self, offset, journal):
        entry = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "date": day(offset),
                "line_ids": [
                    (0, 0, {"account_id": account.id, "balance": balance})
                    for account, balance in (
                        (self.bank.default_account_id, 100),
                        (self.company_data["default_account_revenue"], -100),
                    )
                ],
            }
        )
        entry.action_post()

    def test_without_statements_payments_on_the_bank_count(self):
        self.post_entry(-20, self.bank)
        self.assertEqual(self.newest(day(1)), day(-20))

    def test_an_opening_balance_is_no_bank_entry(self):
        self.post_entry(-20, self.company_data["default_journal_misc"])
        self.assertFalse(self.newest(day(1)))

    def test_where_there_are_statements_they_alone_count(self):
        self.bank_line(-20)
        self.post_entry(-2, self.bank)
        self.assertEqual(self.newest(day(1)), day(-20))

    def test_a_date_in_the_future_proves_nothing(self):
        self.bank_line(-20)
        self.bank_line(3000)
        self.assertEqual(self.newest(day(1)), day(-20))

    def test_the_newest_of_several_banks_counts_but_for_closed_ones(self):
        second = self.bank.copy({"name": "Second bank", "code": "BNK9"})
        self.bank_line(-20)
        self.bank_line(-2, journal_id=second.id)
        self.assertEqual(self.newest(day(1)), day(-2))
        second.active = False
        self.assertEqual(self.newest(day(1)), day(-20))

    def test_a_cancelled_entry_is_none(self):
        self.bank_line(-20)
        self.bank_line(-2).move_id.button_draft()
        self.assertEqual(self.newest(day(1)), day(-20))

    def test_a_branch_banks_with_its_parent(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        self.bank_line(-20)
        banks = self.env["res.company"]._collection_banks(day(1))
        self.assertEqual(banks[branch.id].newest, day(-20))

    # === PEOPLE DECIDE === #

    def test_a_person_sends_by_hand_and_the_warning_is_noted(self):
        self.company.collection_bank_waits = True
        self.bank_line(-6)
        self.invoice()
        self.plan(day(1))
        with freeze_time(day(2)):
            reminder = self.reminders()
            self.assertIn("import the bank statements", reminder.bank_warning)
            reminder.action_send()
        self.assertReminded(reminder, self.friendly)
        self.assertIn("Sent by hand. The newest bank entry is", reminder.note)

    def test_what_a_person_has_to_approve_is_proposed_with_the_warning(self):
        self.company.collection_bank_waits = True
        self.friendly.mode = "approve"
        self.bank_line(-9)
        self.invoice()
        self.night(day(1))
        reminder = self.reminders()
        self.assertEqual(reminder.state, "to_approve")
        with freeze_time(day(1)):
            reminder.invalidate_recordset()
            self.assertIn("import the bank statements", reminder.bank_warning)
            reminder.action_approve()
        self.assertReminded(self.night(day(2)), self.friendly)


@tagged("post_install", "-at_install")
class TestBankAccess(BankCommon):
    def test_only_who_may_configure_the_company_changes_its_settings(self):
        manager = new_test_user(
            self.env,
            login="collection_bank_manager",
            groups=f"{MODULE}.group_collection_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        company = self.company.with_user(manager)
        for name in ("bank_days", "bank_waits", "thanks"):
            with self.assertRaises(AccessError):
                company[f"collection_{name}"] = 1
        with self.assertRaises(AccessError):
            self.env["res.config.settings"].with_user(manager).create({})

    def test_nobody_forges_what_was_seen_or_acknowledged(self):
        officer = new_test_user(
            self.env,
            login="collection_bank_officer",
            groups=f"{MODULE}.group_collection_officer",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.invoice()
        self.plan(day(1))
        with self.assertRaises(AccessError):
            self.reminders().with_user(officer).receipts_seen = 5000
        with self.assertRaises(AccessError):
            self.debtor().with_user(officer).thanks_reminder_id = self.reminders()

    def test_the_preview_tells_nothing_of_another_companys_bank(self):
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env,
            login="collection_bank_stranger",
            groups=f"{MODULE}.group_collection_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.bank_line(-300)
        values = {"date": day(1), "company_id": self.company.id}
        preview = self.env["collection.night.preview"]
        self.assertTrue(preview.new(values).bank_warning)
        self.assertFalse(preview.with_user(stranger).new(values).bank_warning)

    def test_billing_reads_the_warning(self):
        billing = new_test_user(
            self.env,
            login="collection_bank_billing",
            groups="account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.friendly.mode = "approve"
        self.bank_line(-300)
        self.invoice()
        self.plan(day(1))
        warned = self.reminders().with_user(billing)
        self.assertIn("import the bank statements", warned.bank_warning)
