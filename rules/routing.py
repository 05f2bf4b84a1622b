"""Routing: by which channels a reminder goes out, and what a person has to mend.

Pure: the channels of a level, what stands in the way of each, and the fallback in; a
:class:`Route` out. Channels are named by their code.
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


def route(wanted, written, obstacles, needs_text, fallback=None):
    """Choose the channels of one reminder.

    :param wanted: codes of the level's channels, in order
    :param written: set of codes of the channels that carry a text to the debtor
    :param obstacles: code -> sentence, for each channel that cannot be used
    :param bool needs_text: whether the level is to reach the debtor in writing
    :param fallback: code of the channel to use when no written one is left, or None
    """
    usable = tuple(code for code in wanted if code not in obstacles)
    met = tuple(obstacles[code] for code in wanted if code in obstacles)
    if not needs_text or any(code in written for code in usable):
        return Route(usable, met)
    if fallback and fallback not in obstacles:
        return Route((fallback, *usable), met)
    if fallback and fallback not in wanted:
        met += (obstacles[fallback],)
    return Route((), met)
