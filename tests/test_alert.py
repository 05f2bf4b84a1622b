from datetime import date

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import day
from .dashboard_common import MANAGER, DashboardCommon

BILLING = "account.group_account_invoice"
TODAY = date(2026, 4, 30)


@freeze_time("2026-04-30")
@tagged("post_install", "-at_install")
class TestAlert(DashboardCommon):
    """A figure passes its limit: whoever is responsible is told once a month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.collection_user_id = cls.manager
        cls.invoice(3000, due=day(21))
        cls.invoice(1000, due=day(60), partner=cls.create_customer("Young SA"))

    def alerts(self, today=TODAY):
        self.env.flush_all()
        self.env["collection.alert"]._raise(today)
        return self.env["collection.alert"].search(
            [("company_id", "=", self.company.id)], order="id"
        )

    def test_without_limits_nothing_is_said(self):
        self.assertFalse(self.alerts())

    def test_too_much_is_overdue(self):
        self.company.collection_alert_share = 75
        self.assertFalse(self.alerts())
        self.company.collection_alert_share = 74.9
        alert = self.alerts()
        self.assertEqual((alert.kind, alert.user_id), ("overdue_share", self.manager))
        self.assertIn("75 % of the receivables", alert.note)
        self.assertIn("74.9 %", alert.note)
        activity = alert.activity_ids
        self.assertEqual((activity.user_id, len(activity)), (self.manager, 1))
        self.assertEqual(activity.summary, alert.name)

    def test_once_a_month(self):
        self.company.collection_alert_share = 50
        alert = self.alerts()
        self.assertEqual(self.alerts(), alert)
        self.assertEqual(self.alerts(date(2026, 4, 2)), alert)
        self.assertEqual(len(self.alerts(date(2026, 5, 1))), 2)

    def test_what_was_raised_is_not_judged_again(self):
        alerts = self.env["collection.alert"]
        self.company.write(
            {
                "collection_alert_share": 50,
                "collection_alert_dso": 1,
                "collection_alert_debtor": 1,
            }
        )
        self.env["collection.debtor"]._refresh_figures(None, TODAY)
        kinds = {alert.kind for alert in self.alerts()}
        self.assertEqual(kinds, {"overdue_share", "dso", "debtor"})
        with self.assertQueryCount(0):
            self.assertFalse(list(alerts._passed(self.company, TODAY, kinds)))

    def test_two_figures_of_an_evening_read_it_once(self):
        self.company.collection_alert_share = 50
        self.company.collection_alert_dso = 1

        def queries(*raised):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            list(self.env["collection.alert"]._passed(self.company, TODAY, raised))
            return self.env.cr.sql_log_count - before

        queries()
        evening = queries("dso")
        sales = queries("overdue_share") - evening
        self.assertEqual(queries(), evening + sales)

    def test_customers_take_too_long(self):
        # Yesterday evening: 4,000 open, all sold since 1 February: 88 days.
        self.company.collection_alert_dso = 88
        self.assertFalse(self.alerts())
        self.company.collection_alert_dso = 87
        self.assertEqual(self.alerts().kind, "dso")

    def test_a_single_debtor(self):
        self.company.collection_alert_debtor = 3000
        self.env["collection.debtor"]._refresh_figures(None, TODAY)
        self.assertFalse(self.alerts())
        self.company.collection_alert_debtor = 2999
        alert = self.alerts()
        self.assertEqual(alert.kind, "debtor")
        self.assertIn("Debtor SA", alert.note)

    def test_the_night_raises_it_and_it_opens_the_dashboard(self):
        self.company.collection_alert_share = 50
        cron = self.env.ref("account_debt_collection.cron_snapshot")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        alert = self.env["collection.alert"].search([])
        self.assertEqual(alert.company_id, self.company)
        action = alert.with_user(self.manager).action_open_dashboard()
        self.assertEqual(
            action["context"]["collection_filters"]["company_ids"], self.company.ids
        )

    def test_a_limit_makes_sense(self):
        for name, value in (
            ("collection_alert_share", 101),
            ("collection_alert_dso", -1),
            ("collection_alert_debtor", -1),
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.company[name] = value
                self.env.flush_all()

    def test_nobody_writes_an_alert(self):
        self.company.collection_alert_share = 50
        alert = self.alerts()
        with self.assertRaises(AccessError):
            alert.with_user(self.manager).name = "All is well"
        stranger = self.create_collector(
            "alert_stranger", MANAGER, self.setup_other_company()["company"]
        )
        self.assertFalse(self.env["collection.alert"].with_user(stranger).search([]))


@freeze_time("2026-04-30")
@tagged("post_install", "-at_install")
class TestDigest(DashboardCommon):
    def digest(self, user, start="2026-04-01", end="2026-04-30"):
        digest = self.env["digest.digest"].create(
            {
                "name": "Weekly figures",
                "company_id": self.company.id,
                "kpi_collection_overdue": True,
                "kpi_collection_recovered": True,
            }
        )
        return digest.with_user(user).with_context(
            start_datetime=date.fromisoformat(start),
            end_datetime=date.fromisoformat(end),
        )

    def test_figures_of_the_digest(self):
        invoice = self.invoice(3000, due=day(21))
        self._register_payment(invoice, payment_date=day(30), amount=500)
        digest = self.digest(self.manager)
        self.assertEqual(digest.kpi_collection_overdue_value, 2500)
        self.assertEqual(digest.kpi_collection_recovered_value, 500)
        before = self.digest(self.manager, "2026-03-01", "2026-04-01")
        self.assertEqual(before.kpi_collection_recovered_value, 0)

    def test_who_is_no_officer_does_not_get_them(self):
        billing = self.create_collector("digest_billing", BILLING)
        with self.assertRaises(AccessError):
            self.digest(billing).sudo(False).kpi_collection_overdue_value

    def test_they_open_the_dashboard(self):
        actions = self.digest(self.manager)._compute_kpis_actions(
            self.company, self.manager
        )
        self.assertIn("collection_dashboard_action", actions["kpi_collection_overdue"])
