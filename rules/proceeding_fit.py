"""Whether a way to collect suits a case: by amount, parties, border and title.

Pure. The simplified procedure for small claims is for 5,000 EUR at most, principal and
interest together, and not between traders since law 2026-307 (L125-1, R125-1 CPCE); the
one for uncontested claims is between traders only (L126-1 CPCE); the European order for
payment wants parties in two member states, Denmark apart (Regulation 1896/2006, art. 2
and 3); enforcement wants a title (L111-3 CPCE). See legal/facts.md, 5.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

TRADERS = ("any", "only", "never")


class Obstacle(Enum):
    """Why a way does not suit."""

    OFF = "off"
    AMOUNT = "amount"
    TRADERS_ONLY = "traders_only"
    NOT_TRADERS = "not_traders"
    CROSS_BORDER = "cross_border"
    TITLE = "title"


@dataclass(frozen=True)
class Terms:
    """:param max_amount: None: no limit; ``traders``: one of TRADERS"""

    max_amount: Decimal | None = None
    traders: str = "any"
    cross_border: bool = False
    needs_title: bool = False
    is_on: bool = True


@dataclass(frozen=True)
class Case:
    """:param amount: principal and interest, in the currency of the terms"""

    amount: Decimal
    between_traders: bool
    cross_border: bool
    has_title: bool


def obstacles(terms, case):
    """All that stands in the way, in the order of ``Obstacle``."""
    too_much = terms.max_amount is not None and case.amount > terms.max_amount
    present = {
        Obstacle.OFF: not terms.is_on,
        Obstacle.AMOUNT: too_much,
        Obstacle.TRADERS_ONLY: terms.traders == "only" and not case.between_traders,
        Obstacle.NOT_TRADERS: terms.traders == "never" and case.between_traders,
        Obstacle.CROSS_BORDER: terms.cross_border and not case.cross_border,
        Obstacle.TITLE: terms.needs_title and not case.has_title,
    }
    return [obstacle for obstacle, stands in present.items() if stands]


def crosses_border(ours, theirs, members):
    """Whether creditor and debtor are in two of the ``members``, by country codes."""
    return ours != theirs and {ours, theirs} <= set(members)
