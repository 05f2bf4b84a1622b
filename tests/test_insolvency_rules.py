from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..rules import insolvency
from ..rules.insolvency import add_months, declaration_deadline, french_holidays


@tagged("post_install", "-at_install")
class TestInsolvencyRules(BaseCase):
    def test_months_end_on_the_same_day_or_the_last(self):
        self.assertEqual(add_months(date(2026, 3, 10), 2), date(2026, 5, 10))
        self.assertEqual(add_months(date(2026, 12, 31), 2), date(2027, 2, 28))
        self.assertEqual(add_months(date(2027, 12, 31), 2), date(2028, 2, 29))
        self.assertEqual(add_months(date(2026, 8, 31), 4), date(2026, 12, 31))

    @given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 24))
    def test_any_month(self, day, months):
        later = add_months(day, months)
        passed = (later.year - day.year) * 12 + later.month - day.month
        self.assertEqual(passed, months)
        self.assertLessEqual(later.day, day.day)
        if later.day < day.day:
            self.assertEqual((later + insolvency.ONE_DAY).day, 1)

    def test_a_period_ends_on_a_working_day(self):
        # 10 May 2026 is a Sunday.
        self.assertEqual(declaration_deadline(date(2026, 3, 10), 2), date(2026, 5, 11))
        # 14 July 2026 is a Tuesday, and a holiday in France.
        published, holidays = date(2026, 5, 14), french_holidays(2026)
        self.assertEqual(declaration_deadline(published, 2), date(2026, 7, 14))
        self.assertEqual(
            declaration_deadline(published, 2, holidays), date(2026, 7, 15)
        )
        # Christmas on a Friday, then a week-end.
        self.assertEqual(
            declaration_deadline(date(2026, 10, 25), 2, holidays), date(2026, 12, 28)
        )

    @given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.sampled_from([2, 4]))
    def test_never_early_and_at_most_four_days_later(self, day, months):
        holidays = french_holidays(day.year) | french_holidays(day.year + 1)
        exact = add_months(day, months)
        last = declaration_deadline(day, months, holidays)
        self.assertLessEqual(0, (last - exact).days)
        self.assertLessEqual((last - exact).days, 4)
        self.assertLess(last.weekday(), insolvency.SATURDAY)

    def test_holidays_that_move(self):
        days = french_holidays(2026)
        self.assertEqual(len(days), 11)
        for holiday in (date(2026, 4, 6), date(2026, 5, 14), date(2026, 5, 25)):
            self.assertIn(holiday, days)

    def test_territories(self):
        self.assertEqual(insolvency.territory("FR", "21000"), "FR")
        self.assertEqual(insolvency.territory("FR", "97400"), "974")
        self.assertEqual(insolvency.territory("RE", "97400"), "974")
        self.assertEqual(insolvency.territory("BE", "1000"), "BE")
        self.assertIsNone(insolvency.territory(False, False))
