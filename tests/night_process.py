"""The other end of test_s15_processes.py: a process whose children are nights.

It loads Odoo once, so that a night is only a fork: a process and connections of its
own, to be killed like any other. One JSON order a line, answered by exit codes.
"""

import json
import logging
import os
import signal
import sys
import time
import traceback

from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.module import initialize_sys_path
from odoo.modules.registry import Registry
from odoo.sql_db import close_all
from odoo.tools import config

PATIENCE = 300  # seconds until a night that hangs is given up


def main():
    setup = json.loads(sys.stdin.readline())
    for option, value in setup["config"].items():
        config[option] = value
    initialize_sys_path()
    # Of two nights that plan the same debtor one is told so, and tries again.
    logging.getLogger("odoo.sql_db").setLevel(logging.CRITICAL)
    Registry(setup["database"])
    close_all()  # no two processes may share a connection
    use_small_batches(**setup["batches"])
    for line in sys.stdin:
        sys.stdout.write(f"{json.dumps(run(setup['database'], **json.loads(line)))}\n")
        sys.stdout.flush()


def use_small_batches(**sizes):
    # A script has no package. pylint: disable=odoo-addons-relative-import
    from odoo.addons.account_debt_collection.models import collection_debtor_night

    for name, size in sizes.items():
        setattr(collection_debtor_night, name, size)


def run(database, count, kill_after):
    """Start ``count`` nights at once, kill them after some seconds if so ordered."""
    gate, opened = os.pipe()
    nights = [start(database, gate, opened) for _night in range(count)]
    os.close(gate)
    os.close(opened)
    if kill_after is not None:
        time.sleep(kill_after)
        for night in nights:
            os.kill(night, signal.SIGKILL)
    return [os.waitstatus_to_exitcode(os.waitpid(night, 0)[1]) for night in nights]


def start(database, gate, opened):
    night = os.fork()
    if night:
        return night
    try:
        signal.alarm(PATIENCE)
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # stdout is for answers
        os.close(opened)
        os.read(gate, 1)  # returns when all have started
        with Registry(database).cursor() as cr:
            Environment(cr, SUPERUSER_ID, {})["collection.debtor"]._cron_night()
    except BaseException:  # noqa: BLE001  a fork never returns into its parent's code
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    main()
