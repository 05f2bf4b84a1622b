from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..rules.portal_link import (
    LENGTH,
    Link,
    make_mark,
    make_token,
    read_mark,
    read_token,
)
from ..rules.upload import EXTENSIONS, PDF, PNG, kind_of, safe_name

SECRET = b"of this database"
TODAY = date(2026, 3, 18)
LINK = Link(7, 3, date(2026, 5, 1))

links = st.builds(
    Link,
    st.integers(1, 2**32 - 1),
    st.integers(0, 2**16 - 1),
    st.dates(TODAY, date(2190, 1, 1)),
)


@tagged("post_install", "-at_install")
class TestPortalRules(BaseCase):
    # === LINKS === #

    @given(links)
    def test_a_token_says_what_it_was_made_of(self, link):
        token = make_token(link, SECRET)
        self.assertEqual(len(token), LENGTH)
        self.assertRegex(token, r"^[\w-]+$")
        self.assertEqual(read_token(token, SECRET, TODAY), link)

    @given(links, st.integers(0, LENGTH - 1), st.sampled_from("AZaz09_-"))
    def test_no_character_can_be_changed(self, link, index, character):
        token = make_token(link, SECRET)
        forged = token[:index] + character + token[index + 1 :]
        if forged != token:
            self.assertIsNone(read_token(forged, SECRET, TODAY))

    @given(st.text(max_size=60))
    def test_whatever_is_no_token_is_none(self, text):
        self.assertIsNone(read_token(text, SECRET, TODAY))

    def test_another_database_knows_nothing_of_it(self):
        self.assertIsNone(read_token(make_token(LINK, b"another"), SECRET, TODAY))

    def test_it_works_until_the_end_of_its_last_day(self):
        token = make_token(LINK, SECRET)
        self.assertEqual(read_token(token, SECRET, LINK.last_day), LINK)
        after = LINK.last_day + timedelta(days=1)
        self.assertIsNone(read_token(token, SECRET, after))

    # === MARKS === #

    @given(st.integers(1, 2**63 - 1))
    def test_a_mark_says_which_reminder_it_was_made_of(self, reminder_id):
        mark = make_mark(reminder_id, SECRET)
        self.assertEqual(len(mark), LENGTH)
        self.assertRegex(mark, r"^[\w-]+$")
        self.assertEqual(read_mark(mark, SECRET), reminder_id)
        self.assertIsNone(read_mark(mark, b"another"))

    @given(links, st.integers(1, 2**63 - 1), st.text(max_size=60))
    def test_a_mark_opens_nothing(self, link, reminder_id, text):
        mark = make_mark(reminder_id, SECRET)
        self.assertIsNone(read_token(mark, SECRET, TODAY))
        self.assertIsNone(read_mark(make_token(link, SECRET), SECRET))
        self.assertIsNone(read_mark(text, SECRET))

    # === FILES === #

    def test_the_content_says_what_a_file_is(self):
        self.assertEqual(kind_of(b"%PDF-1.7 ..."), PDF)
        self.assertEqual(kind_of(b"\x89PNG\r\n\x1a\n..."), PNG)
        for harmful in (
            b"",
            b"<html><script>alert(1)</script></html>",
            b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
            b" %PDF-1.7",
            b"GIF89a/*<script>*/",
            b"MZ\x90",
        ):
            self.assertIsNone(kind_of(harmful))

    def test_names_lose_what_could_mislead(self):
        self.assertEqual(safe_name("proof.pdf", PDF), "proof.pdf")
        self.assertEqual(safe_name("../../etc/été (1).html", PDF), "été (1).pdf")
        self.assertEqual(safe_name("C:\\x\\y.svg", PNG), "y.png")
        self.assertEqual(safe_name('a"><img src=x>.pdf', PDF), "a_img src_x_.pdf")
        self.assertEqual(safe_name("", PDF), "file.pdf")

    @given(st.text(max_size=300), st.sampled_from(sorted(EXTENSIONS)))
    def test_every_name_ends_as_its_kind(self, name, kind):
        safe = safe_name(name, kind)
        self.assertTrue(safe.endswith(f".{EXTENSIONS[kind]}"))
        self.assertNotRegex(safe, r"[<>\"'/\\\x00-\x1f]")
