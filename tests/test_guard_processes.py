from psycopg2 import OperationalError

from odoo import Command, fields
from odoo.api import SUPERUSER_ID, Environment
from odoo.tests import tagged
from odoo.tools import mute_logger

from .processes_common import ProcessesCommon


@tagged("post_install", "-at_install")
class TestTwoAtOnce(ProcessesCommon):
    """Two people post for one customer at the same moment, in real transactions."""

    @classmethod
    def _start_night_process(cls):
        """No night is lived through here."""

    def setUp(self):
        super().setUp()
        with self._story() as env:
            env["collection.demo"]._load()
            company = env["res.company"].search([], order="id desc", limit=1)
            company.collection_guard = "block"
            customer = env["collection.debtor"].search(
                [("company_id", "=", company.id), ("state", "=", "current")], limit=1
            )
            journals = env["account.journal"].search(
                [("company_id", "=", company.id), ("type", "=", "sale")], limit=1
            )
            journals |= journals.copy({"code": "SEC"})  # numbers of its own
            customer.partner_id.with_company(company).write(
                {
                    "use_partner_credit_limit": True,
                    "credit_limit": customer.balance + 1000,
                }
            )
            drafts = env["account.move"].create(
                [self.draft(customer, journal) for journal in journals]
            )
            self.one, self.other = drafts.ids

    def draft(self, debtor, journal):
        return {
            "move_type": "out_invoice",
            "partner_id": debtor.partner_id.id,
            "journal_id": journal.id,
            "invoice_date": fields.Date.today(),
            "invoice_line_ids": [
                Command.create({"name": "Work", "price_unit": 800, "tax_ids": False})
            ],
        }

    def test_s18_the_second_one_is_asked_again_and_stops(self):
        with self.registry.cursor() as cr, mute_logger("odoo.sql_db"):
            second = Environment(cr, SUPERUSER_ID, {})
            other = second["account.move"].browse(self.other)
            self.assertTrue(other.partner_id.name)  # sees what was before
            with self._story() as first:
                first["account.move"].browse(self.one).action_post()
            with self.assertRaises(OperationalError):  # Odoo then tries again
                other.action_post()
                cr.flush()
            cr.rollback()
        with self._story() as env:
            other = env["account.move"].browse(self.other)
            other.action_post()  # OdooBot is told by a note, not by an error
            self.assertEqual(other.state, "draft")
            self.assertTrue(other.collection_guard_stopped_on)
