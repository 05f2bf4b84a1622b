import json
from xmlrpc.client import Fault

from odoo.tests import HttpCase, tagged

from .credit_common import ROLES, LimitsCommon


@tagged("post_install", "-at_install")
class TestLimitRpc(LimitsCommon, HttpCase):
    """S18: the same from outside, as each role."""

    def call(self, name, model, method, *args, **kwargs):
        self.authenticate(f"limits_{name}", f"limits_{name}")
        body = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        response = self.url_open(
            "/web/dataset/call_kw",
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": body}),
            headers={"Content-Type": "application/json"},
        )
        return response.json()

    def assertRefused(self, model, method, *args, **kwargs):
        for name in ROLES:
            answer = self.call(name, model, method, *args, **kwargs)
            kind = answer.get("error", {}).get("data", {}).get("name")
            self.assertEqual(kind, "odoo.exceptions.AccessError", (name, answer))
            self.env.invalidate_all()
            self.assertEqual(self.limit().amount, 500, name)

    def test_s18_raising_a_limit_by_rpc(self):
        ids, raised = self.customer.ids, {"credit_limit": 9000}
        self.assertRefused("res.partner", "write", ids, raised)
        self.assertRefused("res.partner", "web_save", ids, raised, specification={})
        self.assertRefused("res.partner", "create", [{"name": "New", **raised}])
        answer = self.call("credit", "res.partner", "write", ids, raised)
        self.assertTrue(answer["result"])
        self.env.invalidate_all()
        self.assertEqual(self.limit().amount, 9000)

    def test_s18_raising_a_limit_by_xml_rpc(self):
        for name, user in self.users.items():
            with self.assertRaises(Fault):
                self.xmlrpc_object.execute(
                    self.env.cr.dbname,
                    user.id,
                    f"limits_{name}",
                    "res.partner",
                    "write",
                    self.customer.ids,
                    {"credit_limit": 9000},
                )
            self.env.invalidate_all()
            self.assertEqual(self.limit().amount, 500, name)

    def test_s18_a_temporary_limit_by_rpc(self):
        self.assertRefused(
            "collection.credit.limit",
            "create",
            [
                {
                    "debtor_id": self.file().id,
                    "amount": 9000,
                    "date_end": "2026-12-31",
                    "reason": "Season",
                }
            ],
        )

    def test_s18_nobody_asks_for_figures_that_are_private(self):
        for method in ("_of", "_limits"):
            answer = self.call("credit", "collection.exposure", method, [], 1)
            self.assertIn("error", answer)
