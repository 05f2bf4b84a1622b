from odoo.tools import SQL

OURS = "collection\\_%"  # as LIKE has it


def post_init_hook(env):
    """Give every existing company its policy and its debtors."""
    env["res.company"].search([])._create_collection_policy()
    env["collection.debtor"]._refresh()
    # The dashboard has a trend and a forecast from the first minutes on.
    env.ref("account_debt_collection.cron_snapshot")._trigger()


def uninstall_hook(env):
    """Odoo deletes our data before the tables that refer to them: let none object.

    These are foreign keys of ours, from our own tables to our own, which all go.
    """
    keys = env.execute_query(
        SQL(
            """SELECT DISTINCT home.relname, key.conname
                 FROM pg_constraint key
                 JOIN pg_class home ON home.oid = key.conrelid
                 JOIN pg_class other ON other.oid = key.confrelid
                 JOIN ir_model_constraint known ON known.name = key.conname
                 JOIN ir_module_module addon ON addon.id = known.module
                WHERE key.contype = 'f'
                  AND addon.name LIKE 'account\\_debt\\_collection%%'
                  AND home.relname LIKE %(ours)s AND other.relname LIKE %(ours)s""",
            ours=OURS,
        )
    )
    for table, key in keys:
        env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(key),
            )
        )
