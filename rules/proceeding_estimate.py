"""Worth it or not: what proceedings may bring, against what they still cost.

Pure. Amounts are Decimals in one currency, shares are parts of one. What has been spent
already is lost either way, and counts for nothing when one decides whether to go on.
"""

from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class Fee:
    """What a third party takes: ``flat`` in any case, ``share`` of what comes in,
    at least ``minimum`` once anything has come in."""

    flat: Decimal = ZERO
    share: Decimal = ZERO
    minimum: Decimal = ZERO

    def on(self, recovered):
        """The part that depends on success."""
        return max(recovered * self.share, self.minimum) if recovered > 0 else ZERO

    def total(self, recovered):
        return self.flat + self.on(recovered)


@dataclass(frozen=True)
class Outlook:
    """:param amount: what comes in if it succeeds
    :param probability: 0 to 1
    :param costs: still to be spent whatever comes of it, the flat fee included
    """

    amount: Decimal
    probability: Decimal
    costs: Decimal
    fee: Fee


@dataclass(frozen=True)
class Estimate:
    """:param expected: amount × probability
    :param fee: to be expected, if it succeeds, × probability
    :param result: what is left of it after fee and costs
    :param least_probability: from which it pays; None: it never does
    :param least_amount: from which it pays at this probability; None: it never does
    """

    expected: Decimal
    fee: Decimal
    costs: Decimal
    result: Decimal
    least_probability: Decimal | None
    least_amount: Decimal | None

    @property
    def is_worth_it(self):
        return self.result > 0


def estimate(outlook):
    """See ``Estimate``; nothing is rounded."""
    amount, probability = outlook.amount, outlook.probability
    fee_if_paid = outlook.fee.on(amount)
    expected, fee = amount * probability, fee_if_paid * probability
    return Estimate(
        expected=expected,
        fee=fee,
        costs=outlook.costs,
        result=expected - fee - outlook.costs,
        least_probability=_least_probability(amount - fee_if_paid, outlook.costs),
        least_amount=_least_amount(outlook),
    )


def _least_probability(net, costs):
    if net <= 0 or costs > net:
        return None
    return costs / net


def _least_amount(outlook):
    """Solve probability × (x - fee on x) = costs for x."""
    fee, probability = outlook.fee, outlook.probability
    if not probability or fee.share >= 1:
        return None
    needed = outlook.costs / probability
    by_share = needed / (1 - fee.share)
    return by_share if by_share * fee.share >= fee.minimum else needed + fee.minimum


def to_spend(foreseen, spent):
    """What is still to be spent, cost by cost: none gives anything back."""
    return sum((max(f - s, ZERO) for f, s in zip(foreseen, spent, strict=True)), ZERO)
