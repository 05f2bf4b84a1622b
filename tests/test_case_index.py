from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..rules.case_index import Document, file_name, place, safe_name, settle

documents_of = st.lists(
    st.builds(
        Document,
        pages=st.integers(1, 40),
        section=st.just("claims"),
        number=st.integers(1, 999),
        content=st.none(),
    ),
    max_size=60,
)


def lines_a_page(lines):
    """An index with that many lines on a page."""
    return lambda placed, _pages: max(-(-len(placed) // lines), 1)


@tagged("post_install", "-at_install")
class TestCaseIndex(BaseCase):
    """Where everything is, the index itself included."""

    def test_each_document_begins_where_the_last_one_ends(self):
        documents = [Document(pages=pages) for pages in (3, 1, 2)]
        index = settle(documents, 1, lines_a_page(2))
        places = [placed[1:] for placed in index.placed]
        self.assertEqual(places, [(4, 6), (7, 7), (8, 9)])
        self.assertEqual((index.front, index.blank, index.pages), (3, 0, 9))

    def test_an_empty_case_file_has_its_cover_and_its_index(self):
        self.assertEqual(settle([], 1, lines_a_page(30))[1:], (2, 0, 2))

    def test_a_document_without_pages_is_refused(self):
        with self.assertRaises(ValueError):
            place([Document(pages=0)], 1)

    @given(documents_of, st.integers(0, 3), st.integers(1, 30), st.integers(0, 9))
    def test_what_the_index_says_is_true(self, documents, cover, lines, guess):
        index = settle(documents, cover, lines_a_page(lines), guess)
        page = index.front
        for placed, document in zip(index.placed, documents, strict=True):
            self.assertIs(placed.document, document)
            last = page + document.pages
            self.assertEqual((placed.first, placed.last), (page + 1, last))
            page = placed.last
        self.assertEqual(index.pages, page)
        self.assertEqual(index.blank, 0, "A length that stays the same is found.")
        self.assertEqual(index.front, cover + lines_a_page(lines)(index.placed, page))

    @given(documents_of, st.lists(st.integers(1, 9), min_size=40, max_size=40))
    def test_it_is_found_whatever_an_index_does_with_longer_numbers(
        self, documents, lengths
    ):
        asked = []

        def length(placed, pages):
            asked.append(lengths[pages % len(lengths)])
            return asked[-1]

        index = settle(documents, 1, length)
        self.assertEqual(index.front, 1 + asked[-1] + index.blank)
        self.assertGreaterEqual(index.blank, 0)
        self.assertLess(len(asked), 25)

    @given(st.text(max_size=200))
    def test_a_name_leads_nowhere(self, text):
        name = safe_name(text)
        self.assertTrue(name)
        self.assertFalse(set(name) & set('<>:"/\\|?*\0\n'), name)
        self.assertTrue(name.isprintable())
        self.assertNotIn(name[0], ".-~ ")
        self.assertLessEqual(len(name), 80)
        self.assertEqual(safe_name(name), name)

    def test_hostile_names(self):
        for hostile, safe in (
            ("../../etc/passwd", "etc passwd"),
            ("C:\\Windows\\x.pdf", "C Windows x.pdf"),
            ("-rf", "rf"),
            ("\u202egnp.exe", "gnp.exe"),
            ("nul", "document"),
            ("CON.pdf", "document"),
            ("...", "document"),
            ("Facture n° 12 – été", "Facture n° 12 – été"),
        ):
            self.assertEqual(safe_name(hostile), safe)

    def test_files_sort_as_they_are_numbered(self):
        names = [file_name(number, 200, "Invoice", "PDF") for number in (2, 10, 110)]
        self.assertEqual(names, sorted(names))
        self.assertEqual(names[0], "002 Invoice.pdf")
        self.assertEqual(file_name(1, 9, "a", "p/f"), "01 a")
        self.assertEqual(file_name(1, 9, "a", ""), "01 a")
