from odoo import fields
from odoo.tests import new_test_user

from .test_ledger import LedgerCommon

MANAGER = "account_debt_collection.group_collection_manager"
OFFICER = "account_debt_collection.group_collection_officer"
TODAY = "2026-04-30"  # day 51: the period of three months begins on 1 February


class DashboardCommon(LedgerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.create_collector("dashboard_manager", MANAGER)
        cls.dashboard = cls.env["collection.dashboard"].with_user(cls.manager)

    @classmethod
    def create_collector(cls, login, groups, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login=login,
            groups=groups,
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    def record_evenings(self):
        """What the night does."""
        today = fields.Date.today()
        self.env["collection.snapshot"]._take(today)
        self.env["collection.forecast"]._take(today)

    def figures(self, **filters):
        self.env.cr.flush()  # makes the debtors
        return self.dashboard.get_figures(filters)

    def values(self, **filters):
        """{figure: value}"""
        tiles = self.figures(**filters)["tiles"]
        return {tile["id"]: tile["value"] for tile in tiles}

    def behind(self, name, key=None, **filters):
        """The records that a click on the figure shows."""
        self.env.flush_all()
        action = self.dashboard.open_figure(name, filters, key)
        model = self.env[action["res_model"]].with_user(self.manager)
        return model.search(action["domain"])
