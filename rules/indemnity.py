"""What a late payer owes for the costs of recovery.

Sources: legal/facts.md, sections 1 and 3.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from .interest import round_to

NOTHING = Decimal(0)


class Band(NamedTuple):
    """Up to an amount, included: a sum, and a share of what exceeds the band below."""

    up_to: Decimal | None  # None: without end
    fixed: Decimal
    percent: Decimal = NOTHING


class Scale(NamedTuple):
    """What a claim costs the late payer beside the interest, in one currency."""

    bands: Sequence[Band]
    minimum: Decimal = NOTHING
    maximum: Decimal | None = None


def indemnity(scale, amount):
    """Return the exact indemnity for a late ``amount``, in the scale's currency."""
    below = NOTHING
    for band in scale.bands:
        if band.up_to is None or amount <= band.up_to:
            due = band.fixed + (amount - below) * band.percent / 100
            return min(max(due, scale.minimum), scale.maximum or due)
        below = band.up_to
    return NOTHING


def share_out(total, amounts, rounding):
    """Split ``total`` in proportion to ``amounts``; the last gets the remainder."""
    amounts = list(amounts)
    whole, left = sum(amounts), total
    shares = []
    for amount in amounts[:-1]:
        shares.append(round_to(total * amount / whole, rounding))
        left -= shares[-1]
    return [*shares, left] if amounts else []
