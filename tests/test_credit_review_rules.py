"""The monthly review, the rule alone: examples computed by hand, and properties."""

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..rules.credit_review import TRUST, Code, Customer, is_due, propose, round_sensibly

AMOUNTS = st.decimals(0, 10**8, places=2)
CUSTOMERS = st.builds(
    Customer,
    turnover=AMOUNTS,
    terms=st.integers(0, 120),
    grade=st.sampled_from(list(TRUST)),
    insured=AMOUNTS,
    present=st.one_of(st.none(), AMOUNTS),
    requested=AMOUNTS,
)


def limit(**values):
    decimals = {
        name: Decimal(value) if name not in ("grade", "terms") else value
        for name, value in values.items()
    }
    return propose(Customer(**decimals)).limit


def codes(proposal):
    return [reason.code for reason in proposal.reasons]


@tagged("post_install", "-at_install")
class TestCreditReviewRules(BaseCase):
    def test_what_each_class_is_good_for(self):
        # 10,000 a month at 30 days: 20,000 needed.
        found = {grade: limit(turnover=10000, terms=30, grade=grade) for grade in TRUST}
        self.assertEqual(
            found,
            {"A": 30000, "B": 25000, "C": 20000, "D": 10000, "E": 0, None: 10000},
        )

    def test_longer_terms_need_more(self):
        self.assertEqual(limit(turnover=1000, terms=0, grade="C"), 1000)
        self.assertEqual(limit(turnover=1000, terms=60, grade="C"), 3000)

    def test_a_new_customer_gets_a_half_of_what_it_asks_for(self):
        self.assertEqual(limit(requested=5000), 2500)
        self.assertEqual(limit(requested=5000, grade="B"), 6250)
        self.assertEqual(limit(), 0)

    def test_who_neither_buys_nor_asks_is_left_alone(self):
        idle = Customer(present=Decimal(5000))
        self.assertFalse(is_due(Customer()))
        self.assertFalse(is_due(idle._replace(grade="A")))
        self.assertTrue(is_due(Customer(turnover=Decimal(1))))
        self.assertTrue(is_due(Customer(requested=Decimal(1))))
        bad = idle._replace(grade="E")
        self.assertTrue(is_due(bad))
        self.assertEqual(propose(bad).limit, 0)
        self.assertEqual(codes(propose(bad))[0], Code.IDLE)
        self.assertFalse(is_due(bad._replace(present=None)))
        self.assertFalse(is_due(bad._replace(present=Decimal(0))))

    def test_what_is_insured_can_be_granted(self):
        values = {"turnover": 10000, "terms": 30}
        self.assertEqual(limit(**values, grade="E", insured=8000), 8000)
        self.assertEqual(limit(**values, grade="E", insured=80000), 20000)
        self.assertEqual(limit(**values, grade="A", insured=8000), 30000)

    def test_twice_the_present_limit_at_a_time(self):
        values = {"turnover": 10000, "terms": 30, "grade": "A"}
        self.assertEqual(limit(**values, present=5000), 10000)
        self.assertEqual(limit(**values, present=0), 30000)
        self.assertEqual(limit(turnover=10, grade="E", present=5000), 0)

    def test_a_small_change_is_none(self):
        proposal = propose(Customer(Decimal(10000), 30, "C", present=Decimal(19000)))
        self.assertTrue(proposal.keeps(Decimal(19000)))
        self.assertEqual(codes(proposal), [Code.NEED, Code.TRUST, Code.SMALL])
        self.assertFalse(proposal.keeps(None))

    def test_rounding(self):
        for amount, rounded in {
            "12345": 12500,
            "870": 870,
            "875": 880,
            "1225": 1250,
            "99999": 100000,
            "1": 0,
            "5": 10,
            "0": 0,
        }.items():
            self.assertEqual(round_sensibly(Decimal(amount)), rounded, amount)

    @given(CUSTOMERS)
    def test_never_more_than_twice_and_never_negative(self, customer):
        found = propose(customer).limit
        self.assertGreaterEqual(found, 0)
        if customer.present:
            # Rounding may add a little to twice the present limit.
            self.assertLessEqual(found, customer.present * Decimal("2.1") + 10)

    @given(CUSTOMERS)
    def test_a_better_class_never_gets_less(self, customer):
        limits = [propose(customer._replace(grade=grade)).limit for grade in "EDCBA"]
        slack = (customer.present or 0) * Decimal("0.1")  # a small change is none
        for worse, better in pairwise(limits):
            self.assertLessEqual(worse, better + slack)

    @given(CUSTOMERS)
    def test_it_says_why(self, customer):
        reasons = codes(propose(customer))
        self.assertEqual(len(reasons), len(set(reasons)))
        self.assertIn(reasons[-1], (Code.ROUNDED, Code.SMALL))
