from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..rules import forecast, kpi, periods

TODAY = date(2026, 3, 11)  # a Wednesday
AMOUNTS = st.integers(0, 10**6)

YEAR_START = kpi.Period(
    days=90, opening=50_000, sales=90_000, closing=60_000, closing_current=45_000
)


@tagged("post_install", "-at_install")
class TestKeyFigures(BaseCase):
    def test_days_sales_outstanding(self):
        self.assertEqual(kpi.dso(YEAR_START), 60)  # 60,000 / 90,000 × 90
        self.assertEqual(kpi.best_possible_dso(YEAR_START), 45)
        self.assertEqual(kpi.average_days_delinquent(YEAR_START), 15)

    def test_collection_effectiveness(self):
        # 80,000 came in of the 95,000 that could have.
        self.assertAlmostEqual(kpi.collection_effectiveness(YEAR_START), 84.2105, 4)

    def test_without_sales_nothing_is_known(self):
        idle = kpi.Period(days=30, opening=0, sales=0, closing=0, closing_current=0)
        self.assertIsNone(kpi.dso(idle))
        self.assertIsNone(kpi.best_possible_dso(idle))
        self.assertIsNone(kpi.average_days_delinquent(idle))
        self.assertIsNone(kpi.collection_effectiveness(idle))
        self.assertIsNone(kpi.average_days_late([]))
        self.assertIsNone(kpi.share(1, 0))

    def test_large_payments_weigh_more(self):
        self.assertEqual(kpi.average_days_late([(900, 10), (100, 30)]), 12)

    def test_an_early_payment_makes_up_for_no_late_one(self):
        self.assertEqual(kpi.average_days_late([(100, 10), (100, -10)]), 5)

    @given(opening=AMOUNTS, sales=AMOUNTS, current=AMOUNTS, late=AMOUNTS)
    def test_effectiveness_is_full_when_nothing_is_late(
        self, opening, sales, current, late
    ):
        # Nobody owes more than there was.
        current = min(current, opening + sales)
        late = min(late, opening + sales - current)
        period = kpi.Period(30, opening, sales, current + late, current)
        effectiveness = kpi.collection_effectiveness(period)
        if effectiveness is not None:
            self.assertTrue(0 <= effectiveness <= 100)
            self.assertEqual(effectiveness == 100, late == 0)


@tagged("post_install", "-at_install")
class TestPeriods(BaseCase):
    def test_each_begins_on_the_first_of_a_month(self):
        expected = {
            "this_month": (date(2026, 3, 1), TODAY),
            "last_month": (date(2026, 2, 1), date(2026, 2, 28)),
            "this_quarter": (date(2026, 1, 1), TODAY),
            "three_months": (date(2026, 1, 1), TODAY),
            "this_year": (date(2026, 1, 1), TODAY),
            "twelve_months": (date(2025, 4, 1), TODAY),
        }
        found = {period: periods.span(period, TODAY) for period in periods.PERIODS}
        self.assertEqual(found, expected)
        with self.assertRaises(ValueError):
            periods.span("next_year", TODAY)

    def test_in_january_the_last_month_is_of_last_year(self):
        span = periods.span("last_month", date(2026, 1, 31))
        self.assertEqual(span, (date(2025, 12, 1), date(2025, 12, 31)))

    def test_month_ends_before_today(self):
        self.assertEqual(
            periods.month_ends(TODAY, 3),
            [date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28)],
        )

    def test_both_ends_of_a_period_count(self):
        self.assertEqual(periods.days(date(2026, 3, 1), date(2026, 3, 31)), 31)


def claim(amount=100, due=0, **values):
    return forecast.Expected(amount, TODAY + timedelta(days=due), **values)


@tagged("post_install", "-at_install")
class TestForecast(BaseCase):
    def expected(self, **values):
        day = forecast.expected_date(claim(**values), TODAY)
        return day and (day - TODAY).days

    def test_a_customer_pays_as_late_as_usual(self):
        self.assertEqual(self.expected(due=10, usual_days_late=7), 17)

    def test_who_pays_early_is_expected_on_the_due_date(self):
        self.assertEqual(self.expected(due=10, usual_days_late=-7), 10)

    def test_what_was_promised_comes_first(self):
        agreed = TODAY + timedelta(days=3)
        self.assertEqual(
            self.expected(due=-40, usual_days_late=90, agreed_date=agreed), 3
        )

    def test_a_promise_of_yesterday_is_expected_today(self):
        self.assertEqual(self.expected(agreed_date=TODAY - timedelta(days=1)), 0)

    def test_the_longer_it_is_out_the_longer_it_takes(self):
        self.assertEqual(self.expected(due=-30, usual_days_late=10), 20)
        self.assertEqual(self.expected(due=-100, usual_days_late=10), 90)

    def test_an_insolvent_customer_is_not_counted_on(self):
        self.assertIsNone(self.expected(is_doubtful=True))

    def test_thirteen_weeks_from_this_monday(self):
        weeks, later, doubtful = forecast.weeks(
            [
                claim(100, due=0),  # Wednesday
                claim(10, due=4),  # Sunday
                claim(1, due=5),  # next Monday
                claim(1000, due=13 * 7),
                claim(7, is_doubtful=True),
            ],
            TODAY,
        )
        self.assertEqual(len(weeks), 13)
        self.assertEqual(weeks[0], (date(2026, 3, 9), 110))
        self.assertEqual(weeks[1], (date(2026, 3, 16), 1))
        self.assertEqual((later, doubtful), (1000, 7))

    def net(self, claims, agreed=(), credits=0):
        days = [(TODAY + timedelta(days=due), amount) for due, amount in agreed]
        found = forecast.net_of_agreements(claims, days, credits)
        return sorted(
            ((forecast.expected_date(c, TODAY) - TODAY).days, c.amount) for c in found
        )

    def test_a_credit_pays_the_oldest_claim(self):
        claims = [claim(100, due=20), claim(100, due=10)]
        self.assertEqual(self.net(claims, credits=130), [(20, 70)])

    def test_instalments_stand_for_the_claims(self):
        claims = [claim(100, due=-40), claim(100, due=50)]
        plan = [(5, 40), (35, 40)]
        self.assertEqual(
            self.net(claims, plan), [(5, 40), (35, 40), (40, 20), (50, 100)]
        )

    def test_nobody_pays_more_than_the_claims(self):
        self.assertEqual(self.net([claim(100)], [(3, 500)]), [(3, 100)])

    @given(
        st.lists(
            st.builds(
                claim,
                amount=st.integers(1, 1000),
                due=st.integers(-400, 400),
                usual_days_late=st.integers(-30, 90),
                is_doubtful=st.booleans(),
            )
        )
    )
    def test_nothing_is_lost(self, claims):
        weeks, later, doubtful = forecast.weeks(claims, TODAY)
        total = sum(amount for _monday, amount in weeks) + later + doubtful
        self.assertEqual(total, sum(c.amount for c in claims))
