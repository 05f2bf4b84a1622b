"""Uninstall the addon; its bridges go with it."""

module = env["ir.module.module"].search([("name", "=", "account_debt_collection")])
module.button_immediate_uninstall()
