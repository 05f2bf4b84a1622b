"""A trial of two ways to remind: who is in which group, and which way is paid sooner.

Pure. Groups are drawn by debtor: whoever is in a group stays there, whatever else
changes. All claims that come to the trial's step count, reminded or not, or a way that
waits longer would look better by the claims that were paid meanwhile.
"""

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean, variance

CONTROL = None  # the group that is reminded as ever
ENOUGH = 20  # debtors in a group, below which nothing is said
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Comparison:
    """Days to pay of a group, and how many fewer than in the control group.

    The true difference lies between ``low`` and ``high`` with 95 % confidence; all
    three are None where a group is too small.
    """

    debtors: int
    days: float | None
    sooner: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def is_sooner(self):
        return self.low is not None and self.low > 0

    @property
    def is_later(self):
        return self.high is not None and self.high < 0


def group_of(trial, debtor, shares) -> Hashable:
    """The group of ``debtor``: a key of ``shares``, or CONTROL.

    :param trial: id of the trial: each draws anew
    :param shares: {group: percentage of the debtors}, 100 in all at most
    """
    digest = hashlib.sha256(f"{trial}/{debtor}".encode()).digest()
    lot = int.from_bytes(digest[:8], "big") * 100 / 2**64
    for group, share in shares.items():
        lot -= share
        if lot < 0:
            return group
    return CONTROL


def days_to_pay(entered, paid, horizon):
    """Days from the trial's step to the payment, ``horizon`` at most.

    What is not paid by then counts as paid on the last day: the mean says how long
    money is out within these days.

    :param paid: None: not paid yet
    """
    return min((paid - entered).days, horizon) if paid else horizon


def compare(group, control):
    """Return the :class:`Comparison` of the days to pay of two groups.

    Welch's interval for two means. A debtor counts once, with the mean of its claims:
    its claims are paid together and are no chances of their own.

    :param group: days to pay of each debtor, as of ``control``
    """
    days = fmean(group) if group else None
    if min(len(group), len(control)) < ENOUGH:
        return Comparison(len(group), days)
    sooner = fmean(control) - days
    errors = [variance(sample) / len(sample) for sample in (group, control)]
    margin = 0.0
    if total := sum(errors):
        sizes = (len(group), len(control))
        parts = zip(errors, sizes, strict=True)
        freedom = total**2 / sum(error**2 / (size - 1) for error, size in parts)
        margin = _student(freedom) * sqrt(total)
    return Comparison(len(group), days, sooner, sooner - margin, sooner + margin)


def _student(freedom):
    """Quantile of Student's distribution, by the expansion of Cornish and Fisher.

    To two decimals from 10 degrees of freedom on (Abramowitz and Stegun, 26.7.5).
    """
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    return (
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    )
