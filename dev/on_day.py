"""Odoo on a morning that does not pass: on_day.py 2026-03-16 [ODOO'S ARGUMENTS]."""

import sys
from datetime import datetime

from freezegun import freeze_time

MORNING = "09:00:00"  # UTC


def main(day, *arguments):
    from odoo import cli, sql_db

    # What PostgreSQL would tell: the time of creation of every record.
    sql_db.BaseCursor.now = lambda _self: datetime.now()  # noqa: DTZ005
    sys.argv = ["odoo", *arguments]
    with freeze_time(f"{day} {MORNING}"):
        cli.main()


if __name__ == "__main__":
    main(*sys.argv[1:])
