from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.account_debt_collection.tests.two_at_once_common import (
    TwoAtOnceCommon,
)


@tagged("post_install", "-at_install")
class TestTwoOrdersAtOnce(TwoAtOnceCommon):
    model = "sale.order"
    confirm = "action_confirm"

    def _two_drafts(self, customer, company):
        product = company.env["product.product"].create({"name": "Work"})
        line = {"product_id": product.id, "price_unit": 800, "tax_ids": False}
        order = {
            "partner_id": customer.id,
            "company_id": company.id,
            "order_line": [Command.create(line)],
        }
        return company.env["sale.order"].create([order, order])

    def test_s18_the_second_one_is_asked_again_and_stops(self):
        self.assertSecondStops()


@tagged("post_install", "-at_install")
class TestTwoFirstOrdersAtOnce(TestTwoOrdersAtOnce):
    allow_inherited_tests_method = True  # for Odoo's own runner
    newcomer = True


@tagged("post_install", "-at_install")
class TestTwoFirstOrdersWritten(TestTwoFirstOrdersAtOnce):
    """Somebody writes the state, without the button."""

    def _confirm(self, env, document_id):
        env["sale.order"].browse(document_id).state = "sale"

    def test_s18_the_second_one_is_asked_again_and_stops(self):
        self.assertSecondTriesAgain()
        with self._story() as env, self.assertRaises(UserError):
            self._confirm(env, self.other)
