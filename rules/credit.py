"""Credit: what a customer owes and will owe, and how much it may owe.

Pure. Amounts are in the company's currency; days are calendar days, the last one of a
period included.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a company stands to lose if a customer paid nothing any more."""

    receivable: Decimal = NOTHING  # open receivable items
    credits: Decimal = NOTHING  # open payments and credit notes, positive
    drafts: Decimal = NOTHING  # draft invoices, where the company counts them
    orders: Decimal = NOTHING  # confirmed orders that are not invoiced yet

    @property
    def total(self):
        """Negative for a customer who has paid in advance."""
        return self.receivable - self.credits + self.drafts + self.orders


class LimitKind(StrEnum):
    """Where a limit comes from."""

    NONE = "none"
    DEFAULT = "default"  # of the company, for customers without their own
    CUSTOMER = "customer"
    TEMPORARY = "temporary"
    INSURED = "insured"  # what the insurance covers, where it caps or adds


class CoverUse(StrEnum):
    """What the insured amount does to the limit."""

    INFORMATION = "information"
    CAP = "cap"  # never more credit than what is insured
    ADD = "add"  # the limit is one's own risk, on top of what is insured


@dataclass(frozen=True, slots=True)
class Limit:
    """How much a customer may owe."""

    amount: Decimal | None = None  # None: as much as it likes
    kind: LimitKind = LimitKind.NONE
    until: date | None = None  # last day on which it holds, None without end

    def room(self, exposure):
        """What may be added to ``exposure``, negative above the limit; None: any."""
        return None if self.amount is None else self.amount - exposure.total


@dataclass(frozen=True, slots=True)
class Temporary:
    """A limit that takes the place of the standing one from ``start`` to ``end``."""

    amount: Decimal
    start: date
    end: date
    id: int = 0

    def is_active(self, today):
        return self.start <= today <= self.end


@dataclass(frozen=True, slots=True)
class Cover:
    """What an insurer pays if the customer does not, from ``start`` to ``end``."""

    amount: Decimal
    start: date
    end: date | None = None  # None: until it is cancelled

    def is_active(self, today):
        return self.start <= today and (self.end is None or today <= self.end)


def standing_limit(amount, default):
    """The limit of Odoo's own field (account/models/partner.py, ``credit_limit``).

    Zero means there that nothing is checked. Below zero there is no credit at all.

    :param Decimal amount: of the customer, the default where it has none of its own
    :param Decimal default: of the company
    """
    if not amount:
        return Limit()
    kind = LimitKind.DEFAULT if amount == default else LimitKind.CUSTOMER
    return Limit(max(amount, NOTHING), kind)


def limit_of_day(standing, temporaries, covers, use, today):
    """The ``Limit`` that holds ``today``.

    Of several temporary limits the one that began last counts; what several insurances
    cover is added up, as with a top-up cover.

    :param standing: ``Limit`` without any end
    :param temporaries: ``Temporary``
    :param covers: ``Cover``
    :param use: ``CoverUse``
    """
    limit = standing
    active = [temporary for temporary in temporaries if temporary.is_active(today)]
    if active:
        latest = max(active, key=lambda temporary: (temporary.start, temporary.id))
        limit = Limit(latest.amount, LimitKind.TEMPORARY, latest.end)
    cover = cover_of_day(covers, today)
    return _with_cover(limit, cover, use) if cover else limit


def cover_of_day(covers, today):
    """All that is insured ``today`` as one ``Cover`` up to its next end, or None."""
    active = [cover for cover in covers if cover.is_active(today)]
    if not active:
        return None
    return Cover(
        sum((cover.amount for cover in active), NOTHING),
        max(cover.start for cover in active),
        min((cover.end for cover in active if cover.end), default=None),
    )


def _with_cover(limit, cover, use):
    if use == CoverUse.CAP and (limit.amount is None or cover.amount < limit.amount):
        return Limit(cover.amount, LimitKind.INSURED, cover.end)
    if use == CoverUse.ADD and limit.amount is not None:
        until = min(filter(None, (limit.until, cover.end)), default=None)
        return Limit(limit.amount + cover.amount, LimitKind.INSURED, until)
    return limit
