from odoo import Command, fields
from odoo.tests import tagged

from .two_at_once_common import TwoAtOnceCommon


@tagged("post_install", "-at_install")
class TestTwoInvoicesAtOnce(TwoAtOnceCommon):
    model = "account.move"
    confirm = "action_post"

    def _two_drafts(self, customer, company):
        """In two journals: each has numbers of its own."""
        journals = company.env["account.journal"].search(
            [("company_id", "=", company.id), ("type", "=", "sale")], limit=1
        )
        journals |= journals.copy({"code": "SEC"})
        return company.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": customer.id,
                    "journal_id": journal.id,
                    "invoice_date": fields.Date.today(),
                    "invoice_line_ids": [
                        Command.create(
                            {"name": "Work", "price_unit": 800, "tax_ids": False}
                        )
                    ],
                }
                for journal in journals
            ]
        )

    def test_s18_the_second_one_is_asked_again_and_stops(self):
        self.assertSecondStops()
