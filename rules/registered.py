"""Registered: what the post says of a registered letter, and when it counts as served.

Pure: dates and an outcome in; a day, or what contradicts itself, out.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import pairwise

STEPS = ("deposited_on", "presented_on", "received_on")  # in the order of time
OUTCOMES = ("received", "refused", "unclaimed", "unknown")


class Fault(Enum):
    """What cannot be true."""

    FUTURE = "future"
    BEFORE_SENT = "before_sent"
    ORDER = "order"
    NO_RECEIPT = "no_receipt"
    NO_PRESENTATION = "no_presentation"
    NOT_RECEIVED = "not_received"


@dataclass(frozen=True)
class Passage:
    """``outcome``: one of OUTCOMES, or None while nobody knows."""

    deposited_on: date | None = None
    presented_on: date | None = None
    received_on: date | None = None
    outcome: str | None = None


def served_on(passage):
    """Return the day on which the letter counts as served, or None.

    The day of receipt, else of the first presentation: who refuses a letter, or does
    not collect it, does not escape it. One to an unknown address has reached nobody.
    """
    if passage.outcome == "unknown":
        return None
    return passage.received_on or passage.presented_on


def find_fault(passage, sent_on, today):
    """Return (a Fault, the names of the steps that it is about), or None.

    :param sent_on: day on which the letter was written: nothing happens before
    """
    given = [step for step in STEPS if getattr(passage, step)]
    for step in given:
        if getattr(passage, step) > today:
            return Fault.FUTURE, (step,)
        if getattr(passage, step) < sent_on:
            return Fault.BEFORE_SENT, (step,)
    for earlier, later in pairwise(given):
        if getattr(passage, earlier) > getattr(passage, later):
            return Fault.ORDER, (later, earlier)
    return _find_missing(passage)


def _find_missing(passage):
    if passage.outcome == "received" and not passage.received_on:
        return Fault.NO_RECEIPT, ()
    if passage.outcome in ("refused", "unclaimed") and not passage.presented_on:
        return Fault.NO_PRESENTATION, ()
    if passage.outcome not in (None, "received") and passage.received_on:
        return Fault.NOT_RECEIVED, ()
    return None
