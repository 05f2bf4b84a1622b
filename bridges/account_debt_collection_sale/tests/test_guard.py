from odoo import SUPERUSER_ID, Command
from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, freeze_time, tagged

from odoo.addons.account_debt_collection.tests.common import DUE

from .common import SaleGuardCommon

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAA"
    "AABJRU5ErkJggg=="
)


@freeze_time(DUE)
@tagged("post_install", "-at_install")
class TestOrderGuard(SaleGuardCommon):
    """Orders beyond the limit stay quotations, by whatever way they come."""

    def test_orders_count_for_invoices_and_for_orders(self):
        self.order(600).action_confirm()
        self.assertStops(self.order(500).action_confirm, "Debtor SA", "500.00")
        self.assertStops(self.draft(500).action_post, "exposure $ 600.00")
        self.order(400).action_confirm()

    def test_the_seller_is_told_without_figures(self):
        order = self.order(1001).with_user(self.seller)
        self.assertStops(order.action_confirm, "The credit limit of the customer")
        self.assertEqual(
            order.partner_credit_warning,
            "The credit limit of the customer is exceeded.",
        )
        order = self.order(1001).with_user(self.users["billing"])
        self.assertIn("1,000.00", order.partner_credit_warning)

    def test_off_and_warn_pass(self):
        for mode in ("off", "warn"):
            self.company.collection_guard = mode
            order = self.order(5000)
            order.action_confirm()
            self.assertEqual(order.state, "sale")

    def test_s18_orders_by_writing_creating_and_importing(self):
        order = self.order(1001).with_user(self.seller)
        self.assertStops(lambda: order.write({"state": "sale"}))
        small = self.order(1).with_user(self.seller)
        line = Command.update(small.order_line.id, {"price_unit": 5000})
        self.assertStops(lambda: small.write({"state": "sale", "order_line": [line]}))
        values = {
            "partner_id": self.customer.id,
            "company_id": self.company.id,
            "state": "sale",
            "order_line": [
                Command.create({"product_id": self.product.id, "price_unit": 1001})
            ],
        }
        orders = self.env["sale.order"].with_user(self.seller)
        self.assertStops(lambda: orders.create(values))
        result = orders.load([".id", "state"], [[str(order.id), "sale"]])
        self.assertIn("Debtor SA", str(result["messages"]))
        born = self.env["sale.order"].with_user(SUPERUSER_ID).create(values)
        self.assertWaits(born)  # what a connector brings is not lost

    def test_what_comes_with_the_state_is_written_once(self):
        line = Command.create({"product_id": self.product.id, "price_unit": 10})
        for mode in ("off", "warn", "block"):
            with self.subTest(mode):
                self.company.collection_guard = mode
                order = self.order(100)
                order.write({"state": "sale", "order_line": [line]})
                self.assertEqual(order.state, "sale")
                self.assertEqual(order.amount_total, 110)

    def test_what_is_cancelled_does_not_come_back_behind_the_guard(self):
        order = self.order(1001)
        order._action_cancel()
        self.assertStops(
            lambda: order.with_user(self.seller).write({"state": "sale"}),
            "Set it back to draft first.",
        )
        self.assertEqual(order.state, "cancel")
        self.company.collection_guard = "off"
        order.state = "sale"

    def test_s18_of_a_batch_of_orders_the_others_are_confirmed(self):
        free = self.create_customer("Free SA")
        over, fits = self.order(1001), self.order(10, partner=free)
        (over + fits).action_confirm()
        self.assertEqual(fits.state, "sale")
        self.assertWaits(over)
        self.assertEqual(self.activities(over).user_id, self.seller)

    def test_a_released_order_passes_and_its_invoice_is_judged_anew(self):
        order = self.order(1500)
        action = order.action_collection_release()
        wizards = self.env["collection.guard.override"].with_context(
            **action["context"]
        )
        with self.assertRaises(AccessError):
            wizards.with_user(self.seller).create({"reason": "Mine"})
        with Form(wizards.with_user(self.credit)) as form:
            form.reason = "A guarantee of the parent company"
        form.record.action_let_pass()
        order.with_user(self.seller).action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertStops(self.bill(order).action_post)

    # === INVOICES OF ORDERS === #

    def test_an_invoice_of_an_order_does_not_count_twice(self):
        order = self.order(100, quantity=9)
        order.action_confirm()
        for counted in (False, True):
            self.company.collection_credit_drafts = counted
            invoice = self.bill(order, quantity=3)
            invoice.action_post()
            self.assertEqual(invoice.state, "posted")
        self.assertEqual(self.exposure().total, 900)
        self.assertStops(self.draft(101).action_post)

    def test_a_down_payment_does_not_count_twice(self):
        order = self.order(1000)
        order.action_confirm()
        self.down_payment(order, 300).action_post()
        final = order._create_invoices(final=True)
        final.invoice_date = DUE
        final.action_post()
        self.assertEqual(self.exposure().total, 1000)

    def test_what_was_delivered_passes(self):
        order = self.confirmed(300, quantity=10)
        self.assertStops(self.bill(order, quantity=4).action_post)
        order.order_line.qty_delivered = 4
        order.invoice_ids.action_post()
        self.assertEqual(order.invoice_ids.state, "posted")
        rest = self.bill(order, quantity=6)
        self.assertStops(rest.action_post)
        order.order_line.qty_delivered = 10
        self.company.collection_guard_delivered = False
        self.assertStops(rest.action_post)

    def test_a_delivery_lets_nothing_else_pass(self):
        order = self.confirmed(300, quantity=10)
        order.order_line.qty_delivered = 10
        invoice = self.bill(order)
        invoice.invoice_line_ids.price_unit = 301
        self.assertStops(invoice.action_post)
        invoice.invoice_line_ids.price_unit = 300
        invoice.invoice_line_ids = [
            Command.create({"name": "More", "price_unit": 1, "tax_ids": False})
        ]
        self.assertStops(invoice.action_post)
        invoice.invoice_line_ids[1].unlink()
        invoice.action_post()

    def test_a_batch_of_orders_costs_the_same_number_of_queries(self):
        def count(number):
            batch = self.env["sale.order"].union(
                *(
                    self.order(10, partner=self.create_customer(f"Q{n} SA"))
                    for n in range(number)
                )
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch._collection_guard()
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertEqual(count(2), count(20))

    def test_a_batch_of_invoices_costs_the_same_number_of_queries(self):
        def count(number):
            batch = self.env["account.move"]
            for n in range(number):
                customer = self.create_customer(f"Q{n} SA")
                batch += self.bill(self.confirmed(10, partner=customer))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch._collection_guard()
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertEqual(count(2), count(20))


@tagged("post_install", "-at_install")
class TestPortalGuard(HttpCase, SaleGuardCommon):
    """The customer signs; whether there is credit left is none of its business."""

    def sign(self, order):
        order._portal_ensure_token()
        return self.make_jsonrpc_request(
            f"/my/orders/{order.id}/accept",
            {
                "access_token": order.access_token,
                "name": "Purchasing",
                "signature": PIXEL,
            },
        )

    def quotation(self, amount):
        return self.order(
            amount,
            state="sent",
            require_signature=True,
            require_payment=False,
            date_order="2026-11-01",
            validity_date="2099-01-01",
        )

    def test_s18_a_signature_is_kept_and_the_order_waits(self):
        order = self.quotation(1001)
        answer = self.sign(order)
        self.assertIn("sign_ok", answer["redirect_url"])
        self.assertEqual(order.state, "sent")
        self.assertTrue(order.signature)
        self.assertEqual(len(self.notes(order)), 1)
        self.assertEqual(self.activities(order).user_id, self.seller)
        page = self.url_open(answer["redirect_url"]).text
        self.assertIn("We are looking at your order", page)
        for word in ("credit", "limit", "overdue"):
            self.assertNotIn(word, page.split("<main")[1].lower())

    def test_a_signature_that_passes_with_a_warning_is_noted_once(self):
        self.company.collection_guard = "warn"
        order = self.quotation(1001)
        self.sign(order)
        self.assertEqual(order.state, "sale")
        warnings = order.message_ids.filtered(
            lambda message: "Passed with a warning" in message.body
        )
        self.assertEqual(len(warnings), 1)

    def test_a_signature_within_the_limit_confirms(self):
        order = self.quotation(1000)
        page = self.url_open(self.sign(order)["redirect_url"]).text
        self.assertEqual(order.state, "sale")
        self.assertNotIn("We are looking at your order", page)
