from datetime import date

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..rules.credit import LimitKind
from .credit_common import MODULE, TODAY, LimitsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00")
class TestLimitsThatLive(LimitsCommon):
    """Temporary limits, and credit insurance."""

    def test_a_temporary_limit_begins_and_ends(self):
        self.temporary_limit(5000, start=date(2026, 3, 12), end=date(2026, 3, 31))
        for today, amount, kind in (
            (date(2026, 3, 11), 500, LimitKind.CUSTOMER),
            (date(2026, 3, 12), 5000, LimitKind.TEMPORARY),
            (date(2026, 3, 31), 5000, LimitKind.TEMPORARY),
            (date(2026, 4, 1), 500, LimitKind.CUSTOMER),
        ):
            limit = self.limit(today=today)
            self.assertEqual((limit.amount, limit.kind), (amount, kind), today)
            with freeze_time(today):
                self.env.invalidate_all()
                self.assertEqual(self.file().limit_amount, amount)
        self.assertEqual(self.limit(company=self.other).amount, None)

    def test_a_temporary_limit_is_ended_early(self):
        limit = self.temporary_limit()
        limit.with_user(self.creditor).date_end = TODAY
        self.assertEqual(self.limit().amount, 5000)
        self.assertEqual(self.limit(today=date(2026, 3, 11)).amount, 500)

    def test_the_history_is_in_the_chatter(self):
        limit = self.temporary_limit()
        limit.amount = 6000
        limit.amount = 6000
        bodies = [message.body for message in self.file().message_ids]
        self.assertEqual(len([one for one in bodies if "6,000" in one]), 1)
        self.assertEqual(len([one for one in bodies if "5,000" in one]), 1)

    def test_what_was_granted_stays_with_its_customer(self):
        debtors = self.env["collection.debtor"].sudo()
        other = debtors._for_partner(self.create_customer("Other SA"), self.company)
        for grant in (self.temporary_limit(), self.insure()):
            grant.with_user(self.creditor).debtor_id = self.file()  # nothing changes
            with self.assertRaisesRegex(UserError, "stays with its customer"):
                grant.with_user(self.creditor).debtor_id = other
            self.assertEqual(grant.debtor_id, self.file())

    def test_hostile_text_stays_text(self):
        limit = self.temporary_limit()
        limit.reason = "<script>alert(1)</script>"
        self.assertNotIn("<script>", self.file().message_ids[:1].body)

    def test_wrong_periods_and_amounts(self):
        for values in (
            {"amount": 0},
            {"amount": -5},
            {"end": date(2026, 3, 9)},
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.cr.savepoint(),
            ):
                self.temporary_limit(**values)

    def test_a_limit_of_another_company_is_another_world(self):
        limit = self.temporary_limit()
        stranger = new_test_user(
            self.env,
            login="limits_stranger",
            groups=f"{MODULE}.group_collection_credit",
            company_id=self.other.id,
            company_ids=[(6, 0, self.other.ids)],
        )
        for record in (limit, self.insure()):
            self.assertFalse(record.with_user(stranger).search([]))
            with self.assertRaises(AccessError):
                record.with_user(stranger).amount = 1

    # === INSURANCE === #

    def test_the_insured_amount_informs_caps_or_adds(self):
        self.insure(300)
        self.assertEqual(self.limit().amount, 500)
        self.assertEqual(self.file().insured_amount, 300)
        self.company.collection_insurance_use = "cap"
        self.assertEqual(self.limit().amount, 300)
        self.company.collection_insurance_use = "add"
        self.assertEqual(self.limit().amount, 800)
        self.assertEqual(self.limit(today=date(2027, 1, 1)).amount, 500)

    def test_a_cover_in_another_currency(self):
        """2.50 euros to the dollar from March on: 1,000 euros are 400 dollars."""
        euro = self.setup_other_currency(
            "EUR", rates=[("2026-01-01", 2.0), ("2026-03-01", 2.5)]
        )
        self.company.collection_insurance_use = "cap"
        self.insure(1000, currency_id=euro.id)
        self.assertEqual(self.limit().amount, 400)

    def alerts(self):
        request = self.env.ref(f"{MODULE}.mail_activity_insurance")
        return self.file().activity_ids.filtered(
            lambda one: one.activity_type_id == request
        )

    def night_of(self, today):
        with freeze_time(today):
            self.env["collection.credit.insurance"]._alert(today)

    def test_somebody_is_asked_in_time_to_renew(self):
        insurance = self.insure(end=date(2026, 6, 30))
        self.night_of(date(2026, 5, 30))
        self.assertFalse(self.alerts())
        self.night_of(date(2026, 5, 31))  # 30 days before
        self.assertEqual(self.alerts().date_deadline, date(2026, 6, 30))
        self.assertIn("Insurer SA", self.alerts().note)
        self.night_of(date(2026, 5, 31))
        self.night_of(date(2026, 6, 1))
        self.assertEqual(len(self.alerts()), 1)
        self.alerts().action_done()
        self.night_of(date(2026, 6, 2))
        self.assertFalse(self.alerts())
        insurance.date_end = date(2026, 12, 31)
        self.night_of(date(2026, 6, 3))
        self.assertFalse(self.alerts())
        self.night_of(date(2026, 12, 1))
        self.assertEqual(len(self.alerts()), 1)

    def test_nights_that_were_missed(self):
        self.insure(end=date(2026, 6, 30))
        self.night_of(date(2026, 6, 29))
        self.assertEqual(len(self.alerts()), 1)

    def test_nobody_is_asked_after_the_end_or_without_an_end(self):
        self.insure(end=date(2026, 3, 31))
        self.insure(end=False)
        self.night_of(date(2026, 4, 1))
        self.assertFalse(self.alerts())

    def test_what_is_renewed_already_needs_no_alert(self):
        self.insure(end=date(2026, 6, 30))
        renewal = self.insure(start=date(2026, 7, 1), end=date(2027, 6, 30))
        self.night_of(date(2026, 6, 15))
        self.assertFalse(self.alerts())
        renewal.date_start = date(2026, 7, 2)
        self.night_of(date(2026, 6, 16))
        self.assertEqual(len(self.alerts()), 1)

    def test_the_night_asks(self):
        self.insure(end=date(2026, 3, 31))
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"{MODULE}.cron_night").sudo().method_direct_trigger()
        self.assertEqual(len(self.alerts()), 1)
