import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

from lxml import html
from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ..rules import interest
from ..rules.indemnity import indemnity
from .common import CollectionCommon, text

# Rate (percent) of late-payment interest against businesses, as published.
BELGIAN = {
    "2013-07-01": "8.5",
    "2016-01-01": "8.5",
    "2016-07-01": "8",
    "2022-07-01": "8",
    "2023-01-01": "10.5",
    "2023-07-01": "12",
    "2024-01-01": "12.5",
    "2024-07-01": "12.5",
    "2025-01-01": "11.5",
    "2025-07-01": "10.5",
    "2026-07-01": "10.5",
}
FRENCH = {
    "2015-01-01": "10.05",
    "2016-07-01": "10",
    "2023-01-01": "12.5",
    "2023-07-01": "14",
    "2024-01-01": "14.5",
    "2024-07-01": "14.25",
    "2025-01-01": "13.15",
    "2025-07-01": "12.15",
    "2026-01-01": "12.15",
    "2026-07-01": "12.4",
}
FRENCH_FLOOR = {
    "2015-01-01": "2.79",
    "2020-01-01": "2.61",
    "2023-07-01": "12.66",
    "2024-01-01": "15.21",
    "2024-07-01": "14.76",
    "2026-01-01": "7.86",
    "2026-07-01": "8.25",
}
DUTCH = {"2016-01-01": "8.05", "2024-07-01": "12.25", "2026-07-01": "10.4"}
GERMAN = {"2016-07-01": "8.12", "2024-01-01": "12.62", "2026-07-01": "10.52"}
GERMAN_CONSUMER = {"2016-07-01": "4.12", "2024-01-01": "8.62", "2026-07-01": "6.52"}
BRITISH = {"2009-07-01": "8.5", "2024-01-01": "13.25", "2026-07-01": "11.75"}
SPANISH = {"2026-01-01": "10.15", "2026-07-01": "10.4"}


@tagged("post_install", "-at_install")
class TestSchemes(CollectionCommon):
    """The schemes and tables that come with the module."""

    def scheme(self, name):
        return self.env.ref(f"account_debt_collection.scheme_{name}")

    def table(self, name):
        return self.env.ref(f"account_debt_collection.interest_reference_{name}")

    def assertRates(self, scheme, expected):
        rule = self.scheme(scheme)._as_rule()
        found = {day: rule.rate(date.fromisoformat(day)) for day in expected}
        self.assertEqual(found, {day: Decimal(rate) for day, rate in expected.items()})

    def test_rates_are_those_that_were_published(self):
        self.assertRates("fr_business", FRENCH)
        self.assertRates("be_business", BELGIAN)
        self.assertRates("nl_business", DUTCH)
        self.assertRates("de_business", GERMAN)
        self.assertRates("de_consumer", GERMAN_CONSUMER)
        self.assertRates("uk_business", BRITISH)
        for name in ("es", "it", "lu", "eu"):
            self.assertRates(f"{name}_business", SPANISH)

    def test_the_french_floor_is_three_times_the_legal_rate(self):
        rule = self.scheme("fr_business")._as_rule()
        for day, rate in FRENCH_FLOOR.items():
            lowest = rule.lowest_agreed(date.fromisoformat(day))
            self.assertEqual(lowest, Decimal(rate), day)

    def test_a_contract_is_lifted_to_the_floor_the_law_is_not(self):
        first_of_2024 = date(2024, 1, 1)
        scheme = self.scheme("fr_business")
        self.assertEqual(
            scheme._as_rule(agreed=13).rate(first_of_2024), Decimal("15.21")
        )
        self.assertEqual(scheme._as_rule().rate(first_of_2024), Decimal("14.5"))

    def test_tables_have_no_gaps_and_end_where_knowledge_ends(self):
        for table in self.env["collection.interest.reference"].search([]):
            rule = table._as_rule()
            days = sorted(rule.rates)
            expected = [days[0]]
            while expected[-1] < days[-1]:
                year, month = expected[-1].year, expected[-1].month
                expected.append(
                    date(year, 7, 1) if month == 1 else date(year + 1, 1, 1)
                )
            self.assertEqual(days, expected, table.name)
            self.assertEqual(days[-1], date(2026, 7, 1), table.name)
            with self.assertRaises(interest.MissingRateError):
                rule.rate(date(2027, 1, 1))
            self.assertTrue(all(table.rate_ids.mapped("source")), table.name)

    def test_indemnities(self):
        for scheme, amount, expected in (
            ("fr_business", 5, 40),
            ("uk_business", "999.99", 40),
            ("uk_business", 1000, 70),
            ("uk_business", 10000, 100),
            ("nl_consumer", 6000, 675),
            ("be_consumer", 600, 70),
        ):
            scale = self.scheme(scheme).indemnity_id._as_rule()
            due = indemnity(scale, Decimal(str(amount)))
            self.assertEqual(due, expected, (scheme, amount))
        for scheme in ("fr_consumer", "de_consumer"):
            self.assertFalse(self.scheme(scheme).indemnity_id)

    def test_a_rate_begins_with_a_half_year_and_only_once(self):
        table = self.table("ecb")
        with self.assertRaisesRegex(ValidationError, "1 January or on 1 July"):
            table.rate_ids = [Command.create({"date_from": "2027-02-01", "rate": 2})]
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            table.rate_ids = [Command.create({"date_from": "2026-07-01", "rate": 2})]

    def test_what_a_person_corrects_stays_when_the_module_is_updated(self):
        row = self.env.ref("account_debt_collection.rate_ecb_2026_2")
        other = self.env.ref("account_debt_collection.rate_ecb_2026_1")
        row.rate = 2.65
        other.with_context(install_mode=True).rate = 9
        path = Path(__file__).parents[1] / "data" / "collection.interest.rate.csv"
        with path.open() as file:
            rows = list(csv.reader(file))
        self.env["collection.interest.rate"].with_context(
            module="account_debt_collection",
            install_mode=True,
            install_module="account_debt_collection",
            mode="update",
        ).load(rows[0], rows[1:])
        self.assertEqual((row.rate, other.rate), (2.65, 2.15))

    # === NEW RATES === #

    def asked(self):
        kind = self.env.ref("account_debt_collection.mail_activity_new_rate")
        return self.env["mail.activity"].search([("activity_type_id", "=", kind.id)])

    def ask(self, today):
        with freeze_time(today):
            self.env["collection.interest.reference"]._cron_new_rates()

    def test_new_rates_are_asked_for_on_the_first_of_the_half_year(self):
        officer = new_test_user(
            self.env, "rates", "account_debt_collection.group_collection_manager"
        )
        self.env["res.company"].search([]).collection_user_id = officer
        self.ask("2026-12-31")
        self.assertFalse(self.asked())
        self.ask("2027-01-01")
        tables = self.table("ecb") + self.table("fr_legal")
        asked = self.asked().filtered(lambda a: a.res_id in tables.ids)
        self.assertEqual(len(asked), 2)
        self.assertEqual(asked.user_id, officer)
        self.assertEqual(str(asked[0].date_deadline), "2027-01-01")
        self.ask("2027-01-02")
        self.assertEqual(self.asked(), asked)
        with freeze_time("2027-01-05"):
            self.table("ecb").rate_ids = [
                Command.create({"date_from": "2027-01-01", "rate": 2.65})
            ]
        self.assertEqual(self.asked().mapped("res_id"), self.table("fr_legal").ids)

    # === INVOICES === #

    def clause(self, invoice):
        report = self.env["ir.actions.report"].with_context(lang="en_US")
        content, _kind = report._render_qweb_html("account.report_invoice", invoice.ids)
        found = html.fromstring(content).find_class("o_collection_clause")
        return " ".join(text(node) for node in found)

    def test_the_clause_is_printed_on_invoices_by_option(self):
        invoice = self.invoice(100)
        self.assertEqual(self.clause(invoice), "")
        self.company.collection_invoice_clause = True
        clause = self.clause(invoice)
        self.assertIn("12.15 % a year", clause)
        self.assertIn("plus 10 points", clause)
        self.assertIn("without any reminder", clause)
        self.assertIn("40.00", clause)
        self.assertIn("No discount for early payment", clause)

    def test_the_clause_of_a_discount_an_agreed_rate_and_a_missing_one(self):
        self.company.collection_invoice_clause = True
        term = self.env["account.payment.term"].create(
            {
                "name": "2/10",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "line_ids": [Command.create({"value_amount": 100, "nb_days": 30})],
            }
        )
        invoice = self.invoice(100, invoice_payment_term_id=term.id)
        with freeze_time("2026-03-10"):
            self.company.collection_contract_rate = 9
        clause = self.clause(invoice)
        self.assertIn("interest of 9.00 % a year is due", clause)
        self.assertIn("Discount for early payment: 2 % within 10 days", clause)
        self.company.collection_contract_rate = 0
        self.table("ecb").rate_ids.unlink()
        self.assertIn("interest of the rate “ECB main", self.clause(invoice))

    def test_consumers_read_of_no_indemnity(self):
        self.company.collection_invoice_clause = True
        self.customer.is_company = False
        clause = self.clause(self.invoice(100))
        self.assertEqual(clause, "No discount for early payment.")
        bill = self.credit_note(10)
        self.assertEqual(self.clause(bill), "")
