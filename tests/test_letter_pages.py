import re
from io import BytesIO

from odoo.tests import tagged
from odoo.tools.pdf import PdfReader

from .test_letter_content import LetterCommon, picture

LETTER = "account_debt_collection.action_report_letter"


@tagged("post_install", "-at_install")
class TestLetterPages(LetterCommon):
    """The letter on paper."""

    def pages(self, reminder):
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            content, kind = report._render_qweb_pdf(LETTER, reminder.ids)
        self.assertEqual(kind, "pdf")
        return PdfReader(BytesIO(content)).pages

    def words_of(self, page):
        return " ".join(page.extract_text().split())

    def place_of(self, words, page):
        """(end, base) of the line that begins with ``words``: mm from left and top."""
        places = []

        def note(chunk, ctm, tm, _font, _size):
            if chunk.strip().startswith(words):
                end, base = ctm[0] * tm[4] + ctm[4], ctm[3] * tm[5] + ctm[5]
                places.append((end / 72 * 25.4, (842 - base) / 72 * 25.4))

        page.extract_text(visitor_text=note)
        return places[0]

    def test_sixty_claims_each_once_on_numbered_pages(self):
        for number in range(60):
            self.invoice(100 + number)
        reminder = self.specimen(self.last)
        pages = [self.words_of(page) for page in self.pages(reminder)]
        shown = re.findall(r"INV/\d+/\d+", " ".join(pages))
        self.assertEqual(sorted(shown), sorted(reminder.line_ids.mapped("name")))
        self.assertGreater(len(pages), 1)
        for number, page in enumerate(pages, 1):
            self.assertIn(f"{number} / {len(pages)}", page)
        self.assertIn("Yours faithfully", pages[-1])
        self.assertIn("If you cannot pay", pages[-1], "The signature is not alone.")

    def test_one_page_bears_no_number(self):
        self.invoice(1000)
        [page] = self.pages(self.specimen(self.last))
        self.assertNotIn("1 / 1", self.words_of(page))

    def test_the_address_stands_in_the_window_whatever_stands_beside_it(self):
        """A French DL envelope shows what begins right of 100 mm, below 45 mm."""
        self.invoice(1000)
        place = self.place_of("Debtor", self.pages(self.specimen(self.last))[0])
        self.company.write(
            {
                "name": "Compagnie Générale des Fournitures Industrielles et " * 2,
                "street2": "Zone industrielle des Longues Raies, bâtiment C, porte 42",
                "logo": picture(200, 200),
                "phone": "+33 3 80 00 00 00",
            }
        )
        self.customer.write(
            {
                "name": "Debtor " + "Société de Construction et de Génie Civil " * 3,
                "street2": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk",
            }
        )
        longer = self.place_of("Debtor", self.pages(self.specimen(self.last))[0])
        for end, base in (place, longer):
            self.assertGreater(end, 105)
            self.assertTrue(48 < base < 55, base)
        self.assertLess(place[0], 130)

    def test_three_currencies_are_told_apart(self):
        franc = self.setup_other_currency("CHF")
        for currency in (self.company.currency_id, self.euro, franc):
            self.invoice(100, currency_id=currency.id)
        words = " ".join(map(self.words_of, self.pages(self.specimen(self.last))))
        for currency in ("USD", "EUR", "CHF"):
            self.assertIn(f"Total due in {currency}", words)
