"""When a claim becomes time-barred: the last day on which to act safely.

Sources: legal/facts.md, sections 2 and 3. Articles are those of the French civil code
where nothing else is said.

**The safe day.** A period of N years that begins on a day ends, in law, at midnight of
the same day N years later (2228, 2229); of 29 February, or of the 31st, on the last day
of the month. The last *safe* day is the day before that. It is never later than the
law: what is uncertain is not counted, and nothing is rolled forward to a working day.

**Outside France** only what runs a period anew nearly everywhere does so here: an
acknowledgment, a plan signed, a part payment, a title. Court proceedings merely suspend
(as in § 204 BGB), anything else is not counted: the day may be too early, never late.

**Proceedings without an end** (a court claim, insolvency): the period does not run
(2242), there is no day; the day that counts should they turn out void (2243) is told
beside. A **mediation without an end** does not move the day until its end is known.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import Enum

from .insolvency import add_months

ONE_DAY = timedelta(days=1)
MONTHS_AFTER_MEDIATION = 6  # 2238, paragraph 3
FRANCE = "FR"


class Kind(Enum):
    """What may happen to a claim; the values are those of the recorded events."""

    ACKNOWLEDGMENT = "acknowledgment"
    PLAN_SIGNED = "plan_signed"
    PART_PAYMENT = "part_payment"
    COURT_ACT = "court_act"
    SERVICE = "service"
    ENFORCEMENT = "enforcement"
    TITLE = "title"
    MEDIATION = "mediation"
    CONCILIATION = "conciliation"
    INSOLVENCY = "insolvency"
    OTHER = "other"
    FORMAL_NOTICE = "formal_notice"


class Effect(Enum):
    RESTART = "restart"  # the period begins anew, on the day or at the event's end
    PROCEEDINGS = "proceedings"  # it begins anew when they end, and stands meanwhile
    PAUSE = "pause"  # the days do not count
    TITLE = "title"  # the period of an enforceable title begins
    NONE = "none"


class Outcome(Enum):
    """What became of one event; the screens put it into words."""

    RESTARTED = "restarted"
    STANDS_STILL = "stands_still"  # proceedings without an end
    PAUSED = "paused"
    STILL_PAUSED = "still_paused"  # a mediation without an end: not counted yet
    TITLED = "titled"
    VOID = "void"
    TOO_EARLY = "too_early"  # the period had not begun, or begins later anyway
    TOO_LATE = "too_late"
    UNCERTAIN = "uncertain"
    NOT_COUNTED = "not_counted"


FRENCH = {
    Kind.ACKNOWLEDGMENT: (Effect.RESTART, "art. 2240 C. civ."),
    Kind.PLAN_SIGNED: (Effect.RESTART, "art. 2240 C. civ."),
    Kind.PART_PAYMENT: (Effect.RESTART, "art. 2240 C. civ."),
    Kind.COURT_ACT: (Effect.PROCEEDINGS, "art. 2241, 2242 C. civ."),
    Kind.SERVICE: (Effect.RESTART, "art. 2241 C. civ."),
    Kind.ENFORCEMENT: (Effect.RESTART, "art. 2244 C. civ."),
    Kind.TITLE: (Effect.TITLE, "art. L111-4 CPCE"),
    Kind.MEDIATION: (Effect.PAUSE, "art. 2238 C. civ."),
    Kind.CONCILIATION: (Effect.PAUSE, "art. 2238 C. civ., L125-1 CPCE"),
    Kind.INSOLVENCY: (Effect.PROCEEDINGS, "art. L622-25-1 C. com."),
    Kind.OTHER: (Effect.RESTART, ""),
    Kind.FORMAL_NOTICE: (Effect.NONE, "Cass. com. 18 May 2022, 20-23.204"),
}
ABROAD = {
    Kind.ACKNOWLEDGMENT: (Effect.RESTART, ""),
    Kind.PLAN_SIGNED: (Effect.RESTART, ""),
    Kind.PART_PAYMENT: (Effect.RESTART, ""),
    Kind.COURT_ACT: (Effect.PAUSE, ""),
    Kind.SERVICE: (Effect.PAUSE, ""),
    Kind.ENFORCEMENT: (Effect.NONE, ""),
    Kind.TITLE: (Effect.TITLE, ""),
    Kind.MEDIATION: (Effect.NONE, ""),
    Kind.CONCILIATION: (Effect.NONE, ""),
    Kind.INSOLVENCY: (Effect.PAUSE, ""),
    Kind.OTHER: (Effect.RESTART, ""),  # somebody has said by which article
    Kind.FORMAL_NOTICE: (Effect.NONE, ""),
}
# The cap of 20 years does not hold for these (2232, paragraph 2).
BEYOND_THE_CAP = {Kind.COURT_ACT, Kind.SERVICE, Kind.ENFORCEMENT, Kind.TITLE}
LEAVES_SIX_MONTHS = {Kind.MEDIATION, Kind.CONCILIATION}


@dataclass(frozen=True)
class Period:
    """How long a claim may be enforced, and whence it is known.

    :ivar months: calendar months
    :ivar year_end: it begins with the end of the year of the due date (§ 199 BGB)
    :ivar cap_years: years from the birth of the claim that nothing prolongs; 0: none
    :ivar country: ISO code of the law; None: not known
    :ivar key: what the caller finds it by; None: the careful default
    """

    months: int
    year_end: bool = False
    cap_years: int = 0
    country: str | None = None
    key: object = None


# The shortest period of the table. Where no law is known, nothing longer is safe.
CAREFUL = Period(months=12)


@dataclass(frozen=True)
class Row:
    """A period and whom it is for; None: for all."""

    period: Period
    country: str | None = None
    claim_type: object = None
    customer_kind: str | None = None
    is_title: bool = False
    is_own: bool = False  # of the company itself

    @property
    def rank(self):
        """The more specific, the higher; among equals the shorter period."""
        return (
            self.country is not None,
            self.claim_type is not None,
            self.customer_kind is not None,
            self.is_own,
            -self.period.months,
        )


@dataclass(frozen=True)
class Event:
    """
    :ivar end: its last day; None: it has no end yet, or needs none
    :ivar certain: False where it may be contested that it counts: it is told what it
        would change, and not counted
    """

    kind: Kind
    day: date
    end: date | None = None
    void: bool = False
    certain: bool = True
    basis: str = ""
    key: object = None


@dataclass(frozen=True)
class Step:
    """What one event did, and the last safe day after it (None: it stands still)."""

    event: Event
    outcome: Outcome
    article: str
    day: date | None


@dataclass(frozen=True)
class Limitation:
    """
    :ivar day: last safe day; None while proceedings go on
    :ivar fallback: last safe day should these proceedings turn out void
    :ivar hoped: last day if all that is uncertain counts; None: nothing is, or the same
    """

    begins: date
    first: date
    day: date | None
    steps: tuple = ()
    fallback: date | None = None
    hoped: date | None = None

    @property
    def stands_still(self):
        return self.day is None


def choose(rows, country, claim_type, customer_kind, is_title=False):
    """The ``Period`` of the most specific row that fits; None: there is none."""
    fitting = [
        row
        for row in rows
        if row.is_title == is_title
        and row.country in (None, country)
        and row.claim_type in (None, claim_type)
        and row.customer_kind in (None, customer_kind)
    ]
    best = max(fitting, key=lambda row: row.rank, default=None)
    return best and best.period


def limit(due, period, events=(), born=None, title=None):
    """Return the ``Limitation`` of one claim.

    :param due: day from which the creditor can act: the due date of each instalment
    :param born: day of the claim's birth, the document's; None: the due date
    :param title: ``Period`` once there is an enforceable title; None: not known, the
        claim's own is counted then
    """
    events = sorted(events, key=lambda event: event.day)
    begins = date(due.year, 12, 31) if period.year_end else due
    effects = FRENCH if period.country == FRANCE else ABROAD
    clock = _Clock(begins, period, min(born or due, due), title or period, effects)
    first = clock.safe_day()
    steps = tuple(clock.meet(event) for event in events)
    day = clock.day()
    fallback = hoped = None
    if day is None:
        open_ended = {s.event for s in steps if s.outcome == Outcome.STANDS_STILL}
        rest = [event for event in events if event not in open_ended]
        fallback = limit(due, period, rest, born, title).day
    elif any(step.outcome == Outcome.UNCERTAIN for step in steps):
        trusted = [replace(event, certain=True) for event in events]
        hoped = limit(due, period, trusted, born, title).day
    return Limitation(
        begins, first, day, steps, fallback, hoped if hoped != day else None
    )


@dataclass
class _Clock:
    """The period as it runs, from one event to the next."""

    start: date
    period: Period
    born: date
    title: Period
    effects: dict
    pauses: list = field(default_factory=list)  # (first day, day it goes on, kind)
    capped: bool = True
    still: bool = False

    def meet(self, event):
        outcome, article = self._judge(event)
        return Step(event, outcome, article, self.day())

    def _judge(self, event):
        """(outcome, article) of the event, which this clock then takes into account."""
        effect, article = self.effects[event.kind]
        outcome = self._dismiss(event, effect) or self._take(event, effect)
        return outcome, event.basis or article

    def _dismiss(self, event, effect):
        """Why the event has no effect; None: it has one."""
        if event.void:
            return Outcome.VOID
        if effect == Effect.NONE:
            return Outcome.NOT_COUNTED
        if not event.certain:
            return Outcome.UNCERTAIN
        if not self.still and event.day > self.safe_day():
            return Outcome.TOO_LATE
        return None

    def _take(self, event, effect):
        if effect == Effect.PAUSE:
            return self._pause(event)
        if effect == Effect.PROCEEDINGS and event.end is None:
            return self._stand_still(event)
        return self._restart(event, effect)

    def _pause(self, event):
        if event.end is None:
            return Outcome.STILL_PAUSED
        if event.end <= self.start:
            return Outcome.TOO_EARLY
        self.pauses.append((event.day, event.end, event.kind))
        return Outcome.PAUSED

    def _stand_still(self, event):
        self.still = True
        self._begin(event, event.day)
        return Outcome.STANDS_STILL

    def _restart(self, event, effect):
        anew = event.end or event.day
        if effect == Effect.TITLE:
            self.period = self.title
            self.still = False  # what led to it is over
            self._begin(event, anew)
            return Outcome.TITLED
        if anew <= self.start:
            return Outcome.TOO_EARLY
        self._begin(event, anew)
        return Outcome.RESTARTED

    def _begin(self, event, day):
        self.start = max(self.start, day)
        self.capped = self.capped and event.kind not in BEYOND_THE_CAP

    def day(self):
        return None if self.still else self.safe_day()

    def safe_day(self):
        """The day before the one on which the period ends."""
        end = add_months(self.start, self.period.months)
        counted = self.start  # days before it are counted already
        for begun, goes_on, kind in sorted(self.pauses, key=lambda pause: pause[:2]):
            first = max(begun, counted)
            if first < goes_on and first < end:
                end += goes_on - first
                counted = goes_on
                if kind in LEAVES_SIX_MONTHS:
                    end = max(end, add_months(goes_on, MONTHS_AFTER_MEDIATION))
        if self.capped and self.period.cap_years:
            end = min(end, add_months(self.born, 12 * self.period.cap_years))
        return end - ONE_DAY
