from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..rules.guard import Cause, Conditions, Document, Standing, judge

DAY = date(2026, 3, 10)
LIMIT = Conditions(limit=True)


def bill(number, amount, **values):
    return Document(number, DAY + timedelta(number), number, Decimal(amount), **values)


amounts = st.decimals(min_value=-500, max_value=2000, places=2)
documents = st.lists(
    st.builds(
        lambda day, amount, passes: (DAY + timedelta(day), amount, passes),
        st.integers(0, 5),
        amounts,
        st.booleans(),
    ),
    max_size=8,
).map(
    lambda rows: [
        Document(number, day, number, amount, passes=passes)
        for number, (day, amount, passes) in enumerate(rows)
    ]
)
standings = st.builds(
    Standing,
    exposure=amounts,
    limit=st.none() | st.decimals(min_value=0, max_value=4000, places=2),
    days_overdue=st.integers(0, 90),
    rank=st.integers(0, 5),
    is_insolvent=st.booleans(),
)
conditions = st.builds(
    Conditions,
    limit=st.booleans(),
    days_overdue=st.none() | st.integers(0, 90),
    rank=st.none() | st.integers(1, 5),
    insolvent=st.booleans(),
)


@tagged("post_install", "-at_install")
class TestGuardRules(BaseCase):
    """Which documents of a customer stop: told in amounts, without any database."""

    def stopped(self, bills, asked=LIMIT, **standing):
        standing = {"limit": Decimal(1000), **standing}
        return list(judge(asked, Standing(**standing), bills))

    def test_the_limit_may_be_reached_and_not_exceeded(self):
        self.assertEqual(self.stopped([bill(1, 1000)]), [])
        self.assertEqual(self.stopped([bill(1, "1000.01")]), [1])

    def test_the_invoice_that_crosses_stops_and_later_ones_that_fit_pass(self):
        bills = [bill(1, 600), bill(2, 500), bill(3, 400), bill(4, 1)]
        self.assertEqual(self.stopped(bills), [2, 4])

    def test_the_reason_carries_its_figures(self):
        standing = Standing(exposure=Decimal(900), limit=Decimal(1000))
        (reason,) = judge(LIMIT, standing, [bill(1, 250)])[1]
        self.assertEqual(reason.cause, Cause.LIMIT)
        figures = (reason.limit, reason.before, reason.amount, reason.excess)
        self.assertEqual(figures, (1000, 900, 250, 150))

    def test_a_draft_that_counts_already_does_not_count_twice(self):
        drafts = [bill(1, 600, drafted=Decimal(600)), bill(2, 500, drafted=500)]
        self.assertEqual(self.stopped(drafts[:1], exposure=Decimal(600)), [])
        self.assertEqual(self.stopped(drafts, exposure=Decimal(1100)), [2])

    def test_an_invoice_takes_the_place_of_its_order(self):
        invoice = bill(2, 900, covered=Decimal(900))
        self.assertEqual(self.stopped([invoice], exposure=Decimal(900)), [])
        # The order counts as well before its invoice has its turn.
        bills = [bill(1, 200), invoice]
        self.assertEqual(self.stopped(bills, exposure=Decimal(900)), [1])

    def test_what_is_paid_takes_no_credit_and_may_stop_for_other_reasons(self):
        order = bill(1, 900, covered=Decimal(900))
        self.assertEqual(self.stopped([order], exposure=Decimal(1000)), [])
        asked = Conditions(days_overdue=30)
        self.assertEqual(self.stopped([order], asked, days_overdue=31), [1])

    def test_what_was_let_pass_counts_for_the_next_one(self):
        bills = [bill(1, 900, passes=True), bill(2, 200)]
        self.assertEqual(self.stopped(bills), [2])

    def test_days_overdue(self):
        asked = Conditions(days_overdue=30)
        self.assertEqual(self.stopped([bill(1, 1)], asked, days_overdue=30), [])
        self.assertEqual(self.stopped([bill(1, 1)], asked, days_overdue=31), [1])
        self.assertEqual(self.stopped([bill(1, 0)], asked, days_overdue=31), [])

    def test_level_reached(self):
        asked = Conditions(rank=3)
        for rank, stopped in ((0, []), (2, []), (3, [1]), (4, [1])):
            with self.subTest(rank):
                self.assertEqual(self.stopped([bill(1, 1)], asked, rank=rank), stopped)

    def test_insolvent(self):
        asked = Conditions(insolvent=True)
        self.assertEqual(self.stopped([bill(1, 1)], asked), [])
        self.assertEqual(self.stopped([bill(1, 1)], asked, is_insolvent=True), [1])

    def test_all_reasons_are_given_the_gravest_first(self):
        asked = Conditions(limit=True, days_overdue=0, rank=1, insolvent=True)
        standing = Standing(Decimal(2), Decimal(1), 5, 2, True)
        reasons = judge(asked, standing, [bill(1, 1)])[1]
        self.assertEqual([reason.cause for reason in reasons], list(Cause))

    # === PROPERTIES === #

    @given(standings, documents)
    def test_without_a_condition_nothing_stops(self, standing, bills):
        self.assertFalse(judge(Conditions(), standing, bills))

    @given(conditions, standings, documents, st.randoms(use_true_random=False))
    def test_the_order_in_which_they_are_asked_decides_nothing(
        self, asked, standing, bills, random
    ):
        shuffled = random.sample(bills, len(bills))
        self.assertEqual(
            judge(asked, standing, shuffled), judge(asked, standing, bills)
        )

    @given(conditions, standings, documents)
    def test_a_batch_is_the_same_as_one_after_the_other(self, asked, standing, bills):
        together = judge(asked, standing, bills)
        for document in sorted(bills, key=lambda bill: (bill.day, bill.number)):
            alone = judge(asked, standing, [document])
            self.assertEqual(alone.get(document.key), together.get(document.key))
            if not alone:
                exposure = standing.exposure + document.amount
                standing = replace(standing, exposure=exposure)

    @given(conditions, standings, amounts, st.decimals(0, 1000, places=2))
    def test_a_higher_limit_never_stops_what_passed(
        self, asked, standing, amount, more
    ):
        if standing.limit is None:
            return
        higher = replace(standing, limit=standing.limit + more)
        before = judge(asked, standing, [bill(1, amount)])
        after = judge(asked, higher, [bill(1, amount)])
        self.assertLessEqual(after.keys(), before.keys())

    @given(conditions, standings, documents)
    def test_without_a_limit_none_stops_more(self, asked, standing, bills):
        free = judge(asked, replace(standing, limit=None), bills)
        self.assertLessEqual(free.keys(), judge(asked, standing, bills).keys())

    @given(standings, documents)
    def test_what_passes_never_crosses_the_limit(self, standing, bills):
        """Apart from what passes in any case."""
        if standing.limit is None:
            return
        stopped = judge(LIMIT, standing, bills)
        exposure = standing.exposure
        for document in sorted(bills, key=lambda bill: (bill.day, bill.number)):
            if document.key in stopped:
                continue
            exposure += document.amount
            if document.amount > 0 and not document.passes:
                self.assertLessEqual(exposure, standing.limit)

    @given(conditions, standings, documents)
    def test_what_passes_in_any_case_and_credits_never_stop(
        self, asked, standing, bills
    ):
        for key in judge(asked, standing, bills):
            document = bills[key]
            self.assertFalse(document.passes)
            self.assertGreater(document.amount, 0)
