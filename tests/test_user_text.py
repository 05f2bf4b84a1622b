from lxml import html

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

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

    # === WHAT IS SHOWN === #

    def test_the_customers_page(self):
        for path in ("", "/promise", "/dispute", "/plan", "/paid", "/contact"):
            page = self.page(path)
            self.assertEqual(page.status_code, 200)
            main = html.fromstring(page.text).find(".//main")
            self.assertIn("&lt;img", page.text)
            self.assertHarmless(html.tostring(main, encoding="unicode"), path)

    def test_what_customers_answer(self):
        self.send("dispute", [self.old], reason="1", words=SCRIPT)
        self.send("contact", name=SCRIPT, words=SCRIPT, phone=SCRIPT, email=SCRIPT)
        self.send("paid", [self.recent], date=str(self.today), words=SCRIPT)
        self.assertHarmless(self.told_by(self.account), "chatter of the debtor")
        self.assertHarmless(self.account.dispute_ids.description, "dispute")
        self.assertHarmless(self.account.why, "why")

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

    def test_texts_of_levels_are_no_programs(self):
        """Where templates are restricted, only their editors write what is computed."""
        self.env["ir.config_parameter"].set_param(
            "mail.restrict.template.rendering", "True"
        )
        employees = self.env.ref("base.group_user")
        employees._remove_group(self.env.ref("mail.group_mail_template_editor"))
        for role in ("officer", "manager"):
            user = new_test_user(
                self.env, f"text_{role}", f"{MODULE}.group_collection_{role}"
            )
            template = self.firm.template_id.with_user(user)
            for field, attacks in (
                ("subject", ATTACKS),
                ("body_html", (*QWEB_ATTACKS,)),
            ):
                for attack in attacks:
                    with self.assertRaises(AccessError, msg=(role, attack)):
                        template.write({field: attack})
