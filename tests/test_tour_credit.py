from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, tagged

from .guard_common import GuardCommon


@tagged("post_install", "-at_install")
class TestCreditTours(GuardCommon, HttpCase):
    """An invoice beyond the limit is stopped, and then let pass by who may."""

    def test_an_invoice_is_stopped_and_let_pass(self):
        self.customer.name = "Tour Debtor SA"
        invoice = self.draft(1200)
        url = f"/odoo/action-account.action_move_out_invoice_type/{invoice.id}"
        self.start_tour(url, "account_debt_collection_stopped", login="guard_billing")
        self.assertEqual(invoice.state, "draft")
        self.start_tour(url, "account_debt_collection_let_pass", login="guard_credit")
        self.assertEqual(invoice.state, "posted")
        self.assertEqual(invoice.collection_release_ids.user_id, self.credit)

    def test_a_claim_is_handed_over(self):
        self.company.collection_guard = "off"
        due = fields.Date.today() - timedelta(days=60)
        self.invoice(800, due=due)
        self.env.cr.flush()
        agency = self.create_customer("Agency for Tours")
        self.env["collection.counterpart"].create(
            {
                "partner_id": agency.id,
                "company_id": self.company.id,
                "kind_ids": [
                    Command.set(
                        self.env.ref(
                            "account_debt_collection.proceeding_kind_agency"
                        ).ids
                    )
                ],
            }
        )
        debtor = self.debtor()
        self.start_tour(
            f"/odoo/collection/{debtor.id}",
            "account_debt_collection_hand_over",
            login="guard_manager",
        )
        proceeding = self.env["collection.proceeding"].search(
            [("debtor_id", "=", debtor.id)]
        )
        self.assertEqual(proceeding.counterpart_id, agency)
        self.assertEqual(proceeding.line_ids.amount, 800)
        self.assertEqual(
            proceeding.stage_id,
            self.env.ref("account_debt_collection.proceeding_stage_agency_working"),
        )
        self.assertEqual(debtor.hold_ids.kind, "proceeding")
