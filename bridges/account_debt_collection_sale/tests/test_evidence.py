from odoo import Command
from odoo.tests import tagged

from odoo.addons.account_debt_collection.tests.case_common import pdf

from .common import SaleGuardCommon

MODULE = "account_debt_collection"


@tagged("post_install", "-at_install")
class TestOrderAsEvidence(SaleGuardCommon):
    """A court is shown the order that the customer signed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sold = cls.confirmed(1000)
        cls.due = cls.bill(cls.sold)
        cls.due.action_post()
        cls.env.cr.flush()

    def sue(self, *invoices):
        claims = self.env["account.move.line"].union(*map(self.claim, invoices))
        return self.env["collection.proceeding"].create(
            {
                "debtor_id": self.debtor().id,
                "kind_id": self.env.ref(f"{MODULE}.proceeding_kind_payment_order").id,
                "line_ids": [Command.create({"claim_id": c.id}) for c in claims],
            }
        )

    def row(self, proceeding, code):
        rows = proceeding.evidence_ids.filtered(lambda row: row.kind_id.code == code)
        rows.invalidate_recordset()
        return rows

    def test_a_confirmed_order_that_nobody_signed_proves_little(self):
        self.assertEqual(self.row(self.sue(self.due), "order").state, "missing")

    def test_a_signed_order_is_found_and_bound(self):
        self.sold.write({"signed_by": "Ada Customer", "signature": False})
        scan = self.env["ir.attachment"].create(
            {
                "name": "signed.pdf",
                "raw": pdf("ordered"),
                "res_model": "sale.order",
                "res_id": self.sold.id,
            }
        )
        proceeding = self.sue(self.due)
        row = self.row(proceeding, "order")
        self.assertEqual(row.state, "found")
        self.assertIn(f"{self.sold.name}, signed by Ada Customer", row.summary)
        self.assertIn(scan, proceeding._find_order().documents)
        self.company.collection_guard = "off"
        other = self.invoice(500)
        self.env.cr.flush()
        row = self.row(self.sue(self.due, other), "order")
        self.assertEqual(row.state, "missing")
        self.assertIn(other.name, row.summary)
