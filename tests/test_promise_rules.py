"""Promises, the rule alone: examples and properties."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..rules.promise import Promise, Receipt, State, judge

MADE = datetime.fromisoformat("2026-03-10 09:00")
EURO, DOLLAR = 1, 2


def on(offset):
    return MADE.date() + timedelta(days=offset)


def promise(amount=100, due=10, number=1, **values):
    values = {"currency": EURO, "made_at": MADE, **values}
    return Promise(number, Decimal(amount), date=on(due), **values)


def receipt(amount, day=5, number=1, *, claim=None, made=1, worth=None):
    """Entered ``made`` hours after the promise."""
    worth = worth or {EURO: Decimal(amount)}
    entered_at = MADE + timedelta(hours=made)
    return Receipt(number, on(day), entered_at, worth, claim)


def state(promises, receipts, today=99):
    """The states of one promise, or of several by their ids."""
    several = isinstance(promises, list)
    verdicts = judge(promises if several else [promises], receipts, on(today))
    states = {key: verdict.state for key, verdict in verdicts.items()}
    return states if several else states[promises.id]


AMOUNTS = st.integers(1, 300)
PROMISES = st.lists(
    st.builds(
        lambda amount, due, grace, claims, made: promise(
            amount,
            due,
            grace=grace,
            claims=claims,
            made_at=MADE + timedelta(hours=made),
        ),
        AMOUNTS,
        st.integers(0, 20),
        st.integers(0, 5),
        st.frozensets(st.integers(1, 3), max_size=2),
        st.integers(0, 3),
    ),
    max_size=4,
).map(lambda found: [p._replace(id=i) for i, p in enumerate(found)])
RECEIPTS = st.lists(
    st.builds(
        receipt,
        AMOUNTS,
        st.integers(-3, 30),
        claim=st.one_of(st.none(), st.integers(1, 3)),
        made=st.integers(-2, 5),
    ),
    max_size=6,
).map(lambda found: [r._replace(id=i) for i, r in enumerate(found)])


@tagged("post_install", "-at_install")
class TestPromiseRules(BaseCase):
    def test_open_until_the_last_day_of_grace_then_broken(self):
        given_word = promise(due=10, grace=3)
        self.assertEqual(state(given_word, [], today=13), State.OPEN)
        self.assertEqual(state(given_word, [], today=14), State.BROKEN)

    def test_kept_early_in_parts_and_within_grace(self):
        parts = [receipt(60, 2), receipt(40, 12, number=2)]
        given_word = promise(due=10, grace=3)
        self.assertEqual(state(given_word, parts[:1], today=5), State.OPEN)
        self.assertEqual(state(given_word, parts, today=12), State.KEPT)
        self.assertEqual(state(given_word, parts[:1]), State.PARTLY)
        self.assertEqual(state(promise(due=10), parts), State.PARTLY)

    def test_what_came_before_the_promise_was_known_then(self):
        self.assertEqual(state(promise(), [receipt(100, made=-1)]), State.BROKEN)

    def test_a_payment_of_the_day_before_that_was_entered_later_counts(self):
        self.assertEqual(state(promise(), [receipt(100, day=-1)]), State.KEPT)

    def test_only_its_claims_and_what_is_not_allocated_yet(self):
        given_word = promise(claims=frozenset({7}))
        self.assertEqual(state(given_word, [receipt(100, claim=8)]), State.BROKEN)
        self.assertEqual(state(given_word, [receipt(100, claim=7)]), State.KEPT)
        self.assertEqual(state(given_word, [receipt(100)]), State.KEPT)

    def test_nothing_is_open_any_more(self):
        self.assertEqual(state(promise(settled=True), [], today=1), State.KEPT)

    def test_a_receipt_counts_once_for_the_oldest_date_first(self):
        promises = [promise(due=20, number=1), promise(due=10, number=2)]
        self.assertEqual(
            state(promises, [receipt(150)]), {1: State.PARTLY, 2: State.KEPT}
        )

    def test_it_takes_what_the_other_cannot_use(self):
        promises = [
            promise(due=10, number=1, claims=frozenset({7, 8})),
            promise(due=20, number=2, claims=frozenset({7})),
        ]
        receipts = [receipt(100, 1, claim=7), receipt(100, 2, number=2, claim=8)]
        self.assertEqual(state(promises, receipts), {1: State.KEPT, 2: State.KEPT})

    def test_one_receipt_for_promises_in_two_currencies(self):
        promises = [
            promise(40, due=10, number=1),
            promise(100, due=20, number=2, currency=DOLLAR),
        ]
        worth = {EURO: Decimal(100), DOLLAR: Decimal(120)}
        verdicts = judge(promises, [receipt(0, worth=worth)], on(99))
        self.assertEqual(verdicts[1], (State.KEPT, 40))
        self.assertEqual(verdicts[2], (State.PARTLY, 72))

    def test_another_currency_alone_does_not_count(self):
        paid = receipt(0, worth={DOLLAR: Decimal(100)})
        self.assertEqual(state(promise(), [paid]), State.BROKEN)

    @given(PROMISES, RECEIPTS, st.integers(-5, 40))
    def test_no_receipt_counts_twice(self, promises, receipts, today):
        verdicts = judge(promises, receipts, on(today))
        received = sum(verdict.received for verdict in verdicts.values())
        self.assertLessEqual(received, sum(r.worth[EURO] for r in receipts))
        for given_word in promises:
            verdict = verdicts[given_word.id]
            self.assertTrue(0 <= verdict.received <= given_word.amount)
            self.assertEqual(
                verdict.state == State.KEPT, verdict.received == given_word.amount
            )

    @given(PROMISES, RECEIPTS, st.integers(-5, 40))
    def test_the_oldest_gets_all_that_counts_for_it(self, promises, receipts, today):
        if not promises:
            return
        first = min(promises, key=lambda p: (p.date, p.id))
        there = sum(r.worth[EURO] for r in receipts if r.counts_for(first))
        verdict = judge(promises, receipts, on(today))[first.id]
        self.assertEqual(verdict.received, min(first.amount, there))

    @given(PROMISES, RECEIPTS, st.integers(-5, 40))
    def test_the_order_of_the_rows_does_not_matter(self, promises, receipts, today):
        self.assertEqual(
            judge(promises, receipts, on(today)),
            judge(promises[::-1], receipts[::-1], on(today)),
        )

    @given(PROMISES, RECEIPTS, st.integers(-5, 40))
    def test_only_the_deadline_closes_what_is_not_kept(self, promises, receipts, today):
        now = judge(promises, receipts, on(today))
        later = judge(promises, receipts, date.max)
        for given_word in promises:
            verdict = now[given_word.id]
            waits = on(today) <= given_word.deadline
            self.assertEqual(
                verdict.state == State.OPEN, waits and verdict.state != State.KEPT
            )
            if verdict.state != State.OPEN:
                self.assertEqual(verdict, later[given_word.id])
