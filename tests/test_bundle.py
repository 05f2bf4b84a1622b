from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..rules.bundle import letters_between, stays_on_its_pages


@tagged("post_install", "-at_install")
class TestBundle(BaseCase):
    """Many letters in one document: which pages are whose, and when that is unsure."""

    @given(st.lists(st.integers(min_value=1, max_value=4), min_size=1, max_size=60))
    def test_every_page_goes_to_the_letter_it_belongs_to(self, lengths):
        marks = [f"mark {index}" for index in range(len(lengths) + 1)]
        pages, owners = [], []
        for index, length in enumerate(lengths):
            pages += [marks[index], *[f"letter {index}"] * length]
            owners.append(range(len(pages) - length, len(pages)))
        pages.append(marks[-1])
        found = letters_between(dict(enumerate(pages)), marks, len(pages))
        self.assertEqual(found, owners)

    def test_any_doubt_is_a_doubt_about_all(self):
        marks = ["a", "b", "c"]
        self.assertTrue(letters_between({0: "a", 2: " b\n", 4: "c"}, marks, 5))
        for what, dividers, page_count in (
            ("a mark is missing", {0: "a", 4: "c"}, 5),
            ("a mark stands twice", {0: "a", 2: "b", 3: "b", 5: "c"}, 6),
            ("the order is wrong", {0: "b", 2: "a", 4: "c"}, 5),
            ("something stands before", {1: "a", 3: "b", 5: "c"}, 6),
            ("something stands behind", {0: "a", 2: "b", 4: "c"}, 6),
            ("a letter has no page", {0: "a", 1: "b", 3: "c"}, 4),
            ("a letter runs onto a divider", {0: "a", 2: "b too long", 4: "c"}, 5),
        ):
            with self.subTest(what):
                self.assertIsNone(letters_between(dividers, marks, page_count))

    def test_what_might_draw_on_another_letter(self):
        for tag, style in (
            ("p", "margin:0 0 9px 0;font-size:9pt"),
            ("div", "font-family:'Liberation Sans',Arial; color : #1b222b;"),
            ("table", "width:100%;height:33mm;page-break-inside:avoid"),
            ("style", ".a p { margin: 0 } .b { font-size: 9.5pt !important; }"),
            ("div", ""),
        ):
            with self.subTest(style):
                self.assertTrue(stays_on_its_pages(tag, style))
        for tag, style in (
            ("p", "position:absolute;top:900px"),
            ("p", "POSITION : fixed"),
            ("p", "margin-top:-300px"),
            ("p", "margin:0 0 -1cm 0"),
            ("p", "margin:calc(1px - 9cm)"),
            ("p", "-webkit-transform:translate(0, 90cm)"),
            ("div", "height:1px"),
            ("p", "not a declaration"),
            ("style", "p { position: fixed }"),
            ("iframe", ""),
        ):
            with self.subTest(style):
                self.assertFalse(stays_on_its_pages(tag, style))
