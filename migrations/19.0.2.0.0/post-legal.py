"""19.0.2.0.0 knows more than insolvencies, and watches that no claim lapses."""

from odoo.api import SUPERUSER_ID, Environment

# The place that each kind had, and its place after all the others.
KINDS = {"safeguard": (10, 210), "reorganisation": (20, 220), "liquidation": (30, 230)}


def migrate(cr, version):
    env = Environment(cr, SUPERUSER_ID, {})
    put_insolvencies_last(env)
    record_signed_plans(env)
    record_declared_claims(env)
    env.ref("account_debt_collection.cron_snapshot")._trigger()


def put_insolvencies_last(env):
    for name, (former, sequence) in KINDS.items():
        kind = env.ref(
            f"account_debt_collection.proceeding_kind_{name}", raise_if_not_found=False
        )
        if kind and kind.sequence == former:
            kind.sequence = sequence


def record_signed_plans(env):
    """They acknowledge the debt: its limitation has begun anew."""
    signed = env["collection.plan"].search([("accepted_by", "in", ("paper", "portal"))])
    for plan in signed:
        plan._record_acknowledgment()


def record_declared_claims(env):
    """They do not lapse while the insolvency lasts."""
    declared = env["collection.proceeding"].search(
        [("date_declared", "!=", False), ("state", "in", ("declared", "admitted"))]
    )
    for proceeding in declared:
        proceeding._record_declaration(proceeding.date_declared)
