"""What a piece of work costs: time, queries, memory, each in a process of its own."""

import json
import os
import sys
import traceback
from contextlib import contextmanager, nullcontext
from pathlib import Path
from time import perf_counter, process_time

from profiling import profiled
from session import environment

import odoo.sql_db

TICKS = os.sysconf("SC_CLK_TCK")


class Meter:
    """Collects figures: {what: [{"wall_s", "cpu_s", "queries", "peak_mb"}, ...]}."""

    def __init__(self, env, profile=None):
        self.env = env
        self.profile = profile
        self.figures = {}
        self.notes = {}

    @contextmanager
    def measure(self, what):
        before = self.reading()
        memory = reset_peak()
        with profiled(what, self.profile) if self.profile else nullcontext():
            yield
        after = self.reading()
        figure = {name: after[name] - before[name] for name in after}
        figure["peak_mb"] = status("VmHWM") - memory
        self.figures.setdefault(what, []).append(figure)

    def reading(self):
        return {
            "wall_s": perf_counter(),
            "cpu_s": own_cpu() + backend_cpu(self.env.cr),
            "queries": odoo.sql_db.sql_counter,
        }


def in_child(database, work, *args, profile=None):
    """Do ``work(meter, *args)`` in a fork of this process; return (figures, notes).

    Odoo is loaded, but nothing of the database is known yet.
    """
    answer, end = os.pipe()
    child = os.fork()
    if child:
        os.close(end)
        with os.fdopen(answer) as stream:
            text = stream.read()
        _pid, status_code = os.waitpid(child, 0)
        if status_code:
            raise SystemExit(f"{work.__name__} failed, see above")
        return json.loads(text)
    try:
        os.close(answer)
        with environment(database) as env:
            meter = Meter(env, profile)
            work(meter, *args)
        with os.fdopen(end, "w") as stream:
            json.dump([meter.figures, meter.notes], stream)
    except BaseException:  # noqa: BLE001  a fork never returns into its parent's code
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def own_cpu():
    """This process and those that it has waited for, such as wkhtmltopdf."""
    times = os.times()
    return process_time() + times.children_user + times.children_system


def backend_cpu(cr):
    """PostgreSQL's process for this connection, when it runs on this machine."""
    stat = Path(f"/proc/{cr._obj.connection.info.backend_pid}/stat")
    if os.environ.get("PGHOST", "").startswith("/") and stat.exists():
        fields = stat.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS
    return 0.0


def reset_peak():
    """Let the highest memory count from now on; return the present one, in MB."""
    Path("/proc/self/clear_refs").write_text("5")
    return status("VmRSS")


def status(name):
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    raise KeyError(name)
