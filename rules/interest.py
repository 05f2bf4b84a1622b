"""Late-payment interest and indemnity.

Simple interest, actual days / 365 also in leap years: the due day is excluded, the day
of payment included, and each day has the rate of its own half-year. Amounts are exact
here; the caller rounds the total once. Sources: legal/facts.md, sections 1 to 3.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import NamedTuple

NOTHING = Decimal(0)
ONE_DAY = timedelta(days=1)
PERCENT_DAYS_A_YEAR = Decimal(100 * 365)


class MissingRateError(LookupError):
    """The table ``reference`` has no rate for the period from ``period`` on."""

    def __init__(self, reference, period):
        super().__init__(f"{reference}: no rate from {period}")
        self.reference = reference
        self.period = period


@dataclass(frozen=True, slots=True)
class Reference:
    """A published rate, percent a year: one for each half-year, or each year."""

    name: str | int  # what the error names
    rates: Mapping[date, Decimal]  # by the first day of the period
    yearly: bool = False

    def period(self, day):
        """First day of the period of ``day``."""
        return date(day.year, 1 if self.yearly or day.month < 7 else 7, 1)

    def rate(self, day):
        """Return the rate of ``day``; a period is never given the rate of another.

        :raise MissingRateError: the table ends before, or has a gap
        """
        period = self.period(day)
        if period not in self.rates:
            raise MissingRateError(self.name, period)
        return self.rates[period]


@dataclass(frozen=True, slots=True)
class Scheme:
    """``multiplier`` x reference + ``margin``, or a rate that was agreed upon.

    What was agreed is lifted to ``floor_factor`` x ``floor`` (L441-10 II C. com.).
    """

    reference: Reference | None = None
    multiplier: Decimal = Decimal(1)
    margin: Decimal = NOTHING  # percentage points
    round_up_to: Decimal = NOTHING  # the rate goes up to a multiple of it (Belgium)
    frozen: bool = False  # the rate of the first late day holds for ever (UK)
    agreed: Decimal | None = None  # percent a year
    floor: Reference | None = None
    floor_factor: Decimal = NOTHING

    def rate(self, day):
        """Return the rate of ``day``, percent a year.

        :raise MissingRateError: a table that is needed has no rate for it
        """
        if self.agreed is not None:
            return max(self.agreed, self.lowest_agreed(day))
        if self.reference is None:
            return NOTHING
        rate = self.multiplier * self.reference.rate(day) + self.margin
        return _round_up(max(rate, NOTHING), self.round_up_to)

    def lowest_agreed(self, day):
        """The rate below which no contract may go on ``day``."""
        return self.floor_factor * self.floor.rate(day) if self.floor else NOTHING


class Payment(NamedTuple):
    """What was paid, or credited, and the last day on which it was still open."""

    day: date
    amount: Decimal


class Segment(NamedTuple):
    """Days in a row with one rate on one amount."""

    first: date
    last: date
    base: Decimal
    rate: Decimal  # percent a year

    @property
    def days(self):
        return (self.last - self.first).days + 1

    @property
    def interest(self):
        """Exact, in the currency of the claim."""
        return self.base * self.rate * self.days / PERCENT_DAYS_A_YEAR


class Accrual(NamedTuple):
    """What has become due on one claim.

    ``beside`` is what the debtor owes beside the amount that is open in the ledger,
    where payments count against the principal: all the interest.
    """

    segments: tuple[Segment, ...]
    principal: Decimal  # still open, after the imputation of the payments
    unpaid: Decimal  # interest that no payment was counted against

    @property
    def beside(self):
        return sum((segment.interest for segment in self.segments), NOTHING)


def accrue(principal, late_after, payments, until, scheme, *, interest_first=False):
    """Return the ``Accrual`` of a claim on the day ``until``, that day included.

    :param principal: amount of the claim, tax included, in its currency
    :param late_after: due date, or the day of the notice that started the interest
    :param payments: ``Payment`` objects in any order; one on day d bears until d
    :param interest_first: count payments against the interest first (1343-1 C. civ.)
    :raise MissingRateError: see ``Scheme.rate``
    """
    accrued, segments = NOTHING, []
    for first, last, paid in _stretches(late_after, payments, until):
        if first > last:  # paid before it was late
            principal -= paid
            continue
        for segment in _by_rate(first, last, max(principal, NOTHING), scheme):
            segments.append(segment)
            accrued += segment.interest
        on_interest = min(accrued, paid) if interest_first else NOTHING
        accrued -= on_interest
        principal -= paid - on_interest
    return Accrual(tuple(_joined(segments)), principal, accrued)


def _stretches(late_after, payments, until):
    """(first day, last day, paid on the last day), one after the other."""
    first = late_after + ONE_DAY
    for day, amount in sorted(payments):
        if day > until:
            break
        yield first, day, amount
        first = max(first, day + ONE_DAY)
    yield first, until, NOTHING


def _by_rate(first, last, base, scheme):
    """Segments from ``first`` to ``last``, cut where a half-year begins."""
    if not base:
        return
    while first <= last:
        end = min(last, _end_of_half_year(first))
        yield Segment(first, end, base, scheme.rate(first))
        first = end + ONE_DAY


def _end_of_half_year(day):
    return date(day.year, 6, 30) if day.month < 7 else date(day.year, 12, 31)


def _joined(segments):
    """Neighbours with one rate on one amount become one segment."""
    joined = []
    for segment in segments:
        last = joined[-1] if joined else None
        if last and (last.base, last.rate) == (segment.base, segment.rate):
            joined[-1] = last._replace(last=segment.last)
        else:
            joined.append(segment)
    return joined


def freeze(scheme, late_after):
    """Return ``scheme`` for a claim: a frozen rate is that of its first late day."""
    if not scheme.frozen or scheme.agreed is not None:
        return scheme
    return Scheme(agreed=scheme.rate(late_after + ONE_DAY))


# === START === #


def charges_from(sent_on, days, postal_days=0, is_working_day=None):
    """First day on which a reminder sent on ``sent_on`` lets charges be claimed.

    :param days: calendar days that the debtor has, free of charge
    :param postal_days: working days after which they begin; 0: the next calendar day
    :param is_working_day: function of a day; by default all days but Sundays
    """
    is_working_day = is_working_day or (lambda day: day.weekday() != 6)
    first = sent_on if postal_days else sent_on + ONE_DAY
    for _working_day in range(postal_days):
        first += ONE_DAY
        while not is_working_day(first):
            first += ONE_DAY
    return first + timedelta(days=days)


# === NUMBERS === #


def exact(number):
    """A rate or an amount as it was entered; a float bears noise far behind."""
    return Decimal(str(round(number, 4)))


def round_to(amount, rounding):
    """``amount`` to the nearest multiple of ``rounding``, halves away from zero."""
    return (amount / rounding).quantize(Decimal(1), ROUND_HALF_UP) * rounding


def _round_up(rate, step):
    return (rate / step).quantize(Decimal(1), ROUND_CEILING) * step if step else rate
