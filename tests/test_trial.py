from collections import Counter
from statistics import NormalDist

from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import BaseCase, new_test_user, tagged

from ..rules import trial
from .common import CollectionCommon, day

DAYS = st.lists(st.integers(0, 60), min_size=trial.ENOUGH, max_size=60)


@tagged("post_install", "-at_install")
class TestTrialRules(BaseCase):
    def groups(self, shares, count=2000, number=1):
        drawn = (trial.group_of(number, debtor, shares) for debtor in range(count))
        return Counter(drawn)

    def test_groups_have_their_shares(self):
        groups = self.groups({"a": 30, "b": 20})
        self.assertAlmostEqual(groups["a"] / 2000, 0.3, delta=0.04)
        self.assertAlmostEqual(groups["b"] / 2000, 0.2, delta=0.04)
        self.assertAlmostEqual(groups[trial.CONTROL] / 2000, 0.5, delta=0.04)

    def test_every_trial_draws_anew(self):
        def drawn(number):
            return [trial.group_of(number, debtor, {"a": 50}) for debtor in range(50)]

        self.assertNotEqual(drawn(1), drawn(2))
        self.assertEqual(drawn(1), drawn(1))

    @given(st.integers(1, 10**6), st.integers(1, 98))
    def test_a_second_variant_moves_nobody_out_of_the_first(self, debtor, share):
        alone = trial.group_of(7, debtor, {"a": share})
        beside = trial.group_of(7, debtor, {"a": share, "b": 99 - share})
        if alone == "a":
            self.assertEqual(beside, "a")

    def test_few_debtors_tell_nothing(self):
        outcome = trial.compare([5] * 19, [10] * 200)
        self.assertEqual((outcome.debtors, outcome.days), (19, 5))
        self.assertIsNone(outcome.sooner)
        self.assertFalse(outcome.is_sooner or outcome.is_later)

    def test_welch_by_hand(self):
        # Two samples of 20: 0 and 10 days, 5 and 15 days.
        group, control = [0, 10] * 10, [5, 15] * 10
        outcome = trial.compare(group, control)
        self.assertEqual((outcome.days, outcome.sooner), (5, 5))
        # Each variance is 500 / 19; t(38) = 2.0244.
        margin = 2.0244 * (2 * 500 / 19 / 20) ** 0.5
        self.assertAlmostEqual(outcome.low, 5 - margin, 3)
        self.assertAlmostEqual(outcome.high, 5 + margin, 3)
        self.assertTrue(outcome.is_sooner)

    def test_student_as_in_the_tables(self):
        for freedom, quantile in ((10, 2.228), (20, 2.086), (30, 2.042), (120, 1.980)):
            self.assertAlmostEqual(trial._student(freedom), quantile, 3)
        normal = NormalDist().inv_cdf(0.975)
        self.assertAlmostEqual(trial._student(10**9), normal, 6)

    @given(DAYS, DAYS)
    def test_the_other_way_round_it_is_the_opposite(self, group, control):
        one, other = trial.compare(group, control), trial.compare(control, group)
        self.assertAlmostEqual(one.sooner, -other.sooner)
        self.assertAlmostEqual(one.low, -other.high)
        self.assertTrue(one.low <= one.sooner <= one.high)

    def test_what_is_not_paid_counts_in_full(self):
        self.assertEqual(trial.days_to_pay(day(0), None, 45), 45)
        self.assertEqual(trial.days_to_pay(day(0), day(90), 45), 45)
        self.assertEqual(trial.days_to_pay(day(0), day(3), 45), 3)


@tagged("post_install", "-at_install")
class TestTrial(CollectionCommon):
    """The first reminder is tried with another text, and two days later."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_text = cls.friendly.template_id.copy({"subject": "Another way"})
        cls.customers = cls.env["res.partner"].union(
            *(cls.create_customer(f"Customer {number}") for number in range(12))
        )
        for customer in cls.customers:
            cls.invoice(1000, partner=customer)
        cls.env.cr.flush()
        cls.trial = cls.env["collection.trial"].create(
            {
                "name": "Later and shorter",
                "level_id": cls.friendly.id,
                "horizon": 10,
                "variant_ids": [
                    Command.create(
                        {
                            "name": "Later",
                            "share": 50,
                            "delay": 3,
                            "template_id": cls.other_text.id,
                        }
                    )
                ],
            }
        )
        with freeze_time(day(-30)):
            cls.trial.action_start()
        cls.variant = cls.trial.variant_ids

    def groups(self):
        """(customers of the variant, customers of the control)"""
        tried = self.customers.filtered(
            lambda p: self.trial._variant_of(self.debtor(p).id)
        )
        return tried, self.customers - tried

    def night_of(self, offset):
        with freeze_time(day(offset)):
            return self.night(day(offset))

    def sent(self, partners, level=None):
        return self.env["collection.reminder"].search(
            [
                ("partner_id", "in", partners.ids),
                ("level_id", "=", (level or self.friendly).id),
                ("state", "=", "sent"),
            ]
        )

    def test_both_groups_are_there(self):
        tried, control = self.groups()
        self.assertTrue(tried and control)

    def test_each_group_is_reminded_in_its_way_and_time(self):
        tried, control = self.groups()
        self.night_of(1)
        self.assertEqual(self.sent(self.customers).partner_id, control)
        self.assertFalse(self.sent(control).variant_id)
        self.night_of(3)
        late = self.sent(tried)
        self.assertEqual(late.partner_id, tried)
        self.assertEqual(set(late.mapped("subject")), {"Another way"})
        self.assertEqual(late.variant_id, self.variant)

    def test_other_levels_stay_as_they_are(self):
        tried, _control = self.groups()
        self.night_of(3)
        self.night_of(8)
        self.assertEqual(self.sent(tried, self.firm).partner_id, tried)
        self.assertFalse(self.sent(tried, self.firm).variant_id)

    def test_who_pays_sooner(self):
        tried, control = self.groups()
        for partner in tried:
            self.pay_on(partner, 6)
        for partner in control[1:]:
            self.pay_on(partner, 3)
        samples = self.trial._samples(day(11))
        # From day 1, on which the first group is reminded; one has not paid.
        self.assertEqual(samples[self.variant.id], [5] * len(tried))
        self.assertEqual(sorted(samples[None]), [2] * (len(control) - 1) + [10])

    def test_what_is_still_watched_does_not_count_yet(self):
        self.assertFalse(self.trial._samples(day(10)))

    def test_paid_before_the_step_does_not_count(self):
        partner = self.customers[0]
        self.pay_on(partner, 1)
        counted = sum(len(days) for days in self.trial._samples(day(11)).values())
        self.assertEqual(counted, len(self.customers) - 1)

    def test_a_credit_note_is_no_payment(self):
        partner = self.customers[0]
        invoice = self.invoice_of(partner)
        self.credit_note(1000, partner=partner, allocate_to=invoice)
        counted = sum(len(days) for days in self.trial._samples(day(11)).values())
        self.assertEqual(counted, len(self.customers) - 1)

    def test_what_came_after_the_end_does_not_count(self):
        with freeze_time(day(5)):
            self.trial.action_end()
        self.invoice(70, due=day(20), partner=self.customers[0])
        with freeze_time(day(60)):
            self.assertEqual(self.trial.control_debtors, len(self.groups()[1]))

    def test_ended_everybody_is_reminded_alike_again(self):
        self.trial.action_end()
        self.night_of(1)
        self.assertEqual(self.sent(self.customers).partner_id, self.customers)

    def test_too_few_debtors_are_said(self):
        with freeze_time(day(30)):
            self.assertEqual(
                self.variant.outcome, "Too few debtors to say anything yet"
            )

    def test_the_claims_are_counted_once_for_all_groups(self):
        with freeze_time(day(30)):
            self.assertTrue(self.trial.control_debtors)
            self.variant.mapped("trial_id.state")
            with self.assertQueryCount(0):
                self.assertTrue(self.variant.debtors)
        tried, control = self.groups()
        self.assertEqual(self.variant.debtors, len(tried))
        self.assertEqual(self.trial.control_debtors, len(control))

    def test_what_runs_is_not_changed(self):
        with self.assertRaises(UserError):
            self.trial.horizon = 20
        with self.assertRaises(UserError):
            self.variant.share = 20
        with self.assertRaises(UserError):
            self.variant.unlink()

    def test_one_trial_of_a_level_at_a_time(self):
        with self.assertRaises(ValidationError):
            second = {"variant_ids": [Command.create({"name": "B"})]}
            self.trial.copy(second).action_start()

    def test_without_a_control_there_is_nothing_to_compare_with(self):
        self.trial.action_end()
        greedy = self.trial.copy(
            {
                "variant_ids": [
                    Command.create({"name": "A", "share": 60}),
                    Command.create({"name": "B", "share": 40}),
                ]
            }
        )
        with self.assertRaises(ValidationError):
            greedy.action_start()

    def test_formal_notices_are_no_matter_for_trials(self):
        notice = self.trial.copy(
            {
                "level_id": self.formal.id,
                "variant_ids": [Command.create({"name": "B"})],
            }
        )
        with self.assertRaises(ValidationError):
            notice.action_start()

    def test_only_managers_try(self):
        officer = new_test_user(
            self.env, "officer", "account_debt_collection.group_collection_officer"
        )
        self.assertTrue(self.trial.with_user(officer).control_share)
        with self.assertRaises(AccessError):
            self.trial.with_user(officer).action_end()
        billing = new_test_user(self.env, "billing", "account.group_account_invoice")
        with self.assertRaises(AccessError):
            self.trial.with_user(billing).read(["name"])
        self.night_of(1)  # which is nobody's

    def invoice_of(self, partner):
        return self.env["account.move"].search([("partner_id", "=", partner.id)])

    def pay_on(self, partner, offset):
        self._register_payment(self.invoice_of(partner), payment_date=day(offset))

    def test_a_trial_is_started_once(self):
        with self.assertRaises(UserError):
            self.trial.action_start()
        self.trial.action_end()
        with self.assertRaises(UserError):
            self.trial.action_start()
        with self.assertRaises(UserError):
            self.trial.copy().action_end()

    def test_nobody_writes_by_hand_that_a_trial_runs(self):
        manager = new_test_user(
            self.env,
            login="trial_manager",
            groups="account_debt_collection.group_collection_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        running = self.trial.with_user(manager)
        for vals in ({"state": "draft"}, {"date_start": day(-9)}):
            with self.assertRaises(AccessError):
                running.write(vals)
        with self.assertRaises(AccessError):
            running.copy({"state": "running"})
        running.action_end()
        self.assertEqual(running.state, "ended")

    def test_a_variant_cannot_move_into_what_runs(self):
        draft = self.trial.copy({"variant_ids": [Command.create({"name": "B"})]})
        with self.assertRaises(UserError):
            draft.variant_ids.trial_id = self.trial

    def test_two_trials_of_one_policy(self):
        """A debtor may be in both: the one delay does not undo the other."""
        second = self.env["collection.trial"].create(
            {
                "name": "A later firm word",
                "level_id": self.firm.id,
                "variant_ids": [
                    Command.create({"name": "Later", "share": 99, "delay": 12})
                ],
            }
        )
        second.action_start()
        tried, _control = self.groups()
        both = tried.filtered(lambda p: second._variant_of(self.debtor(p).id))
        self.assertTrue(both)
        for offset in (1, 3, 8):
            self.night_of(offset)
        self.assertEqual(self.sent(both).partner_id, both)
        self.assertFalse(self.sent(both, self.firm))
        self.assertTrue(all(r.date_done == day(3) for r in self.sent(both)))
        self.night_of(12)
        self.assertEqual(self.sent(both, self.firm).partner_id, both)

    def test_an_exchange_difference_is_no_other_settlement(self):
        euro = self.setup_other_currency(
            "EUR", rates=[("2016-01-01", 2.0), (day(5), 4.0)]
        )
        invoice = self.invoice(
            2000, partner=self.customers[0], due=day(0), currency_id=euro.id
        )
        self._register_payment(
            invoice, payment_date=day(6), amount=2000, currency_id=euro.id
        )
        claim = self.claim(invoice)
        self.assertTrue(claim.reconciled)
        paid = self.trial._paid_on(claim.ids)
        self.assertEqual(paid[claim.id], (day(6), True))
