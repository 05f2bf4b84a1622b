from io import BytesIO

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools.pdf import PdfReader

from .case_common import TODAY, CaseCommon
from .common import day

MODULE = "account_debt_collection"
REPORT = f"{MODULE}.action_report_proceeding_document"
MARK = "Draft, to be checked by counsel"


class DocumentsCommon(CaseCommon):
    """Builders of documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(
            cls.env, "officer", f"{MODULE}.group_collection_officer"
        )
        cls.manager = new_test_user(
            cls.env, "manager", f"{MODULE}.group_collection_manager"
        )
        cls.proceeding = cls.sue(cls.first, cls.second)

    def prepare(self, kind, user=None, **values):
        documents = self.env["collection.proceeding.document"]
        with freeze_time(TODAY):
            return documents.with_user(user or self.officer).create(
                {"proceeding_id": self.proceeding.id, "kind": kind, **values}
            )

    def pages(self, document):
        """The text of each page of its PDF, printed now."""
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        with freeze_time(TODAY), self.allow_pdf_render():
            content, _kind = report._render_qweb_pdf(REPORT, document.ids)
        return self.read_pages(content)

    def read_pages(self, content):
        return [
            " ".join(page.extract_text().split()).replace("\xa0", " ")
            for page in PdfReader(BytesIO(content)).pages
        ]

    def remove_mark(self, document, user=None):
        with freeze_time(TODAY), self.allow_pdf_render():
            document.with_context(force_report_rendering=True).with_user(
                user or self.manager
            ).action_remove_mark()


@tagged("post_install", "-at_install")
class TestProceedingDocuments(DocumentsCommon):
    """Filled in from the books, and drafts until counsel has read them."""

    def test_an_application_for_a_payment_order(self):
        document = self.prepare(
            "payment_order",
            particulars="Ordered on <b>1 February</b> & delivered.",
            signatory="The manager",
        )
        whole = " ".join(self.pages(document))
        for words in (
            "Application for a payment order",
            "Tribunal de commerce de Marseille",
            "Creditor SARL 18 rue des Cordeliers 21000 Dijon SIRET 73282932000074",
            "Debtor SA 1 quai du Port 13002 Marseille",
            "Principal, all taxes included $ 1,500.00",
            "Late-payment interest up to 06/18/2026 $ 46.61",
            "Indemnity for recovery costs 80.00 €",
            f"{self.first.name} 02/08/2026 03/10/2026 $ 1,000.00",
            "Ordered on <b>1 February</b> & delivered.",
            "Articles L441-10 and D441-5",
            "List of exhibits",
            f"1 Invoice {self.first.name}",
            "The manager",
        ):
            self.assertIn(words, whole)

    def test_a_handover_letter_a_mandate_and_a_request(self):
        agent = self.create_customer("Agency & Sons <x>")
        for kind, expected in {
            "handover": (
                "Handover of claims – Debtor SA",
                "Our own reminders",
                "Agency",
            ),
            "mandate": ("Mandate to collect", "R124-1", "Agency & Sons <x>"),
            "registration": ("Request for a registration extract", "Kbis"),
        }.items():
            recipient = agent if kind != "registration" else agent.browse()
            document = self.prepare(kind, recipient_id=recipient.id)
            whole = " ".join(self.pages(document))
            for words in expected:
                with self.subTest(kind=kind):
                    self.assertIn(words, whole)

    def test_each_page_of_a_draft_says_so_whoever_prints_it(self):
        document = self.prepare("mandate", particulars="word " * 900)
        pages = self.pages(document.with_user(self.manager))
        self.assertGreater(len(pages), 2)
        for page in pages:
            self.assertIn(MARK, page)

    def test_each_page_of_a_draft_is_numbered_once(self):
        pages = self.pages(self.prepare("mandate", particulars="word " * 900))
        for number, text in enumerate(pages, 1):
            self.assertEqual(text.count(f"{number} / {len(pages)}"), 1, text)

    def test_what_was_checked_is_printed_as_it_was_archived(self):
        """The customer owes more by now: what counsel has read says what it said."""
        document, draft = self.prepare("payment_order"), self.prepare("handover")
        self.remove_mark(document)
        self.customer.name = "Debtor Renamed SA"
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        with freeze_time(TODAY), self.allow_pdf_render():
            content, _kind = report._render_qweb_pdf(REPORT, document.ids)
            both, _kind = report._render_qweb_pdf(REPORT, (draft + document).ids)
        self.assertTrue(document.attachment_id._collection_is(content))
        texts = self.read_pages(both)
        self.assertIn(MARK, texts[0])
        self.assertIn("Debtor Renamed SA", texts[0])
        self.assertIn("Application for a payment order", " ".join(texts))
        self.assertNotIn(MARK, texts[-1])

    def test_a_manager_removes_the_mark_and_it_is_archived(self):
        document = self.prepare("payment_order")
        with self.assertRaises(AccessError):
            self.remove_mark(document, self.officer)
        for user in (self.officer, self.manager):
            for values in ({"is_draft": False}, {"date": day(0)}):
                with self.assertRaises(AccessError):
                    document.with_user(user).write(values)
                with self.assertRaises(AccessError):
                    self.prepare("handover", user, **values)
        self.remove_mark(document)
        self.assertEqual(document.checked_by_id, self.manager)
        stored = document.attachment_id
        self.assertNotIn(MARK, " ".join(self.read_pages(stored.raw)))
        self.assertTrue(stored._collection_is_intact())
        message = self.proceeding.message_ids[0]
        self.assertIn("The draft mark was removed", message.body)
        self.assertEqual(message.author_id, self.manager.partner_id)
        with self.assertRaises(UserError):
            document.with_user(self.manager).particulars = "later"
        with self.assertRaises(UserError):
            document.with_user(self.manager).unlink()
        with self.assertRaises(UserError):
            self.remove_mark(document)
        self.assertIn(str(stored.id), document.action_print()["url"])

    def test_what_was_checked_is_an_exhibit_a_draft_is_none(self):
        checked, _draft = self.prepare("payment_order"), self.prepare("handover")
        self.remove_mark(checked)
        texts = self.texts(self.make(self.proceeding))
        self.assertIn("Application for a payment order – Debtor SA", texts[1])
        self.assertNotIn("Handover", " ".join(texts))

    def test_billing_reads_and_writes_nothing_another_company_sees_nothing(self):
        document = self.prepare("handover")
        biller = new_test_user(self.env, "biller", "account.group_account_invoice")
        self.assertTrue(document.with_user(biller).display_name)
        with self.assertRaises(AccessError):
            self.prepare("handover", biller)
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "stranger",
            f"{MODULE}.group_collection_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        with self.assertRaises(AccessError):
            document.with_user(stranger).read(["kind"])
