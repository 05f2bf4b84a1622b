"""The work of the night, cut as its scheduled action does it."""

from session import TODAY

from odoo.tools import SQL, split_every

IDLE_ROUNDS = 5
LETTERS = (50, 200)
SCREEN_ROUNDS = 5
SCREEN_TABLES = (
    "collection_debtor",
    "collection_forecast",
    "collection_reminder",
    "collection_reminder_line",
    "collection_snapshot",
)


def constants():
    from odoo.addons.account_debt_collection.models import collection_debtor_night

    return collection_debtor_night


def debtors(env):
    return env["collection.debtor"]


# === THE PARTS, FOR INFORMATION === #


def refresh(meter):
    with meter.measure("refresh"):
        debtors(meter.env)._refresh_figures(None, TODAY)
        meter.env.cr.commit()


def decide(meter):
    awake = debtors(meter.env).search([("state", "!=", "settled")])
    with meter.measure("decide"):
        for ids in split_every(constants().PLAN_BATCH, awake.ids):
            awake.browse(ids)._decide(TODAY)


def create(meter):
    awake = debtors(meter.env)._wake(TODAY)
    with meter.measure("create"):
        plan(meter.env, awake)
    meter.notes["reminders"] = meter.env["collection.reminder"].search_count([])


# === THE NIGHT === #


def run(meter):
    """Refresh, decide and create, with the night's own commits."""
    with meter.measure("run"):
        awake = debtors(meter.env)._cron_attempt(debtors(meter.env)._wake, TODAY)
        plan(meter.env, awake)


def plan(env, awake):
    for ids in split_every(constants().PLAN_BATCH, awake.ids):
        debtors(env)._cron_attempt(awake.browse(ids)._plan, TODAY)


def dispatch(meter):
    env = meter.env
    Mail = env["mail.mail"]
    before = Mail.search_count([])
    with meter.measure("dispatch"):
        ready = env["collection.reminder"]._ready(TODAY)
        for ids in split_every(constants().SEND_BATCH, ready.ids):
            debtors(env)._cron_attempt(ready.browse(ids)._dispatch, TODAY)
    meter.notes["mails"] = Mail.search_count([]) - before
    meter.notes["unsent"] = env["collection.reminder"].search_count(
        [("state", "!=", "sent")]
    )


def idle(meter):
    """Nights on which nothing is left to do, each beside one scan of the open items.

    The first of each is not counted: a worker that lives has read what it needs.
    """
    env = meter.env
    count_reminders = env["collection.reminder"].search_count
    before = count_reminders([])
    debtors(env)._cron_night()
    scan(env)
    for _round in range(IDLE_ROUNDS):
        env.invalidate_all()
        with meter.measure("idle_night"):
            debtors(env)._cron_night()
        with meter.measure("scan"):
            scan(env)
        env.cr.commit()
    if count_reminders([]) != before:
        raise AssertionError("The idle night was not idle")


def scan(env):
    items = debtors(env)._open_items_query(None)
    table = SQL.identifier(items.table)
    items.groupby = SQL("%(t)s.partner_id, %(t)s.company_id", t=table)
    selected = items.select(
        SQL("%s.partner_id", table),
        SQL("%s.company_id", table),
        SQL("SUM(%s.amount_residual)", table),
    )
    env.cr.execute(selected)
    env.cr.fetchall()


# === SCREENS === #


def screens(meter):
    """What a server takes for the dashboard and for a page of debtors; after a run.

    The first of each is not counted: a worker that lives has read what it needs.
    """
    env = meter.env
    send_all(env)
    env["collection.snapshot"]._take(TODAY)
    with meter.measure("forecast"):
        env["collection.forecast"]._take(TODAY)
    env.cr.commit()
    for table in SCREEN_TABLES:
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    measure_screen(meter, "dashboard", env["collection.dashboard"].get_figures)
    debtors_view = env.ref("account_debt_collection.collection_debtor_view_list")
    fields = env["collection.debtor"].get_view(debtors_view.id)["models"]
    names = fields["collection.debtor"]
    specification = {
        name: {"fields": {"display_name": {}}}
        if env["collection.debtor"]._fields[name].relational
        else {}
        for name in names
    }
    measure_screen(
        meter,
        "list",
        lambda: debtors(env).web_search_read(
            [("overdue", ">", 0)], specification, limit=80
        ),
    )


def measure_screen(meter, what, read):
    read()
    for _round in range(SCREEN_ROUNDS):
        meter.env.invalidate_all()
        with meter.measure(what):
            read()


def send_all(env):
    """All reminders as sent, without the mails: the screens look for their dates."""
    env.cr.execute(
        "UPDATE collection_reminder SET state = 'sent', date_done = %s", [TODAY]
    )
    env.cr.execute("UPDATE collection_reminder_line SET date = %s", [TODAY])
    env.invalidate_all()


# === LETTERS === #


def letters(meter):
    """The same letters, together and one by one; after a run."""
    env = meter.env
    reminders = written_reminders(env, max(LETTERS))
    env.cr.commit()
    report = env["ir.actions.report"]
    for count in LETTERS:
        batch = env["collection.reminder"].browse(reminders.ids[:count])
        env.invalidate_all()
        suffix = "" if count == LETTERS[0] else f"_{count}"
        with meter.measure(f"letters{suffix}"):
            batch._send_letter()
            env.flush_all()
        check_letters(batch)
        if count == LETTERS[0]:
            env.invalidate_all()
            with meter.measure("letters_single"):
                for reminder in batch:
                    content, _extension = report._render_qweb_pdf(
                        "account_debt_collection.action_report_letter", reminder.ids
                    )
            require_pdfs([content])
        env.cr.rollback()


def written_reminders(env, count):
    """Reminders that are to go out as letters, with their numbers and texts."""
    env["ir.config_parameter"].set_param("report.print_delay", "1")
    reminders = env["collection.reminder"]._ready(TODAY)[:count]
    letter = env.ref("account_debt_collection.channel_letter")
    reminders.channel_ids = letter
    reminders.date_done = TODAY
    for number, reminder in enumerate(reminders, 1):
        reminder.name = f"BENCH/{number:05}"
        reminder.subject, reminder.body = reminder._render_texts()[reminder]
    env.flush_all()
    return reminders


def check_letters(reminders):
    """Each has a PDF of its own."""
    letters = reminders.letter_id
    if len(letters) != len(reminders):
        raise AssertionError("A letter is missing, or shared")
    require_pdfs(letters.mapped("raw"))


def require_pdfs(contents):
    if not all(content.startswith(b"%PDF") for content in contents):
        raise AssertionError("A letter is not a PDF")
