from xmlrpc.client import Fault

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .guard_common import GuardCommon


@tagged("post_install", "-at_install")
class TestGuardRpc(GuardCommon, HttpCase):
    """S18: the same from outside, as each role."""

    def call(self, user, record, method, *args):
        return self.xmlrpc_object.execute_kw(
            self.env.cr.dbname,
            user.id,
            user.login,
            record._name,
            method,
            [record.ids, *args],
            {"context": {"collection_guard": "off", "cron_id": 1}},
        )

    @mute_logger("odoo.http")
    def test_s18_over_xml_rpc(self):
        invoice = self.draft(1001)
        self.env.cr.flush()
        forged = {"state": "posted", "collection_guard_stopped_on": False}
        for name, user in self.users.items():
            with self.subTest(name):
                with self.assertRaises(Fault) as fault:
                    self.call(user, invoice, "write", forged)
                self.assertIn("Debtor SA", fault.exception.faultString)
                with self.assertRaises(Fault):
                    self.call(user, invoice, "_post")
                self.call(user, invoice, "action_post")  # as an automatic flow: waits
                self.env.invalidate_all()
                self.assertEqual(invoice.state, "draft")
        self.assertWaits(invoice)
