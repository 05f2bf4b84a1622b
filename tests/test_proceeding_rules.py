from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..rules.deadline import Delay, applies, deadlines, end_of
from ..rules.insolvency import add_months, french_holidays
from ..rules.proceeding_estimate import Fee, Outlook, estimate, to_spend
from ..rules.proceeding_fit import Case, Obstacle, Terms, crosses_border, obstacles

HOLIDAYS = french_holidays(2026) | french_holidays(2027)
TO_SERVE = (
    Delay(1, "ordered", "ordered", months=6, valid_to=date(2026, 8, 31)),
    Delay(2, "ordered", "ordered", months=3, valid_from=date(2026, 9, 1)),
)
TO_ENFORCE = (
    Delay(
        3,
        "served",
        "ordered",
        months=1,
        valid_to=date(2026, 8, 31),
        is_waiting=True,
    ),
    Delay(
        4,
        "served",
        "ordered",
        months=2,
        valid_from=date(2026, 9, 1),
        is_waiting=True,
    ),
)


@tagged("post_install", "-at_install")
class TestDeadlineRule(BaseCase):
    """Delays of the law, by the day of the act that decides."""

    def test_an_order_of_the_last_day_of_august_and_of_the_first_of_september(self):
        # Six months later there is no 31 February, and the 28th is a Sunday.
        found = deadlines(TO_SERVE, {"ordered": date(2026, 8, 31)}, HOLIDAYS)
        self.assertEqual(found, {1: date(2027, 3, 1)})
        found = deadlines(TO_SERVE, {"ordered": date(2026, 9, 1)}, HOLIDAYS)
        self.assertEqual(found, {2: date(2026, 12, 1)})

    def test_the_order_decides_even_where_the_service_counts(self):
        """Both were served on 15 October 2026."""
        served = {"served": date(2026, 10, 15)}
        old = deadlines(TO_ENFORCE, served | {"ordered": date(2026, 8, 31)}, HOLIDAYS)
        # 15 November is a Sunday: the period ends on Monday.
        self.assertEqual(old, {3: date(2026, 11, 17)})
        new = deadlines(TO_ENFORCE, served | {"ordered": date(2026, 9, 1)}, HOLIDAYS)
        self.assertEqual(new, {4: date(2026, 12, 16)})

    def test_nothing_runs_before_its_event(self):
        self.assertEqual(deadlines(TO_ENFORCE, {"ordered": date(2026, 9, 1)}), {})
        self.assertEqual(deadlines(TO_SERVE, {}), {})

    def test_days_of_a_contract_end_where_they_end(self):
        delay = Delay(1, "due", "due", days=60, procedural=False)
        # 9 May 2026 is a Saturday.
        self.assertEqual(end_of(delay, date(2026, 3, 10), HOLIDAYS), date(2026, 5, 9))

    @given(
        st.dates(date(2020, 1, 1), date(2026, 12, 31)),
        st.integers(0, 12),
        st.integers(0, 60),
    )
    def test_it_never_ends_early_and_never_on_a_holiday(self, start, months, days):
        delay = Delay(1, "x", "x", months=months, days=days)
        end = end_of(delay, start, HOLIDAYS)
        self.assertGreaterEqual(end, add_months(start, months))
        self.assertLess(end.weekday(), 5)
        self.assertNotIn(end, HOLIDAYS)

    @given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
    def test_one_version_applies_on_every_day(self, day):
        running = [delay for delay in TO_SERVE if applies(delay, {"ordered": day})]
        self.assertEqual(len(running), 1)


@tagged("post_install", "-at_install")
class TestEstimateRule(BaseCase):
    """Worth it or not, with figures worked out by hand."""

    def outlook(self, amount, probability, costs, **fee):
        fee = Fee(**{name: Decimal(value) for name, value in fee.items()})
        return Outlook(Decimal(amount), Decimal(probability), Decimal(costs), fee)

    def test_a_payment_order(self):
        """10,000 at 60 % against 113: 6,000 - 113."""
        found = estimate(self.outlook(10000, "0.6", 113))
        self.assertEqual(found.expected, 6000)
        self.assertEqual(found.result, 5887)
        self.assertEqual(found.least_probability, Decimal("0.0113"))
        self.assertEqual(round(found.least_amount, 2), Decimal("188.33"))
        self.assertTrue(found.is_worth_it)

    def test_an_agency_that_takes_twelve_percent(self):
        """1,000 at 50 %: 500 less a fee of 60; 50 of opening costs."""
        found = estimate(self.outlook(1000, "0.5", 50, share="0.12"))
        self.assertEqual((found.expected, found.fee, found.result), (500, 60, 390))
        # 50 / 880, and 50 / 0.5 / 0.88
        self.assertEqual(round(found.least_probability, 4), Decimal("0.0568"))
        self.assertEqual(round(found.least_amount, 2), Decimal("113.64"))

    def test_a_lawsuit_about_little(self):
        found = estimate(self.outlook(300, "0.5", 400))
        self.assertEqual(found.result, -250)
        self.assertFalse(found.is_worth_it)
        self.assertIsNone(found.least_probability)
        self.assertEqual(found.least_amount, 800)

    def test_a_minimum_fee(self):
        """Of 200, 10 % would be 20; the agency takes 50 at least."""
        found = estimate(self.outlook(200, "0.5", 0, share="0.1", minimum=50))
        self.assertEqual(found.result, 75)
        self.assertEqual(found.least_amount, 50)

    def test_what_is_spent_does_not_count_twice(self):
        amounts = map(Decimal, (100, 75)), map(Decimal, (120, 0))
        self.assertEqual(to_spend(*amounts), 75)

    money = st.decimals(0, 10**6, places=2)
    share = st.decimals(0, "0.9", places=2)

    @given(money, share, money, share, money)
    def test_at_the_least_amount_nothing_is_won_and_nothing_lost(
        self, amount, probability, costs, rate, minimum
    ):
        fee = Fee(share=rate, minimum=minimum)
        found = estimate(Outlook(amount, probability, costs, fee))
        if found.least_amount:
            even = estimate(Outlook(found.least_amount, probability, costs, fee))
            self.assertAlmostEqual(even.result, 0, places=6)
        if found.least_probability is not None:
            even = estimate(Outlook(amount, found.least_probability, costs, fee))
            self.assertAlmostEqual(even.result, 0, places=6)

    @given(money, st.tuples(share, share), money, st.tuples(share, money))
    def test_a_better_chance_is_never_worth_less(self, amount, chances, costs, terms):
        rate, minimum = terms
        fee = Fee(share=rate, minimum=min(minimum, amount))
        worse, better = sorted(chances)
        results = [
            estimate(Outlook(amount, chance, costs, fee)).result
            for chance in (worse, better)
        ]
        self.assertLessEqual(results[0], results[1])


@tagged("post_install", "-at_install")
class TestFitRule(BaseCase):
    """Which way suits which case."""

    def case(self, amount=1000, traders=True, border=False, title=False):
        return Case(Decimal(str(amount)), traders, border, title)

    def test_small_claims_end_at_five_thousand(self):
        terms = Terms(max_amount=Decimal(5000), traders="never")
        self.assertEqual(obstacles(terms, self.case(5000, traders=False)), [])
        self.assertEqual(
            obstacles(terms, self.case("5000.01", traders=False)), [Obstacle.AMOUNT]
        )
        self.assertEqual(obstacles(terms, self.case(5000)), [Obstacle.NOT_TRADERS])

    def test_uncontested_claims_are_between_traders_and_switched_on(self):
        terms = Terms(traders="only", is_on=False)
        self.assertEqual(obstacles(terms, self.case()), [Obstacle.OFF])
        self.assertEqual(
            obstacles(terms, self.case(traders=False)),
            [Obstacle.OFF, Obstacle.TRADERS_ONLY],
        )

    def test_enforcement_needs_a_title(self):
        terms = Terms(needs_title=True)
        self.assertEqual(obstacles(terms, self.case()), [Obstacle.TITLE])
        self.assertEqual(obstacles(terms, self.case(title=True)), [])

    def test_a_border_within_the_union(self):
        members = {"FR", "DE"}
        self.assertTrue(crosses_border("FR", "DE", members))
        for pair in (("FR", "FR"), ("FR", "CH"), ("FR", None), (None, None)):
            self.assertFalse(crosses_border(*pair, members))
