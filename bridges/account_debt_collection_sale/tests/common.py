from odoo import Command

from odoo.addons.account_debt_collection.tests.common import DUE
from odoo.addons.account_debt_collection.tests.guard_common import GuardCommon


class SaleGuardCommon(GuardCommon):
    """The company sells to order, too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("sales_team.group_sale_manager")
        cls.seller = cls.create_user("seller", "sales_team.group_sale_salesman")
        cls.product = cls.env["product.product"].create(
            {
                "name": "Work",
                "type": "service",
                "invoice_policy": "order",
                "taxes_id": False,
            }
        )

    @classmethod
    def order(cls, amount=1000, quantity=1, partner=None, **values):
        """A quotation of ``quantity`` at ``amount`` each, without tax."""
        line = {
            "product_id": cls.product.id,
            "product_uom_qty": quantity,
            "price_unit": amount,
        }
        return cls.env["sale.order"].create(
            {
                "partner_id": (partner or cls.customer).id,
                "user_id": cls.seller.id,
                "date_order": DUE,
                "order_line": [Command.create(line)],
                **values,
            }
        )

    @classmethod
    def confirmed(cls, *args, **values):
        order = cls.order(*args, **values)
        cls.company.collection_guard = "off"
        order.action_confirm()
        cls.company.collection_guard = "block"
        return order

    @classmethod
    def bill(cls, order, quantity=None):
        """A draft invoice of ``quantity``, or of all."""
        invoice = order._create_invoices()
        invoice.invoice_date = DUE
        if quantity is not None:
            invoice.invoice_line_ids.quantity = quantity
        return invoice

    @classmethod
    def down_payment(cls, order, amount):
        wizard = cls.env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": [Command.set(order.ids)],
                "advance_payment_method": "fixed",
                "fixed_amount": amount,
            }
        )
        invoice = wizard._create_invoices(order)
        invoice.invoice_date = DUE
        return invoice
