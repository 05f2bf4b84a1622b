import csv
import time
from hashlib import sha256
from io import StringIO

from markupsafe import Markup

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools.pdf import PdfReader

from .case_common import CaseCommon, pdf
from .common import day
from .test_case_bundle import encrypted, picture

MODULE = "account_debt_collection"


@tagged("post_install", "-at_install")
class TestCaseFile(CaseCommon):
    """One click: a PDF that a court can read, and a ZIP with the same index."""

    def index_of(self, case):
        """[(exhibit, title, page, pages, remark)] as the table in the ZIP has it."""
        archive = self.zip_of(case)
        [name] = [name for name in archive.namelist() if name.endswith(".csv")]
        rows = csv.reader(
            StringIO(archive.read(name).decode("utf-8-sig")), delimiter=";"
        )
        return [(r[0], r[1], int(r[3]), int(r[4]), r[7]) for r in list(rows)[1:]]

    def test_everything_in_order_with_its_page(self):
        self.store_pdf(self.first, "first invoice, page one", "page two")
        self.store_pdf(self.second, "second invoice")
        with freeze_time(day(40)):
            for offset in (1, 8):
                self.night(day(offset))
        proceeding = self.sue(self.first, self.second)
        self.attach(proceeding, "expert.pdf", pdf("what the expert says"))
        case = self.make(proceeding)
        texts = self.texts(case)
        self.assertEqual(case.page_count, len(texts))
        self.assertIn("Case file Debtor SA", texts[0])
        self.assertIn("Index", texts[1])
        for number, text in enumerate(texts, 1):
            self.assertTrue(text.endswith(f"{number} / {len(texts)}"), text[-60:])
        index = self.index_of(case)
        self.assertEqual(
            [title for _label, title, *_rest in index],
            [
                "Chronology",
                "Interest computation",
                "Statement of account",
                f"Invoice {self.first.name}",
                f"Invoice {self.second.name}",
                *(f"{r.level_id.name} {r.name}, by e-mail" for r in self.reminders()),
                "expert",
            ],
        )
        for label, title, page, pages, _remark in index:
            self.assertIn(title, texts[1], "The index names it.")
            if label.isdigit():
                for own in range(1, pages + 1):
                    stamp = f"Exhibit {label} – page {own} / {pages}"
                    self.assertIn(stamp, texts[page + own - 2])
        self.assertIn("first invoice, page one", texts[index[3][2] - 1])
        self.assertIn("what the expert says", texts[-1])

    def test_bookmarks_lead_to_parts_sections_and_exhibits(self):
        self.store_pdf(self.first, "first invoice")
        case = self.make(self.sue(self.first))
        reader = self.reader(case)
        outline = getattr(reader, "outline", None) or reader.outlines
        self.assertEqual(
            [mark["/Title"] for mark in outline if not isinstance(mark, list)],
            [
                "Cover",
                "Index",
                "A – Chronology",
                "B – Interest computation",
                "C – Statement of account",
                "Invoices and credit notes",
            ],
        )
        self.assertEqual(outline[-1][0]["/Title"], f"1 – Invoice {self.first.name}")

    def test_what_cannot_be_printed_is_listed_and_replaced_by_a_page(self):
        proceeding = self.sue(self.first)
        attached = {
            "broken.pdf": b"%PDF-1.4 and then nothing",
            "locked.pdf": encrypted(pdf("secret"), "password"),
            "contract.docx": b"PK\x03\x04 words",
            "mail.eml": b"Subject: hello",
            "photo.jpg": picture("JPEG"),
            "scan.png": picture("PNG"),
            "no picture.png": b"\x89PNG\r\n\x1a\n nothing",
        }
        for name, content in attached.items():
            self.attach(proceeding, name, content)
        case = self.make(proceeding)
        texts, archive = self.texts(case), self.zip_of(case)
        remarks = {
            title: (texts[page - 1], remark)
            for _label, title, page, _pages, remark in self.index_of(case)
        }
        for title, sentence in {
            f"Invoice {self.first.name}": "No PDF of this invoice is stored",
            "broken": "damaged",
            "no picture": "damaged",
            "locked": "locked with a password",
            "contract": "A file of this type cannot be printed",
            "mail": "A file of this type cannot be printed",
        }.items():
            with self.subTest(title=title):
                text, remark = remarks[title]
                self.assertIn("This document could not be reproduced here.", text)
                self.assertIn(sentence, text)
                self.assertIn(sentence, remark)
        self.assertEqual(case.replaced_count, 6)
        for title in ("photo", "scan"):
            self.assertFalse(remarks[title][1])
        stored = {name: archive.read(name) for name in archive.namelist()}
        for name, content in attached.items():
            [file] = [file for file in stored if file.endswith(name)]
            self.assertEqual(stored[file], content, "The ZIP has it as it is.")

    def test_hostile_names_lead_nowhere(self):
        proceeding = self.sue(self.first)
        for name in (
            "../../../etc/cron.d/x.pdf",
            "<script>alert(1)</script>.pdf",
            "=HYPERLINK(1).pdf",
            "株式会社.pdf",
            ".pdf",
        ):
            self.attach(proceeding, name, pdf(name.encode("ascii", "replace").decode()))
        self.customer.name = "Debtor <b>& Sons</b> / SA"
        case = self.make(proceeding)
        for name in self.zip_of(case).namelist():
            self.assertNotIn("/", name)
            self.assertNotIn("..", name)
            self.assertRegex(name, r"^(\d+|[A-C]) [^ .]")
        texts = self.texts(case)
        self.assertIn("Debtor <b>& Sons</b> / SA", texts[0], "Words, not markup.")
        self.assertIn("<script>alert(1)</script>", texts[1])
        titles = [row[1] for row in self.index_of(case)]
        self.assertIn("'=HYPERLINK(1)", titles, "A spreadsheet computes nothing.")
        self.assertNotIn("/", case.pdf_id.name)

    def test_each_document_once(self):
        self.store_pdf(self.first, "the invoice")
        proceeding = self.sue(self.first)
        self.attach(proceeding, "copy.pdf", self.first.invoice_pdf_report_id.raw)
        case = self.make(proceeding)
        self.assertEqual(case.exhibit_count, 1)

    def test_words_of_both_sides_and_no_note_of_ours(self):
        debtor = self.debtor()
        debtor.message_post(
            body=Markup("We <b>never</b> pay."),
            subject="Your invoice",
            message_type="email",
            email_from="boss@customer.example",
            subtype_xmlid="mail.mt_comment",
            attachments=[("excuse.pdf", pdf("a bad excuse"))],
        )
        debtor.message_post(body="He is a crook", subtype_xmlid="mail.mt_note")
        whole = " ".join(self.texts(self.make(self.sue(self.first))))
        self.assertIn("We *never* pay.", whole)
        self.assertIn("boss@customer.example", whole)
        self.assertIn("a bad excuse", whole)
        self.assertNotIn("crook", whole)

    def test_nothing_is_fetched_for_what_others_wrote(self):
        fetched = (
            'see <img src="http://tracker.invalid/x.png"> this'
            '<style>@import "http://tracker.invalid/s"</style>'
            r'<p style="background: u\72l(http://tracker.invalid/y)">here</p>'
        )
        with freeze_time(day(1)):
            self.night(day(1))
        reminder = self.reminders()
        reminder.sudo().body = fetched
        [sheet] = [
            paper
            for paper in self._papers(self.sue(self.first))
            if paper.message and paper.section == "reminders"
        ]
        case = self.env["collection.case.file"]
        self.assertIn("tracker", str(reminder.body))
        for text in (fetched, sheet.message["html"]):
            tamed = str(case._tamed(text))
            self.assertNotIn("tracker", tamed)
            self.assertIn("here", tamed)

    def _papers(self, proceeding):
        case = self.env["collection.case.file"].new(
            {
                "debtor_id": proceeding.debtor_id.id,
                "proceeding_id": proceeding.id,
                "lang": "en_US",
            }
        )
        return list(case._papers())

    def test_it_is_sealed_and_said_so(self):
        proceeding = self.sue(self.first)
        case = self.make(proceeding)
        for document, seal in (
            (case.pdf_id, case.pdf_sha256),
            (case.zip_id, case.zip_sha256),
        ):
            self.assertEqual(sha256(document.raw).hexdigest(), seal)
            self.assertTrue(document._collection_is_intact())
            self.assertIn(seal, proceeding.message_ids[0].body)
            with self.assertRaises(UserError):
                document.raw = b"something else"
        self.assertEqual(proceeding.case_file_ids, case)

    # === WHO MAY === #

    def test_officers_from_a_proceeding_managers_from_the_debtor_others_nowhere(self):
        proceeding = self.sue(self.first)
        for group, may in (
            ("account.group_account_invoice", ()),
            (f"{MODULE}.group_collection_officer", (proceeding,)),
            (f"{MODULE}.group_collection_manager", (proceeding, proceeding.debtor_id)),
        ):
            user = new_test_user(self.env, group.split("_")[-1], group)
            for record in (proceeding, proceeding.debtor_id):
                with self.subTest(group=group, record=record):
                    if record in may:
                        case = self.make(record, user)
                        self.assertEqual(case.user_id, user)
                        self.assertTrue(case.with_user(user).pdf_id.raw)
                    else:
                        with self.assertRaises(AccessError):
                            self.make(record, user)
        case = proceeding.case_file_ids[0]
        biller = self.env["res.users"].search([("login", "=", "invoice")])
        with self.assertRaises(AccessError):
            case.with_user(biller).read(["page_count"])
        with self.assertRaises(AccessError):
            case.pdf_id.with_user(biller).read(["raw"])
        manager = self.env["res.users"].search([("login", "=", "manager")])
        with self.assertRaises(AccessError):
            case.with_user(manager).page_count = 1
        with self.assertRaises(AccessError):
            case.with_user(manager).create({"debtor_id": proceeding.debtor_id.id})

    def test_another_company_sees_nothing(self):
        case = self.make(self.sue(self.first))
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "stranger",
            f"{MODULE}.group_collection_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        with self.assertRaises(AccessError):
            case.with_user(stranger).read(["page_count"])
        with self.assertRaises(AccessError):
            case.debtor_id.with_user(stranger).action_make_case_file()

    # === SIZE === #

    def test_a_case_file_of_200_documents_in_under_30_seconds_page_by_page(self):
        proceeding = self.sue(self.first)
        self.store_pdf(self.first, "invoice")
        for number in range(1, 200):
            texts = [f"document {number} leaf {leaf}" for leaf in range(number % 4 + 1)]
            self.attach(proceeding, f"document {number}.pdf", pdf(*texts))
        started = time.monotonic()
        case = self.make(proceeding)
        self.assertLess(time.monotonic() - started, 30)
        self.assertEqual(case.exhibit_count, 200)
        texts = self.texts(case)
        listed = " ".join(texts[1:10])
        for label, title, page, pages, _remark in self.index_of(case):
            if not label.isdigit():
                continue
            self.assertRegex(listed, rf"{title} \S+ {page}\b")
            for own in range(pages):
                text = texts[page - 1 + own]
                self.assertIn(f"Exhibit {label} – page {own + 1} / {pages}", text)
                if title.startswith("document"):
                    self.assertIn(f"{title} leaf {own}", text)
        self.assertEqual(page + pages - 1, len(texts), "Nothing comes after the last.")
        self.assertIsInstance(self.reader(case), PdfReader)
