from psycopg2 import OperationalError

from odoo.api import SUPERUSER_ID, Environment
from odoo.tools import mute_logger

from .processes_common import ProcessesCommon


class TwoAtOnceCommon(ProcessesCommon):
    """Two people at work for one customer at the same moment, in real transactions.

    ``_two_drafts`` makes two documents of 800, where the customer has 1,000 left.
    """

    model = None
    confirm = None  # method of the model
    newcomer = False  # whether the customer has never owed anything

    @classmethod
    def _start_night_process(cls):
        """No night is lived through here."""

    def setUp(self):
        super().setUp()
        with self._story() as env:
            env["collection.demo"]._load()
            company = env["res.company"].search([], order="id desc", limit=1)
            company.collection_guard = "block"
            customer, balance = self._customer(env, company)
            customer.with_company(company).write(
                {"use_partner_credit_limit": True, "credit_limit": balance + 1000}
            )
            self.one, self.other = self._two_drafts(customer, company).ids

    def _customer(self, env, company):
        """(customer, what it owes)"""
        if self.newcomer:
            return env["res.partner"].create({"name": "Newcomer SA"}), 0
        debtor = env["collection.debtor"].search(
            [("company_id", "=", company.id), ("state", "=", "current")], limit=1
        )
        return debtor.partner_id, debtor.balance

    def _confirm(self, env, document_id):
        document = env[self.model].browse(document_id)
        getattr(document, self.confirm)()
        return document

    def assertSecondTriesAgain(self):
        with self.registry.cursor() as cr, mute_logger("odoo.sql_db"):
            second = Environment(cr, SUPERUSER_ID, {})
            # It sees what was before.
            self.assertTrue(second[self.model].browse(self.other).partner_id.name)
            with self._story() as first:
                self._confirm(first, self.one)
            with self.assertRaises(OperationalError):  # Odoo then tries again
                self._confirm(second, self.other)
                cr.flush()
            cr.rollback()

    def assertSecondStops(self):
        self.assertSecondTriesAgain()
        with self._story() as env:
            # OdooBot is told by a note, not by an error.
            other = self._confirm(env, self.other)
            self.assertEqual(other.state, "draft")
            self.assertTrue(other.collection_guard_stopped_on)
            self.assertNotEqual(env[self.model].browse(self.one).state, "draft")
