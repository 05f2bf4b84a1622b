from io import BytesIO

from lxml import html

from odoo.tests import tagged
from odoo.tools.pdf import PdfReader

from .common import DUE, CollectionCommon, day, text


@tagged("post_install", "-at_install")
class TestLetter(CollectionCommon):
    """The letter, read as the customer reads it."""

    def last_reminder(self, **values):
        self.customer.write(values)
        self.invoice(1000)
        self.credit_note(150.5)
        for offset in (1, 8, 15):
            sent = self.night(day(offset))
        self.assertReminded(sent, self.last)
        return sent

    def test_sender_recipient_reference_and_date(self):
        sent = self.last_reminder()
        letter = self.letter_of(sent)
        sender = text(letter.find_class("o_collection_sender")[0])
        self.assertEqual(sender, "Creditor SARL 18 rue des Cordeliers 21000 Dijon")
        recipient = letter.find_class("o_collection_recipient")[0]
        lines = [line for line in recipient.text_content().split("\n") if line.strip()]
        self.assertEqual(
            [line.strip() for line in lines],
            ["Debtor SA", "1 quai du Port", "13002 Marseille"],
        )
        self.assertIn(sent.name, text(letter))
        self.assertIn("Dijon, 25 March 2026", text(letter))
        subject = text(letter.find_class("o_collection_subject")[0])
        self.assertIn("Last reminder before formal notice", subject)

    def test_table_of_claims(self):
        sent = self.last_reminder()
        table = self.letter_of(sent).find_class("o_collection_claims")[0]
        rows = [[text(cell) for cell in row.iter("td")] for row in table.iter("tr")]
        claim, credit, total = [row for row in rows if row]
        invoice = sent.line_ids.filtered("level_id")
        self.assertEqual(claim[0], invoice.name)
        self.assertEqual(claim[2:4], ["03/10/2026", "15"])
        self.assertEqual([cell.strip("$ €") for cell in claim[4:]], ["1,000.00"] * 2)
        self.assertIn("credit in your favour", credit[0])
        self.assertIn("150.50", credit[5])
        self.assertIn("Total due", total[0])
        self.assertIn("849.50", total[0])

    def test_payment_details(self):
        letter = self.letter_of(self.last_reminder())
        payment = text(letter.find_class("o_collection_payment")[0])
        self.assertIn("FR76 3000 6000 0112 3456 7890 189", payment)
        self.assertIn("Creditor SARL", payment)

    def test_the_letter_is_french_for_the_french(self):
        self.company.vat = "FR23334175221"
        letter = text(self.letter_of(self.last_reminder(lang="fr_FR")))
        self.assertIn("25 mars 2026", letter)
        self.assertIn("Échéance", letter)
        self.assertIn("Total à payer", letter)
        self.assertIn("TVA FR23334175221", letter)
        self.assertNotIn("Dear Sir", letter)

    def test_the_text_of_letter_and_mail_is_the_same_and_stays(self):
        sent = self.last_reminder()
        before = text(self.letter_of(sent))
        self.last.template_id.body_html = "<p>Changed afterwards</p>"
        self.customer.name = "Renamed SA"
        self.assertIn("In spite of our reminders", before)
        self.assertNotIn("Changed afterwards", text(self.letter_of(sent)))
        self.assertIn("In spite of our reminders", text(html.fromstring(sent.body)))

    def test_hostile_text_stays_text(self):
        sent = self.last_reminder(
            name="<b>Bold</b> & Sons", street='"><img src=x onerror=alert(1)>'
        )
        letter = self.letter_of(sent)
        self.assertFalse(letter.xpath("//img[@onerror]"))
        self.assertIn(
            "<b>Bold</b> & Sons", text(letter.find_class("o_collection_recipient")[0])
        )

    def test_the_pdf_is_one_complete_page_without_asking_a_server(self):
        self.last.claims_charges = False  # in two currencies, and a page of their own
        sent = self.last_reminder()
        self.env["ir.config_parameter"].sudo().set_param("report.print_delay", "1")
        self.env["ir.config_parameter"].sudo().set_param(
            "report.url", "http://127.0.0.1:1"
        )
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        with (
            self.allow_pdf_render(),
            self.assertNoLogs("odoo.addons.base.models.ir_actions_report", "ERROR"),
        ):
            content, extension = report._render_qweb_pdf(
                "account_debt_collection.action_report_letter", sent.ids
            )
        self.assertEqual(extension, "pdf")
        self.assertTrue(content.startswith(b"%PDF"))
        self.assertEqual(self._pages(content), 1)

    def _pages(self, content):
        return len(PdfReader(BytesIO(content)).pages)

    def test_a_currency_that_no_account_takes_makes_the_letter_wait(self):
        euro = self.setup_other_currency("EUR")
        account = self.company.partner_id.bank_ids
        account.currency_id = self.company.currency_id
        self.invoice(900, currency_id=euro.id)
        self.assertNothing(self.night(day(1)))
        self.assertFailed(self.reminders(), "takes payments in EUR")
        account.currency_id = False
        self.assertReminded(self.night(day(2)), self.friendly)

    def test_a_credit_in_another_currency_is_no_negative_demand(self):
        euro = self.setup_other_currency("EUR")
        self.invoice(1000)
        self.invoice(900, move_type="out_refund", currency_id=euro.id)
        sent = self.night(day(1))
        self.assertIn("1,000.00", sent.total_text)
        self.assertNotIn("900", sent.total_text)
        table = self.letter_of(sent).find_class("o_collection_claims")[0]
        self.assertIn("In your favour in EUR", text(table))
        self.assertIn("Total due in USD", text(table))

    def test_each_deadline_follows_the_sending(self):
        sent = self.last_reminder()
        self.assertEqual(sent.deadline, day(15 + self.last.deadline_days))
        self.assertEqual(DUE, sent.line_ids.filtered("level_id").due_date)
