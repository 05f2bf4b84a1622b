"""By when claims are to be declared in insolvency proceedings (legal/facts.md, 6).

Two months from the publication of the judgment, two more where the creditor is not in
the territory of the court (R622-24 C. com.). A period of months ends on the same day of
the month, else on the month's last day (641 CPC), and when that is no working day, on
the next one (642 CPC).
"""

from calendar import monthrange
from datetime import date, timedelta

from dateutil.easter import easter

ONE_DAY = timedelta(days=1)
SATURDAY = 5

# Numbers of the French territories overseas begin like this in their postal codes.
OVERSEAS = ("97", "98")
FRENCH_OVERSEAS = {
    "BL": "977",
    "GF": "973",
    "GP": "971",
    "MF": "978",
    "MQ": "972",
    "NC": "988",
    "PF": "987",
    "PM": "975",
    "RE": "974",
    "WF": "986",
    "YT": "976",
}


def declaration_deadline(published_on, months, holidays=()):
    """Last day on which a declaration may be sent.

    :param months: calendar months from the publication, the day itself not counted
    :param holidays: days beside Saturdays and Sundays on which no period ends
    """
    return next_working_day(add_months(published_on, months), holidays)


def add_months(day, months):
    """The same day of the month, else its last day (641 CPC)."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def next_working_day(day, holidays=()):
    """``day``, or the first working day after it (642 CPC)."""
    while day.weekday() >= SATURDAY or day in holidays:
        day += ONE_DAY
    return day


def french_holidays(year):
    """Public holidays of ``year`` (L3133-1 C. trav.)."""
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    sunday = easter(year)
    moving = (sunday + timedelta(days=days) for days in (1, 39, 50))
    return {*(date(year, month, day) for month, day in fixed), *moving}


def territory(country, postal_code):
    """Country, or French territory overseas, of an address; None: not known.

    :param country: ISO code of two letters
    """
    if country in FRENCH_OVERSEAS:
        return FRENCH_OVERSEAS[country]
    if country == "FR" and (postal_code or "").startswith(OVERSEAS):
        return postal_code[:3]
    return country or None
