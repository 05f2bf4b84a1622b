import zlib

from odoo.tests import BaseCase, tagged

from ..rules.printed import DOUBTS, Printed, write

CODES = b"1 beginbfrange\n<0001> <0003> [<0061> <00E9> <D83DDE00> ]\nendbfrange"


def stream(content, packed=True):
    data = zlib.compress(content) if packed else content
    name = b"/Filter /FlateDecode" if packed else b""
    return b"<< %s >>\nstream\n%s\nendstream" % (name, data)


def printed(*drawings, annotation=b"", count=None):
    """A PDF with these pages, as wkhtmltopdf writes it."""
    numbers = [6 + 3 * index for index in range(len(drawings))]
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [ %s ] /Count %d >>" % (kids, count or len(numbers)),
        b"<< /Type /Font /ToUnicode 4 0 R >>",
        stream(CODES, packed=False),
        b"<< /URI (http://example.com/9 0 R\\)9 0 R) >>",
    ]
    for number, drawing in zip(numbers, drawings, strict=True):
        objects += [
            b"<< /Type /Page /Parent 2 0 R /Contents %d 0 R /Resources %d 0 R"
            b" /Annots [ 5 0 R %s ] >>" % (number + 1, number + 2, annotation),
            stream(drawing),
            b"<< /Font << /F3 3 0 R >> >>",
        ]
    return write(objects)


def saying(*codes):
    return b"BT /F3 21 Tf 0 0 Td %s ET" % b" ".join(b"<%s> Tj" % c for c in codes)


@tagged("post_install", "-at_install")
class TestPrinted(BaseCase):
    """A PDF of wkhtmltopdf, read and cut; all others are refused."""

    def test_a_page_says_what_it_says(self):
        pdf = printed(saying(b"0001", b"00020001"), saying(b"0003"), b"0 0 m")
        self.assertEqual([Printed(pdf).text(i) for i in range(3)], ["aéa", "😀", ""])

    def test_where_other_things_may_stand_it_says_nothing(self):
        for drawing in (b"/Im1 Do", b"[<0001>] TJ", b"(a) Tj", b"(a) '", b"BI ID EI"):
            with self.subTest(drawing):
                pdf = Printed(printed(saying(b"0001") + b" " + drawing))
                self.assertIsNone(pdf.text(0))

    def test_a_part_holds_its_pages_and_nothing_of_the_others(self):
        whole = printed(saying(b"0001"), saying(b"0002"), saying(b"0003"))
        part = Printed(whole).part(range(1, 3))
        cut = Printed(part)
        self.assertEqual([cut.text(index) for index in range(len(cut))], ["é", "😀"])
        self.assertNotIn(zlib.compress(saying(b"0001")), part)
        self.assertIn(b"(http://example.com/9 0 R\\)9 0 R)", part, "It is only text.")
        self.assertEqual(cut.part(range(2)), part)

    def test_pages_are_numbered_where_there_are_several(self):
        whole = printed(saying(b"0001"), saying(b"0002"), saying(b"0003"))
        numbered = Printed(whole).part(range(3), numbered=True)
        self.assertEqual(len(Printed(numbered)), 3)
        for number in (1, 2, 3):
            self.assertIn(b"(%d / 3) Tj" % number, numbered)
        alone = Printed(whole).part([1], numbered=True)
        self.assertEqual(Printed(alone).text(0), "é")
        twice = Printed(whole.replace(b"/Font <<", b"/Fond <<"))
        with self.assertRaises(DOUBTS):
            twice.part(range(3), numbered=True)

    def test_pages_that_lead_to_each_other_are_not_cut(self):
        pdf = Printed(printed(saying(b"0001"), saying(b"0002"), annotation=b"9 0 R"))
        with self.assertRaises(DOUBTS):
            pdf.part([0])
        self.assertTrue(pdf.part([0, 1]))

    def test_what_it_does_not_know_it_refuses(self):
        good = printed(saying(b"0001"), saying(b"0002"))
        for what, pdf in (
            ("nothing", b""),
            ("a part of it", good[:-40]),
            ("shifted", b" " + good),
            ("changed later", good + good[good.rindex(b"xref\n0 ") :]),
            ("an older object", good.replace(b"00000 n", b"00001 n", 1)),
            ("another numbering", good.replace(b"\n7 0 obj", b"\n8 0 obj")),
            ("a page in a branch", printed(saying(b"0001"), count=2)),
        ):
            with self.subTest(what), self.assertRaises(DOUBTS):
                Printed(pdf)
        with self.assertRaises(DOUBTS):
            Printed(printed(saying(b"0009"))).text(0)
