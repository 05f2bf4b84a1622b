import json
from base64 import b64encode
from io import BytesIO

from PIL import Image

from odoo.exceptions import UserError
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from .common import day
from .plan_common import FIRST, SIGNED, PlanCommon


def drawing():
    """A signature, as the widget sends it."""
    content = BytesIO()
    Image.new("RGBA", (60, 20), (0, 0, 120, 255)).save(content, "PNG")
    return b64encode(content.getvalue()).decode()


@tagged("post_install", "-at_install")
class TestPlanPortal(PlanCommon, HttpCase):
    """The customer reads the plan and signs it; nobody else sees it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        invoice = cls.invoice(1234.56)
        with freeze_time(SIGNED):
            cls.proposal = cls.make_plan(cls.claim(invoice))
            cls.proposal.action_propose()
        cls.token = cls.proposal._portal_ensure_token()
        cls.owner = cls.portal_user("owner", cls.customer)
        cls.stranger = cls.portal_user("stranger", cls.create_customer("Other SA"))

    @classmethod
    def portal_user(cls, login, company):
        user = new_test_user(cls.env, login, "base.group_portal")
        user.partner_id.parent_id = company
        return user

    def page(self, token=None):
        suffix = f"?access_token={token}" if token else ""
        url = f"/my/collection/plan/{self.proposal.id}{suffix}"
        return self.url_open(url, allow_redirects=False)

    def sign(self, token=None, name="Ada Payer", signature=None):
        with freeze_time(day(6)):
            answer = self.url_open(
                f"/my/collection/plan/{self.proposal.id}/sign",
                data=json.dumps(
                    {
                        "params": {
                            "access_token": token,
                            "name": name,
                            "signature": drawing() if signature is None else signature,
                        }
                    }
                ),
                headers={"Content-Type": "application/json"},
            )
        return answer.json()["result"]

    def assertHidden(self, answer):
        self.assertEqual(answer.status_code, 303)
        self.assertNotIn("1,234.56", answer.text)

    # === WHO SEES IT === #

    def test_without_or_with_a_wrong_token_nobody_sees_it(self):
        for token in (None, "wrong", "0", "é" * 36, "²"):
            self.assertHidden(self.page(token))
            self.assertIn("does not exist", self.sign(token)["error"])
        self.assertEqual(self.proposal.state, "proposed")

    def test_another_customer_sees_nothing(self):
        self.authenticate("stranger", "stranger")
        self.assertHidden(self.page())
        self.assertIn("does not exist", self.sign()["error"])

    def test_an_employee_without_the_token_does_not_sign(self):
        new_test_user(self.env, "clerk", "account.group_account_invoice")
        self.authenticate("clerk", "clerk")
        self.assertIn("does not exist", self.sign()["error"])

    def test_nothing_of_a_draft_or_of_another_id(self):
        self.proposal.action_cancel()
        self.assertHidden(self.page(self.token))
        answer = self.url_open(
            f"/my/collection/plan/999999?access_token={self.token}",
            allow_redirects=False,
        )
        self.assertHidden(answer)

    def test_a_visitor_has_no_right_on_the_model(self):
        for user in (self.stranger, self.owner, self.env.ref("base.public_user")):
            for model in ("plan", "plan.line", "plan.instalment"):
                records = self.env[f"collection.{model}"].with_user(user)
                self.assertFalse(records.has_access("read"))

    def test_who_has_the_link_reads_and_prints(self):
        with freeze_time(day(6)):
            shown = self.page(self.token)
        self.assertEqual(shown.status_code, 200)
        for words in ("1,234.56", "411.52", "Accept and sign", "owl-component"):
            self.assertIn(words, shown.text)
        self.assertIn("one thousand, two hundred", shown.text)
        printed = self.url_open(
            f"/my/collection/plan/{self.proposal.id}?access_token={self.token}"
            "&report_type=pdf"
        )
        self.assertEqual(printed.status_code, 200)

    # === SIGNATURE === #

    def test_the_customer_signs_with_the_link(self):
        result = self.sign(self.token, "  Ada Payer ")
        self.assertIn(self.token, result["redirect_url"])
        plan = self.proposal
        self.assertEqual(
            (plan.state, plan.accepted_by, plan.signed_by),
            ("active", "portal", "Ada Payer"),
        )
        self.assertTrue(plan.signature and plan.signed_on)
        self.assertTrue(plan.hold_ids)
        self.assertIn("Ada Payer", plan.message_ids[0].body)
        letter = plan.acknowledgment_id.raw.decode(errors="replace")
        self.assertIn("Signed electronically by Ada Payer", letter)
        again = self.sign(self.token, "Eve")
        self.assertIn("cannot be signed any more", again["error"])
        self.assertEqual(plan.signed_by, "Ada Payer")
        self.assertIn("Signed by", self.page(self.token).text)

    def test_the_customer_signs_when_logged_in(self):
        self.authenticate("owner", "owner")
        self.assertNotIn("error", self.sign())
        self.assertEqual(self.proposal.state, "active")

    def test_without_name_or_signature_nothing_is_signed(self):
        self.assertIn("write your name", self.sign(self.token, " ")["error"])
        self.assertIn("write your name", self.sign(self.token, signature="")["error"])
        for forged in ("no image", b64encode(b"no image").decode()):
            self.assertTrue(self.sign(self.token, signature=forged)["error"])
        for values in ({"signature": "é"}, {"signature": [7]}, {"name": ["Ada"]}):
            refused = self.sign(self.token, **values)
            self.assertEqual(refused["error"], "The signature cannot be read.")
        self.assertIn("does not exist", self.sign([self.token])["error"])
        self.assertEqual(self.proposal.state, "proposed")
        self.assertFalse(self.proposal.signature)

    def test_names_are_text(self):
        self.sign(self.token, "<script>alert(1)</script>")
        self.assertNotIn("<script>alert", self.page(self.token).text)
        self.assertNotIn("<script>", self.proposal.message_ids[0].body)

    def test_an_old_proposal_cannot_be_signed(self):
        with freeze_time(day(25)):
            self.assertIn("cannot be signed any more", self.page(self.token).text)
            with self.assertRaisesRegex(UserError, "another one"):
                self.proposal.sudo()._sign("Ada", drawing())

    # === PAPER === #

    def test_the_proposal_is_sent_with_the_acknowledgment(self):
        mail = self.env["mail.mail"].search(
            [("model", "=", "collection.plan"), ("res_id", "=", self.proposal.id)]
        )
        self.assertEqual(mail.recipient_ids, self.customer)
        self.assertIn(self.token, mail.body_html)
        self.assertEqual(mail.attachment_ids, self.proposal.acknowledgment_id)
        self.assertIn("Creditor SARL", mail.body_html)

    def test_signed_on_paper(self):
        with freeze_time(SIGNED):
            with self.assertRaisesRegex(UserError, "Attach the scan"):
                self.proposal.action_start_signed()
            self.proposal.signed_document = b64encode(b"%PDF-1.4 scan")
            self.proposal.action_start_signed()
        self.assertEqual(
            (self.proposal.state, self.proposal.accepted_by), ("active", "paper")
        )

    def test_the_letter_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        content, _extension = self.env["ir.actions.report"]._render_qweb_html(
            "account_debt_collection.action_report_acknowledgment", self.proposal.ids
        )
        self.assertIn("mille deux cent trente-quatre", content.decode())
        self.assertIn(FIRST.strftime("%d/%m/%Y"), content.decode())
