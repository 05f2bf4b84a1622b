from datetime import date
from unittest.mock import patch

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models import ir_actions_report

from .statement_common import MODULE, StatementCommon

RUN = "_run_wkhtmltopdf"
MAIL = f"odoo.addons.{MODULE}.models.collection_debtor_statement_monthly"


@tagged("post_install", "-at_install")
class TestMonthlyStatement(StatementCommon):
    """April and May 2026: who gets a statement on the first, and who does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.collection_monthly_statement = True
        cls.cron = cls.env.ref(f"{MODULE}.cron_statements")
        cls.invoice(1000, due=date(2026, 3, 10))
        cls.env.cr.flush()

    def run_on(self, *today):
        """Live through the job of a day; return the e-mails that it has queued."""
        before = self.env["mail.mail"].search([])
        with freeze_time(date(*today)), self.enter_registry_test_mode():
            self.env.cr.flush()
            self.cron.method_direct_trigger()
        self.env.invalidate_all()
        return self.env["mail.mail"].search([]) - before

    def test_one_statement_a_month(self):
        [mail] = self.run_on(2026, 4, 1)
        self.assertEqual(mail.recipient_ids, self.customer)
        self.assertIn("04/01/2026", mail.subject)
        self.assertEqual(len(mail.attachment_ids), 1)
        for today in ((2026, 4, 1), (2026, 4, 2), (2026, 4, 30)):
            self.assertFalse(self.run_on(*today))
        self.assertEqual(self.run_on(2026, 5, 1).recipient_ids, self.customer)

    def test_a_missed_first_is_caught_up_in_the_first_days(self):
        self.assertTrue(self.run_on(2026, 4, 4))
        self.assertFalse(self.run_on(2026, 5, 20))

    def test_off_by_default(self):
        company = self.env["res.company"].create({"name": "New"})
        self.assertFalse(company.collection_monthly_statement)
        self.company.collection_monthly_statement = False
        self.assertFalse(self.run_on(2026, 4, 1))
        self.debtor().monthly_statement = "monthly"
        self.assertTrue(self.run_on(2026, 4, 1))

    def test_a_debtor_may_say_otherwise(self):
        self.debtor().monthly_statement = "never"
        self.assertFalse(self.run_on(2026, 4, 1))

    def test_nothing_to_whom_owes_nothing(self):
        self.pay(self.debtor().claim_ids.move_id)
        self.assertFalse(self.run_on(2026, 4, 1))

    def test_an_invoice_of_yesterday_waits_for_the_next_month(self):
        newcomer = self.create_customer("Newcomer SA")
        self.invoice(70, due=date(2026, 5, 2), partner=newcomer)  # of 2 April
        self.assertEqual(self.run_on(2026, 4, 3).recipient_ids, self.customer)
        mails = self.run_on(2026, 5, 1)
        self.assertEqual(mails.recipient_ids, self.customer + newcomer)

    def test_a_debtor_on_hold_gets_it_too(self):
        self.hold(until=90)
        self.assertTrue(self.run_on(2026, 4, 1))

    def test_what_somebody_has_sent_this_month_counts(self):
        with freeze_time("2026-04-01"):
            self.wizard(date(2026, 4, 1)).action_send()
        self.assertFalse(self.run_on(2026, 4, 2))

    def test_without_address_the_debtor_says_so(self):
        self.customer.email = False
        self.assertFalse(self.run_on(2026, 4, 1))
        self.assertIn("no valid e-mail address", self.debtor().statement_note)
        self.customer.email = "found@customer.example"
        self.assertTrue(self.run_on(2026, 4, 2))
        self.assertFalse(self.debtor().statement_note)

    def test_one_bad_debtor_stops_no_other(self):
        others = self.customers(5)
        bad = self.debtor(others[2])
        view = self.env.ref(f"{MODULE}.statement_document")
        view.arch_db = view.arch_db.replace(
            '<t t-set="company"',
            f'<t t-if="debtor.id == {bad.id}" t-out="1 / 0" /><t t-set="company"',
            1,
        )
        with mute_logger(MAIL):
            mails = self.run_on(2026, 4, 1)
        self.assertEqual(mails.recipient_ids, self.customer + others - bad.partner_id)
        self.assertTrue(bad.statement_note)
        self.assertFalse(bad.statement_date)
        with mute_logger(MAIL):
            self.assertFalse(self.run_on(2026, 4, 1))

    def test_each_in_its_own_language(self):
        self.customers(4, lang="fr_FR")
        mails = self.run_on(2026, 4, 1)
        by_lang = mails.grouped(lambda mail: mail.recipient_ids.lang)
        self.assertIn("04/01/2026", by_lang["en_US"].subject)
        for mail in by_lang["fr_FR"]:
            self.assertIn("01/04/2026", mail.subject)
            self.assertIn("100,00", mail.body_html)
            self.assertIn(mail.recipient_ids.name, mail.attachment_ids.name)

    def test_many_take_hardly_more_queries_than_few(self):
        Debtor = self.env["collection.debtor"]
        few, many = (
            Debtor.search([("partner_id", "in", self.customers(count).ids)])
            for count in (5, 60)
        )
        self.count(few[:1]._statements)  # fills Odoo's own caches
        count = self.count(few._statements)
        self.env.invalidate_all()
        with self.assertQueryCount(count):
            many._statements(date(2026, 4, 1), date(2026, 1, 1))
        today = date(2026, 4, 1)
        self.env["ir.config_parameter"].sudo().set_param("report.print_delay", "1")
        few, many = (
            debtors.sudo().with_context(force_report_rendering=True)
            for debtors in (few, many)
        )
        run = getattr(ir_actions_report, RUN)
        with (
            self.allow_pdf_render(),
            patch.object(ir_actions_report, RUN, side_effect=run) as starts,
        ):
            few[:2]._send_monthly(today)
            counts = [self.count(d._send_monthly, today) for d in (few[2:], many)]
        self.assertEqual(starts.call_count, 1 + 1 + 2, "Fifty at once.")
        self.assertLess(counts[1] - counts[0], 20, counts)
        attachments = many.statement_mail_id.attachment_ids
        self.assertEqual(attachments.mapped("mimetype"), ["application/pdf"] * 60)

    def count(self, step, *args):
        """Number of queries of a step, with nothing in the cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        step(*(args or (date(2026, 4, 1), date(2026, 1, 1))))
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def customers(self, count, **values):
        """Customers who owe 100 each, since March."""
        partners = self.env["res.partner"].union(
            *(
                self.create_customer(f"Crowd{count}-{index} SA", **values)
                for index in range(count)
            )
        )
        for partner in partners:
            self.invoice(100, due=date(2026, 3, 10), partner=partner)
        self.env.cr.flush()
        return partners
