"""Routing: by which channels a reminder goes out, and what a person has to mend.

Pure: the channels of a level, what the customer prefers, what stands in the way of each
channel (no address, forbidden by the customer), and the fallback in; a :class:`Route`
out. Channels are named by their code.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Route:
    """``channels`` to use, in order; ``obstacles`` of those that were left out.

    Where a text is needed and no channel can carry it, ``channels`` is empty: a call
    or a task alone must not pass for the letter that the level asks for.
    """

    channels: tuple[str, ...]
    obstacles: tuple[str, ...] = ()


def route(wanted, written, obstacles, needs_text, fallback=None, *, preferred=None):
    """Choose the channels of one reminder.

    :param wanted: codes of the level's channels, in order
    :param written: set of codes of the channels that carry the level's text
    :param obstacles: code -> sentence, for each channel that cannot be used
    :param bool needs_text: whether the level is to reach the debtor in writing
    :param fallback: code of the channel to use when no written one is left, or None
    :param preferred: code of the channel that the customer prefers, or None
    """
    tried = _prefer(wanted, written, obstacles, preferred)
    usable = tuple(code for code in tried if code not in obstacles)
    if needs_text and not any(code in written for code in usable):
        if fallback in written and fallback not in tried:
            tried += (fallback,)
        usable = (fallback, *usable) if _carries(fallback, written, obstacles) else ()
    return Route(
        usable,
        tuple(obstacles[code] for code in tried if code in obstacles),
    )


def _prefer(wanted, written, obstacles, preferred):
    """The channels to try: the preferred one in the place of the written ones.

    Where it cannot be used, it is tried first and the level's own follow.
    """
    if preferred not in written or not any(code in written for code in wanted):
        return tuple(wanted)
    replaced = () if preferred in obstacles else written
    others = (code for code in wanted if code not in replaced and code != preferred)
    return (preferred, *others)


def _carries(code, written, obstacles):
    return code in written and code not in obstacles
