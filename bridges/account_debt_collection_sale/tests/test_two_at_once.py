from psycopg2 import OperationalError

from odoo import Command
from odoo.api import SUPERUSER_ID, Environment
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.account_debt_collection.tests.processes_common import ProcessesCommon


@tagged("post_install", "-at_install")
class TestTwoOrdersAtOnce(ProcessesCommon):
    """Two orders of one customer are confirmed at once, in real transactions."""

    @classmethod
    def _start_night_process(cls):
        """No night is lived through here."""

    def setUp(self):
        super().setUp()
        with self._story() as env:
            env["collection.demo"]._load()
            company = env["res.company"].search([], order="id desc", limit=1)
            company.collection_guard = "block"
            debtor = env["collection.debtor"].search(
                [("company_id", "=", company.id), ("state", "=", "current")], limit=1
            )
            debtor.partner_id.with_company(company).write(
                {
                    "use_partner_credit_limit": True,
                    "credit_limit": debtor.balance + 1000,
                }
            )
            product = env["product.product"].create({"name": "Work"})
            order = {
                "partner_id": debtor.partner_id.id,
                "company_id": company.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "price_unit": 800,
                            "tax_ids": False,
                        }
                    )
                ],
            }
            self.one, self.other = env["sale.order"].create([order, order]).ids

    def test_s18_the_second_one_is_asked_again_and_stops(self):
        with self.registry.cursor() as cr, mute_logger("odoo.sql_db"):
            other = Environment(cr, SUPERUSER_ID, {})["sale.order"].browse(self.other)
            self.assertTrue(other.partner_id.name)  # sees what was before
            with self._story() as first:
                first["sale.order"].browse(self.one).action_confirm()
            with self.assertRaises(OperationalError):  # Odoo then tries again
                other.action_confirm()
                cr.flush()
            cr.rollback()
        with self._story() as env:
            orders = env["sale.order"].browse([self.one, self.other])
            orders[1].action_confirm()
            self.assertEqual(orders.mapped("state"), ["sale", "draft"])
