import json
import os
import random
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from signal import SIGKILL
from unittest.mock import patch

from odoo import Command, fields
from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.sql_db import close_db, db_connect
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import SQL, config

ROUNDS = 20
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


@tagged("post_install", "-at_install")
class TestProcesses(BaseCase):
    """Real nights in real processes, on a copy of the database that is thrown away.

    Customers are late. They get an e-mail, or a letter where there is no address, and
    a call.
    """

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
        with cls._story() as env:
            cls._set_up_company(env)

    def setUp(self):
        super().setUp()
        self.customer_ids = []

    # === SIDE BY SIDE === #

    def test_s15_three_processes_dispatch_side_by_side(self):
        self._post_invoices(40)
        self._plan()
        self._begin_to_number()
        self.assertEqual(self._run_nights(3), [0, 0, 0])
        self.assertNothingTwice()
        self.assertNothingLost()

    def test_s15_three_processes_plan_and_dispatch_side_by_side(self):
        self._post_invoices(40)
        self.assertEqual(self._run_nights(3), [0, 0, 0])
        self.assertNothingTwice()
        self.assertNothingLost()

    # === KILLED === #

    def test_s15_killed_at_any_moment(self):
        duration = min(self._time_a_night() for _night in range(2))
        self._post_invoices(100)
        seed = time.time_ns() % 1_000_000
        moment = random.Random(seed)  # noqa: S311  no secret
        torn = 0
        for night in range(ROUNDS):
            try:
                torn += self._kill_a_night(moment.uniform(0, duration))
            except AssertionError as error:
                raise AssertionError(f"Seed {seed}, night {night}") from error
        self.assertTrue(torn, "No night was killed in the midst of its work.")
        self._wait_for_the_dead()
        self.assertEqual(self._run_nights(), [0])
        self.assertNothingTwice()
        self.assertNothingLost()

    def _time_a_night(self):
        self._post_invoices(20)
        start = time.monotonic()
        self.assertEqual(self._run_nights(), [0])
        return time.monotonic() - start

    def _kill_a_night(self, kill_after):
        """Return whether it was killed between one customer and the next."""
        waiting = self._count_waiting()
        [end] = self._run_nights(kill_after=kill_after)
        self.assertIn(end, (0, -SIGKILL))
        self.assertNothingTwice()
        return 0 < self._count_waiting() < waiting

    def _count_waiting(self):
        with self._story() as env:
            sent = self._find(env, "collection.reminder", [("state", "=", "sent")])
            return len(self.customer_ids) - len(sent)

    # === THE STORY === #

    @classmethod
    @contextmanager
    def _story(cls):
        """An environment of this process; what happens in it is committed."""
        with cls.registry.cursor() as cr:
            yield Environment(cr, SUPERUSER_ID, {})

    @classmethod
    def _set_up_company(cls, env):
        company = env.company
        if not company.chart_template:
            env["account.chart.template"].try_loading("generic_coa", company)
        env["ir.config_parameter"].set_param("report.print_delay", 1)
        call = env["collection.channel"].search([("code", "=", "call")])
        friendly = company.collection_policy_id.level_ids[1]
        friendly.channel_ids += call
        cls.friendly_id = friendly.id

    def _post_invoices(self, count):
        """Late invoices of new customers; every tenth has no e-mail address."""
        due = fields.Date.today() - timedelta(days=2)
        work = {"name": "Work", "price_unit": 1000, "tax_ids": False}
        with self._story() as env:
            customers = env["res.partner"].create(
                [
                    {
                        "name": f"Customer {index}",
                        "street": "1 quai du Port",
                        "city": "Marseille",
                        "email": index % 10 > 0 and f"{index}@customer.example",
                    }
                    for index in range(count)
                ]
            )
            env["account.move"].create(
                [
                    {
                        "move_type": "out_invoice",
                        "partner_id": customer.id,
                        "invoice_date": due,
                        "invoice_date_due": due,
                        "invoice_payment_term_id": False,
                        "invoice_line_ids": [Command.create(work)],
                    }
                    for customer in customers
                ]
            ).action_post()
        self.customer_ids += customers.ids

    def _plan(self):
        today = fields.Date.today()
        with self._story() as env:
            env["collection.debtor"]._wake(today)._plan(today)

    def _begin_to_number(self):
        """As in the first night of a year: all of them want to open its range."""
        with self._story() as env:
            sequences = env["ir.sequence"].search(
                [("code", "=", "collection.reminder")]
            )
            sequences.date_range_ids.unlink()

    def _find(self, env, model, domain=()):
        """Records of the customers of this story."""
        return env[model].search([("partner_id", "in", self.customer_ids), *domain])

    # === WHAT HAS HAPPENED === #

    def assertNothingTwice(self):
        """What went out is what the sent reminders say, each thing once."""
        with self._story() as env:
            debtors = self._find(env, "collection.debtor")
            reminders = self._find(env, "collection.reminder")
            sent = reminders.filtered(lambda r: r.state == "sent")
            by_letter = sent.filtered(lambda r: not r.partner_id.email)
            mails = env["mail.mail"].search(
                [("model", "=", debtors._name), ("res_id", "in", debtors.ids)]
            )
            letters = env["ir.attachment"].search(
                [("res_model", "=", reminders._name), ("res_id", "in", reminders.ids)]
            )
            calls = env["mail.activity"].search(
                [("res_model", "=", debtors._name), ("res_id", "in", debtors.ids)]
            )
            self.assertEqual(len(sent.debtor_id), len(sent))
            self.assertEqual(mails, sent.mail_id)
            self.assertEqual(len(mails), len(sent - by_letter))
            self.assertEqual(letters, by_letter.letter_id)
            self.assertEqual(len(letters), len(by_letter))
            self.assertLessEqual(set(letters.mapped("mimetype")), {"application/pdf"})
            self.assertEqual(sorted(calls.mapped("res_id")), sorted(sent.debtor_id.ids))
            self.assertEqual(reminders.filtered("name"), sent)
            self.assertEqual(len(set(sent.mapped("name"))), len(sent))
            self.assertEqual(reminders.line_ids.filtered("date"), sent.line_ids)

    def assertNothingLost(self):
        """Every customer has one reminder, sent, and of the level that was due."""
        with self._story() as env:
            reminders = self._find(env, "collection.reminder")
            self.assertEqual(
                sorted((r.partner_id.id, r.state, r.level_id.id) for r in reminders),
                [(id_, "sent", self.friendly_id) for id_ in self.customer_ids],
                set(reminders.mapped("note")),
            )
            debtors = self._find(env, "collection.debtor")
            self.assertFalse(debtors.filtered("error").mapped("error"))

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
        name = SQL.identifier(cls.database)
        cls._on_server(SQL("DROP DATABASE IF EXISTS %s WITH (FORCE)", name))

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
