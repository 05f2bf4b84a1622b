from lxml import html

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .portal_common import PortalCommon

SCRIPT = "<img src=x onerror=alert(1)><script>alert(2)</script>"
MODULE = "account_debt_collection"
ATTACKS = (
    "{{ object.env.cr.execute('DELETE FROM collection_hold') }}",
    "{{ object.env['res.users'].sudo().search([]) }}",
    "{{ ().__class__.__base__.__subclasses__() }}",
)
QWEB_ATTACKS = (
    "<t t-out=\"object.env.cr.execute('DELETE FROM collection_hold')\"/>",
    "<p t-esc=\"object.env['res.users'].sudo().search([])\"/>",
    '<t t-set="x" t-value="().__class__.__base__.__subclasses__()"/>',
    '<a t-attf-href="{{ ().__class__ }}">x</a>',
)

# Ways out of the sandbox, for those who may write what is computed.
EDITORS = "mail.group_mail_template_editor"
ESCAPES = (
    "().__class__.__base__.__subclasses__()",
    "(lambda: 0).__globals__",
    "object.__class__",
    "__import__('os').getcwd()",
    "open('/etc/hostname').read()",
    "getattr(object, 'env')",
    "[x for x in [1] if exec('1')]",
)
HARMLESS = {
    "subject": "For {{ object.partner_id.name }}",
    "body_html": '<p>For <t t-out="object.partner_id.name"/></p>',
}


@tagged("post_install", "-at_install")
class TestUserText(PortalCommon):
    """What people write is text, wherever others read it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({"name": f"Debtor {SCRIPT}", "ref": SCRIPT})
        cls.contact = cls.create_customer(
            f"Clerk {SCRIPT}",
            is_company=False,
            parent_id=cls.customer.id,
            type="collection",
            email="clerk@customer.example",
        )
        cls.old.payment_reference = SCRIPT

    def assertHarmless(self, page, where):
        """No browser runs anything of it."""
        self.assertTrue(page, where)
        for node in html.fromstring(f"<div>{page}</div>").iter("*"):
            handlers = [name for name in node.attrib if name.startswith("on")]
            self.assertFalse(handlers, (where, html.tostring(node)))
            if node.tag == "script":
                self.assertNotIn("alert(2)", node.text or "", where)

    def told_by(self, records):
        """What is said of them: their messages, and what there is to do."""
        words = [*records.message_ids.mapped("body")]
        if "activity_ids" in records._fields:
            words += records.activity_ids.filtered("note").mapped("note")
        return "".join(map(str, words))

    def assertPrintsText(self, report, records):
        reports = self.env["ir.actions.report"]
        page = reports._render_qweb_html(f"{MODULE}.{report}", records.ids)[0].decode()
        self.assertIn("&lt;img", page)
        self.assertHarmless(page, report)

    def main_of(self, page):
        """What is our own on a page: Odoo's frame has scripts."""
        main = html.fromstring(page.text).find(".//main")
        return html.tostring(main, encoding="unicode")

    # === WHAT IS SENT AND SHOWN === #

    def test_letters_and_mails(self):
        self.nights_until_today()
        reminder = self.reminders(self.customer)[-1:]
        self.assertEqual(reminder.state, "sent", reminder.note)
        self.assertHarmless(reminder.body, "text")
        self.assertPrintsText("action_report_letter", reminder)
        self.assertPrintsText("action_report_statement", self.account)
        mail = reminder.mail_id
        self.assertIn("&lt;img", mail.body_html)
        self.assertHarmless(mail.body_html, "mail")
        self.assertHarmless(self.told_by(self.account), "chatter")

    def nights_until_today(self):
        self.friendly.template_id.body_html = (
            "<p>To <t t-out='object.partner_id.name'/></p>"
            "<t t-out='object.claims_table'/>"
        )
        self.night(self.on(-1))
        self.night(self.today)

    def test_the_customers_page(self):
        for path in ("", "/promise", "/dispute", "/plan", "/paid", "/contact"):
            page = self.page(path)
            self.assertEqual(page.status_code, 200)
            self.assertIn("&lt;img", page.text)
            self.assertHarmless(self.main_of(page), path)

    def test_what_customers_answer(self):
        self.send("dispute", [self.old], reason="1", words=SCRIPT)
        self.send("contact", name=SCRIPT, words=SCRIPT, phone=SCRIPT, email=SCRIPT)
        self.send("paid", [self.recent], date=str(self.today), words=SCRIPT)
        self.assertHarmless(self.told_by(self.account), "chatter of the debtor")
        self.assertHarmless(self.account.dispute_ids.description, "dispute")
        self.assertHarmless(self.account.why, "why")

    def test_what_is_noted_on_the_phone(self):
        for outcome in ("promise", "dispute", "paid", "wrong_contact", "refuses"):
            call = self.env["collection.call"].create({"debtor_id": self.account.id})
            call.claim_ids = self.claim(self.old)
            call.write(
                {
                    "promise_date": self.on(3),
                    "promise_amount": 10,
                    "wait_until": self.on(3),
                    "note": SCRIPT,
                    "right_name": SCRIPT,
                    "right_phone": SCRIPT,
                }
            )
            call.with_context(collection_outcome=outcome).action_record()
        again = self.env["collection.call"].create({"debtor_id": self.account.id})
        for words in (again.history, self.told_by(self.account)):
            self.assertIn("&lt;img", words)
            self.assertHarmless(words, "what was said")
        self.assertHarmless(self.account.dispute_ids.description, "dispute")

    def test_reasons_of_holds_and_promises(self):
        hold = self.hold(
            self.claim(self.old),
            name=SCRIPT,
            date_start=self.today,
            date_end=self.on(3),
        )
        promise = self.env["collection.promise"].create(
            {
                "debtor_id": self.account.id,
                "claim_ids": [Command.set(self.claim(self.recent).ids)],
                "currency_id": self.company.currency_id.id,
                "amount": 10,
                "date": self.on(2),
                "note": SCRIPT,
            }
        )
        hold.action_lift()
        promise.action_cancel()
        self.env.cr.flush()
        self.assertHarmless(self.account.why, "why")
        for told in (hold, promise, self.account):
            self.assertHarmless(f"<p>.</p>{self.told_by(told)}", told)
        self.assertHarmless(self.main_of(self.page()), "page")

    def test_a_document_of_proceedings(self):
        kind = self.env["collection.proceeding.kind"].search(
            [("category", "=", "court")], limit=1
        )
        claims = self.claim(self.old)
        proceeding = self.env["collection.proceeding"].create(
            {
                "debtor_id": self.account.id,
                "kind_id": kind.id,
                "court": SCRIPT,
                "name": SCRIPT,
                "line_ids": [Command.create({"claim_id": claims.id})],
            }
        )
        document = self.env["collection.proceeding.document"].create(
            {
                "proceeding_id": proceeding.id,
                "kind": "payment_order",
                "particulars": SCRIPT,
                "signatory": SCRIPT,
            }
        )
        self.assertPrintsText("action_report_proceeding_document", document)

    def test_a_dispute_described_with_a_script(self):
        dispute = self.env["collection.dispute"].create(
            {
                "debtor_id": self.account.id,
                "description": SCRIPT,
                "line_ids": [Command.create({"claim_id": self.claim(self.old).id})],
                "reason_id": self.env["collection.dispute.reason"].search([])[0].id,
            }
        )
        self.assertHarmless(f"<p>.</p>{dispute.description}", "description")

    # === TEXTS OF LEVELS === #

    def own_template(self, role, *groups):
        """A text for reminders that belongs to somebody of this role."""
        user = new_test_user(
            self.env, f"text_{role}", ",".join([f"{MODULE}.group_{role}", *groups])
        )
        templates = self.env["mail.template"].with_user(user)
        reminder = self.env["ir.model"]._get("collection.reminder")
        return templates.create({"name": "Mine", "model_id": reminder.id})

    def restrict_templates(self):
        """As the setting of Odoo does: only editors write what is computed."""
        self.env["ir.config_parameter"].set_param(
            "mail.restrict.template.rendering", "True"
        )
        employees = self.env.ref("base.group_user")
        employees._remove_group(self.env.ref(EDITORS))

    def test_texts_of_levels_are_no_programs(self):
        self.restrict_templates()
        for role in ("collection_officer", "collection_manager"):
            template = self.own_template(role)
            for field, attacks in (("subject", ATTACKS), ("body_html", QWEB_ATTACKS)):
                for attack in attacks:
                    with self.assertRaises(AccessError, msg=(role, attack)):
                        template.write({field: attack})
            template.write(HARMLESS)
            self.assertEqual(template.subject, HARMLESS["subject"])

    def test_even_an_editor_stays_in_the_sandbox(self):
        self.restrict_templates()
        template = self.own_template("collection_manager", EDITORS)
        subject, body = self.rendered(template, HARMLESS)
        self.assertIn("For Debtor", subject)
        self.assertIn("For Debtor", body)
        for field, attacks in (
            ("subject", [f"{{{{ {escape} }}}}" for escape in ESCAPES]),
            ("body_html", [f'<p t-out="{escape}"/>' for escape in ESCAPES]),
        ):
            for attack in attacks:
                with (
                    self.subTest(attack),
                    self.assertRaises(UserError),
                    mute_logger("odoo.addons.mail.models.mail_render_mixin"),
                    self.env.cr.savepoint(),
                ):
                    self.rendered(template, {field: attack})

    def rendered(self, template, values):
        """(subject, body) of a reminder with what its editor has written."""
        template.write(values)
        self.firm.template_id = template.id
        # As the preview does, see collection.level.preview.
        reminders = self.env["collection.reminder"].with_user(template.env.user).sudo()
        return reminders._make_specimen(self.firm, self.account)._text()
