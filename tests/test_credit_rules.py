"""Exposure and limits, the rules alone: examples and properties."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..rules.credit import (
    NOTHING,
    Cover,
    CoverUse,
    Exposure,
    Limit,
    LimitKind,
    Temporary,
    cover_of_day,
    limit_of_day,
    standing_limit,
)

TODAY = date(2026, 3, 10)
NO_LIMIT = Limit()

days = st.integers(-400, 400).map(lambda offset: TODAY + timedelta(days=offset))
amounts = st.decimals(0, 1000000, places=2)
periods = st.tuples(days, days).map(sorted)
temporaries = st.lists(
    st.builds(
        lambda amount, period, key: Temporary(amount, *period, key),
        amounts,
        periods,
        st.integers(1, 99),
    ),
    max_size=4,
)
covers = st.lists(
    st.builds(lambda amount, period: Cover(amount, *period), amounts, periods),
    max_size=4,
)
standing = st.builds(standing_limit, amounts, amounts)


def of_day(limit, temporary=(), cover=(), use=CoverUse.INFORMATION, today=TODAY):
    return limit_of_day(limit, temporary, cover, use, today)


@tagged("post_install", "-at_install")
class TestCreditRules(BaseCase):
    """What counts, and up to how much."""

    def test_what_is_owed_and_will_be_owed_less_what_was_paid(self):
        exposure = Exposure(Decimal(1000), Decimal(300), Decimal(200), Decimal(50))
        self.assertEqual(exposure.total, 950)
        self.assertEqual(Limit(Decimal(900)).room(exposure), -50)
        self.assertIsNone(NO_LIMIT.room(exposure))

    def test_zero_is_no_limit_as_in_odoo_and_below_zero_no_credit(self):
        self.assertEqual(standing_limit(NOTHING, NOTHING), NO_LIMIT)
        self.assertEqual(standing_limit(NOTHING, Decimal(500)), NO_LIMIT)
        self.assertEqual(
            standing_limit(Decimal(-1), NOTHING), Limit(NOTHING, LimitKind.CUSTOMER)
        )

    def test_a_limit_that_equals_the_default_is_the_default(self):
        self.assertEqual(
            standing_limit(Decimal(500), Decimal(500)).kind, LimitKind.DEFAULT
        )
        self.assertEqual(
            standing_limit(Decimal(501), Decimal(500)).kind, LimitKind.CUSTOMER
        )

    def test_a_temporary_limit_holds_from_its_first_to_its_last_day(self):
        own = Limit(Decimal(1000), LimitKind.CUSTOMER)
        season = [Temporary(Decimal(5000), date(2026, 3, 1), date(2026, 3, 31))]
        for today, amount in (
            (date(2026, 2, 28), 1000),
            (date(2026, 3, 1), 5000),
            (date(2026, 3, 31), 5000),
            (date(2026, 4, 1), 1000),
        ):
            self.assertEqual(of_day(own, season, today=today).amount, amount, today)

    def test_of_two_temporary_limits_the_later_one_counts(self):
        both = [
            Temporary(Decimal(5000), date(2026, 3, 1), date(2026, 3, 31)),
            Temporary(Decimal(2000), date(2026, 3, 8), date(2026, 3, 12)),
        ]
        limit = of_day(NO_LIMIT, both)
        self.assertEqual(limit.amount, 2000)
        self.assertEqual(limit.until, date(2026, 3, 12))
        self.assertEqual(of_day(NO_LIMIT, both, today=date(2026, 3, 13)).amount, 5000)

    def test_the_insurance_informs_caps_or_adds(self):
        own = Limit(Decimal(1000), LimitKind.CUSTOMER)
        insured = [Cover(Decimal(600), date(2026, 1, 1), date(2026, 12, 31))]
        for use, amount, free in (
            (CoverUse.INFORMATION, 1000, None),
            (CoverUse.CAP, 600, 600),
            (CoverUse.ADD, 1600, None),
        ):
            self.assertEqual(of_day(own, (), insured, use).amount, amount)
            self.assertEqual(of_day(NO_LIMIT, (), insured, use).amount, free)

    def test_after_the_insurance_the_own_limit_holds(self):
        own = Limit(Decimal(1000), LimitKind.CUSTOMER)
        insured = [Cover(Decimal(600), date(2026, 1, 1), date(2026, 3, 9))]
        for use in CoverUse:
            self.assertEqual(of_day(own, (), insured, use), own)

    def test_covers_add_up_to_the_next_end(self):
        first = Cover(Decimal(600), date(2026, 1, 1), date(2026, 12, 31))
        top_up = Cover(Decimal(400), date(2026, 3, 1), date(2026, 4, 30))
        whole = cover_of_day([first, top_up], TODAY)
        self.assertEqual((whole.amount, whole.end), (1000, date(2026, 4, 30)))
        self.assertIsNone(cover_of_day([top_up], date(2026, 5, 1)))

    @given(standing, temporaries, covers, st.sampled_from(CoverUse), days)
    def test_a_limit_is_never_below_zero_nor_over_before_today(
        self, limit, temporary, cover, use, today
    ):
        result = of_day(limit, temporary, cover, use, today)
        self.assertTrue(result.amount is None or result.amount >= 0)
        self.assertTrue(result.until is None or result.until >= today)

    @given(standing, temporaries, covers, days)
    def test_the_cap_never_raises_and_the_addition_never_lowers(
        self, limit, temporary, cover, today
    ):
        plain, capped, added = (
            of_day(limit, temporary, cover, use, today).amount for use in CoverUse
        )
        if plain is not None:
            self.assertLessEqual(capped, plain)
            self.assertGreaterEqual(added, plain)

    @given(standing, temporaries, covers, st.sampled_from(CoverUse), st.randoms())
    def test_the_order_of_what_was_granted_does_not_matter(
        self, limit, temporary, cover, use, random
    ):
        temporary = list({one.id: one for one in temporary}.values())
        expected = of_day(limit, temporary, cover, use)
        random.shuffle(temporary)
        random.shuffle(cover)
        self.assertEqual(of_day(limit, temporary, cover, use), expected)
