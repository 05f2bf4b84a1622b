"""Credit: what a customer owes and will owe, and how much it may owe.

Pure. Amounts are in the company's currency; days are calendar days, the last one of a
period included.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a company stands to lose if a customer paid nothing any more."""

    receivable: Decimal = NOTHING  # open receivable items
    credits: Decimal = NOTHING  # open payments and credit notes, positive
    drafts: Decimal = NOTHING  # draft invoices, where the company counts them
    orders: Decimal = NOTHING  # confirmed orders that are not invoiced yet

    @property
    def total(self):
        """Negative for a customer who has paid in advance."""
        return self.receivable - self.credits + self.drafts + self.orders


class LimitKind(StrEnum):
    """Where a limit comes from."""

    NONE = "none"
    DEFAULT = "default"  # of the company, for customers without their own
    CUSTOMER = "customer"
    TEMPORARY = "temporary"
    INSURED = "insured"  # what the insurance covers, where it caps or adds


class CoverUse(StrEnum):
    """What the insured amount does to the limit."""

    INFORMATION = "information"
    CAP = "cap"  # never more credit than what is insured
    ADD = "add"  # the limit is one's own risk, on top of what is insured


@dataclass(frozen=True, slots=True)
class Limit:
    """How much a customer may owe."""

    amount: Decimal | None = None  # None: as much as it likes
    kind: LimitKind = LimitKind.NONE
    until: date | None = None  # last day on which it holds, None without end

    def room(self, exposure):
        """What may be added to ``exposure``, negative above the limit; None: any."""
        return None if self.amount is None else self.amount - exposure.total

    def is_exceeded_by(self, total):
        """A limit that is reached to the cent is not exceeded."""
        return self.amount is not None and total > self.amount
