"""Installed on old books: every debtor has its figures, and is reminded."""

from datetime import date

from odoo import fields
from odoo.tools import SQL

ledger = env.execute_query(
    SQL(
        """
        SELECT COUNT(DISTINCT move_id), COUNT(DISTINCT item.partner_id),
               SUM(amount_residual)
          FROM account_move_line item
          JOIN account_account account ON account.id = item.account_id
         WHERE account.account_type = 'asset_receivable'
           AND item.parent_state = 'posted'
           AND NOT item.reconciled
        """
    )
)[0]
debtors = env["collection.debtor"].search([])
balance = sum(debtors.mapped("balance"))
print(f"  {ledger[0]} open documents of {ledger[1]} customers, {ledger[2]:.2f} open")
print(f"  {len(debtors)} debtors, {balance:.2f} open")
assert ledger[0] > 4500, "too few open documents"
assert len(debtors) == ledger[1], "not every customer is a debtor"
assert abs(balance - float(ledger[2])) < 0.01, "the figures are not the ledger's"

# The books were made for a Monday in March.
monday = date(2026, 3, 16)
fields.Date.today = staticmethod(lambda *_args: monday)
fields.Date.context_today = staticmethod(lambda *_args, **_kwargs: monday)
debtors._refresh()
env.cr.commit()
assert env.ref("account_debt_collection.cron_night").method_direct_trigger() is True
env.cr.rollback()  # to see what the night has done
reminders = env["collection.reminder"].search([])
print(f"  {len(reminders)} reminders on the first night")
assert len(reminders) > 900, "the first night reminds too few"
first = env.company.collection_policy_id.level_ids.sorted("delay")[:2]
assert not reminders.level_id - first, "nobody starts with a late level"
