"""Key figures of collection: plain ratios, each with its formula in its docstring.

Amounts are of one company, in its currency, tax included; days are calendar days. A
figure that would divide by nothing is ``None``: it is not known, rather than zero.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Period:
    """What a period of ``days`` days brought."""

    days: int
    opening: float  # receivables on the evening before the first day
    sales: float  # invoiced on credit in the period, credit notes deducted
    closing: float  # receivables on the evening of the last day
    closing_current: float  # of these, what was not yet due


def dso(period):
    """Days sales outstanding: receivables / sales × days.

    How many days of sales the customers still owe.
    """
    return _days_of_sales(period.closing, period)


def best_possible_dso(period):
    """Receivables that are not due yet / sales × days.

    What the DSO would be if every customer paid on the due date.
    """
    return _days_of_sales(period.closing_current, period)


def average_days_delinquent(period):
    """DSO − best possible DSO: the days that late payment costs."""
    if period.sales <= 0:
        return None
    return dso(period) - best_possible_dso(period)


def collection_effectiveness(period):
    """Percentage of what could be collected in the period that was (CEI).

    (opening + sales − closing) / (opening + sales − closing not yet due) × 100.
    """
    could = period.opening + period.sales - period.closing_current
    if could <= 0:
        return None
    return (period.opening + period.sales - period.closing) / could * 100


def average_days_late(payments):
    """Days between due date and payment, weighted by the amounts paid.

    :param payments: (amount, days late) pairs; who pays early is 0 days late
    """
    pairs = [(amount, max(days, 0)) for amount, days in payments if amount > 0]
    total = sum(amount for amount, _days in pairs)
    return sum(amount * days for amount, days in pairs) / total if total else None


def share(part, whole):
    """Percentage that ``part`` is of ``whole``."""
    return part / whole * 100 if whole else None


def _days_of_sales(amount, period):
    return amount / period.sales * period.days if period.sales > 0 else None
