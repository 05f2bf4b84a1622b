from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..rules.statement import BUCKETS, Item, Match, sections

TODAY = date(2026, 3, 10)
LAST = 90  # no item or settlement is later than this many days after TODAY


def days(count):
    return TODAY + timedelta(days=count)


def item(amount, due=0, item_id=1, **values):
    return Item(
        id=item_id,
        date=values.pop("date", days(due - 30)),
        due_date=days(due),
        amount=Decimal(amount),
        currency=values.pop("currency", "EUR"),
        **values,
    )


@st.composite
def ledgers(draw):
    """({item id: item}, {item id: what is left of it}) of one customer.

    Claims and credits in two currencies; halves of a settlement may be in different
    currencies, or one of them in the account of another customer.
    """
    offsets = st.integers(-200, LAST)
    amounts = st.decimals(min_value=1, max_value=999, places=2)
    items, left = {}, {}
    for item_id in range(draw(st.integers(0, 8))):
        dated, sign = draw(offsets), draw(st.sampled_from([1, -1]))
        items[item_id] = Item(
            id=item_id,
            date=days(dated),
            due_date=days(dated + draw(st.integers(0, 60))),
            amount=sign * draw(amounts),
            currency=draw(st.sampled_from(["EUR", "USD"])),
        )
        left[item_id] = items[item_id].amount
    for _settlement in range(draw(st.integers(0, 8))):
        _settle(draw, items, left)
    return items, left


def _settle(draw, items, left):
    """Settle a claim with a credit, in whole or in part."""
    claims = [i for i in items if left[i] > 0]
    credits = [i for i in items if left[i] < 0]
    if not claims or not (credits or draw(st.booleans())):
        return
    claim = items[draw(st.sampled_from(claims))]
    amount = draw(st.sampled_from([left[claim.id], left[claim.id] / 2]))
    if not credits or draw(st.integers(0, 3)) == 0:  # by somebody else
        latest = draw(st.integers((claim.date - TODAY).days, LAST))
        _match(items, left, claim, Match(days(latest), amount, 99, -amount))
        return
    credit = items[draw(st.sampled_from(credits))]
    used = max(-amount, left[credit.id])
    if claim.currency == credit.currency:
        amount = -used
    latest = max(claim.date, credit.date)
    _match(items, left, claim, Match(latest, amount, credit.id, used))
    _match(items, left, credit, Match(latest, used, claim.id, amount))


def _match(items, left, half, match):
    left[half.id] -= match.amount
    matches = (*items[half.id].matches, match)
    items[half.id] = replace(items[half.id], matches=matches)


any_day = st.integers(-250, LAST + 10).map(days)


@tagged("post_install", "-at_install")
class TestStatementProperties(BaseCase):
    @given(ledgers(), any_day, any_day)
    def test_what_is_open_is_where_the_running_balance_ends(self, ledger, one, other):
        items, _left = ledger
        since, day = sorted((one, other))
        for section in sections(items.values(), day, since):
            balance = section.opening
            for movement in section.movements:
                balance += movement.amount
                self.assertEqual(movement.balance, balance)
            self.assertEqual(balance, section.balance)

    @given(ledgers(), any_day)
    def test_the_running_balance_from_the_first_day_starts_at_nothing(
        self, ledger, day
    ):
        items, _left = ledger
        for section in sections(items.values(), day, date.min + timedelta(days=1)):
            self.assertEqual(section.opening, 0)
            self.assertEqual(sum(m.amount for m in section.movements), section.balance)

    @given(ledgers(), any_day)
    def test_the_buckets_add_up_to_the_balance(self, ledger, day):
        items, _left = ledger
        for section in sections(items.values(), day):
            ageing = section.ageing
            self.assertEqual(tuple(ageing), BUCKETS)
            self.assertEqual(sum(ageing.values()), section.balance)
            self.assertLessEqual(ageing["credits"], 0)
            self.assertTrue(all(ageing[name] >= 0 for name in BUCKETS[1:]))
            self.assertLessEqual(section.to_pay, section.overdue)

    @given(ledgers())
    def test_in_the_end_what_is_open_is_what_the_ledger_has_left(self, ledger):
        items, left = ledger
        open_items = {
            line.item.id: line.residual
            for section in sections(items.values(), days(LAST))
            for line in section.open_items
        }
        self.assertEqual(open_items, {i: rest for i, rest in left.items() if rest})

    @given(ledgers(), any_day)
    def test_a_later_day_changes_nothing_of_an_earlier_one(self, ledger, day):
        """What is not known yet on a day does not show on its statement."""
        items, _left = ledger
        known = [
            replace(own, matches=tuple(m for m in own.matches if m.date <= day))
            for own in items.values()
            if own.date <= day
        ]
        then, now = sections(known, day), sections(items.values(), day)
        self.assertEqual(
            {section.currency: section.ageing for section in then},
            {section.currency: section.ageing for section in now},
        )


@tagged("post_install", "-at_install")
class TestStatementRules(BaseCase):
    """Small accounts, worked out by hand."""

    def test_days_late_and_buckets(self):
        expected = {
            "not_due": (-40, 0),
            "late_30": (1, 30),
            "late_60": (31, 60),
            "late_90": (61, 90),
            "late_more": (91, 400),
        }
        for bucket, ages in expected.items():
            for age in ages:
                [section] = sections([item(100, -age, date=TODAY)], TODAY)
                [line] = section.open_items
                self.assertEqual(line.bucket, bucket, age)
                self.assertEqual(line.days_late, max(age, 0))

    def test_a_credit_is_never_late(self):
        [section] = sections([item(100, -5), item(-150, -300, 2)], TODAY)
        self.assertEqual([i.days_late for i in section.open_items], [0, 5])
        self.assertEqual(section.ageing["credits"], -150)
        self.assertEqual(section.balance, -50)
        self.assertEqual((section.overdue, section.to_pay), (100, 0))

    def test_before_and_after_a_payment(self):
        paid = (Match(days(3), Decimal(60), other_id=2, other_amount=Decimal(-60)),)
        used = (Match(days(3), Decimal(-60), other_id=1, other_amount=Decimal(60)),)
        items = [
            item(100, matches=paid),
            item(-60, 3, 2, date=days(3), matches=used),
        ]
        for day, balance in ((2, 100), (3, 40), (50, 40)):
            [section] = sections(items, days(day))
            self.assertEqual(section.balance, balance)
        [section] = sections(items, days(9), since=days(1))
        self.assertEqual(section.opening, 100)
        self.assertEqual([m.amount for m in section.movements], [-60])

    def test_paid_in_another_currency(self):
        items = [
            item(100, matches=(Match(days(3), Decimal(100), 2, Decimal(-110)),)),
            item(
                -110,
                3,
                2,
                currency="USD",
                date=days(3),
                matches=(Match(days(3), Decimal(-110), 1, Decimal(100)),),
            ),
        ]
        euro, dollar = sections(items, days(9), since=days(-90))
        self.assertEqual([m.amount for m in euro.movements], [100, -100])
        self.assertEqual([m.amount for m in dollar.movements], [110, -110])
        self.assertEqual((euro.balance, dollar.balance), (0, 0))
        self.assertEqual(sections(items, days(9)), ())

    def test_nothing_makes_no_section(self):
        self.assertEqual(sections([], TODAY), ())
        self.assertEqual(sections([item(100, date=days(1))], TODAY), ())
