"""Escalation: who is reminded today, at which level, and why the others are not.

Pure functions: a debtor and a date in, a decision out. Days are calendar days, amounts
are in the company's currency. docs/developers/architecture.md has the rules in words.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .facts import Bank, Calendar, Claim, Debtor, Level, Policy, days_after
from .reasons import ASKING, BANK, COMING, MOST_TELLING_FIRST, Reason

__all__ = ["Bank", "Calendar", "Claim", "Debtor", "Level", "Policy", "Reason", "decide"]


class Step(NamedTuple):
    """The next level of one claim; ``level`` is None when there is none."""

    claim: Claim
    level: Level | None = None
    ripe_on: date | None = None
    reason: Reason | None = None  # None: the claim climbs today


@dataclass(frozen=True, slots=True)
class Decision:
    """What happens to a debtor today, with the reasons of what does not.

    ``level`` and ``climbing`` describe tonight's reminder (None and empty: no
    reminder, because of ``reason``); ``proposed`` are the steps that make a reminder
    for a person to approve; ``net`` is what a reminder would ask for. ``next_date``
    and ``next_level`` tell what comes next when nothing changes, None when nothing
    will.
    """

    debtor: Debtor
    steps: tuple[Step, ...]
    net: Decimal
    level: Level | None = None
    reason: Reason | None = None
    next_date: date | None = None
    next_level: Level | None = None
    warnings: tuple[Reason, ...] = ()

    @property
    def climbing(self):
        return self._steps_with(None)

    @property
    def proposed(self):
        return self._steps_with(Reason.TO_APPROVE)

    @property
    def waiting(self):
        """Steps that would be taken tonight, were it not for the bank."""
        return self._steps_with(*BANK)

    @property
    def asks(self):
        """Whether the debtor is about to be asked to pay, or waits for the bank."""
        return bool(self._steps_with(*ASKING))

    def _steps_with(self, *reasons):
        return tuple(step for step in self.steps if step.reason in reasons)


def decide(debtor, today):
    """Return the :class:`Decision` for ``debtor`` on ``today``.

    Every ripe claim climbs one level; one reminder goes out, at the highest of those
    levels. What counts is what is ripe *by* today, so that missed nights are caught up.
    Claims whose next level needs approval are proposed apart: an approval that takes
    its time holds no other claim up.
    """
    late = is_late(debtor, today)
    net = net_due(debtor, today, late)
    steps = tuple(
        _next_step(claim, today, late, net, debtor.tone_cap) for claim in debtor.claims
    )
    warnings = bank_warnings(debtor, net, today)
    reason = _debtor_reason(steps, debtor, net, today)
    if reason is None and debtor.bank.waits:
        reason = next(iter(warnings), None)
    if reason is None:
        level = highest_level(step for step in steps if step.reason is None)
        return Decision(debtor, steps, net, level, None, today, level, warnings)
    refused_until = debtor.refused_until
    no_proposal = reason == Reason.CREDIT or (
        bool(refused_until) and refused_until > today
    )
    steps = tuple(_hold_back(step, reason, no_proposal) for step in steps)
    upcoming = _what_is_next(steps, debtor, today)
    return Decision(debtor, steps, net, None, reason, *upcoming, warnings)


def bank_warnings(debtor, net, today):
    """What to see to at the bank before ``debtor`` is asked for ``net``: members of
    ``reasons.BANK``, in their order.
    """
    warnings = []
    if 0 < net <= debtor.receipts:
        warnings.append(Reason.RECEIPTS)
    if debtor.bank.is_stale(today):
        warnings.append(Reason.STALE_BANK)
    return tuple(warnings)


def highest_level(steps):
    """Level of the most severe of ``steps``, None when there is none."""
    leader = max(steps, key=_severity, default=None)
    return leader.level if leader else None


def is_late(debtor, today):
    """Whether a claim that is subject to reminders is overdue."""
    return any(claim.is_overdue(today) and claim.is_reminded for claim in debtor.claims)


def net_due(debtor, today, late):
    """Amount that a reminder of ``today`` asks for: what is overdue, and what is ripe
    before, as a courtesy or on the due date itself; net of open credits.

    :param bool late: see ``is_late``
    """
    net = -debtor.credit
    for claim in debtor.claims:
        if claim.is_reminded and (
            claim.due_date < today or _is_ripe(claim, today, late)
        ):
            net += claim.asked
    return net


def listed_beside(debtor, climbing, today):
    """Ids of the items that a letter of ``today`` lists beside those that climb: what
    else is overdue, unless it is never reminded, and the open credits.

    :param climbing: ids of the claims that climb
    """
    overdue = tuple(
        claim.id
        for claim in debtor.claims
        if claim.is_overdue(today) and claim.is_reminded and claim.id not in climbing
    )
    return overdue + debtor.credit_ids


def next_level(claim, today, late):
    """Return the level that follows the one ``claim`` has reached, or None.

    No level is skipped, but for a courtesy reminder once the due date is past, and
    while the debtor is ``late`` with another claim: "your invoice will be due soon" is
    no message for somebody whom we ask to pay. A policy may let old claims enter at
    the level of their age, and repeat its last level.
    """
    no_courtesy = late or claim.is_overdue(today)
    if claim.policy.enters_by_age and not claim.rank:
        return _entry_level(claim, today, no_courtesy)
    for level in claim.policy.levels:
        if level.rank > claim.rank and not (no_courtesy and level.is_courtesy):
            return level
    return _repeated_level(claim)


def ripe_date(claim, level):
    """Day from which ``claim`` may climb to ``level``, or meet it again."""
    if level.rank <= claim.rank:
        return days_after(claim.reached_on, claim.policy.repeat_every)
    basis = claim.due_date
    if level.after_previous and claim.reached_on:
        basis = claim.reached_on
    return days_after(basis, level.delay)


def wakes_on(decision, today):
    """First day after ``today`` on which time alone may change ``decision``, or None.

    Until then nothing but an event can: a posting, a payment, a hold, a person.
    """
    if decision.climbing or decision.proposed or decision.waiting:
        return days_after(today, 1)  # the bank may be up to date by then
    debtor = decision.debtor
    days = [decision.next_date]
    for step in decision.steps:
        claim = step.claim
        days += (days_after(claim.due_date, 1), claim.hold_changes_on)
        days.append(step.ripe_on and _possible_on(claim, step.ripe_on))
        if claim.policy.enters_by_age and not claim.rank and step.level:
            days.append(days_after(today, 1))  # its level may grow with its age
    days += (debtor.quiet_until, debtor.refused_until, debtor.planned_for)
    days.append(debtor.next_open(today))
    return min((day for day in days if day and day > today), default=None)


def _possible_on(claim, ripe_on):
    """First day on which ``claim`` may take a step: it takes one a day at most."""
    return (
        max(ripe_on, days_after(claim.reached_on, 1)) if claim.reached_on else ripe_on
    )


def _entry_level(claim, today, no_courtesy):
    """The level of the claim's age, but never a formal notice, nor one beyond it.

    The age of a level that counts from the previous reminder is the sum of the delays.
    """
    entry, ripe_on = None, claim.due_date
    for level in claim.policy.levels:
        basis = ripe_on if level.after_previous else claim.due_date
        ripe_on = days_after(basis, level.delay)
        if no_courtesy and level.is_courtesy:
            continue
        if entry and (level.is_formal or ripe_on > today):
            break
        entry = level
        if level.is_formal:
            break
    return entry


def _repeated_level(claim):
    """The last level once more, where the policy repeats it."""
    last = claim.policy.levels[-1] if claim.policy.levels else None
    repeats = last and claim.policy.repeat_every and not last.is_courtesy
    return last if repeats and claim.rank and claim.reached_on else None


def _next_step(claim, today, late, net, tone_cap):
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
    elif _possible_on(claim, ripe_on) > today:
        reason = Reason.NOT_RIPE
    elif 0 < net < max(claim.policy.minimum, level.minimum):
        reason = Reason.MINIMUM
    elif level.needs_approval or (tone_cap is not None and level.rank > tone_cap):
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
        if debtor.planned_for and debtor.planned_for > today:
            return Reason.ANNOUNCED
        return None if debtor.next_open(today) == today else Reason.CLOSED
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
    coming = [step for step in steps if step.reason in COMING]
    if not coming or any(step.reason in BANK for step in steps):
        return None, None  # nothing goes out before somebody has seen to the bank
    not_before = max(debtor.quiet_until or today, debtor.planned_for or today)
    days = [_possible_on(step.claim, step.ripe_on) for step in coming]
    first = debtor.next_open(max(min(days), not_before))
    ripe = (step for step, day in zip(coming, days, strict=True) if day <= first)
    return first, highest_level(ripe)
