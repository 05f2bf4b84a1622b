"""Payer score: how a customer has paid, and what people know of it, from 0 to 100.

Pure: the facts on one customer and the day in; a :class:`Score` with the parts that
explain it out. It sorts and proposes, and decides nothing.

Who has been asked to pay starts at 100 and loses points for what its claims show:

====================  ======  ========================================================
lateness              0..60   a point for each day late, on average by amount. 60 days
                              are the longest terms that businesses may agree on as a
                              rule (directive 2011/7/EU, article 3(5)): who takes as
                              much again lives on its suppliers
late_share            0..20   share of the amounts paid more than 3 days late: habit,
                              apart from length (3 days: a transfer over a weekend)
levels                0..20   reminders that a claim needs on average; the four levels
                              of the default policy cost all of it: they cost work
promises              0..12   4 for each broken promise, half for one kept in part: a
                              broken word says more than a missed date
disputes              0..8    4 for each dispute that the creditor won
====================  ======  ========================================================

Who never pays has lost 80 points before anybody has reminded it, and is in class E.

Behaviour weighs more the more recent it is: half as much after 180 days, by the *due*
date, because by the date of payment a claim could weigh less for being paid later. What
was due over 24 months ago is not even fetched. Fewer than six claims prove little: what
such a customer has above the neutral 50 counts in proportion, what it has below counts
in full.

What people have entered adds or takes away, half as much after a year:

====================  ======  ========================================================
bank                  -20..0  payment incidents at the bank: none is no merit
balance               +-15    balance sheet
references            +-10    what other suppliers say: easily embellished
external              +-15    rating of an agency
====================  ======  ========================================================

Without any claim that was due, the entered facts move the neutral 50, and class A is
out of reach: nobody is an excellent payer who has not paid yet. Without any facts,
there is no score. Open insolvency proceedings leave no points.

Each part has whole points, and the parts add up to the score, so that anybody can check
it by hand.
"""

from datetime import date
from enum import StrEnum
from math import fsum
from typing import NamedTuple

HISTORY_MONTHS = 24  # for those who fetch the facts
HALF_LIFE = 180  # days, of behaviour
ENTERED_HALF_LIFE = 365  # days, of what people have entered
NEUTRAL = 50
ENOUGH_CLAIMS = 6
TOLERANCE = 3  # days within which a payment is not called late
LATENESS = 60  # points, and days
LONGEST = 180  # days late; an old claim is not to outweigh all others
LATE_SHARE = 20
LEVELS, MOST_LEVELS = 20, 4
PROMISES, PER_PROMISE = 12, 4
DISPUTES, PER_DISPUTE = 8, 4


class Basis(StrEnum):
    LEDGER = "ledger"
    ENTERED = "entered"  # no claim has been due yet
    UNKNOWN = "unknown"


class Code(StrEnum):
    """What a part is about; its value is in the unit given."""

    START = "start"  # none
    LATENESS = "lateness"  # days
    LATE_SHARE = "late_share"  # percent
    LEVELS = "levels"  # reminders for each claim
    PROMISES = "promises"  # broken promises
    DISPUTES = "disputes"  # lost disputes
    SHORT = "short"  # claims that have been due
    BANK = "bank"  # rating from -2 to 0
    BALANCE = "balance"  # rating from -2 to 2
    REFERENCES = "references"  # rating from -2 to 2
    EXTERNAL = "external"  # rating from -2 to 2
    INSOLVENCY = "insolvency"  # none
    BOUND = "bound"  # the bound: 0, 100, or just below class A


ENTERED_POINTS = {
    Code.BANK: 20,
    Code.BALANCE: 15,
    Code.REFERENCES: 10,
    Code.EXTERNAL: 15,
}


class Settlement(NamedTuple):
    """Money that came in for claims due on ``due``, or that is still missing.

    ``amount`` is in company currency, ``days_late`` at payment, or so far; ``levels``
    are the reminders that the claim had had by then. Alike ones may be added up, and
    due dates moved to the first of their month.
    """

    due: date
    amount: float
    days_late: int = 0
    levels: int = 0


class Event(NamedTuple):
    """A broken promise or a lost dispute; ``share`` of it, from 0 to 1."""

    day: date
    share: float = 1


class Entry(NamedTuple):
    """What a person has found out on ``day``, rated from -2 (very bad) to 2."""

    code: Code
    day: date
    rating: int


class Facts(NamedTuple):
    claims: int = 0  # number of claims that the settlements are about
    settlements: tuple[Settlement, ...] = ()
    promises: tuple[Event, ...] = ()
    disputes: tuple[Event, ...] = ()
    entries: tuple[Entry, ...] = ()
    insolvent: bool = False


class Grades(NamedTuple):
    """Lowest score of each class; below ``d`` it is E."""

    a: int = 80
    b: int = 65
    c: int = 45
    d: int = 25

    def of(self, score):
        for name, lowest in zip("ABCD", self, strict=True):
            if score >= lowest:
                return name
        return "E"


class Part(NamedTuple):
    code: Code
    value: float  # see ``Code`` for its unit
    points: int
    day: date | None = None  # of an entered fact


class Score(NamedTuple):
    score: int | None  # None: not known yet
    grade: str | None  # A to E
    basis: Basis
    parts: tuple[Part, ...]


NOT_KNOWN = Score(None, None, Basis.UNKNOWN, ())
USUAL = Grades()


def assess(facts, today, grades=USUAL):
    """Return the :class:`Score` of a customer as of ``today``."""
    if not any(facts):
        return NOT_KNOWN
    paid = bool(facts.settlements)
    parts = [Part(Code.START, 0, 100 if paid else NEUTRAL)]
    parts += _claim_parts(facts.settlements, today)
    parts += _event_parts(facts, today)
    if paid:
        parts += _short(facts.claims, _total(parts))
    parts += _entered_parts(facts.entries, today)
    if facts.insolvent:
        parts.append(Part(Code.INSOLVENCY, 0, -100))
    parts += _bound(_total(parts), 100 if paid else min(grades.a - 1, 100))
    score = _total(parts)
    basis = Basis.LEDGER if paid else Basis.ENTERED
    return Score(score, grades.of(score), basis, tuple(parts))


def _total(parts):
    return sum(part.points for part in parts)


def _fading(day, today, half_life=HALF_LIFE):
    """Weight of what happened on ``day``: 1 today, half as much a half-life ago."""
    return 0.5 ** (max((today - day).days, 0) / half_life)


def _claim_parts(settlements, today):
    # Not plain sums: they depend on the order.
    weights = [s.amount * _fading(s.due, today) for s in settlements]
    whole = fsum(weights)
    if not whole:
        return []

    def average(values):
        pairs = zip(weights, values, strict=True)
        return fsum(weight * value for weight, value in pairs) / whole

    days = average(min(s.days_late, LONGEST) for s in settlements)
    share = average(s.days_late > TOLERANCE for s in settlements)
    levels = average(min(s.levels, MOST_LEVELS) for s in settlements)
    return [
        _loss(Code.LATENESS, round(days, 1), LATENESS, days / LATENESS),
        _loss(Code.LATE_SHARE, round(share * 100), LATE_SHARE, share),
        _loss(Code.LEVELS, round(levels, 1), LEVELS, levels / MOST_LEVELS),
    ]


def _event_parts(facts, today):
    """What broken promises and lost disputes cost, where there are any."""
    kinds = (
        (Code.PROMISES, facts.promises, PROMISES, PER_PROMISE),
        (Code.DISPUTES, facts.disputes, DISPUTES, PER_DISPUTE),
    )
    return [
        _loss(code, len(events), most, _fading_sum(events, today) * each / most)
        for code, events, most, each in kinds
        if events
    ]


def _fading_sum(events, today):
    return fsum(event.share * _fading(event.day, today) for event in events)


def _loss(code, value, most, share):
    """``share`` of the points that this can cost at most."""
    return Part(code, value, -round(most * min(share, 1)))


def _short(claims, subtotal):
    """A few claims prove no good payer: what is above neutral counts in part."""
    missing = 1 - min(claims / ENOUGH_CLAIMS, 1)
    points = round(max(subtotal - NEUTRAL, 0) * missing)
    return [Part(Code.SHORT, claims, -points)] if points else []


def _entered_parts(entries, today):
    return [
        Part(entry.code, entry.rating, _entered_points(entry, today), entry.day)
        for entry in sorted(entries)
    ]


def _entered_points(entry, today):
    rating = min(entry.rating, 0) if entry.code == Code.BANK else entry.rating
    fading = _fading(entry.day, today, ENTERED_HALF_LIFE)
    return round(ENTERED_POINTS[entry.code] * rating / 2 * fading)


def _bound(total, highest):
    bound = min(max(total, 0), highest)
    return [Part(Code.BOUND, bound, bound - total)] if bound != total else []
