from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .credit_common import CreditCommon
from .score_common import MODULE, TODAY, ScoreCommon

JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)


@tagged("post_install", "-at_install")
@freeze_time(JULY)
class TestCreditReview(CreditCommon, ScoreCommon):
    """July 2026: a limit is proposed for each customer, and a person decides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.collection_credit_review = True
        # 6,000 in the six months since 11 December: 1,000 a month at 30 days.
        cls.punctual = cls.payer("Punctual SA", *[0] * 6)
        cls.punctual.sudo()._score(JULY)

    @classmethod
    def review(cls, debtor, today=JULY):
        debtor.sudo()._review(today)
        return cls.reviews(debtor).filtered(
            lambda review: review.month == today.replace(day=1)
        )

    @classmethod
    def reviews(cls, debtors):
        return cls.env["collection.credit.review"].search(
            [("debtor_id", "in", debtors.ids)]
        )

    def run_on(self, today):
        with freeze_time(today), self.enter_registry_test_mode():
            self.env.cr.flush()
            self.env.ref(f"{MODULE}.cron_reviews").method_direct_trigger()
        self.env.invalidate_all()

    def own_limit(self, partner, company=None):
        return partner.with_company(company or self.company).credit_limit

    def set_limit(self, partner, limit, company=None):
        partner.with_company(company or self.company).credit_limit = limit

    # === WHAT IS PROPOSED === #

    def test_a_good_payer_gets_half_as_much_again(self):
        review = self.review(self.punctual)
        self.assertEqual((review.turnover, review.terms), (857, 30))
        self.assertEqual(review.score_class, "A")
        self.assertFalse(review.has_limit)
        self.assertEqual(review.proposed_limit, 2550)
        self.assertEqual(review.state, "proposed")
        self.assertIn("Payer class A", review.explanation)

    def test_credit_notes_are_deducted_and_months_counted(self):
        """The first invoice was of 11 December: 203 days, the seventh month."""
        debtor = self.punctual
        self.credit_note(2500, partner=debtor.partner_id)
        review = self.review(debtor)
        self.assertEqual(review.turnover, 500)

    def test_one_large_invoice_makes_no_regular_customer(self):
        self.invoice(9000, due=TODAY, partner=self.customer)
        self.env.cr.flush()
        self.assertEqual(self.review(self.debtor()).turnover, 3000)

    def test_a_bad_payer_gets_none(self):
        bad = self.payer("Bad SA", *[None] * 6)
        bad.sudo()._score(JULY)
        self.set_limit(bad.partner_id, 4000)
        review = self.review(bad)
        self.assertEqual((review.score_class, review.proposed_limit), ("E", 0))
        self.as_user("credit", review).action_accept()
        self.assertEqual(self.limit(bad.partner_id).amount, 0)
        again = self.review(bad, AUGUST)
        self.assertEqual(again.state, "kept", "no credit is a limit, too")
        self.assertTrue(again.has_limit)

    def test_who_asks_for_credit_before_the_first_invoice(self):
        debtor = self.file()
        self.assertFalse(self.review(debtor))
        debtor.credit_review_month = False
        self.profile(debtor, requested_credit=5000, external_rating="2")
        review = self.review(debtor)
        self.assertEqual(review.proposed_limit, 6250)  # class B: 65
        self.assertIn("asks for a credit", review.explanation)

    def test_what_is_insured_can_be_granted(self):
        bad = self.payer("Insured SA", *[None] * 6)
        bad.sudo()._score(JULY)
        self.env["collection.credit.insurance"].create(
            {
                "debtor_id": bad.id,
                "insurer_id": self.create_customer("Insurer SA").id,
                "reference": "A-7781",
                "amount": 1200,
                "date_start": TODAY,
                "date_end": date(2026, 12, 31),
            }
        )
        review = self.review(bad)
        self.assertEqual(review.insured, 1200)
        self.assertEqual(review.proposed_limit, 1200)

    def test_nothing_to_change(self):
        self.set_limit(self.punctual.partner_id, 2500)
        review = self.review(self.punctual)
        self.assertEqual(review.state, "kept")
        with self.assertRaisesRegex(UserError, "closed"):
            self.as_user("credit", review).action_accept()

    # === THE MONTH === #

    def test_once_a_month_and_a_new_one_supersedes_the_old(self):
        self.run_on(JULY)
        first = self.reviews(self.punctual)
        self.assertEqual(first.state, "proposed")
        self.run_on(JULY)
        self.run_on(date(2026, 7, 20))
        self.assertEqual(self.reviews(self.punctual), first)
        self.run_on(date(2026, 8, 2))  # the first was missed
        second = self.reviews(self.punctual) - first
        self.assertEqual(str(second.month), "2026-08-01")
        self.assertEqual((first.state, second.state), ("superseded", "proposed"))

    def test_a_batch_looks_for_its_own_debtors_only(self):
        self.payer("Elsewhere SA", 0)
        Debtor = self.env["collection.debtor"]
        own = [("id", "in", self.punctual.ids)]
        self.assertEqual(Debtor._reviews_due(JULY, own), self.punctual)
        self.assertGreater(len(Debtor._reviews_due(JULY)), 1)
        self.review(self.punctual)
        self.assertFalse(Debtor._reviews_due(JULY, own))

    def test_what_was_decided_stays(self):
        review = self.review(self.punctual)
        self.as_user("credit", review).action_accept()
        self.review(self.punctual, AUGUST)
        self.assertEqual(review.state, "accepted")

    def test_only_where_the_company_wants_it(self):
        self.company.collection_credit_review = False
        self.run_on(JULY)
        self.assertFalse(self.reviews(self.punctual))
        self.assertFalse(
            self.env["res.company"].create({"name": "New"}).collection_credit_review
        )

    def test_an_idle_second_run_asks_little(self):
        Debtor = self.env["collection.debtor"]
        self.run_on(JULY)
        before = self.env.cr.sql_log_count
        self.assertFalse(Debtor._reviews_due(JULY))
        self.assertLessEqual(self.env.cr.sql_log_count - before, 1)

    # === DECISIONS === #

    def test_accepted(self):
        review = self.review(self.punctual)
        self.as_user("credit", review).action_accept()
        self.assertEqual(self.own_limit(self.punctual.partner_id), 2550)
        self.assertTrue(self.punctual.partner_id.use_partner_credit_limit)
        self.assertEqual(self.limit(self.punctual.partner_id).amount, 2550)
        self.assertEqual(self.own_limit(self.punctual.partner_id, self.other), 0)
        self.assertEqual(review.state, "accepted")
        self.assertEqual(review.decided_by_id, self.users["credit"])
        self.assertIn("2,550", self.punctual.message_ids[0].body)

    def test_changed(self):
        review = self.review(self.punctual)
        with Form(self.as_user("credit", review)) as form:
            form.granted_limit = 1000
        self.as_user("credit", review).action_accept()
        self.assertEqual(review.state, "changed")
        self.assertEqual(self.own_limit(self.punctual.partner_id), 1000)

    def test_refused_with_a_reason(self):
        review = self.as_user("credit", self.review(self.punctual))
        with self.assertRaisesRegex(UserError, "reason"):
            review.action_refuse()
        review.refusal_reason = "Moves abroad"
        review.action_refuse()
        self.assertEqual(review.state, "refused")
        self.assertEqual(self.own_limit(self.punctual.partner_id), 0)
        self.assertIn("Moves abroad", self.punctual.message_ids[0].body)

    def test_a_limit_that_was_changed_meanwhile_is_not_overwritten(self):
        review = self.review(self.punctual)
        self.set_limit(self.punctual.partner_id, 7000)
        with self.assertRaisesRegex(UserError, "changed since"):
            self.as_user("credit", review).action_accept()
        self.assertEqual(self.own_limit(self.punctual.partner_id), 7000)

    def test_two_companies_apart(self):
        """Accepting in one company, from another one, leaves the other alone."""
        review = self.review(self.punctual)
        user = self.users["credit"]
        user.company_ids += self.other
        review.with_user(user).with_context(
            allowed_company_ids=(self.other + self.company).ids
        ).action_accept()
        self.assertEqual(self.own_limit(self.punctual.partner_id), 2550)
        self.assertEqual(self.own_limit(self.punctual.partner_id, self.other), 0)

    # === RIGHTS === #

    def test_only_the_credit_group_decides(self):
        review = self.review(self.punctual)
        for name in ("billing", "officer"):
            for action in ("action_accept", "action_refuse"):
                with self.assertRaises(AccessError):
                    getattr(self.as_user(name, review), action)()
            with self.assertRaises(AccessError):
                self.as_user(name, review).granted_limit = 99999
        self.assertEqual(self.own_limit(self.punctual.partner_id), 0)

    def test_the_credit_group_does_not_forge(self):
        review = self.as_user("credit", self.review(self.punctual))
        for vals in (
            {"state": "accepted"},
            {"proposed_limit": 9},
            {"decided_by_id": self.users["officer"].id},
        ):
            with self.assertRaises(AccessError):
                review.write(vals)
        with self.assertRaises(AccessError):
            self.env["collection.credit.review"].with_user(self.users["credit"]).create(
                {"debtor_id": self.punctual.id, "month": JULY}
            )
        review.action_accept()
        with self.assertRaisesRegex(UserError, "closed"):
            review.granted_limit = 1
        with self.assertRaisesRegex(UserError, "closed"):
            review.action_accept()

    def test_other_companies_do_not_see_it(self):
        review = self.review(self.punctual)
        stranger = self.users["credit"]
        stranger.write(
            {"company_ids": [(6, 0, self.other.ids)], "company_id": self.other.id}
        )
        with self.assertRaises(AccessError):
            review.with_user(stranger).action_accept()

    # === QUERIES === #

    def test_many_take_hardly_more_queries_than_few(self):
        payers = [self.payer(f"Payer {i} SA", 0) for i in range(30)]
        few, many = self.debtor().union(*payers[:5]), self.debtor().union(*payers[5:])
        self.punctual.sudo()._review(JULY)  # the caches are warm
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        few.sudo()._review(JULY)
        self.env.flush_all()
        count = self.env.cr.sql_log_count - before
        self.env.invalidate_all()
        with self.assertQueryCount(count):
            many.sudo()._review(JULY)
            self.env.flush_all()
        self.assertEqual(len(self.reviews(many)), 25)
        later = JULY + timedelta(days=9)
        self.assertFalse(many & self.env["collection.debtor"]._reviews_due(later))
