"""The payer score, the rule alone: examples computed by hand, and properties."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..rules.score import (
    ENTERED_POINTS,
    Basis,
    Code,
    Entry,
    Event,
    Facts,
    Grades,
    Settlement,
    assess,
)

TODAY = date(2026, 6, 30)


def ago(days):
    return TODAY - timedelta(days=days)


def paid(late=0, amount=1000, age=30, levels=0):
    return Settlement(ago(age), amount, late, levels)


def facts(*settlements, claims=6, **values):
    return Facts(claims if settlements else 0, settlements, **values)


def points(score):
    return {part.code: part.points for part in score.parts}


DAYS = st.integers(0, 1000).map(ago)
SETTLEMENTS = st.builds(
    Settlement,
    DAYS,
    st.floats(0.01, 1e9),
    st.integers(0, 2000),
    st.integers(0, 9),
)
EVENTS = st.lists(st.builds(Event, DAYS, st.sampled_from([0.5, 1])), max_size=5)
ENTRIES = st.lists(
    st.builds(
        Entry,
        st.sampled_from(list(ENTERED_POINTS)),
        st.integers(-30, 1000).map(ago),
        st.integers(-2, 2),
    ),
    max_size=4,
    unique_by=lambda entry: entry.code,
)
FACTS = st.builds(
    Facts,
    claims=st.integers(1, 20),
    settlements=st.lists(SETTLEMENTS, max_size=8).map(tuple),
    promises=EVENTS.map(tuple),
    disputes=EVENTS.map(tuple),
    entries=ENTRIES.map(tuple),
    insolvent=st.booleans(),
)
PAYERS = FACTS.filter(lambda found: found.settlements)


@tagged("post_install", "-at_install")
class TestScoreRules(BaseCase):
    # === EXAMPLES === #

    def test_always_in_time(self):
        score = assess(facts(paid(), paid(age=200)), TODAY)
        self.assertEqual((score.score, score.grade), (100, "A"))
        self.assertEqual(score.basis, Basis.LEDGER)

    def test_a_late_payer_by_hand(self):
        # 30 days late on average: 30. All late: 20. Two of four levels: 10.
        score = assess(facts(paid(20, levels=1), paid(40, levels=3)), TODAY)
        self.assertEqual(
            points(score),
            {Code.START: 100, Code.LATENESS: -30, Code.LATE_SHARE: -20}
            | {Code.LEVELS: -10},
        )
        self.assertEqual((score.score, score.grade), (40, "D"))
        values = {part.code: part.value for part in score.parts}
        self.assertEqual(values[Code.LATENESS], 30)
        self.assertEqual(values[Code.LATE_SHARE], 100)
        self.assertEqual(values[Code.LEVELS], 2)

    def test_amounts_weigh(self):
        # 10 of 100 were paid 60 days late: 6 days on average, a tenth late.
        score = assess(facts(paid(60, 10), paid(0, 90)), TODAY)
        self.assertEqual(points(score)[Code.LATENESS], -6)
        self.assertEqual(points(score)[Code.LATE_SHARE], -2)

    def test_a_half_life_ago_weighs_half(self):
        # 60 days late now (weight 1) and in time 180 days ago (1/2): 40 days.
        score = assess(facts(paid(60, age=0), paid(0, age=180)), TODAY)
        self.assertEqual(points(score)[Code.LATENESS], -40)
        better = assess(facts(paid(0, age=0), paid(60, age=180)), TODAY)
        self.assertGreater(better.score, score.score, "who improves is seen to")

    def test_a_weekend_is_not_late(self):
        self.assertEqual(points(assess(facts(paid(3)), TODAY))[Code.LATE_SHARE], 0)
        self.assertEqual(points(assess(facts(paid(4)), TODAY))[Code.LATE_SHARE], -20)

    def test_broken_promises_and_lost_disputes(self):
        events = {"promises": (Event(TODAY), Event(TODAY, 0.5), Event(ago(180)))}
        score = assess(facts(paid(), disputes=(Event(TODAY),), **events), TODAY)
        self.assertEqual(points(score)[Code.PROMISES], -8)  # 4 + 2 + 2
        self.assertEqual(points(score)[Code.DISPUTES], -4)
        many = assess(facts(paid(), promises=(Event(TODAY),) * 9), TODAY)
        self.assertEqual(points(many)[Code.PROMISES], -12)

    def test_the_worst_has_no_points(self):
        events = {"promises": (Event(TODAY),) * 3, "disputes": (Event(TODAY),) * 2}
        score = assess(facts(paid(90, levels=4), **events), TODAY)
        self.assertEqual((score.score, score.grade), (0, "E"))
        never = assess(facts(paid(60)), TODAY)
        self.assertEqual((never.score, never.grade), (20, "E"))

    def test_few_claims_prove_no_good_payer_but_a_bad_one(self):
        # Above neutral, two claims count two sixths: 50 + 50 / 3.
        score = assess(facts(paid(), claims=2), TODAY)
        self.assertEqual((score.score, score.grade), (67, "B"))
        bad = facts(paid(50, levels=2), claims=1)
        self.assertEqual(assess(bad, TODAY).score, 20)
        self.assertEqual(assess(bad._replace(claims=6), TODAY).score, 20)

    def test_nothing_known_is_no_score(self):
        score = assess(Facts(), TODAY)
        self.assertEqual((score.score, score.grade), (None, None))
        self.assertEqual(score.basis, Basis.UNKNOWN)

    def test_a_new_customer_has_what_was_entered_and_never_an_a(self):
        good = [Entry(code, TODAY, 2) for code in ENTERED_POINTS]
        score = assess(Facts(entries=tuple(good[:2])), TODAY)
        self.assertEqual(score.basis, Basis.ENTERED)
        self.assertEqual(score.score, 65, "no incident at the bank is no merit")
        best = assess(Facts(entries=tuple(good)), TODAY)
        self.assertEqual((best.score, best.grade), (79, "B"))
        self.assertEqual(best.parts[-1], (Code.BOUND, 79, -11, None))
        worst = assess(Facts(entries=(Entry(Code.BANK, TODAY, -2),)), TODAY)
        self.assertEqual((worst.score, worst.grade), (30, "D"))

    def test_what_was_entered_fades(self):
        old = Facts(entries=(Entry(Code.EXTERNAL, ago(365), -2),))
        self.assertEqual(assess(old, TODAY).score, 50 - 8)

    def test_an_insolvent_customer_has_no_points(self):
        score = assess(facts(paid(), insolvent=True), TODAY)
        self.assertEqual((score.score, score.grade), (0, "E"))
        self.assertEqual(assess(Facts(insolvent=True), TODAY).score, 0)

    def test_the_company_sets_the_classes(self):
        strict = Grades(95, 90, 80, 50)
        scored = facts(paid(5), claims=6)  # 100 - 5 - 20 = 75
        self.assertEqual(assess(scored, TODAY).grade, "B")
        self.assertEqual(assess(scored, TODAY, strict).grade, "D")

    # === PROPERTIES === #

    @given(PAYERS, st.data())
    def test_paying_later_never_raises_the_score(self, found, data):
        place = data.draw(st.integers(0, len(found.settlements) - 1))
        later, more = data.draw(st.integers(0, 400)), data.draw(st.integers(0, 3))
        changed = list(found.settlements)
        was = changed[place]
        changed[place] = was._replace(
            days_late=was.days_late + later, levels=was.levels + more
        )
        after = assess(found._replace(settlements=tuple(changed)), TODAY)
        self.assertLessEqual(after.score, assess(found, TODAY).score)

    @given(PAYERS, DAYS.map(Event))
    def test_one_more_broken_promise_never_raises_it(self, found, event):
        before = assess(found, TODAY).score
        for name in ("promises", "disputes"):
            more = found._replace(**{name: (*getattr(found, name), event)})
            self.assertLessEqual(assess(more, TODAY).score, before)

    @given(FACTS)
    def test_bounded_and_its_parts_add_up(self, found):
        score = assess(found, TODAY)
        if score.basis == Basis.UNKNOWN:
            return
        self.assertTrue(0 <= score.score <= 100)
        self.assertEqual(sum(part.points for part in score.parts), score.score)
        self.assertEqual(score.grade, Grades().of(score.score))
        if not found.settlements:
            self.assertNotEqual(score.grade, "A")

    @given(FACTS, st.randoms(use_true_random=False))
    def test_the_order_does_not_matter(self, found, chance):
        def shuffled(values):
            return tuple(chance.sample(values, len(values)))

        again = found._replace(
            settlements=shuffled(found.settlements),
            promises=shuffled(found.promises),
            disputes=shuffled(found.disputes),
            entries=shuffled(found.entries),
        )
        self.assertEqual(assess(again, TODAY), assess(found, TODAY))

    @given(st.lists(SETTLEMENTS, min_size=1))
    def test_who_is_never_late_has_all_points(self, settlements):
        in_time = (s._replace(days_late=0, levels=0) for s in settlements)
        score = assess(Facts(6, tuple(in_time)), TODAY)
        self.assertEqual(score.score, 100)
