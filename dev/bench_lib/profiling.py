"""Where the time goes: functions, ours apart, and SQL statements."""

import cProfile
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from pstats import Stats
from time import perf_counter

import odoo.sql_db

OURS = "account_debt_collection/(models|rules|report)/"


@contextmanager
def profiled(what, path):
    with logged_statements() as statements, cProfile.Profile() as profiler:
        yield
    with Path(path).open("a") as stream:
        stream.write(f"\n=== {what} ===\n")
        statistics = Stats(profiler, stream=stream)
        statistics.sort_stats("tottime").print_stats(25)
        statistics.sort_stats("cumtime").print_stats(OURS, 30)
        write_statements(statements, stream)


@contextmanager
def logged_statements():
    """{the statement's first words: [seconds of each time]}"""
    statements = {}
    execute = odoo.sql_db.Cursor.execute

    def timed(cursor, query, *args, **kwargs):
        start = perf_counter()
        try:
            return execute(cursor, query, *args, **kwargs)
        finally:
            text = " ".join(str(getattr(query, "code", query)).split())
            statements.setdefault(text[:220], []).append(perf_counter() - start)

    odoo.sql_db.Cursor.execute = timed
    try:
        yield statements
    finally:
        odoo.sql_db.Cursor.execute = execute


def write_statements(statements, stream):
    stream.write("SQL, by time: seconds, times, statement\n")
    seconds = Counter({text: sum(times) for text, times in statements.items()})
    for text, total in seconds.most_common(20):
        stream.write(f"{total:9.3f} {len(statements[text]):7}  {text}\n")
    stream.write("SQL, by number of times\n")
    counts = Counter({text: len(times) for text, times in statements.items()})
    for text, count in counts.most_common(20):
        stream.write(f"{seconds[text]:9.3f} {count:7}  {text}\n")
