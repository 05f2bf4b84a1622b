import random
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import day
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


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestRandomDashboard(DashboardCommon):
    """The figures against a slow and obvious computation, item by item."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        chance = random.Random(20260430)  # noqa: S311  no secret
        for _invoice in range(25):
            due = day(chance.randint(-120, 80))
            invoice = cls.invoice(chance.randint(10, 900), due=due)
            while invoice.amount_residual and chance.random() < 0.6:
                amount = chance.randint(1, max(int(invoice.amount_residual), 1))
                paid = min(due - timedelta(days=30 - chance.randint(0, 100)), day(51))
                if chance.random() < 0.2:
                    cls.credit_note(amount, allocate_to=invoice)
                else:
                    cls._register_payment(invoice, payment_date=paid, amount=amount)

    def receipts(self, since, until):
        """[(amount, days late)] of payments in these days."""
        items = self.env["account.move.line"].search(
            [
                *self.env["collection.debtor"]._trade_items_domain(),
                ("company_id", "=", self.company.id),
                ("balance", ">", 0),
            ]
        )
        return [
            (match.amount, (match.max_date - item.date_maturity).days)
            for item in items
            for match in item.matched_credit_ids
            if match.credit_move_id.move_id.move_type == "entry"
            and since <= match.max_date <= until
        ]

    def test_against_a_slow_computation(self):
        since, until = day(-37), day(51)
        receipts = self.receipts(since, until)
        received = sum(amount for amount, _late in receipts)
        weighted = sum(amount * max(late, 0) for amount, late in receipts)
        moves = self.env["account.move"].search(
            [
                ("company_id", "=", self.company.id),
                ("state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "out_refund")),
            ]
        )
        sales = sum(
            move.amount_total_signed for move in moves if since <= move.date <= until
        )
        opening = self.ageing((since - day(0)).days - 1)
        closing = self.ageing(51)
        current = closing.get("not_due", 0)
        opening, closing = sum(opening.values()), sum(closing.values())
        values = self.values()
        self.assertTrue(received and sales > 0 and weighted)
        self.assertAlmostEqual(values["received"], received, 2)
        self.assertAlmostEqual(values["days_late"], weighted / received, 6)
        self.assertAlmostEqual(values["dso"], closing / sales * 89, 6)
        self.assertAlmostEqual(values["best_dso"], current / sales * 89, 6)
        self.assertAlmostEqual(
            values["effectiveness"],
            (opening + sales - closing) / (opening + sales - current) * 100,
            6,
        )
