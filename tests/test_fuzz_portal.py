import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged
from odoo.tools import mute_logger

from .fuzz_common import days, numbers, steady, texts
from .portal_common import PDF, PortalCommon

ANSWERS = ("promise", "dispute", "plan", "paid", "contact")
KNOWN_ERRORS = (
    None,
    "odoo.exceptions.UserError",
    "odoo.exceptions.ValidationError",
)
SILENT = ("odoo.http", "werkzeug")


@tagged("post_install", "-at_install")
class TestFuzzPortal(PortalCommon):
    """Whatever is sent to the portal, it answers in words: never with an error."""

    def setUp(self):
        super().setUp()
        self.csrf = re.search(
            r'name="csrf_token" value="([^"]+)"', self.page("/contact").text
        )[1]
        debtors = self.env["collection.debtor"].sudo()
        self.plan_id = self.env["collection.plan"].sudo().search([], limit=1).id or 1
        self.refs = [self.token, str(self.account.id), *debtors.ids[:1], "0", "x" * 32]

    def anything(self):
        claims = [*map(str, self.account.claim_ids.ids), "-1", "x", str(2**63)]
        return texts | days.map(str) | numbers.map(str) | st.sampled_from(claims)

    def assertAnswered(self, answer):
        self.assertLess(answer.status_code, 500, answer.text[:2000])
        self.env["collection.portal.visit"].sudo().search([]).unlink()

    def form(self, names):
        return st.fixed_dictionaries({}, optional=dict.fromkeys(names, self.anything()))

    def test_forms(self):
        names = ("date", "words", "amount", "reason", "number", "interval", "name")
        claims = [str(claim.id) for claim in self.account.claim_ids]

        @settings(steady, max_examples=25)
        @given(
            st.sampled_from(ANSWERS),
            self.form((*names, "email", "phone", "debtor", "ref")),
            st.lists(st.sampled_from([*claims, "x", "-1", str(2**63)]), max_size=3),
            st.lists(st.tuples(texts, st.sampled_from([PDF, b"", b"<x>"])), max_size=2),
        )
        def send(answer, values, chosen, files):
            sent = self.url_open(
                f"/my/collection/{self.token}/{answer}",
                data={**values, "claim": chosen, "csrf_token": self.csrf},
                files=[("files", (name or "x", data)) for name, data in files] or None,
                allow_redirects=False,
            )
            self.assertAnswered(sent)

        send()

    def test_addresses(self):
        paths = ["", "/statement", "/document/0", "/document/2147483648", "/pay"]
        paths += [f"/{answer}" for answer in ANSWERS]
        asked = self.form(("sent", "claim", "overdue", "debtor", "ref", "date"))

        @steady
        @given(st.sampled_from(self.refs), st.sampled_from(paths), asked)
        def ask(ref, path, values):
            with mute_logger(*SILENT):
                answer = self.url_open(
                    f"/my/collection/{ref}{path}", params=values, allow_redirects=False
                )
            self.assertAnswered(answer)

        ask()

    def test_json(self):
        values = self.form(("access_token", "name", "signature", "amount", "flow"))
        urls = [
            f"/my/collection/plan/{self.plan_id}/sign",
            f"/my/collection/{self.token}/transaction/1-x",
            f"/my/collection/{self.token}/transaction/{self.account.claim_ids[:1].id}",
        ]

        @steady
        @given(st.sampled_from(urls), values)
        def call(url, params):
            with mute_logger(*SILENT):
                answer = self.url_open(
                    url,
                    data=json.dumps({"jsonrpc": "2.0", "params": params}),
                    headers={"Content-Type": "application/json"},
                )
            self.assertAnswered(answer)
            self.assertKnownError(answer.json().get("error"))

        call()

    def assertKnownError(self, error):
        """A refusal in words, for all that goes wrong inside a JSON answer of 200."""
        name = error and error["data"]["name"]
        self.assertIn(name, KNOWN_ERRORS, error)
