"""Promises: kept, partly kept or broken, from the money that came in.

Pure: the promises of one debtor, the receipts from its ledger and the day in; a
:class:`Verdict` for each promise out.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple


class State(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    PARTLY = "partly"
    BROKEN = "broken"


class Promise(NamedTuple):
    """``amount`` in ``currency``, to arrive by ``date`` or ``grace`` days later."""

    id: int
    amount: Decimal
    currency: int
    date: date
    made_at: datetime
    grace: int = 0
    claims: frozenset[int] = frozenset()  # none: any claim of the debtor
    settled: bool = False  # nothing of what it is about is open any more

    @property
    def deadline(self):
        """The last day on which the money is in time."""
        return self.date + timedelta(days=self.grace)


class Receipt(NamedTuple):
    """What one payment or credit note settled on one claim.

    ``day`` is its date in the ledger, ``entered_at`` when it was entered there.
    """

    id: int
    day: date
    entered_at: datetime
    worth: Mapping[int, Decimal]  # currency -> what was settled, in this currency
    claim: int | None = None  # None: not allocated to a claim yet

    def counts_for(self, promise):
        """Whether it is in time, entered after the promise, and for its claims."""
        return (
            self.entered_at >= promise.made_at
            and self.day <= promise.deadline
            and self.worth.get(promise.currency, 0) > 0
            and (not promise.claims or self.claim in {None, *promise.claims})
        )


class Verdict(NamedTuple):
    state: State
    received: Decimal  # never more than what was promised


def judge(promises, receipts, today):
    """Return {promise id: ``Verdict``}.

    Each receipt counts once: the promise of the oldest date is served first, and takes
    first what no other promise could take. What one leaves of a receipt is the next
    one's, in proportion, whatever their currencies.
    """
    left = {receipt.id: Fraction(1) for receipt in receipts}
    waiting = sorted(promises, key=lambda promise: (promise.date, promise.id))
    verdicts = {}
    while waiting:
        promise = waiting.pop(0)
        received = _take(promise, receipts, left, waiting)
        verdicts[promise.id] = Verdict(_state(promise, received, today), received)
    return verdicts


def _take(promise, receipts, left, others):
    """Take from what is ``left`` of the receipts; return what was taken."""
    wanted = Fraction(promise.amount)
    for receipt in sorted(
        (r for r in receipts if r.counts_for(promise)),
        key=lambda r: (sum(map(r.counts_for, others)), r.day, r.id),
    ):
        worth = Fraction(receipt.worth[promise.currency])
        taken = min(wanted, worth * left[receipt.id])
        left[receipt.id] -= taken / worth
        wanted -= taken
    received = Fraction(promise.amount) - wanted
    return Decimal(received.numerator) / received.denominator


def _state(promise, received, today):
    if promise.settled or received >= promise.amount:
        return State.KEPT
    if today <= promise.deadline:
        return State.OPEN
    return State.PARTLY if received else State.BROKEN
