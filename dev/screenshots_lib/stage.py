"""Set the scene: what the demo company has done up to the moment of the pictures.

Fed to Odoo's shell by dev/screenshots: ``env`` is the shell's.
"""

from datetime import date

TODAY = date.today()

company = env["res.company"].search([("name", "=", "Mécanique des Cordeliers")])
admin = env.ref("base.user_admin").with_company(company)
env = env(user=admin, context={"allowed_company_ids": company.ids})


def debtor(name):
    return env["collection.debtor"].search([("partner_id.name", "=", name)])


def approve_foreign_notice():
    """The formal notice in English: its customer is in the United States."""
    notice = debtor("Blue Ridge Tools Inc.").reminder_ids.filtered(
        lambda reminder: reminder.state == "to_approve"
    )
    notice.action_approve()
    notice.action_send()


def approve_french_notice():
    notice = debtor("Imprimerie Salengro").reminder_ids.filtered(
        lambda reminder: reminder.state == "to_approve"
    )
    notice.action_approve()
    notice.action_send()


def make_case_file():
    proceeding = env["collection.proceeding"].search(
        [("partner_id.name", "=", "Tôlerie Martinet")], limit=1
    )
    proceeding.action_make_case_file()


# The administrator speaks for the accounts department.
admin.partner_id.write({"name": "Service comptabilité"})
approve_foreign_notice()
approve_french_notice()
make_case_file()
env.cr.commit()
