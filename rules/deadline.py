"""Deadlines: which delay of the law applies, and on which day it ends.

Pure. A period of months ends on the same day of the month, else on the month's last
day; the day that it runs from is not counted (641 CPC); a period that ends on no
working day ends on the next one (642 CPC). Which version of a delay applies depends on
the day of the act that the law names: an order of 31 August 2026 is to be served within
six months, one of 1 September 2026 within three (decree 2026-96, art. 9). See
legal/facts.md, 5.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, timedelta

from .insolvency import ONE_DAY, add_months, next_working_day


@dataclass(frozen=True)
class Delay:
    """``months`` and ``days`` from the day of ``basis``.

    :param basis, decisive: events; the delay applies if ``decisive`` lies within
        ``valid_from`` and ``valid_to`` (both included; None: open)
    :param procedural: it ends on a working day, as delays of the law do
    :param is_waiting: something may be done after it only, and not until its end
    """

    id: int
    basis: Hashable
    decisive: Hashable
    months: int = 0
    days: int = 0
    valid_from: date | None = None
    valid_to: date | None = None
    procedural: bool = True
    is_waiting: bool = False


def end_of(delay, start, holidays=()):
    """Last day to act; of a delay to wait for, the first day after it.

    :param start: day of the event from which the delay runs
    :param holidays: days beside Saturdays and Sundays on which no period ends
    """
    end = add_months(start, delay.months) + timedelta(days=delay.days)
    if delay.procedural:
        end = next_working_day(end, holidays)
    return end + ONE_DAY if delay.is_waiting else end


def applies(delay, events):
    """Whether ``delay`` runs, and in this version.

    :param events: {event: day on which it happened}
    """
    day = events.get(delay.decisive)
    if day is None or events.get(delay.basis) is None:
        return False
    begun = delay.valid_from is None or delay.valid_from <= day
    return begun and (delay.valid_to is None or day <= delay.valid_to)


def deadlines(delays, events, holidays=()):
    """{id of the delay: its day} for those of ``delays`` that run."""
    return {
        delay.id: end_of(delay, events[delay.basis], holidays)
        for delay in delays
        if applies(delay, events)
    }
