from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import day
from .dashboard_common import TODAY, DashboardCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestFigures(DashboardCommon):
    """A small ledger, and its figures, worked out by hand.

    ======== ===== ========== =========== ============================
    invoiced       due        amount      paid
    ======== ===== ========== =========== ============================
    1 Jan          31 Jan     1,000       400 on 10 Feb, 10 days late
    8 Feb          10 Mar     2,000       2,000 on 20 Mar, 10 days late
    1 Mar          31 Mar     3,000       600 on 30 Mar, in time
    20 Apr         20 May     4,000       –
    20 Apr                    500         credit note, not allocated
    ======== ===== ========== =========== ============================
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls.create_collector("dashboard_seller", "base.group_user")
        cls.old = cls.invoice(1000, due=day(-38), invoice_user_id=cls.seller.id)
        cls.paid = cls.invoice(2000, invoice_user_id=False)
        cls.part = cls.invoice(3000, due=day(21), invoice_user_id=False)
        other = cls.create_customer("Punctual SA")
        cls.young = cls.invoice(
            4000, due=day(71), partner=other, invoice_user_id=cls.seller.id
        )
        cls.invoice(
            500,
            due=day(71),
            partner=other,
            move_type="out_refund",
            invoice_user_id=cls.seller.id,
        )
        for invoice, offset, amount in (
            (cls.old, -28, 400),
            (cls.paid, 10, 2000),
            (cls.part, 20, 600),
        ):
            cls._register_payment(invoice, payment_date=day(offset), amount=amount)

    def test_the_figures_by_hand(self):
        values = self.values()
        # 600 + 2,400 overdue; 4,000 not due; 500 of credits.
        self.assertEqual(values["overdue"], 3000)
        self.assertEqual(values["open"], 6500)
        self.assertEqual(values["received"], 3000)
        # Sales 2,000 + 3,000 + 4,000 − 500 from 1 February to 30 April: 89 days.
        self.assertAlmostEqual(values["dso"], 6500 / 8500 * 89)
        self.assertAlmostEqual(values["best_dso"], 4000 / 8500 * 89)
        # 1,000 before: (1,000 + 8,500 − 6,500) / (1,000 + 8,500 − 4,000).
        self.assertAlmostEqual(values["effectiveness"], 3000 / 5500 * 100)
        # 400 × 10 + 2,000 × 10 + 600 × 0, of 3,000.
        self.assertAlmostEqual(values["days_late"], 8)
        self.assertIsNone(values["promises"])

    def test_an_invoice_of_tomorrow_is_open_and_sold(self):
        before = self.values()
        self.invoice(700, due=day(120))  # dated in June
        values = self.values()
        self.assertEqual(values["open"], before["open"] + 700)
        self.assertAlmostEqual(values["dso"], 7200 / 9200 * 89)
        self.assertAlmostEqual(values["effectiveness"], before["effectiveness"])

    def test_a_period_that_is_over(self):
        # March: 1,000 − 400 + 2,000 before; 3,000 sold; 2,600 came in.
        april = self.values(period="last_month")
        self.assertEqual(april["received"], 2600)
        self.assertAlmostEqual(april["dso"], 3000 / 3000 * 31)
        self.assertAlmostEqual(april["best_dso"], 2400 / 3000 * 31)
        self.assertAlmostEqual(
            april["effectiveness"], (2600 + 3000 - 3000) / (2600 + 3000 - 2400) * 100
        )
        # What is open is always that of today.
        self.assertEqual(april["overdue"], 3000)

    def test_ageing_and_trend(self):
        figures = self.figures()
        ageing = {bar["id"]: bar["amount"] for bar in figures["ageing"]}
        self.assertEqual(
            ageing,
            {
                "not_due": 4000,
                "late_30": 2400,
                "late_60": 0,
                "late_90": 600,
                "late_more": 0,
                "left_out": 0,
                "credits": -500,
            },
        )
        trend = figures["trend"]
        self.assertEqual(len(trend), 13)
        february = trend[-3]
        self.assertEqual(str(february["day"]), "2026-02-28")
        self.assertEqual((february["not_due"], february["late_30"]), (2000, 600))
        # December, January and February: 90 days, 1,000 + 2,000 sold, 2,600 open.
        self.assertAlmostEqual(february["dso"], 2600 / 3000 * 90)

    def test_of_one_salesperson(self):
        values = self.values(user_id=self.seller.id)
        self.assertEqual((values["overdue"], values["open"]), (600, 4100))
        self.assertEqual(values["received"], 400)
        values = self.values(user_id=0)
        self.assertEqual((values["overdue"], values["open"]), (2400, 2400))
        names = [user["name"] for user in self.figures()["salespersons"]]
        self.assertIn(self.seller.name, names)

    def test_top_debtors(self):
        debtors = self.figures()["debtors"]
        self.assertEqual(
            [(d["name"], d["overdue"], d["share"]) for d in debtors],
            [("Debtor SA", 3000, 100)],
        )
        (debtor,) = self.figures(user_id=self.seller.id)["debtors"]
        self.assertEqual(debtor["overdue"], 600)

    def test_what_reminders_have_recovered(self):
        invoice = self.invoice(800, due=day(40), partner=self.create_customer("R SA"))
        self.nights(35, 42)
        self._register_payment(invoice, payment_date=day(45), amount=300)
        recovered = self.figures()["recovered"]
        levels = {row["name"]: row["amount"] for row in recovered["levels"]}
        channels = {row["name"]: row["amount"] for row in recovered["channels"]}
        self.assertEqual(levels, {self.friendly.name: 300, "No reminder": 3000})
        self.assertEqual(sum(channels.values()), 3300)
        self.assertIn("E-mail", channels)
        report = self.env["collection.reminder.report"].search(
            [("level_id", "=", self.friendly.id), ("recovered", ">", 0)]
        )
        self.assertEqual(
            (report.asked, report.recovered_7, report.paid_7, report.days_to_pay),
            (800, 300, 0, 4),
        )

    def test_the_records_behind_a_sum_add_up_to_it(self):
        self.record_evenings()
        for filters in ({}, {"user_id": self.seller.id}, {"period": "last_month"}):
            with self.subTest(filters):
                figures = self.figures(**filters)
                tiles = {tile["id"]: tile["value"] for tile in figures["tiles"]}
                for name in ("overdue", "open", "received"):
                    self.assertSum(tiles[name], self.behind(name, **filters))
                for bar in figures["ageing"]:
                    items = self.behind("bucket", bar["id"], **filters)
                    self.assertSum(bar["amount"], items)
                for row in figures["recovered"]["levels"]:
                    money = self.behind("level", row["id"], **filters)
                    self.assertSum(row["amount"], money)
                for row in figures["recovered"]["channels"]:
                    money = self.behind("channels", row["id"], **filters)
                    self.assertSum(row["amount"], money)
                for week in figures["weeks"]:
                    shown = week["received"] if week["is_past"] else week["expected"]
                    records = self.behind("week", str(week["week"]), **filters)
                    self.assertSum(shown, records)

    def assertSum(self, amount, records):
        self.assertAlmostEqual(sum(records.mapped("amount")), amount, 2)

    def test_an_evening_shows_what_was_recorded(self):
        self.record_evenings()
        evenings = self.behind("evening", "2026-02-28")
        self.assertEqual(sum(evenings.mapped("balance")), 2600)
        self.assertEqual(sum(evenings.mapped("overdue")), 600)

    def test_before_the_first_night_the_past_comes_from_the_ledger(self):
        before = self.figures()
        self.record_evenings()
        after = self.figures()
        for name in ("tiles", "trend"):
            self.assertEqual(before[name], after[name])
        self.assertFalse(before["beyond"]["known"])
        self.assertTrue(after["beyond"]["known"])

    def test_the_forecast_beside_what_came_in(self):
        self.record_evenings()
        weeks = {str(w["week"]): w for w in self.figures()["weeks"]}
        self.assertEqual(len(weeks), 21)
        self.assertEqual(weeks["2026-03-16"]["received"], 2000)
        self.assertTrue(weeks["2026-03-16"]["is_past"])
        expected = sum(week["expected"] for week in weeks.values())
        later = self.figures()["beyond"]["later"]
        self.assertAlmostEqual(expected + later, 6500)

    def test_what_nobody_knows(self):
        for filters in ({"period": "next_year"},):
            with self.assertRaises(UserError):
                self.figures(**filters)
        for name, key in (("password", None), ("bucket", "late_30' OR 1=1")):
            with self.assertRaises(UserError):
                self.dashboard.open_figure(name, {}, key)

    def test_as_many_queries_for_many_customers(self):
        self.figures()
        queries = self.count_queries()
        for number in range(12):
            customer = self.create_customer(f"Customer {number}")
            invoice = self.invoice(100, due=day(number), partner=customer)
            self._register_payment(invoice, payment_date=day(number), amount=10)
        self.figures()
        self.assertEqual(self.count_queries(), queries)

    def count_queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.dashboard.get_figures()
        return self.env.cr.sql_log_count - before


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestEmptyDashboard(DashboardCommon):
    def test_on_the_first_day_there_is_nothing(self):
        figures = self.figures()
        self.assertTrue(figures["is_empty"])
        self.assertEqual(figures["debtors"], [])
        values = self.values()
        self.assertEqual(values["overdue"], 0)
        self.assertIsNone(values["dso"])

    def test_promises_kept(self):
        for number, state in enumerate(("kept", "kept", "partly", "broken", "open")):
            customer = self.create_customer(f"P{number} SA")
            invoice = self.invoice(100, partner=customer)
            self.env.cr.flush()
            promise = self.env["collection.promise"].create(
                {
                    "debtor_id": self.debtor(customer).id,
                    "claim_ids": self.claim(invoice).ids,
                    "amount": 100,
                    "date": day(53),
                }
            )
            promise.sudo().write({"state": state})
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE collection_promise SET deadline = %s WHERE id = %s",
                (day(40), promise.id),
            )
        self.env.invalidate_all()
        self.assertEqual(self.values()["promises"], 50)
        self.assertEqual(len(self.behind("promises")), 4)
        self.assertIsNone(self.values(period="last_month")["promises"])
