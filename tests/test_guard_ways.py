from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import DUE
from .guard_common import GuardCommon


@freeze_time(DUE)
@tagged("post_install", "-at_install")
class TestGuardWays(GuardCommon):
    """Who posts beyond the limit, by whatever way, does not get through."""

    def test_s18_by_button_as_each_role(self):
        for name, user in self.users.items():
            with self.subTest(name):
                invoice = self.draft(1001).with_user(user)
                self.assertStops(invoice.action_post)
                self.assertEqual(invoice.state, "draft")

    def test_s18_by_writing_the_state(self):
        invoice = self.draft(1001).with_user(self.users["billing"])
        keys = {"collection_guard": "off", "skip_readonly_check": True}
        for context in ({}, keys, {"cron_id": 1}):
            with self.subTest(context):
                self.assertStops(
                    lambda keys=context: invoice.with_context(**keys).write(
                        {"state": "posted"}
                    )
                )
        small = self.draft(1).with_user(self.users["billing"])
        line = Command.update(small.invoice_line_ids.id, {"price_unit": 5000})
        self.assertStops(
            lambda: small.with_context(**keys).write(
                {"state": "posted", "invoice_line_ids": [line]}
            )
        )

    def test_what_comes_with_the_state_is_written_once(self):
        for mode in ("off", "warn", "block"):
            with self.subTest(mode):
                self.company.collection_guard = mode
                invoice = self.draft(100)
                line = Command.create(
                    {"name": "More", "price_unit": 10, "tax_ids": False}
                )
                invoice.write({"state": "posted", "invoice_line_ids": [line]})
                self.assertEqual(invoice.state, "posted")
                self.assertEqual(invoice.amount_total, 110)

    def test_nothing_slips_in_with_the_state(self):
        """Before the values are written, the guard would not look at it."""
        invoice = self.draft(1001, partner=self.create_customer("Free SA"))
        invoice.partner_id = False
        self.assertStops(
            lambda: invoice.write({"state": "posted", "partner_id": self.customer.id}),
            "Debtor SA",
        )

    def test_what_is_cancelled_does_not_come_back_behind_the_guard(self):
        for mode in ("warn", "block"):
            with self.subTest(mode):
                self.company.collection_guard = mode
                invoice = self.draft(1001)
                invoice.button_cancel()
                self.assertStops(
                    lambda invoice=invoice: invoice.with_user(
                        self.users["billing"]
                    ).write({"state": "posted"}),
                    "Set it back to draft first.",
                )
                self.assertEqual(invoice.state, "cancel")
                invoice.button_draft()
        self.assertStops(invoice.action_post, "Debtor SA")

    def test_s18_by_server_action(self):
        invoice = self.draft(1001)
        action = self.env["ir.actions.server"].create(
            {
                "name": "Post",
                "model_id": self.env.ref("account.model_account_move").id,
                "state": "code",
                "code": "records.action_post()",
            }
        )
        context = {
            "active_model": "account.move",
            "active_ids": invoice.ids,
            "active_id": invoice.id,
        }
        self.assertStops(action.with_context(**context).run)

    def test_s18_by_import(self):
        moves = self.env["account.move"].with_user(self.users["billing"])
        result = moves.load(
            ["move_type", "partner_id/.id", "state", "invoice_line_ids/price_unit"],
            [["out_invoice", str(self.customer.id), "posted", "5000"]],
        )
        self.assertFalse(result["ids"])
        invoice = self.draft(5000)
        result = moves.load([".id", "state"], [[str(invoice.id), "posted"]])
        self.assertFalse(result["ids"])
        self.assertIn("Debtor SA", str(result["messages"]))

    def test_s18_by_validating_a_list(self):
        wizard = self.env["validate.account.move"].with_user(self.users["billing"])
        invoice = self.draft(1001)
        wizard = wizard.create({"move_ids": [Command.set(invoice.ids)]})
        self.assertStops(wizard.validate_move)

    def test_s18_the_49_others_post(self):
        customers = [self.create_customer(f"C{n} SA") for n in range(49)]
        invoices = self.env["account.move"].union(
            *(self.draft(500, partner=customer) for customer in customers)
        )
        over = self.draft(1001)
        batch = (invoices[:20] + over + invoices[20:]).with_user(self.users["billing"])
        self.env.cr.flush()
        posted = batch._post(soft=False)
        self.assertEqual(posted, batch - over)
        self.assertEqual(set(posted.mapped("state")), {"posted"})
        self.assertWaits(over)
        self.assertIn("credit limit", self.notes(over).body)
        self.assertEqual(self.activities(over).user_id, self.env.ref("base.user_admin"))

    def test_s18_the_invoice_of_a_batch_that_crosses_stops(self):
        bills = [self.draft(amount) for amount in (600, 500, 400)]
        batch = self.env["account.move"].union(*reversed(bills))
        posted = batch._post(soft=False)
        self.assertEqual(posted.sorted("id"), bills[0] + bills[2])
        self.assertWaits(bills[1])

    def test_a_batch_of_which_all_stop_is_an_error(self):
        batch = self.draft(2000) + self.draft(3000)
        self.assertStops(lambda: batch._post(soft=False), "2,000.00", "3,000.00")
