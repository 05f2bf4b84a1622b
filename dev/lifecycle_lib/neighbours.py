"""Beside OCA's addons: the customer of place_after.py has both, and both work."""

customer = env["res.partner"].search([("name", "=", "Late SA")])
# What it counts; before, a limit of zero would have stopped the invoice.
customer.risk_invoice_unpaid_include = True
env.flush_all()
env.invalidate_all()
assert customer.risk_total == 500, customer.risk_total
assert customer.credit == 500
wizard = env["outstanding.statement.wizard"].with_context(active_ids=customer.ids)
data = wizard.create({"company_id": env.company.id})._prepare_statement()
html, _kind = env["ir.actions.report"]._render_qweb_html(
    "partner_statement.outstanding_statement", customer.ids, data=data
)
assert b"500" in html
for model in ("res.partner", "account.move", "res.config.settings"):
    assert env[model].get_views([(False, "form")])["views"]
print("    risk and statement of OCA's, figures of ours: as in the ledger")
