"""Statement: what was open on a day, what moved until then, and how old it is.

Pure: the items of one customer in, one section for each currency out. Currencies are
never added up. Amounts are ``Decimal`` in the item's own currency, positive where the
customer owes, negative for credits.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

NOTHING = Decimal(0)
ONE_DAY = timedelta(days=1)

# Where an open amount stands: credits apart, which are never late, then claims by the
# number of days since their due date.
BUCKETS = ("credits", "not_due", "late_30", "late_60", "late_90", "late_more")
LATE = BUCKETS[2:]
LAST_DAYS = (30, 60, 90)  # of the buckets late_30, late_60 and late_90


@dataclass(frozen=True, slots=True)
class Match:
    """A part of an item that was settled on ``date``, the date of its younger half."""

    date: date
    amount: Decimal  # has the sign of the item
    other_id: int | None = None  # the item it was settled with
    other_amount: Decimal = NOTHING  # the same part, in the currency of that item
    document: Any = None  # whatever the caller wants to have back


@dataclass(frozen=True, slots=True)
class Item:
    """A receivable item: an instalment, a credit note, a payment ..."""

    id: int
    date: date
    due_date: date
    amount: Decimal
    currency: Hashable
    matches: tuple[Match, ...] = ()
    document: Any = None  # whatever the caller wants to have back

    def open_on(self, day):
        """What was open at the end of ``day``: later settlements do not count."""
        if self.date > day:
            return NOTHING
        settled = (match.amount for match in self.matches if match.date <= day)
        return self.amount - sum(settled, NOTHING)


@dataclass(frozen=True, slots=True)
class OpenItem:
    item: Item
    residual: Decimal
    days_late: int  # 0 for credits and for what is not due

    @property
    def bucket(self):
        if self.residual < 0:
            return "credits"
        if not self.days_late:
            return "not_due"
        for bucket, last in zip(LATE, LAST_DAYS, strict=False):
            if self.days_late <= last:
                return bucket
        return LATE[-1]


@dataclass(frozen=True, slots=True)
class Movement:
    """An item, or the settlement of one outside of this account in this currency."""

    date: date
    item: Item
    amount: Decimal
    balance: Decimal = NOTHING  # after it
    match: Match | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """The account in one currency."""

    currency: Hashable
    opening: Decimal  # before the first movement
    movements: tuple[Movement, ...]
    open_items: tuple[OpenItem, ...]

    @property
    def balance(self):
        return sum((line.residual for line in self.open_items), NOTHING)

    @property
    def ageing(self):
        """{bucket: amount}; they add up to the balance."""
        ageing = dict.fromkeys(BUCKETS, NOTHING)
        for line in self.open_items:
            ageing[line.bucket] += line.residual
        return ageing

    @property
    def overdue(self):
        return sum(map(self.ageing.get, LATE), NOTHING)

    @property
    def to_pay(self):
        """What should be paid now: what is overdue, credits deducted."""
        return max(self.overdue + self.ageing["credits"], NOTHING)


def sections(items, day, since=None):
    """Return the account on ``day``, a section for each currency that has anything.

    :param items: every item that was open on the day before ``since``, or has come
        since then; without ``since``, those open on ``day`` will do
    :param since: first day of the movements; None: open items alone
    """
    by_currency = {}
    for item in items:
        by_currency.setdefault(item.currency, []).append(item)
    found = (_section(own, day, since) for own in by_currency.values())
    return tuple(s for s in found if s.opening or s.movements or s.open_items)


def _section(items, day, since):
    opening, movements = NOTHING, ()
    if since:
        before = since - ONE_DAY
        opening = sum((item.open_on(before) for item in items), NOTHING)
        movements = tuple(_run(opening, _movements(items, since, day)))
    open_items = tuple(_open_items(items, day))
    return Section(items[0].currency, opening, movements, open_items)


def _open_items(items, day):
    for item in sorted(items, key=lambda item: (item.due_date, item.id)):
        if residual := item.open_on(day):
            late = (day - item.due_date).days if residual > 0 else 0
            yield OpenItem(item, residual, max(late, 0))


def _movements(items, since, day):
    """In the order of their days; on one day, claims before what settles them."""
    by_id = {item.id: item for item in items}
    movements = [
        Movement(item.date, item, item.amount)
        for item in items
        if item.amount and since <= item.date <= day
    ]
    movements += [
        Movement(match.date, item, -match.amount, match=match)
        for item in items
        for match in item.matches
        if since <= match.date <= day and _settled_elsewhere(match, by_id)
    ]
    return sorted(movements, key=_place)


def _place(movement):
    other_id = movement.match.other_id if movement.match else None
    return movement.date, movement.amount < 0, movement.item.id, other_id or 0


def _settled_elsewhere(match, by_id):
    """Whether the other half is missing from this account in this currency.

    It was paid in another currency, say, or by another customer. Where both halves are
    here and equal, settling one with the other moves nothing.
    """
    other_half = match.other_amount if match.other_id in by_id else NOTHING
    return bool(match.amount + other_half)


def _run(balance, movements):
    """The movements with the balance after each."""
    for movement in movements:
        balance += movement.amount
        yield Movement(
            movement.date, movement.item, movement.amount, balance, movement.match
        )
