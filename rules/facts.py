"""What the rules of escalation are told: policies, claims and debtors.

Days are calendar days, amounts are in the company's currency.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

NOTHING = Decimal(0)
ONE_DAY = timedelta(days=1)


def days_after(day, count):
    """The day ``count`` days after ``day``, the calendar's last one at most."""
    try:
        return day + timedelta(days=count)
    except OverflowError:  # "due" on 31 December 9999 means never
        return date.max


@dataclass(frozen=True, slots=True)
class Level:
    """One step of a policy; it fires ``delay`` days after its basis."""

    id: int
    rank: int  # 1 for the mildest level of its policy
    delay: int  # days; negative: a courtesy reminder before the due date
    after_previous: bool = False  # basis: the previous reminder, else the due date
    minimum: Decimal = NOTHING  # net amount due below which it is not sent
    needs_approval: bool = False
    is_formal: bool = False  # formal notice: no old claim enters here or beyond

    @property
    def is_courtesy(self):
        return self.delay < 0


@dataclass(frozen=True, slots=True)
class Policy:
    """Levels from the mildest on; without levels it means "do nothing"."""

    levels: tuple[Level, ...] = ()
    min_gap: int = 1  # days between two contacts; one a day is the rule anyway
    minimum: Decimal = NOTHING
    enters_by_age: bool = False  # old claims enter at the level of their age
    repeat_every: int = 0  # days after which the last level comes again; 0: never
    working_days_only: bool = False

    def with_delays(self, delays):
        """The same, with another delay at some levels.

        :param delays: {level id: days}
        """
        levels = tuple(
            replace(level, delay=delays.get(level.id, level.delay))
            for level in self.levels
        )
        return replace(self, levels=levels)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The open days of a company from now to ``horizon``; later ones all count."""

    open_days: frozenset[date]
    horizon: date

    def is_open(self, day):
        return day > self.horizon or day in self.open_days

    def next_open(self, day):
        """The first open day from ``day`` on."""
        while not self.is_open(day):
            day += ONE_DAY
        return day


@dataclass(frozen=True, slots=True)
class Bank:
    """How well the books of a company know what its customers have paid.

    A company without any bank entry is not behind with them: it keeps its bank
    elsewhere, and would be warned, or kept from reminding, for ever.
    """

    newest: date | None = None  # day of the newest bank entry, None without any
    max_age: int = 0  # days after which that is too old; 0: it never is
    waits: bool = False  # automatic reminders wait until the bank is seen to

    def is_stale(self, today):
        return self.age(today) > self.max_age > 0

    def age(self, today):
        """Days since the newest entry, 0 without any."""
        return (today - self.newest).days if self.newest else 0


class Claim(NamedTuple):
    """An open receivable item with a positive residual.

    A tuple, because the night makes hundreds of thousands of them.
    """

    id: int
    due_date: date
    residual: Decimal
    policy: Policy
    rank: int = 0  # rank of the level that it has reached, 0 for none
    reached_on: date | None = None  # day on which it reached that level
    pending: bool = False  # in a reminder that needs, or has, a person's approval
    excluded: bool = False
    held: Decimal = NOTHING  # part of the residual that is on hold
    hold_changes_on: date | None = None  # day on which a hold begins, or has ended

    @property
    def asked(self):
        """What may be asked for: the residual without what is on hold."""
        return max(self.residual - self.held, NOTHING) if self.held else self.residual

    def is_overdue(self, today):
        return self.due_date < today

    @property
    def is_reminded(self):
        """Whether letters ask for it: not excluded or on hold, nor under a policy that
        does nothing.
        """
        return bool(not self.excluded and self.policy.levels and self.asked > 0)


@dataclass(frozen=True, slots=True)
class Debtor:
    """One customer of one company."""

    id: int
    claims: tuple[Claim, ...] = ()
    credit: Decimal = NOTHING  # unallocated payments and credit notes, positive
    contacted_on: date | None = None
    refused_on: date | None = None  # a person refused a reminder: not now
    credit_ids: tuple[int, ...] = ()
    tone_cap: int | None = None  # rank above which every level needs approval
    calendar: Calendar | None = None
    planned_for: date | None = None  # a reminder waits for this day: it is announced
    bank: Bank = Bank()
    receipts: Decimal = NOTHING  # came in at the bank and are not matched yet

    @property
    def quiet_until(self):
        """First day on which the debtor may be contacted, None when any day is."""
        ends = filter(None, (self.contacted_on, self.refused_on))
        return max(map(self._after_gap, ends), default=None)

    @property
    def refused_until(self):
        """First day on which what a person has refused may be proposed again."""
        return self._after_gap(self.refused_on) if self.refused_on else None

    def _after_gap(self, day):
        """Claims under several policies: the longest gap of them counts."""
        gap = max((claim.policy.min_gap for claim in self.claims), default=1)
        return days_after(day, max(gap, 1))

    def next_open(self, day):
        """The first day from ``day`` on on which its policies let a reminder go out."""
        if self.calendar and any(c.policy.working_days_only for c in self.claims):
            return self.calendar.next_open(day)
        return day
