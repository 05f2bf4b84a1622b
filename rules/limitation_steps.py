"""What the stages of proceedings do to limitation, from the first to the last.

Articles are those of the French civil code.
"""

from dataclasses import dataclass, replace
from datetime import date

# What keeps the period from running until the proceedings end.
PENDING = frozenset({"court_act"})


@dataclass(frozen=True)
class Step:
    """A stage that was reached on a day."""

    day: date
    kind: str | None = None  # of the limitation event that it is; None: of none
    is_title: bool = False
    is_end: bool = False
    is_failure: bool = False  # an end without success


@dataclass(frozen=True)
class Act:
    """A limitation event, as the stages have it."""

    kind: str
    day: date
    end: date | None = None  # day on which what was pending ended
    is_void: bool = False


def acts(steps):
    """The events that ``steps`` cause, as if no others had ever been entered.

    What is pending ends with the last title, the one after an appeal (2242); without
    any, with the proceedings. Enforcing a title does not make it last longer. Where
    they end without success and without a title, it has interrupted nothing (2243).

    :param steps: ``Step`` objects in their order
    :return: list of ``Act``, each (kind, day) once
    """
    found, has_title = {}, False
    for step in steps:
        if step.kind:
            found.setdefault((step.kind, step.day), Act(step.kind, step.day))
        has_title |= step.is_title
        if step.is_title or step.is_end:
            is_void = step.is_failure and not has_title
            for key, act in found.items():
                if act.kind in PENDING and (step.is_title or not act.end):
                    found[key] = replace(act, end=step.day, is_void=is_void)
    return list(found.values())


def changes(before, after):
    """What becomes of the events, once ``after`` holds instead of ``before``.

    An event that both have alike is left alone, whatever a person has made of it.

    :param before: list of ``Act``
    :param after: list of ``Act``
    :return: acts that did not happen; [(act, what it is now)]; acts that are new
    """
    former = {(act.kind, act.day): act for act in before}
    present = {(act.kind, act.day): act for act in after}
    withdrawn = [act for key, act in former.items() if key not in present]
    changed = [
        (former[key], act)
        for key, act in present.items()
        if key in former and former[key] != act
    ]
    return withdrawn, changed, [a for key, a in present.items() if key not in former]
