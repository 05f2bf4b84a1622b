from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..rules.escalation import Reason, decide, listed_beside, wakes_on
from ..rules.facts import Bank, Calendar, Claim, Debtor, Level, Policy

TODAY = date(2026, 3, 10)  # a Tuesday
LEVELS = (
    Level(id=1, rank=1, delay=-5),
    Level(id=2, rank=2, delay=1),
    Level(id=3, rank=3, delay=10),
    Level(id=4, rank=4, delay=7, after_previous=True),
    Level(id=5, rank=5, delay=30, needs_approval=True, is_formal=True),
    Level(id=6, rank=6, delay=45),
)
BY_AGE = Policy(LEVELS, enters_by_age=True)


def days(count):
    return TODAY + timedelta(days=count)


def claim(due, policy=BY_AGE, rank=0, **values):
    return Claim(
        id=values.pop("id", 1),
        due_date=days(due),
        residual=Decimal(values.pop("residual", 1000)),
        policy=policy,
        rank=rank,
        **values,
    )


def decided(*claims, **values):
    return decide(Debtor(1, claims, **values), TODAY)


def week_calendar(*closed):
    """Monday to Friday for 60 days, but for ``closed``."""
    horizon = days(60)
    every = (days(offset) for offset in range(-60, 61))
    return Calendar(
        frozenset(d for d in every if d.weekday() < 5 and d not in closed), horizon
    )


@tagged("post_install", "-at_install")
class TestEntry(BaseCase):
    def assertEnters(self, due, level_id, reason=None):
        step = decided(claim(due)).steps[0]
        self.assertEqual((step.level.id, step.reason), (level_id, reason))

    def test_an_old_claim_enters_at_the_level_of_its_age(self):
        self.assertEnters(5, 1)
        self.assertEnters(6, 1, Reason.NOT_RIPE)
        self.assertEnters(0, 1)
        self.assertEnters(-1, 2)
        self.assertEnters(-9, 2)
        self.assertEnters(-10, 3)

    def test_delays_from_the_previous_reminder_add_up(self):
        self.assertEnters(-16, 3)
        self.assertEnters(-17, 4)

    def test_never_at_or_beyond_a_formal_notice(self):
        self.assertEnters(-31, 4)
        self.assertEnters(-500, 4)

    def test_a_formal_notice_that_comes_first_is_no_matter_of_age(self):
        policy = Policy(LEVELS[4:], enters_by_age=True)
        step = decided(claim(-500, policy)).steps[0]
        self.assertEqual((step.level.id, step.reason), (5, Reason.TO_APPROVE))

    def test_once_entered_no_level_is_skipped(self):
        step = decided(claim(-500, rank=2, reached_on=days(-20))).steps[0]
        self.assertEqual(step.level.id, 3)

    def test_otherwise_it_starts_at_the_first_level(self):
        policy = replace(BY_AGE, enters_by_age=False)
        self.assertEqual(decided(claim(-500, policy)).level.id, 2)


@tagged("post_install", "-at_install")
class TestRepeat(BaseCase):
    policy = Policy(LEVELS[:3], repeat_every=14)

    def test_the_last_level_comes_again(self):
        early = decided(claim(-90, self.policy, rank=3, reached_on=days(-13)))
        self.assertEqual((early.reason, early.next_date), (Reason.NOT_RIPE, days(1)))
        again = decided(claim(-90, self.policy, rank=3, reached_on=days(-14)))
        self.assertEqual(again.level.id, 3)

    def test_not_before_it_was_reached_nor_where_the_policy_stops(self):
        on_the_way = claim(-90, self.policy, rank=2, reached_on=days(-50))
        self.assertEqual(decided(on_the_way).level.id, 3)
        once = replace(self.policy, repeat_every=0)
        end = decided(claim(-90, once, rank=3, reached_on=days(-50)))
        self.assertEqual(end.reason, Reason.EXHAUSTED)

    def test_a_courtesy_note_is_never_repeated(self):
        policy = Policy(LEVELS[:1], repeat_every=1)
        end = decided(claim(3, policy, rank=1, reached_on=days(-2)))
        self.assertEqual(end.reason, Reason.EXHAUSTED)

    def test_a_repeated_level_that_needs_approval_needs_it_again(self):
        policy = Policy(LEVELS[:5], repeat_every=14)
        step = decided(claim(-90, policy, rank=5, reached_on=days(-14))).steps[0]
        self.assertEqual((step.level.id, step.reason), (5, Reason.TO_APPROVE))


@tagged("post_install", "-at_install")
class TestCalendar(BaseCase):
    policy = Policy(LEVELS[:3], working_days_only=True)

    def test_a_closed_day_moves_it_to_the_next_open_one(self):
        friday = days(3)
        calendar = week_calendar(TODAY, days(1), days(2), friday)
        closed = decided(claim(-3, self.policy), calendar=calendar)
        self.assertEqual((closed.level, closed.reason), (None, Reason.CLOSED))
        self.assertEqual(closed.next_date, days(6))  # Monday
        self.assertEqual(closed.next_level.id, 2)
        self.assertEqual(wakes_on(closed, TODAY), days(6))

    def test_an_open_day_changes_nothing(self):
        self.assertEqual(
            decided(claim(-3, self.policy), calendar=week_calendar()).level.id, 2
        )

    def test_only_where_the_policy_asks_for_it(self):
        policy = replace(self.policy, working_days_only=False)
        calendar = week_calendar(TODAY)
        self.assertEqual(decided(claim(-3, policy), calendar=calendar).level.id, 2)

    def test_proposals_for_a_person_are_made_on_any_day(self):
        policy = Policy(LEVELS[4:5], working_days_only=True)
        proposed = decided(claim(-90, policy), calendar=week_calendar(TODAY))
        self.assertEqual(proposed.reason, Reason.TO_APPROVE)
        self.assertTrue(proposed.proposed)

    def test_the_next_reminder_is_foretold_for_a_working_day(self):
        later = decided(claim(3, self.policy, rank=1), calendar=week_calendar())
        self.assertEqual(later.next_date, days(6))  # ripe on Saturday


@tagged("post_install", "-at_install")
class TestToneCap(BaseCase):
    policy = Policy(LEVELS[:4])

    def test_above_the_cap_a_person_approves(self):
        above = decided(claim(-30, self.policy, rank=2), tone_cap=2)
        self.assertEqual(above.reason, Reason.TO_APPROVE)
        self.assertEqual([step.level.id for step in above.proposed], [3])

    def test_up_to_the_cap_all_goes_its_way(self):
        self.assertEqual(decided(claim(-30, self.policy), tone_cap=2).level.id, 2)

    def test_a_cap_of_zero_asks_for_every_reminder(self):
        self.assertEqual(
            decided(claim(-30, self.policy), tone_cap=0).reason, Reason.TO_APPROVE
        )


ANY_POLICY = st.builds(
    Policy,
    levels=st.integers(0, 6).map(lambda count: LEVELS[:count]),
    min_gap=st.integers(0, 10),
    minimum=st.sampled_from([Decimal(0), Decimal(500)]),
    enters_by_age=st.booleans(),
    repeat_every=st.sampled_from([0, 7]),
    working_days_only=st.booleans(),
)


@st.composite
def any_claim(draw, number):
    policy = draw(ANY_POLICY)
    rank = draw(st.integers(0, 6))
    return Claim(
        id=number,
        due_date=days(draw(st.integers(-60, 20))),
        residual=Decimal(draw(st.sampled_from([100, 1000]))),
        policy=policy,
        rank=rank,
        reached_on=days(draw(st.integers(-30, 0))) if rank else None,
        pending=draw(st.booleans()),
        excluded=draw(st.booleans()),
        held=draw(st.sampled_from([Decimal(0), Decimal(50), Decimal(5000)])),
    )


@st.composite
def any_debtor(draw):
    count = draw(st.integers(0, 4))
    return Debtor(
        id=1,
        claims=tuple(draw(any_claim(number)) for number in range(count)),
        credit=Decimal(draw(st.sampled_from([0, 0, 700]))),
        contacted_on=draw(st.none() | st.integers(-9, 0).map(days)),
        refused_on=draw(st.none() | st.integers(-9, 0).map(days)),
        credit_ids=(90,),
        tone_cap=draw(st.none() | st.integers(0, 6)),
        calendar=draw(st.sampled_from([None, week_calendar(days(1), days(2))])),
        planned_for=draw(st.none() | st.integers(-1, 4).map(days)),
        bank=draw(st.builds(Bank, st.just(days(-3)), st.just(7), st.booleans())),
        receipts=Decimal(draw(st.sampled_from([0, 0, 900]))),
    )


def outcome(decision):
    """What happens, without the days on which it was foretold."""
    return decision.reason, [(s.reason, s.level) for s in decision.steps]


@tagged("post_install", "-at_install")
class TestProperties(BaseCase):
    @settings(max_examples=300)
    @given(any_debtor())
    def test_asleep_nothing_changes_by_time_alone(self, debtor):
        """The night may leave a sleeping debtor alone: nobody misses a reminder."""
        decision = decide(debtor, TODAY)
        wakes = wakes_on(decision, TODAY) or days(90)
        self.assertGreater(wakes, TODAY)
        for offset in range(1, (wakes - TODAY).days):
            later = decide(debtor, days(offset))
            self.assertEqual(outcome(later), outcome(decision), offset)
            self.assertFalse(later.climbing or later.proposed)

    @given(any_debtor())
    def test_what_is_foretold_happens_on_its_day_and_not_before(self, debtor):
        decision = decide(debtor, TODAY)
        if decision.next_date and not decision.climbing:
            self.assertGreater(decision.next_date, TODAY)
            self.assertEqual(decision.next_date, debtor.next_open(decision.next_date))

    @given(any_debtor())
    def test_a_letter_lists_nothing_twice_nor_what_is_never_reminded(self, debtor):
        climbing = {step.claim.id for step in decide(debtor, TODAY).climbing}
        beside = listed_beside(debtor, climbing, TODAY)
        self.assertEqual(len(set(beside)), len(beside))
        self.assertFalse(climbing & set(beside))
        for item in debtor.claims:
            if item.excluded or not item.asked or not item.policy.levels:
                self.assertNotIn(item.id, beside)
