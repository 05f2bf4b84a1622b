from datetime import date

from odoo.tests import TransactionCase, tagged

DEMONSTRATION = "Demonstration: enter the published rate"


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["collection.demo"]._load()

    def test_demo_company_shows_every_level_and_every_obstacle(self):
        company = self.env["res.company"].search(
            [("name", "=", "Mécanique des Cordeliers")]
        )
        invoices = self.env["account.move"].search(
            [
                ("company_id", "=", company.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
            ]
        )
        self.assertGreaterEqual(len(invoices), 60)
        debtors = self.env["collection.debtor"].search(
            [("company_id", "=", company.id)]
        )
        self.assertEqual(len(debtors), 21)
        self.assertEqual(debtors.segment_ids.mapped("name"), ["Secteur public"])
        self.assertEqual(
            set(debtors.hold_ids.mapped("kind")),
            {"pause", "promise", "plan", "dispute", "proceeding"},
        )
        self.assertTrue(debtors.mapped("score_id"))
        self.assertLessEqual(
            {"attention", "to_approve", "overdue", "reminded", "current"},
            set(debtors.mapped("state")),
        )
        reminders = self.env["collection.reminder"].search(
            [("company_id", "=", company.id)]
        )
        policy = company.collection_policy_id
        levels = reminders.level_id.filtered(lambda level: level.policy_id == policy)
        self.assertEqual(levels, policy.level_ids)
        self.assertFalse(
            reminders.mail_id.filtered(lambda mail: mail.state == "outgoing"),
            "The past is past: its mails must not leave tonight.",
        )

    def test_the_second_company_speaks_english(self):
        company = self.env["res.company"].search(
            [("name", "=", "Harbour Bearings Ltd")]
        )
        self.assertEqual(company.currency_id.name, "GBP")
        reminders = self.env["collection.reminder"].search(
            [("company_id", "=", company.id), ("state", "=", "sent")]
        )
        self.assertGreaterEqual(len(reminders.partner_id), 4)
        words = " ".join(reminders.mapped("subject"))
        self.assertIn("Payment reminder – Harbour Bearings Ltd", words)
        self.assertNotIn("Relance", words)

    def test_the_demonstration_outlives_the_published_rates(self):
        tables = self.env["collection.interest.reference"]._in_use()
        last = {table: max(table.rate_ids.mapped("date_from")) for table in tables}
        self.env["collection.demo"]._set_up_rates(date(2028, 3, 1))
        for table in tables:
            rates = table.rate_ids.filtered(lambda r, t=table: r.date_from > last[t])
            self.assertTrue(table._knows(date(2028, 3, 1)))
            self.assertTrue(table._knows(date(2027, 9, 1)))
            self.assertEqual(set(rates.mapped("source")), {DEMONSTRATION})
