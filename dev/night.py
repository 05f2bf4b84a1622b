"""Run one night through the scheduled action, and print what it did.

Fed to Odoo's shell by dev/demo: ``env`` is the shell's.
"""

from collections import Counter

cron = env.ref("account_debt_collection.cron_night")
Reminder, Mail = env["collection.reminder"], env["mail.mail"]
Debtor = env["collection.debtor"]


def channels(reminder):
    return " + ".join(reminder.channel_ids.mapped("name")) or "none"


def show(title, reminders):
    print(f"{title}: {len(reminders)}")
    counts = Counter((r.level_id.name, channels(r)) for r in reminders)
    for (level, channel), count in sorted(counts.items()):
        print(f"  {count:3} x {level} by {channel}")


before = {r.id: r.state for r in Reminder.search([])}
env.cr.commit()
outcome = cron.method_direct_trigger()
if outcome is not True:
    raise SystemExit(f"The night failed: {outcome}")
env.cr.rollback()

reminders = Reminder.search([])
created = reminders.filtered(lambda r: r.id not in before)
sent = reminders.filtered(lambda r: r.state == "sent" and before.get(r.id) != "sent")
failed = reminders.filtered(lambda r: r.state == "failed")
print(f"Debtors refreshed: {Debtor.search_count([])}")
show("Reminders created", created)
show("Reminders sent", sent)
show("To complete", reminders.filtered(lambda r: r.state == "to_complete"))
show("Waiting for approval", reminders.filtered(lambda r: r.state == "to_approve"))
print(f"E-mails queued: {len(sent.mail_id)}")
print(f"PDFs made: {len(sent.letter_id)}")
print(f"Calls planned: {sum('call' in r.channel_ids.mapped('code') for r in sent)}")
print(f"Failed, to be tried again tomorrow: {len(failed)}")
for reminder in failed:
    print(f"      {reminder.partner_id.name}: {reminder.note}")
print(f"NIGHT created={len(created)} sent={len(sent)} mails={len(sent.mail_id)}")
