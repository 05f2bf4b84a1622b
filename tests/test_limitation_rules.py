from dataclasses import replace
from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..rules.insolvency import add_months
from ..rules.limitation import Event, Kind, Outcome, Period, Row, choose, limit

TRADE = Period(months=60, cap_years=20, country="FR")
CONSUMER = Period(months=24, cap_years=20, country="FR")
TITLE = Period(months=120, country="FR")
GERMAN = Period(months=36, year_end=True, country="DE")
DUE = date(2026, 3, 10)

RESTARTS = [
    Kind.ACKNOWLEDGMENT,
    Kind.PLAN_SIGNED,
    Kind.PART_PAYMENT,
    Kind.SERVICE,
    Kind.ENFORCEMENT,
    Kind.OTHER,
]


def happens(kind, day, **values):
    return Event(kind, day, **values)


def last_day(period, *events, due=DUE, **values):
    return limit(due, period, events, title=TITLE, **values).day


def outcomes(period, *events, due=DUE):
    return [step.outcome for step in limit(due, period, events, title=TITLE).steps]


days = st.dates(date(2000, 1, 1), date(2060, 1, 1))
periods = st.builds(
    Period,
    months=st.integers(12, 130),
    year_end=st.booleans(),
    country=st.sampled_from(["FR", "DE", None]),
)


@st.composite
def histories(draw, kinds=tuple(Kind), due=DUE):
    """Events of one claim, some with an end, some void, some uncertain."""
    events = []
    for offset in draw(st.lists(st.integers(-100, 3000), max_size=6)):
        day = due + timedelta(days=offset)
        lasts = draw(st.none() | st.integers(0, 400))
        events.append(
            Event(
                draw(st.sampled_from(kinds)),
                day,
                end=None if lasts is None else day + timedelta(days=lasts),
                void=draw(st.booleans()),
                certain=draw(st.booleans()),
                key=len(events),
            )
        )
    return events


@tagged("post_install", "-at_install")
class TestLimitationRules(BaseCase):
    # === PERIODS === #

    def test_the_last_safe_day_is_before_the_period_ends(self):
        self.assertEqual(last_day(TRADE), date(2031, 3, 9))
        self.assertEqual(last_day(CONSUMER), date(2028, 3, 9))

    def test_29_february_and_ends_of_months(self):
        leap = date(2024, 2, 29)
        self.assertEqual(last_day(CONSUMER, due=leap), date(2026, 2, 27))
        four = Period(months=48)
        self.assertEqual(last_day(four, due=leap), date(2028, 2, 28))
        month = Period(months=13)
        self.assertEqual(last_day(month, due=date(2026, 1, 31)), date(2027, 2, 27))

    def test_germany_counts_from_the_end_of_the_year(self):
        self.assertEqual(last_day(GERMAN), date(2029, 12, 30))
        self.assertEqual(last_day(GERMAN, due=date(2026, 12, 31)), date(2029, 12, 30))

    def test_an_acknowledgment_before_the_german_period_begins_is_no_loss(self):
        early = happens(Kind.ACKNOWLEDGMENT, date(2026, 5, 1))
        self.assertEqual(last_day(GERMAN, early), date(2029, 12, 30))
        self.assertEqual(outcomes(GERMAN, early), [Outcome.TOO_EARLY])
        later = happens(Kind.ACKNOWLEDGMENT, date(2027, 5, 1))
        self.assertEqual(last_day(GERMAN, later), date(2030, 4, 30))

    def test_the_most_specific_period_wins(self):
        rows = [
            Row(CONSUMER, "FR", None, "consumer"),
            Row(TRADE, "FR"),
            Row(Period(months=12), "FR", "transport"),
            Row(Period(months=36), None, "rent"),
            Row(TITLE, "FR", is_title=True),
        ]

        def months(*asked, **values):
            period = choose(rows, *asked, **values)
            return period and period.months

        self.assertEqual(months("FR", None, "business"), 60)
        self.assertEqual(months("FR", None, "consumer"), 24)
        self.assertEqual(months("FR", "transport", "consumer"), 12)
        self.assertEqual(months("FR", "rent", "business"), 60)
        self.assertEqual(months("BE", "rent", "business"), 36)
        self.assertEqual(months("FR", "rent", "business", is_title=True), 120)
        self.assertIsNone(months("BE", None, "business"))
        own = Row(Period(months=48), "FR", is_own=True)
        self.assertEqual(choose([*rows, own], "FR", None, "business").months, 48)

    # === INTERRUPTIONS === #

    def test_two_interruptions_of_a_trade_claim(self):
        written = happens(Kind.ACKNOWLEDGMENT, date(2028, 6, 1))
        paid = happens(Kind.PART_PAYMENT, date(2031, 2, 28))
        self.assertEqual(last_day(TRADE, written), date(2033, 5, 31))
        self.assertEqual(last_day(TRADE, paid, written), date(2036, 2, 27))

    def test_two_interruptions_of_a_consumer_claim(self):
        signed = happens(Kind.PLAN_SIGNED, date(2027, 1, 15))
        paid = happens(Kind.PART_PAYMENT, date(2028, 12, 31))
        self.assertEqual(last_day(CONSUMER, signed), date(2029, 1, 14))
        self.assertEqual(last_day(CONSUMER, signed, paid), date(2030, 12, 30))
        # Without the first, the second comes too late, and revives nothing.
        self.assertEqual(last_day(CONSUMER, paid), date(2028, 3, 9))
        self.assertEqual(outcomes(CONSUMER, paid), [Outcome.TOO_LATE])

    def test_what_runs_the_period_anew_in_france(self):
        for kind in RESTARTS:
            with self.subTest(kind):
                event = happens(kind, date(2027, 3, 10))
                self.assertEqual(last_day(CONSUMER, event), date(2029, 3, 9))
                self.assertEqual(outcomes(CONSUMER, event), [Outcome.RESTARTED])

    def test_abroad_only_what_counts_everywhere(self):
        abroad = replace(CONSUMER, country="ES")
        for kind in Kind:
            with self.subTest(kind):
                event = happens(kind, date(2027, 3, 10), end=date(2027, 3, 20))
                expected = {
                    Kind.ACKNOWLEDGMENT: date(2029, 3, 19),
                    Kind.PLAN_SIGNED: date(2029, 3, 19),
                    Kind.PART_PAYMENT: date(2029, 3, 19),
                    Kind.OTHER: date(2029, 3, 19),
                    Kind.COURT_ACT: date(2028, 3, 19),
                    Kind.SERVICE: date(2028, 3, 19),
                    Kind.INSOLVENCY: date(2028, 3, 19),
                    Kind.TITLE: date(2037, 3, 19),
                }
                self.assertEqual(
                    last_day(abroad, event), expected.get(kind, date(2028, 3, 9))
                )

    def test_a_title_lasts_ten_years(self):
        claim = happens(Kind.COURT_ACT, date(2027, 2, 1))
        title = happens(Kind.TITLE, date(2030, 5, 2))  # long after two years
        self.assertEqual(last_day(CONSUMER, claim, title), date(2040, 5, 1))
        seized = happens(Kind.ENFORCEMENT, date(2039, 5, 2))
        self.assertEqual(last_day(CONSUMER, claim, title, seized), date(2049, 5, 1))

    def test_a_title_whose_period_is_not_known_lasts_as_long_as_the_claim(self):
        title = happens(Kind.TITLE, date(2027, 2, 1))
        self.assertEqual(limit(DUE, CONSUMER, [title]).day, date(2029, 1, 31))

    # === PROCEEDINGS === #

    def test_while_proceedings_go_on_no_day_comes(self):
        for kind in (Kind.COURT_ACT, Kind.INSOLVENCY):
            with self.subTest(kind):
                found = limit(DUE, CONSUMER, [happens(kind, date(2027, 2, 1))])
                self.assertTrue(found.stands_still)
                self.assertEqual(found.fallback, date(2028, 3, 9))

    def test_the_period_runs_anew_when_proceedings_end(self):
        claim = happens(Kind.COURT_ACT, date(2027, 2, 1), end=date(2029, 6, 30))
        self.assertEqual(last_day(CONSUMER, claim), date(2031, 6, 29))
        # Meanwhile nothing is too late, or adds anything.
        paid = happens(Kind.PART_PAYMENT, date(2028, 1, 1))
        self.assertEqual(last_day(CONSUMER, claim, paid), date(2031, 6, 29))

    def test_a_claim_that_was_withdrawn_never_interrupted(self):
        claim = happens(Kind.COURT_ACT, date(2027, 2, 1), void=True)
        self.assertEqual(last_day(CONSUMER, claim), date(2028, 3, 9))
        self.assertEqual(outcomes(CONSUMER, claim), [Outcome.VOID])

    # === SUSPENSIONS === #

    def test_a_mediation_suspends_and_leaves_six_months(self):
        early = happens(Kind.MEDIATION, date(2026, 9, 1), end=date(2026, 12, 1))
        self.assertEqual(last_day(CONSUMER, early), date(2028, 6, 8))  # 91 days more
        late = happens(Kind.MEDIATION, date(2028, 3, 1), end=date(2028, 5, 31))
        self.assertEqual(last_day(CONSUMER, late), date(2028, 11, 29))
        small = replace(late, kind=Kind.CONCILIATION)
        self.assertEqual(last_day(CONSUMER, small), date(2028, 11, 29))

    def test_two_mediations_at_once_count_once(self):
        one = happens(Kind.MEDIATION, date(2026, 9, 1), end=date(2026, 10, 1))
        two = happens(Kind.MEDIATION, date(2026, 9, 16), end=date(2026, 10, 11))
        self.assertEqual(last_day(CONSUMER, one, two), date(2028, 4, 18))

    def test_a_mediation_without_an_end_moves_nothing_yet(self):
        event = happens(Kind.MEDIATION, date(2026, 9, 1))
        self.assertEqual(last_day(CONSUMER, event), date(2028, 3, 9))
        self.assertEqual(outcomes(CONSUMER, event), [Outcome.STILL_PAUSED])

    def test_an_acknowledgment_during_a_mediation(self):
        talks = happens(Kind.MEDIATION, date(2026, 9, 1), end=date(2026, 12, 1))
        written = happens(Kind.ACKNOWLEDGMENT, date(2026, 11, 1))
        # Two years from 1 November, and the 30 days of talks that were left.
        self.assertEqual(last_day(CONSUMER, talks, written), date(2028, 11, 30))

    # === THE CAP === #

    def test_no_more_than_twenty_years_by_acknowledgments(self):
        yearly = [
            happens(Kind.ACKNOWLEDGMENT, date(year, 3, 1)) for year in range(2027, 2046)
        ]
        self.assertEqual(last_day(TRADE, *yearly), date(2046, 3, 9))
        born = date(2026, 2, 8)
        self.assertEqual(last_day(TRADE, *yearly, born=born), date(2046, 2, 7))
        seized = happens(Kind.ENFORCEMENT, date(2045, 9, 1))
        self.assertEqual(last_day(TRADE, *yearly, seized), date(2050, 8, 31))

    # === WHAT IS NOT SURE === #

    def test_what_is_uncertain_is_told_and_not_counted(self):
        paid = happens(Kind.PART_PAYMENT, date(2027, 3, 10), certain=False)
        found = limit(DUE, CONSUMER, [paid])
        self.assertEqual((found.day, found.hoped), (date(2028, 3, 9), date(2029, 3, 9)))
        self.assertEqual(found.steps[0].outcome, Outcome.UNCERTAIN)

    def test_a_formal_notice_is_named_and_does_not_interrupt(self):
        notice = happens(Kind.FORMAL_NOTICE, date(2027, 3, 10))
        found = limit(DUE, CONSUMER, [notice])
        self.assertEqual(found.day, date(2028, 3, 9))
        self.assertEqual(found.steps[0].outcome, Outcome.NOT_COUNTED)
        self.assertIn("20-23.204", found.steps[0].article)

    # === PROPERTIES === #

    @given(days, periods)
    def test_never_later_than_the_law(self, due, period):
        begins = date(due.year, 12, 31) if period.year_end else due
        self.assertLess(last_day(period, due=due), add_months(begins, period.months))

    @given(histories(), periods, st.data())
    def test_an_interruption_never_makes_the_day_earlier(self, events, period, data):
        # A day that was suspended may be a leap day: see the next test for those.
        suspending = {Kind.MEDIATION, Kind.CONCILIATION}
        if period.country != "FR":
            suspending |= {Kind.COURT_ACT, Kind.SERVICE, Kind.INSOLVENCY}
        events = [event for event in events if event.kind not in suspending]
        kind = data.draw(st.sampled_from(RESTARTS))
        assume(kind not in suspending)
        on = DUE + timedelta(days=data.draw(st.integers(-10, 3000)))
        before = limit(DUE, period, events).day or date.max
        after = limit(DUE, period, [*events, happens(kind, on)]).day or date.max
        self.assertGreaterEqual(after, before)

    @given(histories(), st.data())
    def test_nor_by_more_than_leap_days_where_it_was_suspended(self, events, data):
        kind = data.draw(st.sampled_from(RESTARTS))
        on = DUE + timedelta(days=data.draw(st.integers(-10, 3000)))
        before = last_day(CONSUMER, *events) or date.max - timedelta(days=9)
        after = last_day(CONSUMER, *events, happens(kind, on)) or date.max
        self.assertGreaterEqual(after, before - timedelta(days=2))

    @given(st.integers(0, 500), st.integers(0, 900))
    def test_a_suspension_of_n_days_adds_exactly_n(self, begins, length):
        first = DUE + timedelta(days=begins)
        event = happens(Kind.MEDIATION, first, end=first + timedelta(days=length))
        later = last_day(CONSUMER, event) - last_day(CONSUMER)
        self.assertEqual(later.days, length)

    @given(histories(), periods, st.integers(-100, 3000))
    def test_a_formal_notice_never_moves_it(self, events, period, offset):
        notice = happens(Kind.FORMAL_NOTICE, DUE + timedelta(days=offset))
        self.assertEqual(
            limit(DUE, period, [*events, notice]).day, limit(DUE, period, events).day
        )

    @given(histories(), periods)
    def test_the_order_of_entry_does_not_matter(self, events, period):
        assume(len({event.day for event in events}) == len(events))
        backwards = limit(DUE, period, events[::-1])
        self.assertEqual(backwards, limit(DUE, period, events))

    @given(histories(), periods)
    def test_every_event_is_explained(self, events, period):
        found = limit(DUE, period, events)
        self.assertEqual(len(found.steps), len(events))
        self.assertEqual(found.steps[-1].day if events else found.first, found.day)
