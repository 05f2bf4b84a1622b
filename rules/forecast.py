"""When will open money come in? One expected day for each open amount.

What the customer said or signed comes first (a promise, an instalment). Else the claim
is expected when this customer usually pays: its due date and the days that it is
usually late. Where that day has passed, the claim is expected after as many days again
as it has been overdue beyond the habit: the longer it has been out, the longer it will
take. Held back for good (insolvency, disputes), it is not expected at all.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, timedelta

WEEKS = 13
ONE_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Expected:
    """An open amount, in the company's currency."""

    amount: float
    due_date: date
    usual_days_late: int = 0
    agreed_date: date | None = None  # promised, or of an instalment
    is_doubtful: bool = False
    source: Hashable = None


def expected_date(claim, today):
    """Day on which ``claim`` is expected; None: not to be counted on."""
    if claim.is_doubtful:
        return None
    if claim.agreed_date:
        return max(claim.agreed_date, today)
    usual = claim.due_date + timedelta(days=max(claim.usual_days_late, 0))
    return usual if usual >= today else today + (today - usual)


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
