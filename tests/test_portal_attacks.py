from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ..rules.portal_link import Link, make_token
from .portal_common import PDF, PortalCommon

HTML = b"<html><script>alert(document.cookie)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
SCRIPT = '<script>alert(1)</script><img src=x onerror="alert(2)">'


@tagged("post_install", "-at_install")
class TestPortalAttacks(PortalCommon):
    """Whoever has a link sees one account, and does what a customer may; no more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.neighbour = cls.create_customer("Neighbour SA")
        cls.foreign = cls.invoice(9876, due=cls.on(-9), partner=cls.neighbour)
        cls.env.cr.flush()
        cls.other = cls.debtor(cls.neighbour)

    def setUp(self):
        super().setUp()
        self.env["collection.portal.visit"].sudo().search([]).unlink()

    def assertTellsNothing(self, answer):
        """The same page, word for word, whatever was wrong."""
        self.assertEqual(answer.status_code, 404)
        self.assertIn("This link does not work any more", self.words_of(answer))
        for secret in ("Debtor SA", "Neighbour", "1,234.50", "9,876.00", "Creditor"):
            self.assertNotIn(secret, self.words_of(answer))

    def forged(self, debtor_id, version=0, days=9, secret=None):
        link = Link(debtor_id, version, self.today + timedelta(days=days))
        secret = secret or self.env["collection.debtor"]._portal_secret()
        return make_token(link, secret)

    def promises(self):
        return self.env["collection.promise"].search([])

    # === LINKS === #

    def test_ids_cannot_be_guessed(self):
        for ref in (self.account.id, self.other.id, 999999, "0", "0001", "²"):
            self.assertTellsNothing(self.page(ref=ref))

    def test_links_cannot_be_made_up_or_changed(self):
        foreign = self.other._portal_token(self.today)
        for ref in (
            "x" * 32,
            self.token[:-1] + ("A" if self.token[-1] != "A" else "B"),
            foreign[:11] + self.token[11:],
            self.token + "x",
            self.forged(self.account.id, secret=b"guessed"),
            self.forged(2**31),
        ):
            self.assertTellsNothing(self.page(ref=ref))

    def test_an_expired_link_answers_as_a_wrong_one(self):
        expired = self.page(ref=self.forged(self.account.id, days=-1))
        self.assertTellsNothing(expired)
        wrong = self.page(ref="x" * 32)
        self.assertEqual(self.words_of(expired), self.words_of(wrong))

    def test_a_revoked_link_opens_nothing(self):
        self.see()
        self.account.action_revoke_portal()
        self.assertTellsNothing(self.page())
        self.see(ref=self.account._portal_token(self.today))
        self.assertIn("were revoked", self.account.message_ids[0].body)

    def test_whoever_revokes_the_links_closes_the_plans_too(self):
        self.send(
            "plan", [self.old], number="2", interval="month", date=str(self.on(5))
        )
        plan = self.account.plan_ids
        address = plan.get_portal_url()
        self.assertEqual(self.url_open(address).url.count(plan.access_token), 1)
        self.account.action_revoke_portal()
        self.assertFalse(plan.access_token)
        shown = self.url_open(address, allow_redirects=False)
        self.assertEqual(shown.status_code, 303)
        self.assertNotEqual(plan.get_portal_url(), address)

    def test_links_that_the_company_has_switched_off(self):
        self.company.collection_portal_days = 0
        self.assertTellsNothing(self.page())
        self.assertFalse(self.account._portal_url(self.today))
        with self.assertRaisesRegex(UserError, "how many days"):
            self.account.action_open_portal()

    def test_only_officers_revoke(self):
        clerk = new_test_user(self.env, "clerk", "account.group_account_invoice")
        for action in ("action_revoke_portal", "action_open_portal"):
            with self.assertRaises(AccessError):
                getattr(self.account.with_user(clerk), action)()
        with self.assertRaises(AccessError):
            self.account.with_user(clerk).read(["portal_version"])

    # === OTHER CUSTOMERS === #

    def test_a_portal_user_of_another_customer(self):
        self.portal_user("stranger", self.neighbour)
        self.authenticate("stranger", "stranger")
        self.assertTellsNothing(self.page(ref=self.account.id))
        self.assertIn("9,876.00", self.see(ref=self.other.id))

    def test_a_portal_user_of_nobody(self):
        new_test_user(self.env, "nobody", "base.group_portal")
        self.authenticate("nobody", "nobody")
        self.assertIn("Nothing is open", self.url_open("/my/collection").text)
        self.assertTellsNothing(self.page(ref=self.account.id))

    def test_an_employee_is_no_customer(self):
        new_test_user(self.env, "clerk", "account.group_account_invoice")
        self.authenticate("clerk", "clerk")
        self.assertTellsNothing(self.page(ref=self.account.id))

    def test_another_companys_account_of_the_same_customer(self):
        company = self.setup_other_company()["company"]
        elsewhere = self.invoice(77, due=self.on(-2), company=company)
        self.env.cr.flush()
        self.assertNotIn("77.00", self.see())
        claim = self.claim(elsewhere)
        self.assertTellsNothing(self.page(f"/document/{claim.id}"))
        answer = self.send("promise", [elsewhere], date=str(self.on(3)))
        self.assertRefused(answer, "at least one invoice")

    def test_a_foreign_invoice(self):
        for item in (self.claim(self.foreign), self.foreign.line_ids[0]):
            self.assertTellsNothing(self.page(f"/document/{item.id}"))
        own_product_line = self.old.invoice_line_ids
        self.assertTellsNothing(self.page(f"/document/{own_product_line.id}"))
        self.assertTellsNothing(self.page("/document/999999999"))

    def test_answers_are_about_ones_own_claims(self):
        draft = self.invoice(5, due=self.on(-1)).copy()
        for invoice in (self.foreign, draft):
            answer = self.send("promise", [invoice], date=str(self.on(3)))
            self.assertRefused(answer, "at least one invoice")
        self.send("promise", [self.old, self.foreign], date=str(self.on(3)))
        self.assertEqual(self.promises().claim_ids, self.claim(self.old))

    def test_visitors_have_no_right_on_the_models(self):
        visitors = (
            self.portal_user("owner", self.customer),
            self.env.ref("base.public_user"),
        )
        for user in visitors:
            for model in ("debtor", "promise", "dispute", "hold", "portal.visit"):
                records = self.env[f"collection.{model}"].with_user(user)
                self.assertFalse(records.has_access("read"), model)

    # === WHAT IS SENT === #

    def test_amounts_are_never_taken_from_the_request(self):
        self.send(
            "promise",
            [self.old],
            date=str(self.on(3)),
            amount="1",
            amount_residual="1",
            debtor=str(self.other.id),
            debtor_id=str(self.other.id),
            ref=None,
        )
        self.assertEqual(self.promises().amount, 1000)
        self.assertEqual(self.promises().debtor_id, self.account)

    def test_scripts_are_text(self):
        self.send("dispute", [self.old], reason="1", words=SCRIPT)
        dispute = self.account.dispute_ids
        for shown in (
            str(dispute.description),
            str(self.account.message_ids[0].body),
            str(self.told()[1]),
        ):
            self.assertNotIn("<script", shown)
            self.assertNotIn("<img", shown)
            self.assertIn("&lt;script&gt;", shown)
        again = self.send("dispute", [self.old], reason="1", words=SCRIPT)
        self.assertNotIn("<script>alert", again.text)
        self.send("contact", name=SCRIPT, words=SCRIPT)
        self.assertNotIn("<script", str(self.told()[1]))
        self.assertNotIn("<script>alert", self.page(f"?sent={SCRIPT}").text)

    def test_without_the_forms_own_token_nothing_happens(self):
        with mute_logger("odoo.http"):
            answer = self.url_open(
                f"/my/collection/{self.token}/promise",
                data={"claim": self.claim(self.old).id, "date": str(self.on(3))},
                allow_redirects=False,
            )
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.promises())

    def test_pages_and_pictures_with_scripts_are_refused(self):
        for name, content, kind in (
            ("proof.html", HTML, "text/html"),
            ("proof.pdf", HTML, "application/pdf"),
            ("proof.svg", SVG, "image/svg+xml"),
            ("proof.png", SVG, "image/png"),
            ("proof.exe", b"MZ\x90", "application/octet-stream"),
        ):
            answer = self.send(
                "paid",
                [self.old],
                date=str(self.today),
                files=[(name, content, kind)],
            )
            self.assertRefused(answer, "send a PDF, or a picture")
        self.assertFalse(self.holds("paid"))

    def test_fifty_megabytes_are_refused_with_a_sentence(self):
        large = PDF + b" " * (50 * 1024**2)
        answer = self.send(
            "dispute",
            [self.old],
            words="See the file",
            reason="1",
            files=[("large.pdf", large, "application/pdf")],
        )
        self.assertRefused(answer, "10 MB at most")
        self.assertFalse(self.account.dispute_ids)

    def test_names_of_files_lose_their_folders(self):
        self.send(
            "dispute",
            [self.old],
            words="See the file",
            reason="1",
            files=[('../../<b>"x".html', PDF, "text/html")],
        )
        files = self.account.dispute_ids.message_ids.attachment_ids
        self.assertEqual(files.mimetype, "application/pdf")
        self.assertNotRegex(files.name, r'[<>"/]')
        self.assertTrue(files.name.endswith(".pdf"))

    # === WHO ASKS TOO OFTEN === #

    def test_whoever_tries_links_is_stopped(self):
        for index in range(20):
            self.assertEqual(self.page(ref=f"{index:032}").status_code, 404)
        stopped = self.page(ref="x" * 32)
        self.assertEqual(stopped.status_code, 429)
        self.assertEqual(self.page().status_code, 429)
        with freeze_time(fields.Datetime.now() + timedelta(minutes=11)):
            self.assertEqual(self.page().status_code, 200)

    def test_answers_to_one_account_are_limited(self):
        visits = self.env["collection.portal.visit"].sudo()
        for _index in range(20):
            self.assertTrue(visits._admit("answer", self.account.id))
        stopped = self.send("contact", name="Somebody")
        self.assertEqual(stopped.status_code, 429)
        self.assertTrue(visits._admit("answer", self.other.id))
        self.see()

    def test_addresses_are_neither_readable_nor_kept(self):
        self.see()
        visits = self.env["collection.portal.visit"].sudo()
        self.assertTrue(visits.search([]))
        self.assertFalse(visits.search([("visitor", "like", "127.0")]))
        visits.search([]).moment = fields.Datetime.now() - timedelta(days=2)
        visits._gc_visits()
        self.assertFalse(visits.search([]))

    # === WHO ONLY LOOKS === #

    def test_scanners_of_mails_change_nothing(self):
        before = self.account.message_ids
        for path in ("", "/promise", "/dispute", "/plan", "/paid", "/contact"):
            for method in ("GET", "HEAD"):
                answer = self.page(path, method=method)
                self.assertEqual(answer.status_code, 200)
        self.assertEqual(self.account.message_ids, before)
        self.assertFalse(self.promises() | self.account.promise_ids)
        self.assertFalse(self.account.plan_ids | self.env["collection.plan"])

    def test_the_link_is_told_to_nobody(self):
        headers = self.page().headers
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(headers["Cache-Control"], "no-store")
        self.assertIn("noindex", headers["X-Robots-Tag"])

    def test_parameters_do_not_choose_the_account(self):
        page = self.page(f"?debtor={self.other.id}&ref={self.other.id}&debtor_id=1")
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("9,876.00", page.text)
