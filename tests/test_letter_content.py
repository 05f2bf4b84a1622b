from base64 import b64encode
from contextlib import contextmanager
from io import BytesIO
from unittest.mock import patch

from PIL import Image

from odoo.tests import tagged
from odoo.tools import SQL

from .common import CollectionCommon, day, text


def picture(width=40, height=20):
    drawn = BytesIO()
    Image.new("RGB", (width, height), "navy").save(drawn, "PNG")
    return b64encode(drawn.getvalue())


class LetterCommon(CollectionCommon):
    """A letter of any level, on claims that the story chooses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.setup_other_currency("EUR")
        # What is claimed has tests of its own; here it is written on the lines.
        cls.policy.level_ids.claims_charges = False
        cls.env["ir.config_parameter"].sudo().set_param("report.print_delay", "1")

    def specimen(self, level, partner=None, **values):
        """A reminder of ``level`` on all that the customer owes on day 60."""
        self.env.cr.flush()
        reminders = self.env["collection.reminder"].sudo()
        reminder = reminders._make_specimen(level, self.debtor(partner))
        reminder.write({"date": day(60), **values})
        return reminder

    @contextmanager
    def drawing(self, code=None, error=None):
        """Odoo draws ``code``, or fails: it takes a library that not all have."""
        bank = type(self.env["res.partner.bank"])
        draw = {"return_value": code, "side_effect": error}
        with patch.object(bank, "_get_qr_code_base64", **draw) as drawn:
            yield drawn

    def block(self, letter, name):
        [node] = letter.find_class(name)
        return text(node)

    def words(self, reminder):
        return text(self.letter_of(reminder))


@tagged("post_install", "-at_install")
class TestLetterContent(LetterCommon):
    """What each letter says, to businesses and to consumers."""

    def test_courtesy(self):
        self.invoice(1000)
        words = self.words(self.specimen(self.courtesy))
        self.assertIn("falls due in the next few days", words)
        self.assertIn("FR76 3000 6000 0112 3456 7890 189", words)
        self.assertNotIn("legal", words)

    def test_each_tone_says_who_when_how_and_whom_to_ask(self):
        self.invoice(1000)
        signatory = self.company.collection_user_id
        signatory.write({"name": "Claire Exemple", "phone": "+33 3 80 00 00 00"})
        for level in (self.friendly, self.firm, self.last, self.formal):
            reminder = self.specimen(level)
            letter = self.letter_of(reminder)
            words = text(letter)
            with self.subTest(level=level.name):
                self.assertIn("May 2026", reminder.deadline_text)
                self.assertIn(reminder.deadline_text, words)
                self.assertIn("FR76 3000 6000 0112 3456 7890 189", words)
                self.assertIn("Claire Exemple, +33 3 80 00 00 00, ", words)
                self.assertIn(
                    "Claire Exemple Creditor SARL",
                    self.block(letter, "o_collection_signatory"),
                )
                self.assertTrue(letter.find_class("o_collection_signature"))
                is_late = level in (self.last, self.formal)
                self.assertEqual(
                    bool(letter.find_class("o_collection_consequences")), is_late
                )
                self.assertEqual("one thousand dollars" in words, is_late)

    def test_what_was_paid_has_a_column_where_anything_was(self):
        invoice = self.invoice(1000)
        self.assertNotIn("Paid", self.words(self.specimen(self.friendly)))
        self.pay(invoice, 250)
        table = self.letter_of(self.specimen(self.friendly)).find_class(
            "o_collection_claims"
        )[0]
        heads = [text(cell) for cell in table.iter("th")]
        self.assertEqual(
            heads,
            [
                "Document",
                "Date",
                "Due date",
                "Days late",
                "Amount",
                "Paid",
                "Still open",
            ],
        )
        row = [text(cell) for cell in table.xpath("tbody[1]/tr[1]/td")]
        self.assertEqual(row[4:], ["$ 1,000.00", "$ 250.00", "$ 750.00"])

    def test_invoices_stand_by_due_date_and_then_as_they_were_posted(self):
        amounts = {self.invoice(amount): amount for amount in (100, 200, 300)}
        amounts = {self.invoice(400, due=day(-5)): 400, **amounts}
        reminder = self.specimen(self.friendly)
        rows = [(reminder.id, self.claim(invoice).id, None, 0) for invoice in amounts]
        # However PostgreSQL joins them: its way depends on what it knows of the tables.
        for way in ("hashjoin", "mergejoin", "nestloop"):
            self.env.cr.execute(SQL("SET LOCAL enable_%s TO off", SQL(way)))
            for given in (rows, rows[::-1]):
                reminder.line_ids._copy_from_ledger(given)
                listed = reminder.line_ids.mapped("amount")
                with self.subTest(without=way, given=[row[1] for row in given]):
                    self.assertEqual(listed, list(amounts.values()))

    def with_charges(self, level):
        self.invoice(1000)
        self.invoice(500, currency_id=self.euro.id)
        reminder = self.specimen(level, interest_basis="12.40 % a year")
        for line, interest in zip(reminder.line_ids, (20.38, 10.19), strict=True):
            line.write(
                {
                    "interest": interest,
                    "indemnity": 40,
                    "indemnity_currency_id": self.euro.id,
                }
            )
        return reminder

    def test_interest_and_indemnity_stand_apart(self):
        reminder = self.with_charges(self.last)
        letter = self.letter_of(reminder)
        claims = self.block(letter, "o_collection_claims")
        charges = self.block(letter, "o_collection_charges")
        self.assertIn("Total due in USD $ 1,000.00", claims)
        self.assertNotIn("20.38", claims)
        for words in (
            "Late-payment interest $ 20.38",
            "Late-payment interest 10.19 €",
            "Compensation for recovery costs 80.00 €",
            "Total to pay, everything included, in USD $ 1,020.38",
            "Total to pay, everything included, in EUR 590.19 €",
            ": 12.40 % a year.",
        ):
            self.assertIn(words, charges)
        self.assertEqual(
            set(reminder.total_text.replace("\xa0", " ").split(" + ")),
            {"$ 1,020.38", "590.19 €"},
        )
        self.assertIn("five hundred and ninety euros and nineteen cents", text(letter))

    def test_nothing_is_said_of_charges_that_are_not_claimed(self):
        self.invoice(1000)
        letter = self.letter_of(self.specimen(self.last))
        self.assertFalse(letter.find_class("o_collection_charges"))

    def test_a_claim_of_which_only_the_charges_are_left(self):
        """Paid late: it is no claim and no credit any more, its interest is."""
        reminder = self.with_charges(self.last)
        paid = reminder.line_ids.filtered(lambda line: line.currency_id == self.euro)
        paid.write({"residual": 0, "residual_company": 0})
        letter = self.letter_of(reminder)
        self.assertNotIn(paid.name, self.block(letter, "o_collection_claims"))
        self.assertIn(paid.name, self.block(letter, "o_collection_charges"))
        self.assertIn("in EUR 90.19 €", self.block(letter, "o_collection_charges"))

    def test_consumers_pay_no_indemnity_and_interest_from_the_notice_on(self):
        self.customer.write({"is_company": False, "vat": False, "name": "Jean Exemple"})
        self.company.collection_mediator = "Mediator, 1 rue Longue, Paris"
        self.invoice(1000)
        last, notice = (
            self.words(self.specimen(level)) for level in (self.last, self.formal)
        )
        for words in (last, notice):
            self.assertNotIn("recovery costs", words)
            self.assertNotIn("late-payment interest", words.lower())
            self.assertIn("interest at the legal rate", words)
            self.assertIn("No other charge is added", words)
            self.assertIn("to the mediator: Mediator, 1 rue Longue, Paris.", words)
        self.assertIn("From the day you receive this notice", notice)
        self.company.collection_mediator = False
        self.assertNotIn("mediator", self.words(self.specimen(self.last)))

    def test_businesses_are_told_what_a_late_payment_costs(self):
        self.company.collection_mediator = "Mediator, 1 rue Longue, Paris"
        self.invoice(1000)
        notice = self.words(self.specimen(self.formal))
        self.assertIn("FORMAL NOTICE TO PAY", notice)
        self.assertIn("fixed compensation for recovery costs", notice)
        self.assertIn("bring it before the competent court", notice)
        self.assertNotIn("legal rate", notice)
        self.assertNotIn("mediator", notice)

    # === PAPER === #

    def images(self, source, name):
        return [
            image
            for node in source.find_class(name)
            for image in node.iter("img")
            if image.get("src").startswith("data:image/")
        ]

    def test_a_code_to_scan_in_letters_only_where_bank_and_currency_have_one(self):
        self.invoice(500, currency_id=self.euro.id)
        reminder = self.specimen(self.last)
        code = "data:image/png;base64,AA=="
        with self.drawing(code) as asked:
            letter = self.letter_of(reminder)
        [image] = self.images(letter, "o_collection_payment")
        self.assertEqual(image.get("src"), code)
        self.assertIn("Scan to pay 500.00 €", text(letter))
        values = asked.call_args.kwargs
        self.assertEqual((values["amount"], values["currency"]), (500, self.euro))
        self.assertEqual(
            values["free_communication"], reminder.line_ids.move_line_id.move_id.name
        )
        self.assertNotIn("data:image", reminder._text()[1])

    def test_a_letter_without_a_code_is_none_the_worse(self):
        self.invoice(500)  # in dollars there is none
        letter = self.letter_of(self.specimen(self.last))
        self.assertFalse(self.images(letter, "o_collection_payment"))
        self.invoice(500, currency_id=self.euro.id)
        with self.drawing(error=ValueError("no library")):
            letter = self.letter_of(self.specimen(self.last))
        self.assertFalse(self.images(letter, "o_collection_payment"))
        self.assertIn("FR76 3000", text(letter))

    def test_the_signature_is_in_the_letter_and_not_in_the_mail(self):
        self.invoice(1000)
        reminder = self.specimen(self.last)
        letter = self.letter_of(reminder)
        self.assertFalse(self.images(letter, "o_collection_signature"))
        self.company.collection_signature = picture()
        letter = self.letter_of(reminder)
        self.assertTrue(self.images(letter, "o_collection_signature"))
        self.assertNotIn("data:image", reminder._text()[1])

    def test_enclosures_are_the_invoices_that_go_along(self):
        invoice, other = self.invoice(1000), self.invoice(500)
        attachment = self.env["ir.attachment"].create(
            {
                "name": "invoice.pdf",
                "raw": b"%PDF",
                "res_model": "account.move",
                "res_id": invoice.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        self.assertTrue(invoice.invoice_pdf_report_id == attachment)
        reminder = self.specimen(self.last)
        self.assertNotIn("Enclosed", self.words(reminder))
        self.last.attach_invoices = True
        reminder.invalidate_recordset()
        enclosed = self.block(self.letter_of(reminder), "o_collection_enclosures")
        self.assertEqual(enclosed, f"Enclosed: {invoice.name}")
        self.assertNotIn(other.name, enclosed)

    def test_each_currency_has_its_account(self):
        self.company.partner_id.bank_ids.currency_id = self.company.currency_id
        self.env["res.partner.bank"].create(
            {
                "acc_number": "DE89370400440532013000",
                "partner_id": self.company.partner_id.id,
                "currency_id": self.euro.id,
            }
        )
        self.invoice(1000)
        self.invoice(500, currency_id=self.euro.id)
        letter = self.letter_of(self.specimen(self.last))
        payment = self.block(letter, "o_collection_payment")
        self.assertIn("Account for USD FR76 3000 6000 0112 3456 7890 189", payment)
        self.assertIn("Account for EUR DE89 3704 0044 0532 0130 00", payment)
