"""Case index: on which pages of a case file its documents stand.

Pure: documents with their numbers of pages in, the same with the page on which each
begins out. The index stands before what it lists, and is longer the more it lists: its
own length is found by trying, until what it says is true.
"""

from collections.abc import Hashable
from typing import Any, NamedTuple


class Document(NamedTuple):
    """What is to be bound; ``content`` is whatever the caller wants to have back."""

    pages: int
    section: Hashable = None
    number: int | None = None  # of an exhibit; None: a part of the case file itself
    content: Any = None


class Placed(NamedTuple):
    """A document on the pages from ``first`` to ``last``, the cover being page 1."""

    document: Document
    first: int
    last: int


class Index(NamedTuple):
    placed: tuple[Placed, ...]
    front: int  # pages before the first document: the cover and the index
    blank: int  # of these, how many stay empty after the index
    pages: int  # of the whole case file


def place(documents, front):
    """Put documents one after the other behind ``front`` pages.

    :raise ValueError: a document without pages, which nobody would find
    """
    placed, page = [], front
    for document in documents:
        if document.pages < 1:
            raise ValueError("a document has no pages")
        placed.append(Placed(document, page + 1, page + document.pages))
        page += document.pages
    return tuple(placed)


def settle(documents, cover, length, guess=1):
    """Return the ``Index`` that says where everything is, itself included.

    Longer numbers may need one page more, and that page other numbers: where two
    lengths lead to each other, the longer one is taken, and its last page stays blank.

    :param int cover: pages before the index
    :param length: function of ``(placed, pages)``: pages of an index that says so; at
        least 1, and bounded. The last one asked for is the one to bind.
    :param int guess: how long the index probably is
    """
    reserved, tried = max(guess, 1), set()
    while True:
        front = cover + reserved
        placed = place(documents, front)
        pages = placed[-1].last if placed else front
        needed = length(placed, pages)
        if needed == reserved or (needed < reserved and needed in tried):
            return Index(placed, front, reserved - needed, pages)
        tried.add(reserved)
        reserved = needed


# === FILE NAMES === #

FORBIDDEN = frozenset('<>:"/\\|?*')
PORTS = [f"{port}{digit}" for port in ("com", "lpt") for digit in range(1, 10)]
RESERVED = frozenset(("con", "prn", "aux", "nul", *PORTS))
LONGEST = 80  # characters: paths are short on some systems


def safe_name(name, fallback="document"):
    """``name`` as a file may be called anywhere, without a path or its extension.

    What is not printed, leads to another folder, or means something to a shell or an
    archive program is replaced; nothing that is left begins with a dot or a dash.
    """
    kept = "".join(
        " " if char in FORBIDDEN or not char.isprintable() else char for char in name
    )
    kept = " ".join(kept.split())[:LONGEST].strip(" .-~")
    if not kept or kept.split(".")[0].strip().lower() in RESERVED:
        return fallback
    return kept


def file_name(number, count, title, extension):
    """ "007 Invoice 2026-17.pdf": sorts as it is numbered, whatever sorts it.

    :param count: how many there are, which decides on the zeros
    :param extension: without its dot; what is no plain word is left out
    """
    digits = max(len(str(count)), 2)
    tail = f".{extension.lower()}" if is_plain(extension) else ""
    return f"{number:0{digits}d} {safe_name(title)}{tail}"


def is_plain(extension):
    return extension.isascii() and extension.isalnum() and len(extension) <= 8
