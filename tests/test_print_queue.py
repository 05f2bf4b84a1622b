from datetime import timedelta
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools.pdf import PdfReader

from .common import CollectionCommon, day

MODULE = "account_debt_collection"


@tagged("post_install", "-at_install")
class TestPrintQueue(CollectionCommon):
    """Letters that a person puts into envelopes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.letter = cls.env.ref(f"{MODULE}.channel_letter")
        cls.registered = cls.env.ref(f"{MODULE}.channel_registered")
        cls.friendly.channel_ids = cls.letter
        cls.officer = cls.create_user("officer", f"{MODULE}.group_collection_officer")

    @classmethod
    def create_user(cls, login, groups):
        return new_test_user(
            cls.env,
            login=f"print_{login}",
            groups=groups,
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def letters_to(self, **addresses):
        """Send a letter to each: name -> address."""
        for name, address in addresses.items():
            self.invoice(partner=self.create_customer(name, **address))
        sent = self.night(day(1))
        for reminder in sent:
            self.replace_letter(reminder, self.pdf(reminder.partner_id.name))
        return sent

    def replace_letter(self, reminder, content):
        """Only tests give a reminder another letter than the one that was sent."""
        reminder.sudo().letter_id = self.env["ir.attachment"].create(
            {
                "name": "letter.pdf",
                "raw": content,
                "res_model": reminder._name,
                "res_id": reminder.id,
            }
        )

    def pdf(self, text):
        content = BytesIO()
        canvas = Canvas(content)
        canvas.drawString(100, 100, text)
        canvas.save()
        return content.getvalue()

    def printed(self, action):
        """Words of each page of the PDF that a button has opened."""
        attachment = self.env["ir.attachment"].browse(int(action["url"].split("/")[-1]))
        pages = PdfReader(BytesIO(attachment.raw)).pages
        return [page.extract_text().strip() for page in pages]

    def queue(self):
        return self.env["collection.reminder"].with_user(self.officer)

    # === ORDER === #

    def test_one_pdf_in_the_order_of_the_addresses(self):
        belgium = self.env.ref("base.be").id
        self.letters_to(
            Zoe={"zip": "13002", "city": "Marseille", "street": "1 quai du Port"},
            Adam={"zip": "13002", "city": "Marseille", "street": "1 quai du Port"},
            Lyon={"zip": "69001", "city": "Lyon"},
            Dijon={"zip": "21000", "city": "Dijon"},
            Liege={"zip": "4000", "city": "Liège", "country_id": belgium},
        )
        words = self.printed(self.queue().action_print_all())
        self.assertEqual(words, ["Liege", "Adam", "Zoe", "Dijon", "Lyon"])

    def test_registered_letters_come_first(self):
        sent = self.letters_to(Adam={}, Bea={}, Both={})
        _adam, bea, both = sent.sorted("partner_id")
        bea.sudo().channel_ids = self.registered
        both.sudo().channel_ids = self.registered + self.letter
        self.assertEqual(sent.mapped("is_registered").count(True), 2)
        words = self.printed(self.queue().action_print_all())
        self.assertEqual(words, ["Bea", "Both", "Adam", "Both"])

    def test_a_registered_letter_is_queued_like_a_letter(self):
        self.friendly.channel_ids = self.registered
        sent = self.letters_to(Adam={})
        self.assertTrue(sent.is_registered)
        self.assertTrue(sent.letter_id)
        self.assertEqual(sent.print_state, "to_print")
        self.customer.street = False
        self.invoice()
        self.night(day(1))
        self.assertFailed(self.reminders(self.customer), "enter street and city")

    # === STATE === #

    def test_printing_says_who_and_when_and_empties_the_queue(self):
        sent = self.letters_to(Adam={}, Bea={})
        self.assertEqual(sent.mapped("print_state"), ["to_print"] * 2)
        self.queue().action_print_all()
        self.assertEqual(sent.mapped("print_state"), ["printed"] * 2)
        self.assertEqual(sent.printed_by_id, self.officer)
        self.assertTrue(all(sent.mapped("printed_on")))
        with self.assertRaisesRegex(UserError, "no letter to print"):
            self.queue().action_print_all()

    def test_chosen_letters_are_printed_again(self):
        sent = self.letters_to(Adam={}, Bea={})
        self.queue().action_print_all()
        again = sent.filtered(lambda r: r.partner_id.name == "Bea")
        self.assertEqual(
            self.printed(again.with_user(self.officer).action_print()), ["Bea"]
        )

    def test_a_letter_that_is_not_to_be_sent_leaves_the_queue(self):
        sent = self.letters_to(Adam={}, Bea={})
        adam = sent.filtered(lambda r: r.partner_id.name == "Adam")
        adam.with_user(self.officer).action_skip_printing()
        self.assertEqual(self.printed(self.queue().action_print_all()), ["Bea"])
        self.assertEqual(adam.print_state, "skipped")

    def test_who_has_paid_meanwhile_is_not_in_the_batch(self):
        sent = self.letters_to(Adam={}, Bea={})
        adam = sent.filtered(lambda r: r.partner_id.name == "Adam")
        self.pay(adam.line_ids.move_line_id.move_id)
        self.env.cr.flush()
        self.assertEqual(adam.open_balance, 0)
        self.assertEqual(self.printed(self.queue().action_print_all()), ["Bea"])
        self.assertEqual(adam.print_state, "to_print")

    def test_an_email_is_nothing_to_print(self):
        self.friendly.channel_ids = self.env.ref(f"{MODULE}.channel_email")
        self.invoice()
        sent = self.night(day(1))
        self.assertFalse(sent.print_state)
        with self.assertRaisesRegex(UserError, "no letter to print"):
            sent.with_user(self.officer).action_print()

    # === WHAT GOES WRONG === #

    def test_a_broken_letter_is_named_and_nothing_is_lost(self):
        sent = self.letters_to(Adam={}, Bea={}, Cleo={})
        whole = self.pdf("Bea")
        for broken in (b"no PDF at all", b"", whole[:200], b"%PDF-1.4\n%%EOF"):
            bea = sent.filtered(lambda r: r.partner_id.name == "Bea")
            self.replace_letter(bea, broken)
            with self.assertRaisesRegex(UserError, "Bea") as caught:
                self.queue().action_print_all()
            self.assertNotIn("Adam", str(caught.exception))
            self.assertEqual(sent.mapped("print_state"), ["to_print"] * 3)
        others = (sent - bea).with_user(self.officer)
        self.assertEqual(self.printed(others.action_print()), ["Adam", "Cleo"])

    def test_the_batch_is_not_kept_and_the_letters_are(self):
        sent = self.letters_to(Adam={})
        url = self.queue().action_print_all()["url"]
        batch = self.env["ir.attachment"].browse(int(url.split("/")[-1]))
        self.env["collection.reminder"]._gc_printed()
        self.assertTrue(batch.exists())
        self.env.cr.execute(
            "UPDATE ir_attachment SET create_date = %s WHERE id = %s",
            (fields.Datetime.now() - timedelta(days=2), batch.id),
        )
        batch.invalidate_recordset()
        self.env["collection.reminder"]._gc_printed()
        self.assertFalse(batch.exists())
        self.assertTrue(sent.letter_id.exists())

    # === RIGHTS === #

    def test_only_an_officer_prints(self):
        sent = self.letters_to(Adam={})
        billing = self.create_user("billing", "account.group_account_invoice")
        for action in ("action_print", "action_print_all", "action_skip_printing"):
            with self.assertRaises(AccessError):
                getattr(sent.with_user(billing), action)()
        with self.assertRaises(AccessError):
            sent.with_user(self.officer).print_state = "printed"

    def test_a_batch_belongs_to_who_made_it(self):
        self.letters_to(Adam={})
        url = self.queue().action_print_all()["url"]
        batch = self.env["ir.attachment"].browse(int(url.split("/")[-1]))
        self.assertTrue(batch.with_user(self.officer).raw)
        other = self.create_user("other", f"{MODULE}.group_collection_officer")
        with self.assertRaises(AccessError):
            batch.with_user(other).read(["raw"])

    def test_another_companys_letters_are_not_printed(self):
        self.letters_to(Adam={})
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env,
            login="print_stranger",
            groups=f"{MODULE}.group_collection_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        with self.assertRaisesRegex(UserError, "no letter to print"):
            self.env["collection.reminder"].with_user(stranger).action_print_all()
