from odoo import Command
from odoo.tests import tagged

from odoo.addons.account_debt_collection.tests.two_at_once_common import (
    TwoAtOnceCommon,
)


@tagged("post_install", "-at_install")
class TestTwoOrdersAtOnce(TwoAtOnceCommon):
    model = "sale.order"
    confirm = "action_confirm"

    def _two_drafts(self, debtor):
        product = debtor.env["product.product"].create({"name": "Work"})
        line = {"product_id": product.id, "price_unit": 800, "tax_ids": False}
        order = {
            "partner_id": debtor.partner_id.id,
            "company_id": debtor.company_id.id,
            "order_line": [Command.create(line)],
        }
        return debtor.env["sale.order"].create([order, order])

    def test_s18_the_second_one_is_asked_again_and_stops(self):
        self.assertSecondStops()
