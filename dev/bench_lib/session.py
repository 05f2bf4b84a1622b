"""Open a database of the bench, on the day for which it was made."""

import logging
from contextlib import contextmanager
from datetime import date

from odoo import fields
from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.module import initialize_sys_path
from odoo.modules.registry import Registry
from odoo.sql_db import close_all
from odoo.tools import config

TODAY = date(2026, 3, 16)  # a Monday: nobody is kept from sending


def load(database):
    """Load Odoo and the database's addons; leave no connection open."""
    config.parse_config(["-d", database, "--log-level=error"], setup_logging=True)
    logging.captureWarnings(True)
    initialize_sys_path()
    live_on(TODAY)
    Registry(database)
    close_all()  # no two processes may share a connection


def live_on(day):
    """The database does not grow old: it is always its own day."""
    fields.Date.today = staticmethod(lambda *_args: day)
    fields.Date.context_today = staticmethod(lambda *_args, **_kwargs: day)


@contextmanager
def environment(database):
    with Registry(database).cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {"tz": "UTC"})
        yield env
        env.flush_all()


@contextmanager
def open_database(database):
    load(database)
    with environment(database) as env:
        yield env
