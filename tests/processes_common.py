import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path
from unittest.mock import patch

from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.sql_db import close_db, db_connect
from odoo.tests import BaseCase
from odoo.tests.common import get_db_name
from odoo.tools import SQL, config

BATCHES = {"PLAN_BATCH": 20, "SEND_BATCH": 2}  # many commits, to be killed between
INHERITED_OPTIONS = (
    "addons_path",
    "bin_path",
    "db_host",
    "db_password",
    "db_port",
    "db_sslmode",
    "db_user",
)


class ProcessesCommon(BaseCase):
    """Real nights in real processes, on a copy of the database that is thrown away."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = f"{get_db_name()}_processes"
        cls._drop_database()
        cls.addClassCleanup(cls._drop_database)
        cls._copy_database()
        cls.nights = cls._start_night_process()
        # Where tests are enabled, loading a registry runs those of the installation.
        with patch.dict(config._runtime_options, test_enable=False):
            cls.registry = Registry(cls.database)

    @classmethod
    @contextmanager
    def _story(cls):
        """An environment of this process; what happens in it is committed."""
        with cls.registry.cursor() as cr:
            yield Environment(cr, SUPERUSER_ID, {})

    # === DATABASE === #

    @classmethod
    def _copy_database(cls):
        close_db(get_db_name())  # nobody may be connected to what is copied
        cls._on_server(
            SQL(
                "CREATE DATABASE %s TEMPLATE %s",
                SQL.identifier(cls.database),
                SQL.identifier(get_db_name()),
            )
        )

    @classmethod
    def _drop_database(cls):
        Registry.delete(cls.database)
        close_db(cls.database)
        # Not WITH (FORCE), which fails where PostgreSQL's own cleaning is at work.
        cls._on_server(
            SQL(
                """SELECT pg_terminate_backend(pid, 5000)
                     FROM pg_stat_activity
                    WHERE datname = %s AND usename = current_user""",
                cls.database,
            )
        )
        name = SQL.identifier(cls.database)
        cls._on_server(SQL("DROP DATABASE IF EXISTS %s", name))

    @classmethod
    def _on_server(cls, command):
        with closing(db_connect("postgres").cursor()) as cr:
            cr._cnx.autocommit = True  # as such commands demand
            cr.execute(command)

    def _wait_for_the_dead(self):
        """PostgreSQL goes on for a while with what a killed client has asked for."""
        busy = SQL(
            """SELECT FROM pg_stat_activity
                WHERE datname = current_database() AND pid != pg_backend_pid()
                  AND backend_type = 'client backend' AND state != 'idle'"""
        )
        while True:
            with self._story() as env:
                if not env.execute_query(busy):
                    return
            time.sleep(0.05)

    # === PROCESSES === #

    @classmethod
    def _start_night_process(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        process = subprocess.Popen(  # noqa: S603  our own script
            [sys.executable, Path(__file__).with_name("night_process.py")],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        cls.addClassCleanup(process.communicate)  # it ends when nobody asks any more
        options = {name: config[name] for name in INHERITED_OPTIONS}
        setup = {
            "database": cls.database,
            "batches": BATCHES,
            "config": {**options, "data_dir": folder.name},
        }
        process.stdin.write(f"{json.dumps(setup)}\n")
        return process

    @classmethod
    def _run_nights(cls, count=1, kill_after=None):
        """Live through ``count`` nights at once; return their exit codes."""
        order = {"count": count, "kill_after": kill_after}
        cls.nights.stdin.write(f"{json.dumps(order)}\n")
        cls.nights.stdin.flush()
        return json.loads(cls.nights.stdout.readline())
