import io
import json
import zipfile

from odoo import http
from odoo.tests import HttpCase, freeze_time, tagged

from .common import day
from .dashboard_common import DashboardCommon


@freeze_time("2026-04-30")
@tagged("post_install", "-at_install")
class TestReports(DashboardCommon):
    """What the reports say, and that they say the same as the dashboard."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.country_id = cls.env.ref("base.be")
        cls.late = cls.invoice(1000, due=day(40))
        cls.nights(35, 42)  # courtesy on day 35, friendly reminder on day 41
        cls._register_payment(cls.late, payment_date=day(50), amount=400)
        cls.young = cls.invoice(200, due=day(70))

    def report(self, name, *domain):
        self.env.cr.flush()
        rows = self.env[f"collection.{name}.report"].with_user(self.manager)
        return rows.search(domain)

    def test_ageing(self):
        rows = self.report("ageing").grouped("bucket")
        late, young = rows["late_30"], rows["not_due"]
        self.assertEqual((late.amount, late.days_late), (600, 11))
        self.assertEqual((late.late_30, late.late_60, young.not_due), (600, 0, 200))
        self.assertEqual(late.level_id, self.friendly)
        self.assertFalse(young.level_id)
        self.assertEqual(late.country_id.code, "BE")
        self.assertEqual(late.debtor_id, self.debtor())
        self.assertEqual(late.action_open_document()["res_id"], self.late.id)

    def test_by_every_aspect(self):
        ageing = self.env["collection.ageing.report"].with_user(self.manager)
        aspects = ("partner_id", "user_id", "bucket", "level_id", "country_id")
        for aspect in aspects:
            groups = ageing._read_group([], [aspect], ["amount:sum"])
            self.assertEqual(sum(amount for _group, amount in groups), 800)

    def test_money_counts_for_the_last_reminder(self):
        received = self.report("receipt")
        self.assertEqual((received.amount, received.days_late), (400, 10))
        self.assertEqual(received.level_id, self.friendly)
        self.assertEqual(received.days_to_pay, 9)

    def test_efficiency(self):
        friendly = self.report("reminder", ("level_id", "=", self.friendly.id))
        self.assertEqual((friendly.sent, friendly.asked), (1, 1000))
        self.assertEqual(
            (friendly.recovered_7, friendly.recovered_14, friendly.recovered),
            (0, 400, 400),
        )
        self.assertEqual((friendly.paid_14, friendly.days_to_pay), (0, 9))
        courtesy = self.report("reminder", ("level_id", "=", self.courtesy.id))
        self.assertEqual((courtesy.sent, courtesy.recovered), (1, 0))
        self.assertFalse(courtesy.days_to_pay)
        self._register_payment(self.late, payment_date=day(51))
        friendly.invalidate_recordset()
        self.assertEqual((friendly.recovered, friendly.paid_14), (1000, 1))

    def test_cash(self):
        self.record_evenings()
        rows = self.report("cash")
        self.assertEqual(sum(rows.mapped("received")), 400)
        forecast = self.env["collection.forecast"].search([("kind", "=", "week")])
        self.assertEqual(sum(rows.mapped("expected")), sum(forecast.mapped("amount")))

    def test_only_the_latest_forecast_names_the_customers(self):
        forecasts = self.env["collection.forecast"]
        forecasts._take(day(50))
        self.assertTrue(forecasts.search([("partner_id", "=", self.customer.id)]))
        total = sum(forecasts.search([]).mapped("amount"))
        forecasts._take(day(57))
        first = forecasts.search([("date_taken", "=", day(50))])
        self.assertFalse(first.partner_id)
        self.assertEqual(sum(first.mapped("amount")), total)


@tagged("post_install", "-at_install")
class TestExport(DashboardCommon, HttpCase):
    """The reports leave as workbooks, by Odoo's own export."""

    def test_a_list_as_a_workbook(self):
        self.manager.group_ids += self.env.ref("base.group_allow_export")
        self.invoice(1000)
        self.env.cr.flush()
        names = ("partner_id", "bucket", "amount")
        model = self.env["collection.ageing.report"]
        order = {
            "model": model._name,
            "fields": [
                {"name": n, "label": n, "type": model._fields[n].type} for n in names
            ],
            "ids": False,
            "domain": [("company_id", "=", self.company.id)],
            "groupby": [],
            "import_compat": False,
            "context": {},
        }
        self.authenticate("dashboard_manager", "dashboard_manager")
        answer = self.url_open(
            "/web/export/xlsx",
            data={
                "data": json.dumps(order),
                "csrf_token": http.Request.csrf_token(self),
            },
        )
        self.assertEqual(answer.status_code, 200)
        with zipfile.ZipFile(io.BytesIO(answer.content)) as workbook:
            words = workbook.read("xl/sharedStrings.xml").decode()
        self.assertIn("Debtor SA", words)
        self.assertIn("Over 90 days late", words)
