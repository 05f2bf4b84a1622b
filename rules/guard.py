"""The credit guard: which documents of a customer stop, and why.

Pure. Amounts are in the company's currency, tax included.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from .credit import NOTHING


class Mode(StrEnum):
    """What a company does about a document that should stop."""

    OFF = "off"
    WARN = "warn"
    BLOCK = "block"


class Cause(StrEnum):
    """Why a document stops."""

    INSOLVENT = "insolvent"  # insolvency proceedings are open
    LIMIT = "limit"  # the customer would owe more than its limit
    OVERDUE = "overdue"  # a claim is overdue for too long
    LEVEL = "level"  # the reminders have gone too far


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a company looks at; with none of them, nothing stops."""

    limit: bool = False
    days_overdue: int | None = None  # more than so many days, None: any
    rank: int | None = None  # place of a level in its policy, from 1; None: any
    insolvent: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """A customer, as one company sees it today."""

    exposure: Decimal = NOTHING
    limit: Decimal | None = None  # None: as much as it likes
    days_overdue: int = 0  # of the oldest open claim
    rank: int = 0  # of the highest level that an open claim has reached
    is_insolvent: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """An invoice to be posted, or an order to be confirmed."""

    key: Hashable
    day: date
    number: int  # in which order it was entered
    amount: Decimal
    covered: Decimal = NOTHING  # part that is paid, or that an order counts already
    drafted: Decimal = NOTHING  # part that the exposure has as a draft
    passes: bool = False  # in any case: somebody let it pass, or it is delivered


@dataclass(frozen=True, slots=True)
class Reason:
    """A cause with the figures that belong to it; the others are nothing."""

    cause: Cause
    limit: Decimal = NOTHING
    before: Decimal = NOTHING  # exposure without the document
    amount: Decimal = NOTHING  # what the document adds to it
    days_overdue: int = 0
    days_allowed: int = 0
    rank: int = 0

    @property
    def excess(self):
        """By how much the limit would be exceeded."""
        return self.before + self.amount - self.limit


def judge(conditions, standing, documents):
    """Return {key: reasons} of the documents of one customer that stop.

    They are judged from the oldest to the newest, whatever order they come in, each
    with those before it that pass. The one that would cross the limit stops and does
    not count any more, so that a later one that still fits passes: the same as if
    somebody had posted one after the other. A document of nothing, or of less, never
    stops.

    :param conditions: ``Conditions``
    :param standing: ``Standing``
    :param documents: iterable of ``Document``
    """
    documents = sorted(documents, key=lambda document: (document.day, document.number))
    # A draft that counts already counts when its turn comes, and not twice.
    exposure = standing.exposure - sum((d.drafted for d in documents), NOTHING)
    stopped = {}
    for document in documents:
        added = document.amount - document.covered
        reasons = reasons_against(conditions, standing, exposure, added)
        if reasons and document.amount > 0 and not document.passes:
            stopped[document.key] = reasons
        else:
            exposure += added
    return stopped


def reasons_against(conditions, standing, exposure, added=NOTHING):
    """All reasons against ``added`` on top of ``exposure``, the gravest first."""
    reasons = []
    if conditions.insolvent and standing.is_insolvent:
        reasons.append(Reason(Cause.INSOLVENT))
    limit = standing.limit
    if conditions.limit and limit is not None and exposure + added > limit:
        reasons.append(Reason(Cause.LIMIT, limit=limit, before=exposure, amount=added))
    allowed = conditions.days_overdue
    if allowed is not None and standing.days_overdue > allowed:
        reasons.append(
            Reason(
                Cause.OVERDUE, days_overdue=standing.days_overdue, days_allowed=allowed
            )
        )
    if conditions.rank is not None and standing.rank >= conditions.rank > 0:
        reasons.append(Reason(Cause.LEVEL, rank=standing.rank))
    return tuple(reasons)
