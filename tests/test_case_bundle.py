import zlib
from io import BytesIO

from PIL import Image
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from odoo.tests import BaseCase, tagged
from odoo.tools.pdf import PdfReader, PdfWriter

from ..models.case_bundle import Bookmark, Bundle
from ..models.case_page import (
    BROKEN,
    ENCRYPTED,
    TOO_LONG,
    UnreadableError,
    picture_page,
)


def pdf(*texts, size=A4, turned=0, setup=None, packed=True):
    """A PDF with one page for each of ``texts``."""
    content = BytesIO()
    canvas = Canvas(content, pagesize=size, pageCompression=packed)
    for number, text in enumerate(texts):
        canvas.setPageRotation(turned)
        canvas.drawString(80, 80, text)
        if setup:
            setup(canvas, number)
        canvas.showPage()
    canvas.save()
    return content.getvalue()


def encrypted(content, password):
    writer = PdfWriter()
    for page in PdfReader(BytesIO(content)).pages:
        writer.add_page(page)
    writer.encrypt(password, "owner", use_128bit=True)
    locked = BytesIO()
    writer.write(locked)
    return locked.getvalue()


def picture(kind, size=(400, 300), **options):
    content = BytesIO()
    Image.new("RGB", size, "navy").save(content, kind, **options)
    return content.getvalue()


@tagged("post_install", "-at_install")
class TestCaseBundle(BaseCase):
    """Documents of all origins on the pages of one PDF."""

    def setUp(self):
        super().setUp()
        self.stream = BytesIO()
        self.bundle = Bundle(self.stream)

    def bind(self, *groups, bookmarks=()):
        """Finish with these groups of pages, and read the result strictly."""
        pages = [page for group in groups for page in group]
        self.bundle.finish(
            [
                (page, f"Pièce {n}", f"{n} / {len(pages)}")
                for n, page in enumerate(pages, 1)
            ],
            bookmarks,
            "Dossier Müller 株",
            "fr-FR",
        )
        self.assertIn(b"%%EOF", self.stream.getvalue()[-8:])
        return PdfReader(BytesIO(self.stream.getvalue()), strict=True)

    def texts(self, reader):
        return [" ".join(page.extract_text().split()) for page in reader.pages]

    def assertUnreadable(self, content, reason):
        before = self.stream.getvalue()
        with self.assertRaises(UnreadableError) as caught:
            self.bundle.add(content)
        self.assertEqual(caught.exception.reason, reason)
        self.assertEqual(self.stream.getvalue(), before, "Nothing of it is left.")

    def test_pages_in_the_order_asked_for_each_with_its_stamp(self):
        second, first = self.bundle.add(pdf("c", "d")), self.bundle.add(pdf("a"))
        reader = self.bind(first, second)
        self.assertEqual(
            self.texts(reader),
            ["a Pièce 1 1 / 3", "c Pièce 2 2 / 3", "d Pièce 3 3 / 3"],
        )

    def test_what_is_not_packed_is_there_as_well(self):
        """A page whose drawing is plain: it is not taken for an empty one."""
        plain = pdf("plain", packed=False)
        self.assertNotIn(b"/Filter", plain)
        reader = self.bind(self.bundle.add(plain), self.bundle.add(pdf("packed")))
        self.assertEqual(
            self.texts(reader), ["plain Pièce 1 1 / 2", "packed Pièce 2 2 / 2"]
        )

    def test_the_stamp_stands_below_what_was_there_however_the_page_lies(self):
        for turned in (0, 90, 180, 270):
            for size in (A4, landscape(A4), (226, 400)):
                self.setUp()
                [page] = self.bind(
                    self.bundle.add(pdf("a", size=size, turned=turned))
                ).pages
                old = PdfReader(BytesIO(pdf("a", size=size, turned=turned))).pages[0]
                new, old = (
                    [float(x) for x in page.mediabox],
                    [float(x) for x in old.mediabox],
                )
                grown = [round(b - a) for a, b in zip(old, new, strict=True)]
                side = {0: 1, 90: 2, 180: 3, 270: 0}[turned]
                self.assertTrue(grown.pop(side))
                self.assertFalse(any(grown), "Nothing else has moved.")

    def test_bookmarks_in_two_levels(self):
        pages = [self.bundle.add(pdf(text)) for text in "abc"]
        marks = [
            Bookmark("Chronologie", pages[0][0]),
            Bookmark(
                "Pièces",
                pages[1][0],
                tuple(Bookmark(f"Pièce № {n} – 株", pages[n][0]) for n in (1, 2)),
            ),
        ]
        reader = self.bind(*pages, bookmarks=marks)
        outline = getattr(reader, "outline", None) or reader.outlines
        self.assertEqual(
            [item["/Title"] for item in (*outline[:2], *outline[2])],
            ["Chronologie", "Pièces", "Pièce № 1 – 株", "Pièce № 2 – 株"],
        )
        self.assertEqual(reader.metadata["/Title"], "Dossier Müller 株")

    def test_what_cannot_be_read_leaves_nothing_behind(self):
        good = pdf("good")
        for content in (
            b"",
            b"%PDF-1.4 and no more",
            b"<html>no PDF</html>",
            good[:400],
            good.replace(b"/Type /Page", b"/Type /Xage").replace(b"/Kids", b"/Kidz"),
            good.replace(
                b"/MediaBox [ 0 0 595.2756 841.8898 ]", b"/MediaBox [ 0 0 0 1e9 ]"
            ),
        ):
            self.assertUnreadable(content, BROKEN)
        self.assertEqual(
            self.texts(self.bind(self.bundle.add(good))), ["good Pièce 1 1 / 1"]
        )

    def test_a_page_tree_that_leads_to_itself(self):
        hostile = pdf("a").replace(b"/Kids [ 3 0 R ]", b"/Kids [ 4 0 R ]")
        with self.assertRaises(UnreadableError):
            self.bundle.add(hostile)
            self.bundle.add(pdf("a").replace(b"/Kids [ ", b"/Kids [ 1 0 R 1 0 R "))

    def test_too_many_pages(self):
        self.assertUnreadable(pdf(*["a"] * 2001), TOO_LONG)

    def test_a_password_keeps_it_closed_an_empty_one_does_not(self):
        self.assertUnreadable(encrypted(pdf("secret"), "password"), ENCRYPTED)
        pages = self.bundle.add(encrypted(pdf("only protected"), ""))
        self.assertIn("only protected", self.texts(self.bind(pages))[0])

    def test_nothing_that_does_something_comes_along(self):
        def links(canvas, number):
            canvas.linkURL("http://tracker.example/x", (0, 0, 90, 90))
            canvas.bookmarkPage(f"p{number}")
            canvas.linkRect("", "p0", (0, 0, 50, 50))
            canvas.addOutlineEntry(f"Mine {number}", f"p{number}")

        pages = self.bundle.add(pdf("a", "b", setup=links))
        [_first, only] = [pages[0], pages[1]]
        reader = self.bind([only])
        self.assertEqual(len(reader.pages), 1)
        self.assertNotIn(b"tracker.example", self.stream.getvalue())
        self.assertFalse(reader.pages[0]["/Annots"])

    def test_what_was_filled_in_or_signed_is_still_seen(self):
        def field(canvas, _number):
            canvas.acroForm.textfield(value="Lu et approuvé", x=50, y=500, name="n")

        [page] = self.bind(self.bundle.add(pdf("a", setup=field))).pages
        [note] = [note.get_object() for note in page["/Annots"]]
        self.assertEqual(note["/Subtype"], "/Stamp")
        self.assertIn("/N", note["/AP"])

    def test_pictures_fill_a_page(self):
        for kind, size in (("JPEG", (400, 300)), ("PNG", (300, 900))):
            [page] = PdfReader(BytesIO(picture_page(picture(kind, size)))).pages
            wide = float(page.mediabox[2]) > float(page.mediabox[3])
            self.assertEqual(wide, size[0] > size[1])
            self.bundle.add(picture_page(picture(kind, size)))
        clear = BytesIO()
        Image.new("RGBA", (9, 9), (0, 0, 0, 0)).save(clear, "PNG")
        self.assertTrue(self.bundle.add(picture_page(clear.getvalue())))

    def test_a_picture_that_is_none(self):
        huge = zlib.compress(b"")
        for content in (
            b"",
            b"GIF89a",
            picture("JPEG")[:200],
            b"\x89PNG\r\n\x1a\n" + huge,
        ):
            with self.assertRaises(UnreadableError):
                picture_page(content)
        with self.assertRaises(UnreadableError):
            picture_page(picture("PNG", (9000, 9000)))
