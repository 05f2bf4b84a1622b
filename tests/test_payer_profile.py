from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .score_common import TODAY, ScoreCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPayerProfile(ScoreCommon):
    """What people enter: before the first invoice, and beside the ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.newcomer = (
            cls.env["collection.debtor"]
            .sudo()
            ._for_partner(cls.create_customer("Newcomer SA"), cls.company)
        ).with_env(cls.env)

    def to_assess(self):
        return self.env["collection.debtor"].search([("to_assess", "=", True)])

    def test_a_new_customer_starts_with_the_questionnaire(self):
        self.assertIn(self.newcomer, self.to_assess())
        self.assertTrue(self.newcomer.to_assess)
        profile = self.profile(self.newcomer, requested_credit=5000)
        self.assertTrue(self.newcomer.to_assess, "nothing is rated yet")
        profile.write({"balance_rating": "1", "external_rating": "2"})
        self.assertFalse(self.newcomer.to_assess)
        self.assertEqual(self.newcomer.score, 73)  # 50 + 7.5, to even, + 15
        self.assertEqual(self.newcomer.score_basis, "entered")
        self.assertEqual(self.newcomer.score_class, "B")

    def test_who_has_paid_need_not_be_assessed(self):
        debtor = self.payer("Known SA", 0, 0)
        self.assertIn(debtor, self.to_assess())
        self.score(debtor)
        self.assertNotIn(debtor, self.to_assess())

    def test_from_the_customer_before_the_first_invoice(self):
        customer = self.create_customer("Brand New SA")
        with self.assertRaises(AccessError):
            self.as_user("billing", customer).action_view_collection_profile()
        action = self.as_user("officer", customer).action_view_collection_profile()
        debtor = self.debtor(customer)
        self.assertEqual(action["context"]["default_debtor_id"], debtor.id)
        form = Form(
            self.as_user("officer", self.env[action["res_model"]]).with_context(
                **action["context"]
            )
        )
        form.bank_rating = "-2"
        profile = form.save()
        self.assertEqual(profile.bank_date, TODAY)
        self.assertEqual(debtor.score, 30)
        again = self.as_user("officer", customer).action_view_collection_profile()
        self.assertEqual(again["res_id"], profile.id)

    def test_who_has_entered_it_and_when(self):
        profile = self.profile(self.newcomer, self.users["officer"], bank_rating="0")
        self.assertEqual(profile.user_id, self.users["officer"])
        with freeze_time("2026-07-15"):
            self.as_user("credit", profile).balance_rating = "-1"
        self.assertEqual(profile.user_id, self.users["credit"])
        self.assertEqual(str(profile.date), "2026-07-15")
        for vals in ({"user_id": self.users["billing"].id}, {"date": "2020-01-01"}):
            with self.assertRaises(AccessError):
                self.as_user("officer", profile).write(vals)
        with self.assertRaises(AccessError):
            self.as_user("officer", profile).debtor_id = self.payer("Other SA", 0)

    def test_billing_reads_and_does_not_enter(self):
        profile = self.profile(self.newcomer, bank_rating="0")
        self.assertEqual(self.as_user("billing", profile).bank_rating, "0")
        with self.assertRaises(AccessError):
            self.as_user("billing", profile).bank_rating = "-2"
        with self.assertRaises(AccessError):
            self.profile(self.payer("Other SA", 0), self.users["billing"])

    def test_other_companies_do_not_see_it(self):
        profile = self.profile(self.newcomer, bank_rating="0")
        self.score(self.newcomer)
        other = self.setup_other_company()["company"]
        stranger = self.users["officer"]
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for record in (profile, self.newcomer.score_id):
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["display_name"])

    def test_nothing_is_known_of_tomorrow(self):
        with self.assertRaises(ValidationError):
            self.profile(
                self.newcomer,
                external_rating="1",
                external_date=TODAY + timedelta(days=1),
            )

    def test_what_is_rated_has_a_day(self):
        profile = self.profile(self.newcomer, external_rating="1")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            profile.external_date = False
            self.env.flush_all()

    def test_what_is_rated_fades_from_its_own_day(self):
        year_ago = TODAY - timedelta(days=365)
        values = {"external_rating": "-2", "external_date": year_ago}
        self.profile(self.newcomer, references_rating="0", **values)
        self.assertEqual(self.newcomer.score, 42)
        profile = self.newcomer.credit_profile_ids
        profile.write({"balance_rating": "0", "balance_date": year_ago})
        profile.bank_rating = "0"
        self.assertEqual(profile.bank_date, TODAY)
        self.assertEqual(profile.external_date, year_ago)
        self.assertIn("Very bad", self.newcomer.score_explanation)
