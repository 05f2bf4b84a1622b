from odoo import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.account_debt_collection.tests.common import DUE

from .common import SaleGuardCommon


@freeze_time(DUE)
@tagged("post_install", "-at_install")
class TestOrders(SaleGuardCommon):
    """What confirmed orders are still to invoice."""

    def setUp(self):
        super().setUp()
        self.company.collection_guard = "off"

    def assertOrders(self, amount, total=None, **where):
        exposure = self.exposure(**where)
        self.assertAlmostEqual(float(exposure.orders), amount, 2)
        self.assertAlmostEqual(
            float(exposure.total), amount if total is None else total, 2
        )

    def test_from_quotation_to_payment(self):
        order = self.order(100, quantity=10)
        self.assertOrders(0)
        order.action_confirm()
        self.assertOrders(1000)
        invoice = self.bill(order, quantity=4)
        self.assertOrders(1000)  # a draft is no debt yet
        invoice.action_post()
        self.assertOrders(600, total=1000)
        self.bill(order).action_post()
        self.assertOrders(0, total=1000)
        self.assertEqual(order.invoice_status, "invoiced")

    def test_drafts_count_as_drafts_or_as_their_order_and_once(self):
        order = self.order(100, quantity=10)
        order.action_confirm()
        self.bill(order, quantity=4)
        self.company.collection_credit_drafts = True
        self.assertOrders(600, total=1000)
        whole = self.bill(order)
        self.assertOrders(0, total=1000)
        self.company.collection_credit_drafts = False
        self.assertOrders(1000)
        whole.action_post()
        self.assertOrders(400, total=1000)

    def test_down_payments_are_deducted(self):
        order = self.order(1000)
        order.action_confirm()
        first = self.down_payment(order, 300)
        self.assertOrders(1000)
        first.action_post()
        self.assertOrders(700, total=1000)
        last = order._create_invoices(final=True)
        self.assertEqual(last.amount_total, 700)
        self.assertOrders(700, total=1000)
        last.action_post()
        self.assertOrders(0, total=1000)

    def test_with_tax(self):
        tax = self.company_data["default_tax_sale"]
        tax.write({"amount": 20, "price_include_override": "tax_excluded"})
        order = self.order(100, quantity=10)
        order.order_line.tax_ids = tax
        order.action_confirm()
        self.assertOrders(1200)
        self.bill(order, quantity=5).action_post()
        self.assertOrders(600, total=1200)

    def test_a_credit_note_of_an_order_opens_it_again(self):
        order = self.order(100, quantity=10)
        order.action_confirm()
        invoice = self.bill(order)
        invoice.action_post()
        self._reverse_invoice(invoice, is_modify=False, post=True)
        self.assertOrders(1000)

    def test_cancelled_orders_and_discounts(self):
        order = self.order(1000)
        order.order_line = [
            Command.create(
                {
                    "product_id": self.product.id,
                    "product_uom_qty": 1,
                    "price_unit": -200,
                }
            )
        ]
        order.action_confirm()
        self.assertOrders(800)
        order._action_cancel()
        self.assertOrders(0)

    def test_over_deliveries_count(self):
        order = self.order(100, quantity=10)
        order.action_confirm()
        order.order_line.qty_delivered = 12
        self.assertOrders(1200)

    def test_dozens(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self.order(1, quantity=24)
        order.action_confirm()
        invoice = self.bill(order)
        invoice.invoice_line_ids.write({"product_uom_id": dozen.id, "quantity": 1})
        invoice.invoice_line_ids.price_unit = 12
        invoice.action_post()
        self.assertOrders(12, total=24)

    def test_a_foreign_currency_at_todays_rate(self):
        euro = self.setup_other_currency(
            "EUR", rates=[("2026-01-01", 0.5), ("2026-03-01", 0.4)]
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": euro.id}
        )
        order = self.order(
            100, quantity=10, pricelist_id=pricelist.id, date_order="2026-02-01"
        )
        order.order_line.price_unit = 100
        order.action_confirm()
        self.assertOrders(2500)  # 1,000 / 0.4
        self.bill(order, quantity=4).action_post()
        self.assertOrders(1500, total=2500)  # 600 / 0.4, and 400 / 0.4 invoiced

    def test_who_is_invoiced_and_by_whom(self):
        order = self.order(
            1000,
            partner=self.create_customer("Ships SA"),
            partner_invoice_id=self.contact.id,
        )
        order.action_confirm()
        self.assertOrders(1000)
        self.assertOrders(1000, partner=self.contact)
        self.assertOrders(0, company=self.other)

    def test_the_orders_behind_the_figure(self):
        order = self.order(1000)
        done = self.order(10)
        (order + done).action_confirm()
        self.bill(done).action_post()
        action = self.file().action_view_exposure_orders()
        self.assertEqual(self.env["sale.order"].search(action["domain"]), order)

    def test_one_query_for_any_number(self):
        def count(number):
            customers = [self.create_customer(f"Q{n} SA") for n in range(number)]
            partners = self.env["res.partner"].union(*customers)
            for customer in customers:
                self.order(10, partner=customer).action_confirm()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            orders = self.env["collection.exposure"]._orders(partners, self.company)
            self.assertEqual(set(orders.values()), {10})
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertEqual([count(2), count(20)], [1, 1])
