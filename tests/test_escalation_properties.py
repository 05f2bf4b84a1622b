from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..rules.escalation import (
    Claim,
    Debtor,
    Level,
    Policy,
    Reason,
    decide,
    is_late,
    net_due,
)
from .escalation_worlds import (
    amounts,
    automatic,
    busy_debtors,
    debtors,
    live,
    nights_until,
    some_nights,
)
from .test_escalation import TODAY, days


def ripe_for_two_levels():
    """Nights were missed: ripe for the first level, and for the second, to approve."""
    approval = Level(id=14, rank=2, delay=8, needs_approval=True)
    policy = Policy(levels=(Level(id=7, rank=1, delay=1), approval), min_gap=5)
    claim = Claim(id=1, due_date=days(-30), residual=Decimal(1000), policy=policy)
    return Debtor(id=1, claims=(claim,))


@tagged("post_install", "-at_install")
class TestProperties(BaseCase):
    # === LEVELS === #

    @given(debtors())
    def test_no_level_is_skipped(self, debtor):
        for step in decide(debtor, TODAY).climbing:
            self.assertNoneSkipped(step, debtor, TODAY)

    @given(busy_debtors, some_nights)
    def test_no_level_is_skipped_whatever_nights_are_missed(self, debtor, nights):
        history, _debtor = live(debtor, nights)
        for night, decided in history:
            for step in decided.climbing:
                self.assertNoneSkipped(step, decided.debtor, night)

    def assertNoneSkipped(self, step, debtor, today):
        """A courtesy alone is left out: when it is too late for it."""
        skipped = step.claim.policy.levels[step.claim.rank : step.level.rank - 1]
        self.assertGreater(step.level.rank, step.claim.rank)
        self.assertTrue(all(level.is_courtesy for level in skipped))
        if skipped:
            self.assertTrue(step.claim.is_overdue(today) or is_late(debtor, today))

    @given(debtors())
    def test_the_reminder_is_at_the_highest_of_the_levels(self, debtor):
        decided = decide(debtor, TODAY)
        self.assertEqual(decided.level is None, decided.reason is not None)
        self.assertEqual(bool(decided.climbing), decided.level is not None)
        self.assertEqual(len(decided.steps), len(debtor.claims))
        if decided.level:
            ranks = [step.level.rank for step in decided.climbing]
            self.assertEqual(decided.level.rank, max(ranks))

    # === WHO IS LEFT ALONE === #

    @given(busy_debtors, some_nights)
    def test_who_must_not_be_reminded_is_not(self, debtor, nights):
        history, _debtor = live(debtor, nights)
        for night, decided in history:
            self.assertFalse(any(s.level.needs_approval for s in decided.climbing))
            for step in decided.climbing + decided.proposed:
                self.assertFalse(step.claim.excluded or step.claim.pending)
                self.assertGreater(step.claim.residual, step.claim.held)
                self.assertLessEqual(step.ripe_on, night)
                if step.level.is_courtesy:
                    self.assertGreaterEqual(step.claim.due_date, night)

    @given(debtors())
    def test_what_is_asked_for_is_owed_and_worth_it(self, debtor):
        decided = decide(debtor, TODAY)
        net = net_due(debtor, TODAY, is_late(debtor, TODAY))
        for step in decided.climbing + decided.proposed:
            self.assertGreater(net, 0)
            minimum = max(step.claim.policy.minimum, step.level.minimum)
            self.assertGreaterEqual(net, minimum)
        if decided.level:
            due = sum(claim.asked for claim in debtor.claims if claim.is_reminded)
            self.assertGreater(due, debtor.credit)

    @given(debtors(), amounts)
    def test_more_credit_never_means_more_reminders(self, debtor, extra):
        richer = replace(debtor, credit=debtor.credit + extra)
        if decide(debtor, TODAY).level is None:
            self.assertIsNone(decide(richer, TODAY).level)
        proposed = {step.claim.id for step in decide(debtor, TODAY).proposed}
        richer_proposed = {step.claim.id for step in decide(richer, TODAY).proposed}
        self.assertLessEqual(richer_proposed, proposed)

    @given(debtors(), st.data())
    def test_a_claim_on_hold_counts_for_the_others_as_little_as_a_paid_one(
        self, debtor, data
    ):
        if not debtor.claims:
            return
        debtor = replace(debtor, contacted_on=None, refused_on=None)
        claim = data.draw(st.sampled_from(debtor.claims))
        rest = tuple(other for other in debtor.claims if other != claim)
        held = claim._replace(held=claim.residual)
        outcomes = [
            [(s.claim.id, s.level) for s in decided.climbing + decided.proposed]
            for claims in (rest, (*rest, held))
            for decided in [decide(replace(debtor, claims=claims), TODAY)]
        ]
        self.assertEqual(*outcomes)

    # === QUIET DAYS === #

    @given(busy_debtors, some_nights)
    def test_no_contact_within_the_quiet_days(self, debtor, nights):
        gap = max([1, *(claim.policy.min_gap for claim in debtor.claims)])
        history, _debtor = live(debtor, nights)
        contacts = [night for night, decided in history if decided.level]
        before = [debtor.contacted_on, debtor.refused_on]
        for earlier in filter(None, before):
            for contact in contacts[:1]:
                self.assertGreaterEqual((contact - earlier).days, gap)
        for earlier, later in pairwise(contacts):
            self.assertGreaterEqual((later - earlier).days, gap)

    # === TWICE, LATE, OR NOT AT ALL === #

    @given(debtors())
    @example(debtor=ripe_for_two_levels())
    def test_twice_on_one_day_changes_nothing(self, debtor):
        _history, once = live(debtor, [TODAY])
        [(_day, again)], twice = live(once, [TODAY])
        self.assertEqual((again.climbing, again.proposed), ((), ()))
        self.assertEqual(twice, once)

    @given(debtors(), st.integers(0, 30), st.integers(2, 4))
    @example(debtor=ripe_for_two_levels(), missed=0, runs=2)
    def test_the_missed_nights_run_at_once_are_one_late_night(
        self, debtor, missed, runs
    ):
        late = days(missed)
        self.assertEqual(live(debtor, [late] * runs)[1], live(debtor, [late])[1])

    @given(debtors(), st.integers(0, 30))
    def test_one_late_night_catches_up_all_that_were_missed(self, debtor, missed):
        """It does for each claim what the first missed night would have done for it:
        one step, not one for each night. A courtesy that is over is no more.
        """
        debtor = automatic(debtor)
        late = days(missed)
        first = {}
        for night in nights_until(late):
            for step in decide(debtor, night).climbing:
                first.setdefault(step.claim.id, step.level)
        done = {s.claim.id: s.level for s in decide(debtor, late).climbing}
        for claim_id, level in first.items():
            if not level.is_courtesy:
                self.assertEqual(done.get(claim_id), level)

    @given(debtors(), st.integers(0, 30))
    def test_waiting_loses_no_claim(self, debtor, missed):
        """With minimums, credits and approvals, too: what was ripe stays ripe."""
        ripe = decide(debtor, TODAY)
        steps = {s.claim.id: s for s in decide(debtor, days(missed)).steps}
        for before in ripe.climbing + ripe.proposed:
            step = steps[before.claim.id]
            self.assertIsNot(step.reason, Reason.PENDING)
            if step.reason == Reason.NOT_RIPE:
                self.assertTrue(before.level.is_courtesy)
                self.assertFalse(step.level.is_courtesy)

    @given(debtors(earliest=0, max_claims=1), some_nights)
    def test_missed_nights_delay_a_claim_and_never_hurry_it(self, debtor, nights):
        """Courtesies apart: after one, the quiet days delay the first reminder."""
        debtor = automatic(debtor)
        punctual = live(debtor, nights_until(days(45)))[1]
        for late, soon in zip(
            live(debtor, nights)[1].claims, punctual.claims, strict=True
        ):
            self.assertLessEqual(late.rank, soon.rank)

    @given(debtors())
    def test_the_announced_day_is_the_day(self, debtor):
        """Nothing changes in the ledger: the next reminder is announced in time."""
        _history, debtor = live(automatic(debtor), [TODAY])
        announced = decide(debtor, TODAY).next_date
        coming = (days(n) for n in range(1, 90))
        first = next((day for day in coming if decide(debtor, day).level), None)
        if first:
            self.assertIsNotNone(announced)
            self.assertLessEqual(announced, first)
