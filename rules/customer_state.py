"""What sales people are told of a customer: one state, and no figure. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class CustomerState(StrEnum):
    """How a customer stands with one company; the first that is true counts."""

    INSOLVENT = "insolvent"  # insolvency proceedings are open
    LEGAL = "legal"  # claims are with a third party or a court
    DISPUTED = "disputed"  # the customer contests a claim
    CURRENT = "current"  # nothing is overdue
    REMINDED = "reminded"  # a reminder has been sent for what is open
    OVERDUE = "overdue"  # late, not reminded yet
    AGREED = "agreed"  # a promise or a plan covers what is late
    HELD = "held"  # nothing that is late is asked for, for another reason


@dataclass(frozen=True, slots=True)
class Facts:
    """A customer, as one company sees it today."""

    is_insolvent: bool = False
    is_overdue: bool = False
    is_reminded: bool = False  # an open claim has reached a level
    holds: frozenset[str] = frozenset()  # kinds of the holds that are active
    all_held: bool = False  # no overdue claim is free of holds


def state_of(facts: Facts) -> CustomerState:
    """The state of a customer: what is worst, and what holds for all that is late."""
    if facts.is_insolvent:
        return CustomerState.INSOLVENT
    if "proceeding" in facts.holds:
        return CustomerState.LEGAL
    if "dispute" in facts.holds:
        return CustomerState.DISPUTED
    if not facts.is_overdue:
        return CustomerState.CURRENT
    if facts.all_held:
        return _state_of_held(facts)
    return CustomerState.REMINDED if facts.is_reminded else CustomerState.OVERDUE


def _state_of_held(facts: Facts) -> CustomerState:
    agreed = facts.holds & {"promise", "plan"}
    return CustomerState.AGREED if agreed else CustomerState.HELD
