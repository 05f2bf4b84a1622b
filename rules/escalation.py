"""Escalation: who is reminded today, at which level, and why the others are not.

Pure functions: a debtor and a date in, a decision out. Days are calendar days, amounts
are in the company's currency. The rules are those of design.md, section 3.3.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum


class Reason(str, Enum):
    """Why a claim, or a debtor, gets no reminder today."""

    EXCLUDED = "excluded"  # flagged "no follow-up" in the ledger
    HELD = "held"  # on hold as a whole
    NO_POLICY = "no_policy"  # its policy has no level: "do nothing"
    EXHAUSTED = "exhausted"  # the last level was reached
    TO_APPROVE = "to_approve"  # ripe for a level that a person has to approve
    PENDING = "pending"  # in a reminder that waits for approval, or has it
    NOT_RIPE = "not_ripe"  # the next level's day has not come
    MINIMUM = "minimum"  # the net amount due is below the minimum
    CREDIT = "credit"  # open credits cover what is due: allocate them
    GAP = "gap"  # contacted too recently
    SETTLED = "settled"  # nothing is owed


# What a person asks for first when no claim climbs.
MOST_TELLING_FIRST = (
    Reason.TO_APPROVE,
    Reason.PENDING,
    Reason.HELD,
    Reason.MINIMUM,
    Reason.NOT_RIPE,
    Reason.EXHAUSTED,
    Reason.NO_POLICY,
    Reason.EXCLUDED,
)


@dataclass(frozen=True)
class Level:
    """One step of a policy; it fires ``delay`` days after its basis."""

    id: int
    rank: int  # 1 for the mildest level of its policy
    delay: int  # days; negative: a courtesy reminder before the due date
    after_previous: bool = False  # basis: the previous reminder, else the due date
    minimum: Decimal = Decimal(0)  # net amount due below which it is not sent
    needs_approval: bool = False

    @property
    def is_courtesy(self):
        return self.delay < 0


@dataclass(frozen=True)
class Policy:
    """Levels from the mildest on; without levels it means "do nothing"."""

    levels: tuple[Level, ...] = ()
    min_gap: int = 1  # days between two contacts; one a day is the rule anyway
    minimum: Decimal = Decimal(0)


@dataclass(frozen=True)
class Claim:
    """An open receivable item with a positive residual."""

    id: int
    due_date: date
    residual: Decimal
    policy: Policy
    rank: int = 0  # rank of the level that it has reached, 0 for none
    reached_on: date | None = None  # day on which it reached that level
    pending: bool = False  # in a reminder that needs, or has, a person's approval
    excluded: bool = False
    held: Decimal = Decimal(0)  # part of the residual that is on hold

    @property
    def asked(self):
        """What may be asked for: the residual without what is on hold."""
        return max(self.residual - self.held, Decimal(0))

    def is_overdue(self, today):
        return self.due_date < today

    @property
    def is_reminded(self):
        """Whether letters ask for it: not excluded or on hold, nor under a policy that
        does nothing.
        """
        return not self.excluded and self.asked > 0 and bool(self.policy.levels)


@dataclass(frozen=True)
class Debtor:
    """One customer of one company."""

    id: int
    claims: tuple[Claim, ...] = ()
    credit: Decimal = Decimal(0)  # unallocated payments and credit notes, positive
    contacted_on: date | None = None
    refused_on: date | None = None  # a person refused a reminder: not now

    @property
    def quiet_until(self):
        """First day on which the debtor may be contacted, None when any day is."""
        ends = filter(None, (self.contacted_on, self.refused_on))
        return max(map(self._after_gap, ends), default=None)

    def is_refused(self, today):
        """Whether it is too early to propose again what a person has refused."""
        return bool(self.refused_on) and self._after_gap(self.refused_on) > today

    def _after_gap(self, day):
        """Claims under several policies: the longest gap of them counts."""
        gap = max((claim.policy.min_gap for claim in self.claims), default=1)
        return day + timedelta(days=max(gap, 1))


@dataclass(frozen=True)
class Step:
    """The next level of one claim; ``level`` is None when there is none."""

    claim: Claim
    level: Level | None = None
    ripe_on: date | None = None
    reason: Reason | None = None  # None: the claim climbs today


@dataclass(frozen=True)
class Decision:
    """What happens to a debtor today, with the reasons of what does not.

    ``level`` and ``climbing`` describe tonight's reminder (None and empty: no
    reminder, because of ``reason``); ``proposed`` are the steps that make a reminder
    for a person to approve. ``next_date`` and ``next_level`` tell what comes next when
    nothing changes, None when nothing will.
    """

    debtor: Debtor
    steps: tuple[Step, ...]
    level: Level | None = None
    reason: Reason | None = None
    next_date: date | None = None
    next_level: Level | None = None

    @property
    def climbing(self):
        return self._steps_with(None)

    @property
    def proposed(self):
        return self._steps_with(Reason.TO_APPROVE)

    def _steps_with(self, reason):
        return tuple(step for step in self.steps if step.reason == reason)


def decide(debtor, today):
    """Return the :class:`Decision` for ``debtor`` on ``today``.

    Every ripe claim climbs one level; one reminder goes out, at the highest of those
    levels. What counts is what is ripe *by* today, so that missed nights are caught up.
    Claims whose next level needs approval are proposed apart: an approval that takes
    its time holds no other claim up.
    """
    late = is_late(debtor, today)
    net = net_due(debtor, today)
    steps = tuple(_next_step(claim, today, late, net) for claim in debtor.claims)
    reason = _debtor_reason(steps, debtor, net, today)
    if reason is None:
        level = highest_level(step for step in steps if step.reason is None)
        return Decision(debtor, steps, level, None, today, level)
    no_proposal = reason == Reason.CREDIT or debtor.is_refused(today)
    steps = tuple(_hold_back(step, reason, no_proposal) for step in steps)
    return Decision(debtor, steps, None, reason, *_what_is_next(steps, debtor, today))


def highest_level(steps):
    """Level of the most severe of ``steps``, None when there is none."""
    leader = max(steps, key=_severity, default=None)
    return leader.level if leader else None


def is_late(debtor, today):
    """Whether a claim that is subject to reminders is overdue."""
    return any(claim.is_overdue(today) and claim.is_reminded for claim in debtor.claims)


def net_due(debtor, today):
    """Amount that a reminder of ``today`` asks for: what is overdue, and what is ripe
    before, as a courtesy or on the due date itself; net of open credits.
    """
    late = is_late(debtor, today)
    due = sum(
        (
            claim.asked
            for claim in debtor.claims
            if claim.is_reminded
            and (claim.is_overdue(today) or _is_ripe(claim, today, late))
        ),
        Decimal(0),
    )
    return due - debtor.credit


def next_level(claim, today, late):
    """Return the level that follows the one ``claim`` has reached, or None.

    No level is skipped, but for a courtesy reminder once the due date is past, and
    while the debtor is ``late`` with another claim: "your invoice will be due soon" is
    no message for somebody whom we ask to pay.
    """
    for level in claim.policy.levels:
        if level.rank <= claim.rank:
            continue
        if level.is_courtesy and (late or claim.is_overdue(today)):
            continue
        return level
    return None


def ripe_date(claim, level):
    """Day from which ``claim`` may climb to ``level``."""
    basis = claim.due_date
    if level.after_previous and claim.reached_on:
        basis = claim.reached_on
    return basis + timedelta(days=level.delay)


def _next_step(claim, today, late, net):
    if claim.excluded:
        return Step(claim, reason=Reason.EXCLUDED)
    if not claim.asked:
        return Step(claim, reason=Reason.HELD)
    if not claim.policy.levels:
        return Step(claim, reason=Reason.NO_POLICY)
    level = next_level(claim, today, late)
    if level is None:
        return Step(claim, reason=Reason.EXHAUSTED)
    ripe_on = ripe_date(claim, level)
    reason = None
    if claim.pending:
        reason = Reason.PENDING
    elif ripe_on > today:
        reason = Reason.NOT_RIPE
    elif 0 < net < max(claim.policy.minimum, level.minimum):
        reason = Reason.MINIMUM
    elif level.needs_approval:
        reason = Reason.TO_APPROVE
    return Step(claim, level, ripe_on, reason)


def _is_ripe(claim, today, late):
    level = next_level(claim, today, late)
    return bool(level and ripe_date(claim, level) <= today)


def _severity(step):
    return step.level.rank, step.claim.residual, -step.claim.id


def _debtor_reason(steps, debtor, net, today):
    """Why nothing goes out to the debtor today, None when a reminder does."""
    reasons = {step.reason for step in steps}
    if not steps:
        return Reason.SETTLED
    if reasons & {None, Reason.TO_APPROVE}:
        if net <= 0:
            return Reason.CREDIT
        if debtor.quiet_until and debtor.quiet_until > today:
            return Reason.GAP
    if None in reasons:
        return None
    return next(reason for reason in MOST_TELLING_FIRST if reason in reasons)


def _hold_back(step, reason, no_proposal):
    """A ripe claim shares the reason that holds its whole debtor back.

    Quiet days after a contact keep nobody from proposing what a person has to approve.
    """
    if step.reason is None or (step.reason == Reason.TO_APPROVE and no_proposal):
        return Step(step.claim, step.level, step.ripe_on, reason)
    return step


def _what_is_next(steps, debtor, today):
    """Return (date, level) of the next reminder when nothing changes until then."""
    dates = {
        step: max(step.ripe_on, debtor.quiet_until or today)
        for step in steps
        if step.reason in (Reason.GAP, Reason.NOT_RIPE)
    }
    first = min(dates.values(), default=None)
    return first, highest_level(step for step in dates if dates[step] == first)
