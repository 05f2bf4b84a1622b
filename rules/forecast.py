"""When will open money come in? One expected day for each open amount.

What the customer said or signed comes first (a promise, an instalment). Else the claim
is expected when this customer usually pays: its due date and the days that it is
usually late. Where that day has passed, the claim is expected after as many days again
as it has been overdue beyond the habit: the longer it has been out, the longer it will
take. Held back for good (insolvency, disputes), it is not expected at all.
"""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import date, timedelta

WEEKS = 13
ONE_WEEK = timedelta(days=7)
NOTHING_MUCH = 1e-9  # what floats leave over


@dataclass(frozen=True, slots=True)
class Expected:
    """An open amount, in the company's currency; promised things count as sure."""

    amount: float
    due_date: date
    usual_days_late: int = 0
    agreed_date: date | None = None  # promised, or of an instalment
    is_doubtful: bool = False
    seller: Hashable = None


def expected_date(claim, today):
    """Day on which ``claim`` is expected; None: not to be counted on."""
    if claim.agreed_date:
        return max(claim.agreed_date, today)
    if claim.is_doubtful:
        return None
    usual = claim.due_date + timedelta(days=max(claim.usual_days_late, 0))
    return usual if usual >= today else today + (today - usual)


def net_of_agreements(claims, agreed, credits=0):
    """What to expect of one customer, where some of its debt is agreed upon.

    Credits pay the oldest claims; what was promised, and the instalments of plans,
    stand for as much of the oldest claims that are left, and never for more.

    :param claims: ``Expected``, of one customer
    :param agreed: (date, amount) pairs
    :return: ``Expected``, with the agreements among them
    """
    left = sorted(claims, key=lambda claim: (claim.is_doubtful, claim.due_date))
    left, _taken = _take(left, credits)
    expected = []
    for day, amount in sorted(agreed):
        left, taken = _take(left, amount)
        expected += [replace(claim, agreed_date=day) for claim in taken]
    return expected + left


def _take(claims, amount):
    """Split ``claims`` after ``amount``: what is left of them, what is taken."""
    left, taken = [], []
    for claim in claims:
        part = min(max(amount, 0), claim.amount)
        amount -= part
        if part:
            taken.append(replace(claim, amount=part))
        if claim.amount - part > NOTHING_MUCH:
            left.append(replace(claim, amount=claim.amount - part))
    return left, taken


def monday(day):
    return day - timedelta(days=day.weekday())


def weeks(claims, today, count=WEEKS):
    """[(Monday, amount expected in that week)], this week first, and what comes later.

    :return: the weeks, the amount expected after them, the amount not counted on
    """
    first = monday(today)
    sums = [0.0] * count
    later = doubtful = 0.0
    for claim in claims:
        day = expected_date(claim, today)
        if day is None:
            doubtful += claim.amount
        elif (index := (day - first) // ONE_WEEK) < count:
            sums[index] += claim.amount
        else:
            later += claim.amount
    days = [first + ONE_WEEK * index for index in range(count)]
    return list(zip(days, sums, strict=True)), later, doubtful
