"""After the installation: each company reminds, those without a chart do no harm."""

import os
from datetime import timedelta

from odoo import Command, fields

today = fields.Date.context_today(env.user)
companies = env["res.company"].search([])
without = companies.filtered(lambda company: not company.collection_policy_id)
assert not without, f"no policy: {without.mapped('name')}"
reminding = companies.filtered("chart_template")
wanted = {"none": 0, "two_companies": 2}.get(os.environ["COLLECTION_STORY"], 1)
assert len(reminding) >= wanted, f"only {reminding.mapped('name')} have a chart"

customer = env["res.partner"].create(
    {"name": "Late SA", "email": "late@customer.example", "is_company": True}
)
for company in reminding:
    company.email = "books@creditor.example"
    env["account.move"].with_company(company).create(
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
    ).action_post()
env.cr.commit()
assert env.ref("account_debt_collection.cron_night").method_direct_trigger() is True
env.cr.rollback()  # to see what the night has done
reminders = env["collection.reminder"].search([("partner_id", "=", customer.id)])
assert reminders.company_id == reminding, (
    f"reminded in {reminders.company_id.mapped('name')}"
)
failed = reminders.filtered(lambda r: r.state not in ("sent", "planned"))
assert not failed, failed.mapped("note")
print(f"    {len(companies)} companies, {len(reminding)} with a chart: reminded")
