"""Proof table: the lines that a provider of registered letters sends back, as CSV.

Pure: bytes in, rows out. The table is made by machines and mended by people in
spreadsheets: comma or semicolon, UTF-8 or what Windows writes, dates as 2026-03-31 or
as the reader of the table writes them.
"""

import csv
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from io import StringIO

from .registered import STEPS

KEY = "number"
COLUMNS = (
    KEY,
    "tracking_number",
    *STEPS,
    "outcome",
    "deposit_proof",
    "receipt_proof",
)
MAX_ROWS = 5000
ISO = "%Y-%m-%d"


class TableFault(Enum):
    """Why nothing of a table can be read."""

    BROKEN = "broken"
    NO_KEY = "no_key"
    TWICE = "twice"
    TOO_LONG = "too_long"


class UnreadableTableError(ValueError):
    """Its first argument is a TableFault."""


@dataclass(frozen=True)
class Row:
    """One line of the table: ``cells`` by column, without those that are blank."""

    line: int
    cells: dict[str, str]
    has_surplus: bool = False

    @property
    def number(self):
        return self.cells.get(KEY, "")


def read_table(content):
    """Return (the rows, the names of columns that mean nothing).

    :raise UnreadableTableError: when none of it can be understood
    """
    text = _decode(content)
    first_line = text.partition("\n")[0]
    delimiter = ";" if first_line.count(";") > first_line.count(",") else ","
    try:
        lines = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
        header = [name.strip().lower() for name in next(lines, [])]
        _check_header(header)
        rows = [_row(header, cells, lines.line_num) for cells in lines if any(cells)]
    except csv.Error as error:
        raise UnreadableTableError(TableFault.BROKEN) from error
    if len(rows) > MAX_ROWS:
        raise UnreadableTableError(TableFault.TOO_LONG)
    return rows, [name for name in header if name and name not in COLUMNS]


def _decode(content):
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _check_header(header):
    if KEY not in header:
        raise UnreadableTableError(TableFault.NO_KEY)
    known = [name for name in header if name in COLUMNS]
    if len(known) > len(set(known)):
        raise UnreadableTableError(TableFault.TWICE)


def _row(header, cells, line):
    named = zip(header, (cell.strip() for cell in cells), strict=False)
    return Row(
        line,
        {name: cell for name, cell in named if name in COLUMNS and cell},
        has_surplus=any(cell.strip() for cell in cells[len(header) :]),
    )


def parse_day(text, usual_format=ISO):
    """Return the date, written as ISO has it or in ``usual_format``, or None."""
    for written in (ISO, usual_format):
        try:
            # A day, as it stands on paper: it has no time zone.
            return datetime.strptime(text, written).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None
