"""What the first release has: kept in a table for the look afterwards."""

from odoo.tools import SQL

TABLES = (
    "account_move",
    "collection_charge",
    "collection_debtor",
    "collection_dispute",
    "collection_hold",
    "collection_plan",
    "collection_proceeding",
    "collection_promise",
    "collection_reminder",
    "collection_reminder_line",
)
env.cr.execute("CREATE TABLE life_before (name varchar, rows integer)")
for table in TABLES:
    env.cr.execute(
        SQL(
            "INSERT INTO life_before SELECT %s, COUNT(*) FROM %s",
            table,
            SQL.identifier(table),
        )
    )
env.cr.execute(
    "CREATE TABLE life_sent AS SELECT id, state, name FROM collection_reminder"
)
env.cr.commit()
