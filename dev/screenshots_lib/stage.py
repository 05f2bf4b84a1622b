"""Set the scene: what the demo company has done up to the moment of the pictures.

Fed to Odoo's shell by dev/screenshots: ``env`` is the shell's.
"""

from base64 import b64encode
from datetime import timedelta
from io import BytesIO

from freezegun import freeze_time
from PIL import Image, ImageDraw, ImageFont

from odoo import fields

AFTER_THE_QUIET_DAYS = fields.Date.today() + timedelta(days=6)

company = env["res.company"].search([("name", "=", "Mécanique des Cordeliers")])
admin = env.ref("base.user_admin").with_company(company)
env = env(user=admin, context={"allowed_company_ids": company.ids})


def debtor(name):
    return env["collection.debtor"].search([("partner_id.name", "=", name)])


def send_notice(name, lang):
    """The formal notice that waits for approval, in the language of the pictures."""
    customer = debtor(name)
    customer.partner_id.lang = lang
    notice = customer.reminder_ids.filtered(
        lambda reminder: reminder.state == "to_approve"
    )
    with freeze_time(AFTER_THE_QUIET_DAYS):
        notice.action_approve()
        notice.action_send()
        env.flush_all()
    if notice.state != "sent":
        raise SystemExit(f"The formal notice of {name} was not sent: {notice.note}")


def logo():
    """The company's name on a plate."""
    picture = Image.new("RGB", (480, 90), "#1f4e5f")
    font = ImageFont.truetype("LiberationSans-Bold.ttf", 34)
    ImageDraw.Draw(picture).text((16, 24), company.name, "white", font)
    content = BytesIO()
    picture.save(content, "PNG")
    return b64encode(content.getvalue())


def make_case_file():
    proceeding = env["collection.proceeding"].search(
        [("partner_id.name", "=", "Tôlerie Martinet")], limit=1
    )
    proceeding.action_make_case_file()


# The administrator speaks for the accounts department.
admin.partner_id.name = "Service comptabilité"
# All companies, those too that the administrator has not chosen.
env["res.company"].sudo().search([]).logo = logo()
send_notice("Chaudronnerie Vasseur", "en_US")
send_notice("Transports Delmas et Fils", "fr_FR")
make_case_file()
env.cr.commit()
