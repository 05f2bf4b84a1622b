"""Monthly review: the credit limit that fits a customer, with its reasons.

Pure: what one customer buys, how it pays and what it has now in; a :class:`Proposal`
out. Amounts are in company currency. A person decides: nothing is refused or granted
here (regulation (EU) 2016/679, article 22).

1. *Need*: a customer who buys for T a month and has D days to pay owes T x D / 30 at
   the end of each term, and one month more while the next invoices are on their way:
   need = T x (D / 30 + 1). Who buys nothing yet needs what it asks for. Who neither
   buys nor asks is left alone, but for a bad payer (D, E) who still has a limit.
2. *Trust*: the share of the need that the class of the payer score is good for. A good
   payer may grow by a half, a bad one buys against payment:

   ====  ====  ====  ===  ===  =============
   A     B     C     D    E    not known yet
   ====  ====  ====  ===  ===  =============
   1.5   1.25  1     0.5  0    0.5
   ====  ====  ====  ===  ===  =============

3. *Insurance*: what an insurer covers can be granted to anybody who needs it.
4. *Steps*: at most twice the present limit at a time, because trust grows with what is
   paid; downwards, the step is as large as it has to be.
5. *Rounding*: to three digits of which the last is 0 or 5 (12,345 to 12,500), at least
   to tens. A change of less than a tenth is not worth a decision: the limit is kept.
"""

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import NamedTuple

NOTHING = Decimal(0)
TRUST = {
    "A": Decimal("1.5"),
    "B": Decimal("1.25"),
    "C": Decimal(1),
    "D": Decimal("0.5"),
    "E": NOTHING,
    None: Decimal("0.5"),
}
MOST_GROWTH = 2  # times the present limit
SMALL_CHANGE = Decimal("0.1")


class Code(StrEnum):
    """What a reason is about; its value is in company currency, else in the unit."""

    NEED = "need"  # what the customer needs
    REQUESTED = "requested"  # what it asks for, and buys nothing yet
    IDLE = "idle"  # nothing: it neither buys nor asks
    TRUST = "trust"  # share of the need, such as 1.25
    INSURED = "insured"  # what an insurer covers of the need
    STEP = "step"  # the most that can be granted now
    SMALL = "small"  # what was computed, too near the present limit
    ROUNDED = "rounded"  # the limit proposed


class Customer(NamedTuple):
    turnover: Decimal = NOTHING  # invoiced a month, credit notes deducted, on average
    terms: int = 0  # days to pay, on average
    grade: str | None = None  # class A to E of the payer score
    insured: Decimal = NOTHING
    present: Decimal | None = None  # present limit, None: no limit
    requested: Decimal = NOTHING


class Reason(NamedTuple):
    code: Code
    value: Decimal


class Proposal(NamedTuple):
    limit: Decimal
    reasons: tuple[Reason, ...]

    def keeps(self, present):
        """Whether nothing is to be changed."""
        return present is not None and self.limit == present


def is_due(customer):
    """Whether there is anything to review."""
    active = customer.turnover > 0 or customer.requested > 0
    return bool(active or (customer.grade in ("D", "E") and customer.present))


def propose(customer):
    """Return the :class:`Proposal` for ``customer``."""
    need, reasons = _need(customer)
    share = TRUST[customer.grade]
    limit = need * share
    reasons.append(Reason(Code.TRUST, share))
    covered = min(customer.insured, need)
    if covered > limit:
        limit = covered
        reasons.append(Reason(Code.INSURED, covered))
    return _relate(limit, customer.present, reasons)


def _need(customer):
    if customer.turnover > 0:
        months = Decimal(customer.terms) / 30 + 1
        need = customer.turnover * months
        return need, [Reason(Code.NEED, need)]
    code = Code.REQUESTED if customer.requested > 0 else Code.IDLE
    return customer.requested, [Reason(code, customer.requested)]


def _relate(limit, present, reasons):
    """Bring ``limit`` into relation with the present one, and round it."""
    if present and limit > present * MOST_GROWTH:
        limit = present * MOST_GROWTH
        reasons.append(Reason(Code.STEP, limit))
    rounded = round_sensibly(limit)
    if present and abs(rounded - present) < present * SMALL_CHANGE:
        reasons.append(Reason(Code.SMALL, rounded))
        return Proposal(present, tuple(reasons))
    reasons.append(Reason(Code.ROUNDED, rounded))
    return Proposal(rounded, tuple(reasons))


def round_sensibly(amount):
    """Half up, to three digits of which the last is 0 or 5; at least to tens."""
    step = max(Decimal(5).scaleb(amount.adjusted() - 2), Decimal(10))
    return (amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step
