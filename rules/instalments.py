"""Payment plans: amounts and days of the instalments, what has been paid of them, and
when a plan is broken.

Amounts are positive, in one currency, and multiples of its rounding; days are calendar
days. Nothing is lost in rounding: the last instalment takes the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

NOTHING = Decimal(0)
MOST = 120  # instalments of one plan
LAST_DAY = date(2199, 12, 31)  # later ones are slips of the pen


class Interval(Enum):
    """Time from one instalment to the next."""

    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"  # on the day of the first; a shorter month has its last day


class Flaw(Enum):
    """What is wrong with a schedule that was asked for."""

    NO_TOTAL = "no_total"
    TOO_MANY = "too_many"
    NO_NUMBER = "no_number"
    NO_AMOUNT = "no_amount"
    TOO_SMALL = "too_small"  # some instalment would be of nothing
    DOWN_PAYMENT = "down_payment"  # negative, or not less than the total
    NOT_POSITIVE = "not_positive"
    ORDER = "order"  # two on one day, or a later one before an earlier
    SUM = "sum"  # they do not add up to the total
    TOO_FAR = "too_far"  # some instalment would be after ``LAST_DAY``


class ScheduleError(ValueError):
    """The schedule cannot be made; ``flaw`` says why."""

    def __init__(self, flaw):
        super().__init__(flaw.value)
        self.flaw = flaw


class Instalment(NamedTuple):
    day: date
    amount: Decimal


# === DAYS === #


def days(first, interval, number):
    """The days of ``number`` instalments, the first on ``first``.

    Months count from the first day, so that 31 January is followed by 28 February and
    31 March.

    :raise ScheduleError:
    """
    try:
        return _days(first, interval, number)
    except (OverflowError, ValueError) as error:  # Python's dates end with 9999
        raise ScheduleError(Flaw.TOO_FAR) from error


def _days(first, interval, number):
    if interval is Interval.MONTH:
        return [add_months(first, index) for index in range(number)]
    step = timedelta(weeks=1 if interval is Interval.WEEK else 2)
    return [first + index * step for index in range(number)]


def add_months(first, months):
    """The same day ``months`` later, or the last day of a month that is shorter."""
    years, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + years, month + 1
    after = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(first.day - 1), after - timedelta(1))


# === AMOUNTS === #


def by_number(total, number, rounding):
    """Split ``total`` into ``number`` equal amounts; the last one takes the rest.

    :param rounding: smallest amount of the currency, such as 0.01
    :raise ScheduleError:
    """
    _check_total(total)
    _check_number(number)
    share = (total / number / rounding).to_integral_value(ROUND_FLOOR) * rounding
    if share <= 0:
        raise ScheduleError(Flaw.TOO_SMALL)
    return [share] * (number - 1) + [total - share * (number - 1)]


def by_amount(total, amount, rounding):
    """Split ``total`` into instalments of ``amount``; the last one takes the rest.

    :raise ScheduleError:
    """
    _check_total(total)
    if amount < rounding:
        raise ScheduleError(Flaw.NO_AMOUNT)
    number = int((total / amount).to_integral_value(ROUND_CEILING))
    _check_number(number)
    return [amount] * (number - 1) + [total - amount * (number - 1)]


def after_down_payment(total, down_payment):
    """What is left for the instalments proper.

    :raise ScheduleError:
    """
    _check_total(total)
    if not 0 <= down_payment < total:
        raise ScheduleError(Flaw.DOWN_PAYMENT)
    return total - down_payment


def check(total, instalments: Sequence[Instalment]):
    """Let only a schedule pass that is in order and adds up, whoever made it.

    :raise ScheduleError:
    """
    _check_total(total)
    _check_number(len(instalments))
    if any(instalment.amount <= 0 for instalment in instalments):
        raise ScheduleError(Flaw.NOT_POSITIVE)
    if any(later.day <= earlier.day for earlier, later in pairwise(instalments)):
        raise ScheduleError(Flaw.ORDER)
    if instalments[-1].day > LAST_DAY:
        raise ScheduleError(Flaw.TOO_FAR)
    if sum(instalment.amount for instalment in instalments) != total:
        raise ScheduleError(Flaw.SUM)


def _check_total(total):
    if total <= 0:
        raise ScheduleError(Flaw.NO_TOTAL)


def _check_number(number):
    if number < 1:
        raise ScheduleError(Flaw.NO_NUMBER)
    if number > MOST:
        raise ScheduleError(Flaw.TOO_MANY)


# === WHAT HAS BEEN PAID === #


@dataclass(frozen=True, slots=True)
class Status:
    """One instalment after the receipts and credit notes so far."""

    day: date
    amount: Decimal
    credited: Decimal  # taken off by credit notes
    paid: Decimal

    @property
    def open(self):
        return self.amount - self.credited - self.paid

    def late_since(self, today):
        """First day on which it was late; None while it is not."""
        late = self.open > 0 and self.day < today
        return self.day + timedelta(1) if late else None


def allocate(instalments: Sequence[Instalment], paid, credited=NOTHING):
    """Return the ``Status`` of each instalment, in the order of their days.

    Money pays the first that is open. A credit note makes the debt smaller: it takes
    the last instalments away, so that the next one stays what was agreed.

    :param paid: received in all; negative when more came back than had come
    :param credited: taken off by credit notes in all
    """
    in_order = sorted(instalments, key=lambda instalment: instalment.day)
    credits = _pour(credited, [i.amount for i in reversed(in_order)])
    credits.reverse()
    payments = _pour(
        paid, [i.amount - c for i, c in zip(in_order, credits, strict=True)]
    )
    return [
        Status(instalment.day, instalment.amount, credit, payment)
        for instalment, credit, payment in zip(in_order, credits, payments, strict=True)
    ]


def _pour(amount, vessels):
    """Fill the vessels one after the other; what is too much is spilt."""
    filled, left = [], max(amount, NOTHING)
    for vessel in vessels:
        filled.append(min(left, vessel))
        left -= filled[-1]
    return filled


# === BREACH === #


def is_late(statuses, today, grace):
    """Whether an instalment is still open more than ``grace`` days after its day."""
    return any(s.open > 0 and s.day + timedelta(grace) < today for s in statuses)


def is_broken(statuses, today, grace, tolerance, warned):
    """Whether the plan has come to its end because an instalment was not paid.

    It has when an instalment is open more than ``tolerance`` days after its day, and
    the debtor, warned of it, has had the days between grace and tolerance to pay: a
    night that was missed takes nothing of them. (France: no acceleration without a
    notice that has remained without effect, 1225 C. civ.)

    :param warned: {day of an instalment: when the debtor was warned of it}
    """
    patience = timedelta(max(tolerance - grace, 0))
    return any(
        status.open > 0
        and status.day + timedelta(tolerance) < today
        and status.day in warned
        and warned[status.day] + patience < today
        for status in statuses
    )
