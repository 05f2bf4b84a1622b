from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.mime.text import MIMEText

from lxml import html

from odoo.tests import freeze_time, tagged

from .common import CollectionCommon, day, text


@tagged("post_install", "-at_install")
class TestSendingStories(CollectionCommon):
    """S9 to S12: how a reminder reaches the customer, and what stands in its way."""

    # === S9: A CONTACT WITH ITS OWN E-MAIL === #

    def test_s09_contact_with_own_email(self):
        accounts = self._contact(email="accounts@customer.example")
        invoice = self.invoice()
        mail = self.night(day(1)).mail_id
        self.assertEqual(mail.recipient_ids, accounts)
        self.assertEqual(mail.state, "outgoing")
        self.assertIn(mail.mail_message_id, self.debtor().message_ids)
        self.assertIn(invoice.name, mail.body_html)

    def test_s09_the_letter_goes_to_the_contacts_address_in_the_firms_name(self):
        self._contact(
            street="3 rue du Fort",
            zip="13007",
            city="Marseille",
            country_id=self.customer.country_id.id,
        )
        self.invoice()
        self.nights(1, 14)
        letter = self.letter_of(self.night(day(15)))
        self.assertEqual(
            text(letter.find_class("o_collection_recipient")[0]),
            "Debtor SA Accounts 3 rue du Fort 13007 Marseille",
        )

    def test_s09_contact_without_email_leaves_the_customers_own(self):
        self._contact(email=False)
        self.invoice()
        self.assertEqual(self.night(day(1)).mail_id.recipient_ids, self.customer)

    def test_s09_an_invoice_made_out_to_a_contact_is_the_firms_debt(self):
        buyer = self._contact(name="Buyer", type="contact", email="buyer@x.example")
        self.invoice(partner=buyer)
        self.invoice(200)
        sent = self.night(day(1))
        self.assertReminded(sent, self.friendly)
        self.assertEqual(sent.amount, 1200)
        self.assertEqual(sent.mail_id.recipient_ids, self.customer)

    def _contact(self, **values):
        return self.env["res.partner"].create(
            {
                "name": "Accounts",
                "type": "invoice",
                "parent_id": self.customer.id,
                **values,
            }
        )

    # === S10: NO ADDRESS ANYWHERE === #

    def test_s10_no_address_anywhere(self):
        self.customer.write({"email": False, "street": False})
        invoice = self.invoice()
        other = self.create_customer("Other SA")
        self.invoice(partner=other)
        self.assertReminded(self.night(day(1)), self.friendly, other)
        reminder = self.reminders(self.customer)
        self.assertFailed(reminder, "Debtor SA has no valid e-mail address")
        self.assertIn("postal address of Debtor SA", reminder.note)
        self.assertEqual(self.debtor().state, "attention")
        self.assertLevels({self.claim(invoice): self.env["collection.level"]})
        self.nights(2, 9)
        self.assertEqual(self.reminders(self.customer), reminder, "One, every night.")
        self.assertFalse(reminder.name or reminder.date_done)
        self.customer.email = "found@customer.example"
        self.assertReminded(self.night(day(10)), self.friendly)
        self.assertFalse(reminder.note)
        self.assertEqual(reminder.mail_id.recipient_ids, self.customer)
        self.assertEqual(self.debtor().state, "reminded")
        self.nights(11, 15)
        self.assertHistory([(10, self.friendly), (15, self.firm)])

    # === S11: BOUNCED MAIL === #

    def test_s11_bounced_mail(self):
        self.invoice()
        sent = self.night(day(1))
        body, first = sent.body, sent.mail_id
        self._receive(self._delivery_status(first))
        self.assertTrue(sent.undelivered)
        self.assertIn(self.customer.email, sent.note)
        self.assertEqual(self.debtor().state, "attention")
        activity = self.debtor().activity_ids
        self.assertIn(self.customer.email, activity.note)
        self.assertEqual(activity.user_id, self.debtor()._responsible())
        self.customer.email = "new@customer.example"
        sent.action_send_again()
        self.assertFalse(sent.undelivered)
        self.assertNotEqual(sent.mail_id, first)
        self.assertEqual(sent.mail_id.recipient_ids, self.customer)
        self.assertEqual((sent.body, sent.date_done), (body, day(1)))
        self.assertEqual(self.debtor().state, "reminded")
        self.assertFalse(self.debtor().activity_ids)

    def _delivery_status(self, mail):
        """What the customer's mail server answers to ``mail`` (RFC 3464)."""
        report = MIMEMultipart("report", report_type="delivery-status")
        report["From"] = "Mail Delivery System <postmaster@customer.example>"
        report["To"] = "books@creditor.example"
        report["Subject"] = "Undelivered Mail Returned to Sender"
        report["Message-ID"] = f"<bounce-{mail.id}@customer.example>"
        report.attach(MIMEText("The user is unknown here."))
        status = MIMENonMultipart("message", "delivery-status")
        server, recipient = EmailMessage(), EmailMessage()
        server["Reporting-MTA"] = "dns; mx.customer.example"
        recipient["Final-Recipient"] = f"rfc822; {mail.recipient_ids.email}"
        recipient["Action"] = "failed"
        status._payload = [server, recipient]
        report.attach(status)
        original = MIMENonMultipart("message", "rfc822")
        message = EmailMessage()
        message["Message-ID"] = mail.message_id
        message["Subject"] = mail.subject
        original._payload = [message]
        report.attach(original)
        return report.as_string()

    def _receive(self, message):
        self.env["mail.thread"].message_process(False, message)

    # === S12: THE CUSTOMER'S LANGUAGE === #

    def test_s12_a_french_customer_of_an_english_user(self):
        self.customer.lang = "fr_FR"
        self.invoice(1234.5)
        self.assertEqual(self.env.user.lang, "en_US")
        sent = self.night(day(1))
        self.assertIn("rappel", sent.subject.lower())
        self.assertEqual(sent.mail_id.subject, sent.subject)
        for reader in self._readers(sent):
            self.assertIn("Madame, Monsieur", reader)
            self.assertIn("1 234,50", reader)
            self.assertIn("10/03/2026", reader, "the due date")
            self.assertIn("19 mars 2026", reader, "the new deadline")
            self.assertNotIn("Dear Sir", reader)
            self.assertNotIn("Total due", reader)
        self.assertIn("11 mars 2026", text(self.letter_of(sent)))

    def test_s12_an_english_customer_of_a_french_user(self):
        self.customer.lang = "en_US"
        self.invoice(1234.5)
        self.plan(day(1))
        sent = self.reminders().with_context(lang="fr_FR")
        self.assertIn("Dear Sir or Madam", sent.preview)
        with freeze_time(day(1)):
            sent.action_send()
        self.assertReminded(sent, self.friendly)
        self.assertIn("Payment reminder", sent.subject)
        self.assertEqual(sent.mail_id.subject, sent.subject)
        for reader in self._readers(sent):
            self.assertIn("Dear Sir or Madam", reader)
            self.assertIn("1,234.50", reader)
            self.assertIn("03/10/2026", reader, "the due date")
            self.assertIn("19 March 2026", reader, "the new deadline")
            self.assertNotIn("Madame, Monsieur", reader)
            self.assertNotIn("Total à payer", reader)
        self.assertIn("11 March 2026", text(self.letter_of(sent)))

    def test_s12_a_french_and_an_english_customer_in_one_night(self):
        french = self.create_customer("Française SA", lang="fr_FR")
        self.invoice()
        self.invoice(partner=french)
        subjects = {r.partner_id: r.subject for r in self.night(day(1))}
        self.assertIn("Payment reminder", subjects[self.customer])
        self.assertIn("rappel", subjects[french].lower())

    def _readers(self, sent):
        """The e-mail and the letter, as they are read."""
        yield text(html.fromstring(sent.mail_id.body_html))
        yield text(self.letter_of(sent))
