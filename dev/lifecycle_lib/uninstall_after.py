"""Nothing of the addon is left, and Odoo works."""

from datetime import timedelta

from odoo import Command, fields
from odoo.tools import SQL

OURS = "LIKE 'account\\_debt\\_collection%'"
MODULE = f"module IN (SELECT id FROM ir_module_module WHERE name {OURS})"
NAMED = "LIKE '%collection\\_%'"
MODEL = "LIKE 'collection.%'"
TITLED = "::text ILIKE '%collection%'"

# Table, what to tell of it, and where it is ours.
LEFT = (
    ("pg_tables", "tablename", f"tablename {NAMED}"),
    ("pg_views", "viewname", f"viewname {NAMED}"),
    ("pg_indexes", "indexname", f"indexname {NAMED}"),
    ("pg_proc", "proname", f"proname {NAMED}"),
    ("pg_trigger", "tgname", f"tgname {NAMED}"),
    ("pg_class", "relname", f"relname {NAMED}"),
    (
        "information_schema.columns",
        "table_name || '.' || column_name",
        f"table_schema = 'public' AND column_name {NAMED}",
    ),
    ("ir_model_data", "name", f"module {OURS}"),
    ("ir_model", "model", f"model {MODEL}"),
    ("ir_model_fields", "model || '.' || name", f"name {NAMED}"),
    (  # Odoo 19 leaves those of foreign keys, of whatever addon
        "ir_model_constraint",
        "name",
        f"type != 'f' AND {MODULE}",
    ),
    ("ir_model_relation", "name", MODULE),
    ("ir_cron", "cron_name", f"cron_name{TITLED}"),
    ("ir_act_server", "name", f"code{TITLED} OR model_id IS NULL"),
    ("ir_act_window", "name", f"res_model {MODEL}"),
    ("ir_act_client", "name", f"tag{TITLED}"),
    ("ir_act_report_xml", "report_name", f"report_name{TITLED} OR model {MODEL}"),
    (
        "ir_ui_menu",
        "name",
        "split_part(action, ',', 2)::integer NOT IN (SELECT id FROM ir_actions)",
    ),
    ("ir_rule", "name", f"name{TITLED}"),
    ("ir_model_access", "name", f"name {NAMED}"),
    ("ir_ui_view", "name", f"arch_db::text {NAMED} OR model {MODEL} OR key {NAMED}"),
    ("ir_asset", "path", f"path {NAMED}"),
    ("mail_template", "name", f"model {MODEL}"),
    ("mail_message_subtype", "name", f"res_model {MODEL}"),
    ("mail_activity", "summary", f"res_model {MODEL}"),
    ("mail_activity_type", "name", f"res_model {MODEL}"),
    ("mail_message", "id", f"model {MODEL}"),
    ("mail_followers", "id", f"res_model {MODEL}"),
    ("ir_attachment", "name", f"res_model {MODEL}"),
    ("ir_sequence", "name", f"code{TITLED}"),
    ("ir_config_parameter", "key", f"key{TITLED}"),
    ("ir_filters", "name", f"model_id {MODEL}"),
    ("ir_default", "id", "field_id IS NULL"),
    ("res_groups", "name", f"name{TITLED}"),
    ("res_groups_privilege", "name", f"name{TITLED}"),
    ("digest_tip", "name", f"name{TITLED}"),
)
left = 0
for table, what, ours in LEFT:
    query = f"SELECT {what} FROM {table} WHERE {ours}".replace("%", "%%")
    found = [str(row[0]) for row in env.execute_query(SQL(query))]
    if found:
        left += len(found)
        print(f"  LEFT in {table}: {', '.join(sorted(found)[:12])}")
assert not left, "something of the addon is left"
print(f"  nothing left, in {len(LEFT)} places")

# Odoo works: it invoices, is paid, and shows its screens.
today = fields.Date.context_today(env.user)
company = env["res.company"].search([("chart_template", "!=", False)], limit=1)
env = env(context=dict(env.context, allowed_company_ids=company.ids))
customer = env["res.partner"].create({"name": "Customer after all"})
invoice = env["account.move"].create(
    {
        "move_type": "out_invoice",
        "partner_id": customer.id,
        "invoice_date": today - timedelta(days=5),
        "invoice_line_ids": [Command.create({"name": "Work", "price_unit": 100})],
    }
)
invoice.action_post()
env["account.payment.register"].with_context(
    active_model="account.move", active_ids=invoice.ids
).create({})._create_payments()
assert invoice.payment_state in ("in_payment", "paid"), invoice.payment_state
for model in ("res.partner", "account.move", "res.company", "res.config.settings"):
    views = [(False, kind) for kind in ("form", "list", "search")]
    if model == "res.config.settings":
        views = [(False, "form")]
    assert env[model].get_views(views)["views"]
assert env["ir.ui.menu"].load_menus(False)
env.cr.rollback()
