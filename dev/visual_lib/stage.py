# Goes on where dev/screenshots_lib/stage.py ends: the letters that nobody has printed
# in the demo company. Each is an attachment with the name of its scene.

MODULE = "account_debt_collection"
HAMBURG = {
    "name": "Druckerei am Nordhafen GmbH",
    "street": "Am Nordhafen 12",
    "zip": "20457",
    "city": "Hamburg",
    "country_id": env.ref("base.de").id,
    "lang": "de_DE",
}


def speak_german():
    env["res.lang"]._activate_lang("de_DE")
    modules = ["base", "web", "portal", "account", MODULE]
    env["ir.module.module"]._load_module_terms(modules, ["de_DE"])


def print_pdf(name, report, record, **data):
    content, _kind = env["ir.actions.report"]._render_qweb_pdf(
        f"{MODULE}.action_report_{report}", record.ids, data
    )
    keep(name, content)


def keep(name, content):
    env["ir.attachment"].create({"name": f"{name}.pdf", "raw": content})


def last_reminder(*domain):
    sent = [("state", "=", "sent"), ("company_id", "=", company.id), *domain]
    return env["collection.reminder"].search(sent, order="id desc", limit=1)


def print_reminders():
    _courtesy, friendly, _firm, last, notice = company.collection_policy_id.level_ids
    french = ("partner_id.lang", "=", "fr_FR")
    reminded = last_reminder(("level_id", "=", friendly.id), french)
    print_pdf("friendly", "letter", reminded)
    for name, level in (("last", last), ("notice_fr", notice)):
        sent = last_reminder(("level_id", "=", level.id), french, WITH_LETTER)
        keep(name, sent.letter_id.raw)


def print_german_notice():
    speak_german()
    customer = debtor("Imprimerie Salengro")
    customer.partner_id.write(HAMBURG)
    send_notice(HAMBURG["name"], "de_DE")
    notice = last_reminder(FORMAL, ("partner_id", "=", customer.partner_id.id))
    keep("notice_de", notice.letter_id.raw)


def print_declaration():
    trustee = env["res.partner"].create(
        {
            "name": "Étude du Vieux-Port",
            "street": "5 rue Paradis",
            "zip": "13001",
            "city": "Marseille",
            "country_id": env.ref("base.fr").id,
            "lang": "fr_FR",
        }
    )
    proceeding = env["collection.proceeding"].create(
        {
            "debtor_id": debtor("Menuiserie Kervella").id,
            "kind_id": env.ref(f"{MODULE}.proceeding_kind_liquidation").id,
            "court": "Tribunal de commerce de Brest",
            "name": "2026J00123",
            "date_judgment": "2026-03-10",
            "date_publication": "2026-03-12",
            "administrator_id": trustee.id,
        }
    )
    print_pdf("declaration", "declaration", proceeding)


WITH_LETTER = ("letter_id", "!=", False)
FORMAL = ("level_id.kind", "=", "formal_notice")
print_reminders()
print_german_notice()
print_pdf("statement", "statement", debtor("Hôtel Bellerive"))
plan = env["collection.plan"].search([("company_id", "=", company.id)], limit=1)
print_pdf("acknowledgment", "acknowledgment", plan)
print_declaration()
env.cr.commit()
