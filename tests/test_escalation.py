from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..rules.escalation import Claim, Debtor, Level, Policy, Reason, decide

TODAY = date(2026, 3, 10)

# A busy machine is no failure of the rule.
settings.register_profile(
    "steady", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")


def days(count):
    return TODAY + timedelta(days=count)


POLICY = Policy(
    levels=(
        Level(id=11, rank=1, delay=-5),
        Level(id=12, rank=2, delay=1),
        Level(id=13, rank=3, delay=8),
        Level(id=14, rank=4, delay=15, minimum=Decimal(100)),
    ),
    min_gap=5,
    minimum=Decimal(10),
)


def claim(due, residual=1000, rank=0, **values):
    return Claim(
        id=values.pop("id", 1),
        due_date=days(due),
        residual=Decimal(residual),
        policy=values.pop("policy", POLICY),
        rank=rank,
        **values,
    )


def decision(*claims, credit=0, contacted_on=None, refused_on=None):
    debtor = Debtor(1, claims, Decimal(credit), contacted_on, refused_on)
    return decide(debtor, TODAY)


@tagged("post_install", "-at_install")
class TestDecide(BaseCase):
    def assertReason(self, decided, reason):
        self.assertIsNone(decided.level)
        self.assertEqual(decided.climbing, ())
        self.assertEqual(decided.reason, reason)

    def test_each_reason_has_its_case(self):
        self.assertReason(decision(), Reason.SETTLED)
        self.assertReason(decision(claim(-3, excluded=True)), Reason.EXCLUDED)
        self.assertReason(decision(claim(-3, policy=Policy())), Reason.NO_POLICY)
        self.assertReason(decision(claim(-30, rank=4)), Reason.EXHAUSTED)
        self.assertReason(decision(claim(-3, pending=True)), Reason.PENDING)
        self.assertReason(decision(claim(-3, held=Decimal(1000))), Reason.HELD)
        self.assertReason(decision(claim(6)), Reason.NOT_RIPE)
        self.assertReason(decision(claim(-3, residual=9)), Reason.MINIMUM)
        self.assertReason(decision(claim(-3, held=Decimal(991))), Reason.MINIMUM)
        self.assertReason(decision(claim(-3), credit=1000), Reason.CREDIT)
        self.assertReason(decision(claim(-3), contacted_on=days(-4)), Reason.GAP)
        self.assertReason(decision(credit=50), Reason.SETTLED)

    def test_a_level_fires_on_its_day(self):
        self.assertEqual(decision(claim(5)).level.id, 11)
        self.assertReason(decision(claim(6)), Reason.NOT_RIPE)
        self.assertEqual(decision(claim(-1)).level.id, 12)
        self.assertEqual(decision(claim(-8, rank=2)).level.id, 13)
        self.assertReason(decision(claim(-7, rank=2)), Reason.NOT_RIPE)

    def test_a_level_on_the_due_date_itself(self):
        policy = Policy((Level(1, 1, 0),))
        self.assertEqual(decision(claim(0, policy=policy)).level.id, 1)
        self.assertReason(decision(claim(1, policy=policy)), Reason.NOT_RIPE)

    def test_courtesy_ends_with_the_due_date(self):
        self.assertEqual(decision(claim(0)).level.id, 11)
        self.assertEqual(decision(claim(-1)).level.id, 12)

    def test_delay_from_the_previous_reminder(self):
        policy = Policy((Level(1, 1, 0), Level(2, 2, 10, after_previous=True)))
        reached = {"policy": policy, "rank": 1, "reached_on": days(-9)}
        self.assertReason(decision(claim(-90, **reached)), Reason.NOT_RIPE)
        self.assertEqual(decision(claim(-90, **reached)).next_date, days(1))
        reached["reached_on"] = days(-10)
        self.assertEqual(decision(claim(-90, **reached)).level.id, 2)

    def test_the_gap_ends_on_its_last_day(self):
        self.assertEqual(decision(claim(-3), contacted_on=days(-5)).level.id, 12)
        self.assertEqual(decision(claim(-3), contacted_on=days(-1)).next_date, days(4))

    def test_even_without_gap_once_a_day(self):
        policy = replace(POLICY, min_gap=0)
        self.assertReason(
            decision(claim(-3, policy=policy), contacted_on=TODAY), Reason.GAP
        )

    def test_minimum_of_a_level_holds_its_claims_back_only(self):
        held = decision(claim(-15, residual=90, rank=3))
        self.assertReason(held, Reason.MINIMUM)
        both = decision(claim(-15, residual=40, rank=3), claim(-1, residual=30, id=2))
        self.assertEqual(both.level.id, 12)
        self.assertEqual([step.claim.id for step in both.climbing], [2])

    def test_what_needs_approval_is_proposed_and_holds_nothing_up(self):
        policy = replace(
            POLICY,
            levels=(*POLICY.levels, Level(15, 5, 30, needs_approval=True)),
        )
        old = claim(-40, rank=4, policy=policy)
        alone = decision(old)
        self.assertReason(alone, Reason.TO_APPROVE)
        self.assertEqual([step.claim for step in alone.proposed], [old])
        both = decision(old, claim(-1, id=2, policy=policy))
        self.assertEqual(both.level.id, 12)
        self.assertEqual([step.claim for step in both.proposed], [old])
        quiet = decision(old, contacted_on=TODAY)
        self.assertEqual(quiet.reason, Reason.GAP)
        self.assertEqual([step.claim for step in quiet.proposed], [old])
        refused = decision(old, refused_on=days(-1))
        self.assertReason(refused, Reason.GAP)
        self.assertFalse(refused.proposed)
        self.assertTrue(decision(old, refused_on=days(-5)).proposed)
        covered = decision(old, credit=1000)
        self.assertReason(covered, Reason.CREDIT)
        self.assertFalse(covered.proposed)

    def test_next_step_is_told(self):
        decided = decision(claim(-3, rank=2), contacted_on=days(-2))
        self.assertEqual((decided.next_date, decided.next_level.id), (days(5), 13))
        self.assertEqual(decision(claim(-3)).next_date, TODAY)


# === PROPERTIES === #

amounts = st.decimals(min_value=1, max_value=5000, places=2)


@st.composite
def policies(draw):
    delays = sorted(draw(st.lists(st.integers(-10, 40), max_size=5)))
    levels = []
    for rank, delay in enumerate(delays, 1):
        after_previous = delay >= 0 and draw(st.booleans())
        minimum = draw(st.sampled_from([Decimal(0), Decimal(200)]))
        approval = draw(st.sampled_from([False, False, True]))
        levels.append(Level(rank * 7, rank, delay, after_previous, minimum, approval))
    return Policy(tuple(levels), draw(st.integers(0, 12)), draw(amounts) / 100)


@st.composite
def debtors(draw):
    both = [draw(policies()), draw(policies())]
    claims = []
    for index in range(draw(st.integers(0, 5))):
        policy = draw(st.sampled_from(both))
        rank = draw(st.integers(0, len(policy.levels)))
        residual = draw(amounts)
        claims.append(
            Claim(
                id=index,
                due_date=days(draw(st.integers(-60, 20))),
                residual=residual,
                held=draw(
                    st.sampled_from([Decimal(0), Decimal(0), residual / 2, residual])
                ),
                policy=policy,
                rank=rank,
                reached_on=days(-draw(st.integers(0, 30))) if rank else None,
                pending=draw(st.booleans()) and draw(st.booleans()),
                excluded=draw(st.booleans()) and draw(st.booleans()),
            )
        )
    credit = draw(st.sampled_from([Decimal(0), Decimal(0), draw(amounts)]))
    recent = st.none() | st.integers(-15, 0).map(days)
    return Debtor(1, tuple(claims), credit, draw(recent), draw(recent))


def automatic(debtor):
    """The debtor without what minimum, credit or a person's approval may change."""
    claims = tuple(
        replace(
            claim,
            policy=replace(
                claim.policy,
                minimum=Decimal(0),
                levels=tuple(
                    replace(level, minimum=Decimal(0), needs_approval=False)
                    for level in claim.policy.levels
                ),
            ),
            pending=False,
        )
        for claim in debtor.claims
    )
    return replace(debtor, claims=claims, credit=Decimal(0))


def remind(debtor, decided, today):
    """The debtor after the reminder of ``decided`` has gone out."""
    levels = {step.claim.id: step.level for step in decided.climbing}
    if not levels:
        return debtor
    claims = tuple(
        replace(c, rank=levels[c.id].rank, reached_on=today) if c.id in levels else c
        for c in debtor.claims
    )
    return replace(debtor, claims=claims, contacted_on=today)


@tagged("post_install", "-at_install")
class TestProperties(BaseCase):
    @given(debtors())
    def test_no_level_is_skipped(self, debtor):
        for step in decide(debtor, TODAY).climbing:
            skipped = step.claim.policy.levels[step.claim.rank : step.level.rank - 1]
            self.assertTrue(all(level.is_courtesy for level in skipped))

    @given(debtors())
    def test_who_must_not_be_reminded_is_not(self, debtor):
        decided = decide(debtor, TODAY)
        for step in decided.climbing:
            self.assertFalse(step.level.needs_approval)
        for step in decided.climbing + decided.proposed:
            self.assertFalse(step.claim.excluded or step.claim.pending)
            self.assertGreater(step.claim.asked, 0)
            self.assertLessEqual(step.ripe_on, TODAY)
            if step.level.is_courtesy:
                self.assertGreaterEqual(step.claim.due_date, TODAY)

    @given(debtors())
    def test_reminder_or_reason(self, debtor):
        decided = decide(debtor, TODAY)
        self.assertEqual(decided.level is None, decided.reason is not None)
        self.assertEqual(bool(decided.climbing), decided.level is not None)
        self.assertEqual(len(decided.steps), len(debtor.claims))
        if decided.level:
            self.assertEqual(
                decided.level.rank, max(s.level.rank for s in decided.climbing)
            )

    @given(debtors())
    def test_not_within_the_quiet_days_and_not_below_zero(self, debtor):
        decided = decide(debtor, TODAY)
        if not decided.level:
            return
        if debtor.contacted_on:
            self.assertLess(debtor.contacted_on, TODAY)
        due = sum(c.asked for c in debtor.claims if c.is_reminded)
        self.assertGreater(due, debtor.credit)

    @given(debtors())
    def test_twice_on_one_day_changes_nothing(self, debtor):
        decided = decide(debtor, TODAY)
        again = decide(remind(debtor, decided, TODAY), TODAY)
        if decided.level:
            self.assertIsNone(again.level)
        else:
            self.assertEqual(again, decided)

    @given(debtors(), st.integers(1, 20))
    def test_waiting_loses_no_claim(self, debtor, wait):
        """Missed nights: what was ripe is ripe later, unless its courtesy is over."""
        later = TODAY + timedelta(days=wait)
        ripe = {step.claim.id for step in decide(debtor, TODAY).climbing}
        steps = {step.claim.id: step for step in decide(debtor, later).steps}
        for claim_id in ripe:
            step = steps[claim_id]
            self.assertIsNot(step.reason, Reason.PENDING)
            if step.reason == Reason.NOT_RIPE:
                self.assertFalse(step.level.is_courtesy)

    @given(debtors())
    def test_the_announced_day_is_the_day(self, debtor):
        """Nothing changes in the ledger: the next reminder is announced in time."""
        debtor = automatic(debtor)
        decided = decide(debtor, TODAY)
        debtor = remind(debtor, decided, TODAY)
        announced = decide(debtor, TODAY).next_date
        first = next(
            (
                day
                for day in (TODAY + timedelta(days=n) for n in range(1, 90))
                if decide(debtor, day).level
            ),
            None,
        )
        if first:
            self.assertIsNotNone(announced)
            self.assertLessEqual(announced, first)

    @given(debtors(), amounts)
    def test_more_credit_never_means_more_reminders(self, debtor, extra):
        richer = replace(debtor, credit=debtor.credit + extra)
        if decide(debtor, TODAY).level is None:
            self.assertIsNone(decide(richer, TODAY).level)
        proposed = {step.claim.id for step in decide(debtor, TODAY).proposed}
        richer_proposed = {step.claim.id for step in decide(richer, TODAY).proposed}
        self.assertLessEqual(richer_proposed, proposed)
