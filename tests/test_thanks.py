import logging

from odoo import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .bank_common import BankCommon
from .common import DUE, day

LOGGER = "odoo.addons.account_debt_collection.models.collection_debtor_thanks"


@tagged("post_install", "-at_install")
class TestThanks(BankCommon):
    """A customer who was reminded, and has paid, is thanked, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.collection_thanks = True

    @classmethod
    def reminded(cls, amount=1000, partner=None):
        """An invoice of which the customer was reminded on day 1."""
        invoice = cls.invoice(amount, partner=partner)
        cls.night(day(1))
        return invoice

    @classmethod
    def thank(cls, offset):
        """Live through the thanks of the night of day ``offset``."""
        mails = cls.env["mail.mail"].search([])
        cls.env["collection.debtor"]._wake(day(offset))
        while cls.env["collection.debtor"]._thank(day(offset)):
            pass
        return cls.env["mail.mail"].search([]) - mails

    def assertThanked(self, mail, partner=None):
        self.assertEqual(mail.recipient_ids, partner or self.customer)
        self.assertEqual(mail.subject, "Thank you for your payment – Creditor SARL")

    # === WHO IS THANKED === #

    def test_a_customer_who_pays_by_transfer_is_thanked_once(self):
        invoice = self.reminded()
        self.match(self.bank_line(4, 1000, self.customer), invoice)
        mail = self.thank(5)
        self.assertThanked(mail)
        self.assertIn("Your payment has reached us", mail.body)
        self.assertIn("Creditor SARL", mail.body_html)
        self.assertIn(mail.mail_message_id, self.debtor().message_ids)
        self.assertFalse(self.thank(5) + self.thank(6))

    def test_a_registered_payment_counts_as_soon_as_it_is_in_the_books(self):
        self.pay(self.reminded())
        self.assertThanked(self.thank(5))

    def test_each_reminder_that_is_paid_has_its_thanks(self):
        self.pay(self.reminded())
        self.assertThanked(self.thank(5))
        later = self.invoice(300, due=day(20))
        self.night(day(21))
        self.assertFalse(self.thank(22))
        self.pay(later)
        self.assertThanked(self.thank(23))

    def test_what_is_not_due_yet_may_stay_open(self):
        paid = self.reminded()
        self.invoice(500, due=day(60))
        self.pay(paid)
        self.assertThanked(self.thank(5))

    def test_a_bounced_payment_is_not_thanked_for_twice(self):
        invoice = self.reminded()
        line = self.bank_line(4, 1000, self.customer)
        self.match(line, invoice)
        self.assertThanked(self.thank(5))
        self.claim(invoice).remove_move_reconcile()
        self.assertFalse(self.thank(6))
        (self.claim(invoice) + line.line_ids).filtered(
            lambda item: item.account_id == self.claim(invoice).account_id
        ).reconcile()
        self.assertFalse(self.thank(7))

    def test_payment_and_credit_note_together_settle_the_reminder(self):
        invoice = self.reminded()
        self.credit_note(100, allocate_to=invoice)
        self.pay(invoice)
        self.assertThanked(self.thank(5))

    def test_in_the_customers_language_to_its_invoice_contact(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.env.ref("account_debt_collection.template_thanks")
        template.with_context(lang="fr_FR").subject = "Merci"
        self.customer.lang = "fr_FR"
        desk = self.create_customer(
            "Desk", parent_id=self.customer.id, type="invoice", is_company=False
        )
        self.pay(self.reminded())
        mail = self.thank(5)
        self.assertEqual((mail.subject, mail.recipient_ids), ("Merci", desk))

    # === WHO IS NOT === #

    def assertNoThanks(self, offset=5):
        with self.assertNoLogs(LOGGER, logging.ERROR):
            self.assertFalse(self.thank(offset))

    def test_nobody_is_unless_the_company_wants_it(self):
        self.company.collection_thanks = False
        self.pay(self.reminded())
        self.assertNoThanks()

    def test_who_pays_a_part_is_not(self):
        self.pay(self.reminded(), 400)
        self.assertNoThanks()

    def test_who_still_owes_another_invoice_is_not(self):
        paid = self.reminded()
        self.invoice(500, due=day(2))
        self.pay(paid)
        self.assertNoThanks()

    def test_who_paid_before_any_reminder_is_not(self):
        self.pay(self.invoice())
        self.assertNoThanks()

    def test_a_courtesy_note_before_the_due_date_is_no_reminder(self):
        invoice = self.invoice()
        self.assertReminded(self.night(day(-5)), self.courtesy)
        self.pay(invoice)
        self.assertNoThanks(-4)

    def test_a_credit_note_is_no_payment(self):
        self.credit_note(1000, allocate_to=self.reminded())
        self.assertNoThanks()

    def test_a_write_off_is_no_payment(self):
        invoice = self.reminded()
        expense = self.company_data["default_account_expense"]
        accounts = self.claim(invoice).account_id, expense
        loss = self.env["account.move"].create(
            {
                "journal_id": self.company_data["default_journal_misc"].id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": self.customer.id,
                            "balance": balance,
                        }
                    )
                    for account, balance in zip(accounts, (-1000, 1000), strict=True)
                ],
            }
        )
        loss.action_post()
        (self.claim(invoice) + self.claim(loss)).reconcile()
        self.assertNoThanks()

    def test_who_must_not_be_written_to_or_cannot_be_is_not(self):
        forbidden = self.create_customer("Forbidden SA")
        unreachable = self.create_customer("Unreachable SA")
        invoices = [self.invoice(partner=p) for p in (forbidden, unreachable)]
        self.night(day(1))
        email = self.env.ref("account_debt_collection.channel_email")
        self.debtor(forbidden).forbidden_channel_ids = email
        unreachable.email = False
        for invoice in invoices:
            self.pay(invoice)
        self.assertNoThanks()

    def test_nobody_is_thanked_for_an_old_reminder(self):
        self.pay(self.reminded())
        self.assertNoThanks(92)

    def test_the_option_switched_on_thanks_nobody_for_old_payments(self):
        self.pay(self.reminded())
        self.env.cr.execute(
            "UPDATE account_partial_reconcile SET create_date = %s", [day(2)]
        )
        self.assertNoThanks(10)

    def test_what_was_paid_before_the_reminder_is_not(self):
        """Half was paid before, the rest is given up after."""
        invoice = self.invoice()
        self.pay(invoice, 500)
        self.env.cr.execute(
            "UPDATE account_partial_reconcile SET create_date = %s", [DUE]
        )
        self.night(day(1))
        self.credit_note(500, allocate_to=invoice)
        self.assertNoThanks()

    # === THE NIGHT === #

    def test_one_text_that_cannot_be_written_stops_nobody_else(self):
        bad = self.create_customer("Bad SA")
        template = self.env.ref("account_debt_collection.template_thanks")
        template.subject = "{{ 1 / (object.partner_id.name != 'Bad SA') }}"
        invoices = [self.invoice(), self.invoice(partner=bad)]
        self.night(day(1))
        for invoice in invoices:
            self.pay(invoice)
        with mute_logger("odoo.addons.mail.models.mail_render_mixin", LOGGER):
            mail = self.thank(5)
        self.assertEqual(mail.recipient_ids, self.customer)

    def test_more_customers_are_no_more_queries(self):
        counts = []
        for number in range(3):
            invoices = [
                self.invoice(50, partner=self.create_customer(f"C{number}{other}"))
                for other in range(1 + number * 6)
            ]
            self.night(day(1))
            for invoice in invoices:
                self.pay(invoice)
            self.env["collection.debtor"]._wake(day(5))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(self.env["collection.debtor"]._thank(day(5)))
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2], counts)

    @freeze_time(day(5))
    def test_the_scheduled_night_thanks_and_watches_the_bank(self):
        self.bank_line(-9)
        self.pay(self.reminded())
        mails = self.env["mail.mail"].search([])
        cron = self.env.ref("account_debt_collection.cron_night")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertThanked(self.env["mail.mail"].search([]) - mails)
        self.assertTrue(self.requests("bank", self.bank))
