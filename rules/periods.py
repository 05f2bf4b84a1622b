"""Periods that people ask for. Each begins on the first day of a month, so that what
was open before it is known from the evenings that are kept."""

from datetime import date, timedelta

PERIODS = (
    "this_month",
    "last_month",
    "this_quarter",
    "three_months",
    "this_year",
    "twelve_months",
)
DEFAULT = "three_months"
ONE_DAY = timedelta(days=1)


def span(period, today):
    """(first day, last day) of ``period``; one that goes on ends today.

    :raise ValueError: nobody knows such a period
    """
    month = today.replace(day=1)
    if period == "this_month":
        return month, today
    if period == "last_month":
        return first_of_month(today, 1), month - ONE_DAY
    if period == "this_quarter":
        return first_of_month(today, (today.month - 1) % 3), today
    if period == "three_months":
        return first_of_month(today, 2), today
    if period == "this_year":
        return date(today.year, 1, 1), today
    if period == "twelve_months":
        return first_of_month(today, 11), today
    raise ValueError(period)


def first_of_month(today, months_before):
    """First day of the month that was ``months_before`` months before today's."""
    months = today.year * 12 + today.month - 1 - months_before
    return date(months // 12, months % 12 + 1, 1)


def month_ends(today, count):
    """Last days of the ``count`` months before today's, in order."""
    return [first_of_month(today, n) - ONE_DAY for n in reversed(range(count))]


def days(since, until):
    """Number of days from ``since`` to ``until``, both included."""
    return (until - since).days + 1
