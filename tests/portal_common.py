import re
from base64 import b64decode
from datetime import timedelta

from lxml import html

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user

from .common import CollectionCommon, text

PDF = b"%PDF-1.4 proof of payment"
PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJ"
    "RU5ErkJggg=="
)


class PortalCommon(CollectionCommon, HttpCase):
    """A customer with two overdue invoices and one to come, and the link to them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.old = cls.invoice(1000, due=cls.on(-20))
        cls.recent = cls.invoice(234.5, due=cls.on(-3))
        cls.coming = cls.invoice(500, due=cls.on(12))
        cls.env.cr.flush()
        cls.account = cls.debtor()
        cls.token = cls.account._portal_token(cls.today)

    @classmethod
    def on(cls, offset):
        return cls.today + timedelta(days=offset)

    @classmethod
    def portal_user(cls, login, company):
        user = new_test_user(cls.env, login, "base.group_portal")
        user.partner_id.parent_id = company
        return user

    # === WHAT A BROWSER DOES === #

    def page(self, path="", ref=None, **kwargs):
        return self.url_open(
            f"/my/collection/{ref or self.token}{path}", allow_redirects=False, **kwargs
        )

    def see(self, path="", ref=None):
        """The words of a page."""
        answer = self.page(path, ref)
        self.assertEqual(answer.status_code, 200)
        return self.words_of(answer)

    def words_of(self, answer):
        return text(html.fromstring(answer.text).find(".//main"))

    def send(self, answer, claims=(), files=(), ref=None, **values):
        """Fill in a form, and send it as a browser does."""
        form = self.page(f"/{answer}", ref).text
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', form)
        data = {"claim": [str(self.claim(i).id) for i in claims], **values}
        if csrf:
            data["csrf_token"] = csrf[1]
        return self.url_open(
            f"/my/collection/{ref or self.token}/{answer}",
            data=data,
            files=[("files", file) for file in files] or {"files": ("", b"")},
            allow_redirects=False,
        )

    def assertThanked(self, answer, words):
        self.assertEqual(answer.status_code, 303, self._problem(answer))
        page = self.url_open(answer.headers["Location"])
        self.assertIn(words, self.words_of(page))

    def _problem(self, answer):
        alerts = html.fromstring(answer.text).find_class("alert-danger")
        return " ".join(map(text, alerts))

    def assertRefused(self, answer, words):
        self.assertEqual(answer.status_code, 200)
        self.assertIn(words, self._problem(answer))

    # === WHAT BECAME OF IT === #

    def holds(self, kind):
        return self.account.hold_ids.filtered(lambda hold: hold.kind == kind)

    def told(self):
        """(subject of what the responsible has to do, what it says), the latest."""
        activity = self.account.activity_ids.sorted("id")[-1:]
        return activity.summary, activity.note


class PayeeCommon(PortalCommon):
    """An agency that may collect some of the invoices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agency = cls.env["res.partner"].create(
            {
                "name": "Rhône Recouvrement",
                "is_company": True,
                "phone": "+33 4 78 00 00 00",
                "email": "pay@agency.example",
            }
        )

    @classmethod
    def hand_over(cls, *invoices, kind="agency"):
        claims = cls.env["account.move.line"].union(*map(cls.claim, invoices))
        return cls.hand_over_claims(claims, kind)

    @classmethod
    def hand_over_claims(cls, claims, kind="agency"):
        kinds = "account_debt_collection.proceeding_kind_"
        lines = [Command.create({"claim_id": claim.id}) for claim in claims]
        proceeding = cls.env["collection.proceeding"].create(
            {
                "debtor_id": cls.account.id,
                "kind_id": cls.env.ref(kinds + kind).id,
                "counterpart_id": cls.agency.id,
                "line_ids": lines,
            }
        )
        cls.env.cr.flush()
        return proceeding
