"""Post invoices, with this addon or without: the same drafts, the same company."""

import json
import sys

from measure import Meter
from session import TODAY, environment

from odoo import Command

INVOICES = 200


def serve(database, what):
    """Post once for each line that comes in, and answer with the figure.

    Nothing is committed, so that each round starts from the same database. The first
    one, in which Odoo reads what it needs, is not measured.
    """
    with environment(database) as env:
        post(env, Meter(env), what)
        for _line in sys.stdin:
            meter = Meter(env)
            post(env, meter, what)
            print(json.dumps(meter.figures[what][0]), flush=True)


def post(env, meter, what):
    invoices = env["account.move"].create(prepare_drafts(env))
    env.cr.flush()
    env.invalidate_all()
    with meter.measure(what):
        invoices.action_post()
        env.cr.flush()  # all that happens before a commit
    env.cr.rollback()


def prepare_drafts(env):
    customers = env["res.partner"].search(
        [("name", "like", "Customer ")], limit=INVOICES, order="id"
    )
    return [
        {
            "move_type": "out_invoice",
            "partner_id": customer.id,
            "invoice_date": TODAY,
            "invoice_line_ids": [
                Command.create({"name": "Work", "price_unit": 100, "tax_ids": False})
            ],
        }
        for customer in customers
    ]
