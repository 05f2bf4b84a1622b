from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..rules import instalments
from ..rules.instalments import Flaw, Instalment, Interval, ScheduleError

ROUNDINGS = (Decimal(1), Decimal("0.01"), Decimal("0.001"), Decimal("0.05"))
START = date(2026, 1, 31)


@st.composite
def totals(draw):
    """(total, rounding): an amount that a currency can express."""
    rounding = draw(st.sampled_from(ROUNDINGS))
    return draw(st.integers(1, 10**9)) * rounding, rounding


@st.composite
def schedules(draw):
    """Instalments in order, of whole units."""
    amounts = draw(st.lists(st.integers(1, 1000), min_size=1, max_size=12))
    return [
        Instalment(START + timedelta(7 * index), Decimal(amount))
        for index, amount in enumerate(amounts)
    ]


@tagged("post_install", "-at_install")
class TestInstalments(BaseCase):
    """A schedule adds up, whatever is asked for, and says what is wrong with it."""

    def assertFlaw(self, flaw, step, *args):
        with self.assertRaises(ScheduleError) as caught:
            step(*args)
        self.assertEqual(caught.exception.flaw, flaw)

    # === AMOUNTS === #

    @given(totals(), st.integers(1, 120))
    def test_a_number_of_instalments_adds_up(self, amount, number):
        total, rounding = amount
        if total < number * rounding:
            self.assertFlaw(
                Flaw.TOO_SMALL, instalments.by_number, total, number, rounding
            )
            return
        amounts = instalments.by_number(total, number, rounding)
        self.assertEqual(len(amounts), number)
        self.assertEqual(sum(amounts), total)
        self.assertGreater(min(amounts), 0)
        self.assertLessEqual(len(set(amounts[:-1])), 1)
        self.assertTrue(all(a % rounding == 0 for a in amounts))
        self.assertLess(amounts[-1] - amounts[0], number * rounding)

    @given(totals(), st.integers(1, 10**6))
    def test_an_amount_for_each_instalment_adds_up(self, amount, units):
        total, rounding = amount
        each = units * rounding
        if total > 120 * each:
            self.assertFlaw(Flaw.TOO_MANY, instalments.by_amount, total, each, rounding)
            return
        amounts = instalments.by_amount(total, each, rounding)
        self.assertEqual(sum(amounts), total)
        self.assertEqual(set(amounts[:-1]) - {each}, set())
        self.assertTrue(0 < amounts[-1] <= each)

    def test_the_rest_is_on_the_last(self):
        cent = Decimal("0.01")
        self.assertEqual(
            instalments.by_number(Decimal(100), 3, cent),
            [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")],
        )
        self.assertEqual(
            instalments.by_amount(Decimal(100), Decimal(30), cent), [30, 30, 30, 10]
        )
        self.assertEqual(
            instalments.by_number(Decimal(100), 3, Decimal(1)), [33, 33, 34]
        )

    def test_what_cannot_be_is_refused(self):
        cent, hundred = Decimal("0.01"), Decimal(100)
        self.assertFlaw(Flaw.NO_TOTAL, instalments.by_number, Decimal(0), 3, cent)
        self.assertFlaw(Flaw.NO_NUMBER, instalments.by_number, hundred, 0, cent)
        self.assertFlaw(Flaw.TOO_MANY, instalments.by_number, hundred, 121, cent)
        self.assertFlaw(Flaw.NO_AMOUNT, instalments.by_amount, hundred, 0, cent)
        for down in (Decimal(-1), hundred):
            self.assertFlaw(
                Flaw.DOWN_PAYMENT, instalments.after_down_payment, hundred, down
            )
        self.assertEqual(instalments.after_down_payment(hundred, Decimal(20)), 80)

    def test_a_schedule_made_by_hand_is_checked(self):
        first, second = Instalment(START, Decimal(60)), Instalment(START, Decimal(40))
        later = second._replace(day=date(2026, 2, 28))
        hundred = Decimal(100)
        instalments.check(hundred, [first, later])
        for flaw, total, schedule in (
            (Flaw.ORDER, hundred, [first, second]),
            (Flaw.ORDER, hundred, [later, first]),
            (Flaw.SUM, Decimal(101), [first, later]),
            (Flaw.NO_NUMBER, hundred, []),
            (Flaw.NOT_POSITIVE, hundred, [first, later._replace(amount=Decimal(0))]),
            (Flaw.TOO_FAR, hundred, [first, later._replace(day=date(2206, 2, 1))]),
        ):
            self.assertFlaw(flaw, instalments.check, total, schedule)

    # === DAYS === #

    def test_month_ends(self):
        self.assertEqual(
            instalments.days(START, Interval.MONTH, 4),
            [START, date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)],
        )
        self.assertEqual(
            instalments.days(date(2027, 12, 29), Interval.MONTH, 4),
            [
                date(2027, 12, 29),
                date(2028, 1, 29),
                date(2028, 2, 29),
                date(2028, 3, 29),
            ],
        )

    def test_weeks(self):
        self.assertEqual(
            instalments.days(START, Interval.WEEK, 3),
            [START, date(2026, 2, 7), date(2026, 2, 14)],
        )
        self.assertEqual(
            instalments.days(START, Interval.FORTNIGHT, 2), [START, date(2026, 2, 14)]
        )

    def test_days_end_with_the_calendar(self):
        for interval in Interval:
            self.assertFlaw(Flaw.TOO_FAR, instalments.days, date.max, interval, 2)

    @given(
        st.dates(date(2000, 1, 1), date(2100, 1, 1)),
        st.sampled_from(Interval),
        st.integers(1, 120),
    )
    def test_days_follow_each_other(self, first, interval, number):
        days = instalments.days(first, interval, number)
        self.assertEqual(len(days), number)
        self.assertEqual(days[0], first)
        self.assertEqual(days, sorted(set(days)))
        if interval is Interval.MONTH:
            for index, day in enumerate(days):
                months = (day.year - first.year) * 12 + day.month - first.month
                self.assertEqual(months, index)
                last_of_month = (day + timedelta(1)).day == 1
                self.assertTrue(day.day == first.day or last_of_month)
                self.assertLessEqual(day.day, first.day)

    # === RECEIPTS === #

    @given(schedules(), st.integers(-10, 15000), st.integers(0, 15000))
    def test_no_money_is_made_or_lost(self, schedule, paid, credited):
        total = sum(i.amount for i in schedule)
        statuses = instalments.allocate(schedule, Decimal(paid), Decimal(credited))
        self.assertEqual(sum(s.credited for s in statuses), min(credited, total))
        self.assertEqual(
            sum(s.paid for s in statuses),
            min(max(paid, 0), total - min(credited, total)),
        )
        for status in statuses:
            self.assertGreaterEqual(min(status.credited, status.paid, status.open), 0)
        # In order: once one is open, nothing is paid on a later one.
        first_open = next((i for i, s in enumerate(statuses) if s.open), len(statuses))
        self.assertFalse(any(s.paid for s in statuses[first_open + 1 :]))

    def test_payments_from_the_first_and_credit_notes_from_the_last(self):
        schedule = [
            Instalment(day, Decimal(100))
            for day in instalments.days(START, Interval.MONTH, 3)
        ]
        statuses = instalments.allocate(schedule, Decimal(150), Decimal(120))
        self.assertEqual(
            [(s.credited, s.paid, s.open) for s in statuses],
            [(0, 100, 0), (20, 50, 30), (100, 0, 0)],
        )

    # === BREACH === #

    def test_late_then_warned_then_broken(self):
        schedule = [Instalment(START, Decimal(100))]
        statuses = instalments.allocate(schedule, Decimal(99))
        due = START

        def after(offset):
            return due + timedelta(offset)

        self.assertIsNone(statuses[0].late_since(due))
        self.assertEqual(statuses[0].late_since(after(2)), after(1))
        self.assertFalse(instalments.is_late(statuses, after(3), 3))
        self.assertTrue(instalments.is_late(statuses, after(4), 3))
        for offset, warned, broken in (
            (10, {due: after(3)}, False),
            (11, {due: after(3)}, True),
            (11, {}, False),  # nobody told the debtor
            (11, {due: after(9)}, False),  # told too late
            (17, {due: after(9)}, True),
        ):
            self.assertEqual(
                instalments.is_broken(statuses, after(offset), 3, 10, warned),
                broken,
                (offset, warned),
            )
        kept = instalments.allocate(schedule, Decimal(100))
        self.assertFalse(instalments.is_late(kept, after(99), 0))
        self.assertFalse(instalments.is_broken(kept, after(99), 0, 0, {due: due}))
