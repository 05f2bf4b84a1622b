"""A company that has used what there is to use."""

env["collection.demo"]._load()
env.cr.commit()
for cron in ("night", "scores", "snapshot"):
    outcome = env.ref(f"account_debt_collection.cron_{cron}").method_direct_trigger()
    assert outcome is True, f"cron_{cron}: {outcome}"
env.cr.rollback()  # to see what they have done
reminders = env["collection.reminder"].search_count([])
print(f"  {reminders} reminders before")
assert reminders > 50
