"""Nothing is lost, what is new knows of what is old, and the night goes on."""

from odoo import fields
from odoo.tools import SQL

for table, rows in env.execute_query(SQL("SELECT name, rows FROM life_before")):
    now = env.execute_query(SQL("SELECT COUNT(*) FROM %s", SQL.identifier(table)))[0][0]
    print(f"  {table}: {rows} before, {now} now")
    assert rows and now == rows, f"{table} had {rows} rows"
changed = env.execute_query(
    SQL(
        """
        SELECT life_sent.id
          FROM life_sent
          LEFT JOIN collection_reminder reminder ON reminder.id = life_sent.id
         WHERE reminder.state IS DISTINCT FROM life_sent.state
            OR reminder.name IS DISTINCT FROM life_sent.name
        """
    )
)
assert not changed, f"reminders changed: {changed}"

sent = env["collection.reminder"].search([("state", "=", "sent")])
answer = sent.action_check_integrity()["params"]
assert sent and answer["type"] == "success", answer["message"]

events = env["collection.limitation.event"].search([])
assert sorted(events.mapped("kind")) == ["insolvency", "plan_signed"], events
for plan in env["collection.plan"].search([("accepted_by", "=", "paper")]):
    event = events.filtered(lambda e, p=plan: e.partner_id == p.debtor_id.partner_id)
    assert (event.kind, event.date) == ("plan_signed", plan.date)
kinds = env["collection.proceeding.kind"].search([])
assert kinds[-3:].mapped("category") == ["insolvency"] * 3, kinds.mapped("name")

# What a fresh database computes at once, the night does.
for cron in ("night", "scores", "snapshot"):
    outcome = env.ref(f"account_debt_collection.cron_{cron}").method_direct_trigger()
    assert outcome is True, f"cron_{cron}: {outcome}"
env.cr.rollback()  # to see what they have done
debtors = env["collection.debtor"].search([("overdue", ">", 0)])
assert debtors and all(debtors.mapped("score_id")), "not every payer is scored"
today = fields.Date.context_today(env.user)
stale = env["account.move.line"]._collection_stale_claims(today)
assert not stale, f"nobody watches {stale.mapped('move_name')}"
assert env["collection.snapshot"].search_count([]), "no snapshot"
for name in ("life_before", "life_sent"):
    env.cr.execute(SQL("DROP TABLE %s", SQL.identifier(name)))
env.cr.commit()
