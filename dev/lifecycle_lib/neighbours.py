"""Beside OCA's addons: the same customer has both, and both work."""

from datetime import timedelta

from odoo import Command, fields

today = fields.Date.context_today(env.user)
company = env.company
if not company.chart_template:
    env["account.chart.template"].try_loading("generic_coa", company, False)
company.email = "books@creditor.example"
customer = env["res.partner"].create(
    {
        "name": "Late SA",
        "email": "late@customer.example",
        "is_company": True,
    }
)
invoice = env["account.move"].create(
    {
        "move_type": "out_invoice",
        "partner_id": customer.id,
        "invoice_date": today - timedelta(days=35),
        "invoice_date_due": today - timedelta(days=5),
        "invoice_payment_term_id": False,
        "invoice_line_ids": [
            Command.create({"name": "Work", "price_unit": 500, "tax_ids": False})
        ],
    }
)
invoice.action_post()
# What it counts; before, a limit of zero would have stopped the invoice.
customer.risk_invoice_unpaid_include = True
env.flush_all()
env.invalidate_all()
assert customer.risk_total == 500, customer.risk_total
assert customer.credit == 500
wizard = env["outstanding.statement.wizard"].with_context(active_ids=customer.ids)
data = wizard.create({"company_id": company.id})._prepare_statement()
report = env["ir.actions.report"]
html, _kind = report._render_qweb_html(
    "partner_statement.outstanding_statement", customer.ids, data=data
)
assert b"500" in html
for model in ("res.partner", "account.move", "res.config.settings"):
    assert env[model].get_views([(False, "form")])["views"]
env.cr.commit()
print("  risk and statement of OCA's, figures of ours: as in the ledger")
