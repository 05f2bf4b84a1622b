from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .dashboard_common import OFFICER, TODAY, DashboardCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestDashboardRights(DashboardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.setup_other_company()["company"]
        cls.dollar = cls.setup_other_currency("CAD", rates=[("2026-01-01", 4.0)])
        cls.other.currency_id = cls.dollar
        cls.invoice(1000)
        cls.invoice(20, company=cls.other, partner=cls.create_customer("Other SA"))

    def test_who_must_not_see_the_figures(self):
        for name, groups in {
            "billing": "account.group_account_invoice",
            "employee": "base.group_user",
            "customer": "base.group_portal",
        }.items():
            user = self.create_collector(f"dashboard_{name}", groups)
            dashboard = self.env["collection.dashboard"].with_user(user)
            with self.assertRaises(AccessError):
                dashboard.get_figures()
            with self.assertRaises(AccessError):
                dashboard.open_figure("overdue")
            for report in ("ageing", "receipt", "reminder", "cash"):
                with self.assertRaises(AccessError):
                    self.env[f"collection.{report}.report"].with_user(user).search([])
            with self.assertRaises(AccessError):
                self.env["collection.alert"].with_user(user).search([])

    def test_who_sees_them(self):
        for groups in (OFFICER, "account.group_account_readonly"):
            user = self.create_collector(f"sees_{groups[-8:]}", groups)
            dashboard = self.env["collection.dashboard"].with_user(user)
            self.assertEqual(dashboard.get_figures()["tiles"][0]["value"], 1000)
            self.assertTrue(dashboard.open_figure("overdue"))

    def test_nobody_writes_reports_and_evenings(self):
        self.record_evenings()
        for model in ("collection.snapshot", "collection.forecast"):
            record = self.env[model].with_user(self.manager).search([], limit=1)
            with self.assertRaises(AccessError):
                record.unlink()

    def test_each_company_for_itself(self):
        self.assertEqual(self.values()["overdue"], 1000)
        with self.assertRaises(AccessError):
            self.figures(company_ids=self.other.ids)
        items = self.env["collection.ageing.report"].with_user(self.manager).search([])
        self.assertEqual(items.company_id, self.company)

    def test_companies_together_in_the_currency_of_today(self):
        self.manager.company_ids |= self.other
        both = self.company + self.other
        figures = self.dashboard.with_context(
            allowed_company_ids=both.ids
        ).get_figures()
        self.assertTrue(figures["is_converted"])
        self.assertEqual(figures["currency_id"], self.company.currency_id.id)
        self.assertEqual(figures["tiles"][0]["value"], 1000 + 20 / 4)
        one = self.dashboard.with_context(allowed_company_ids=both.ids).get_figures(
            {"company_ids": self.other.ids}
        )
        self.assertFalse(one["is_converted"])
        self.assertEqual(one["currency_id"], self.dollar.id)
        self.assertEqual(one["tiles"][0]["value"], 20)
