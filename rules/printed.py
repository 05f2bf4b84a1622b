"""Printed: a PDF as wkhtmltopdf writes it, read and cut into parts.

Pure: bytes in, bytes out. It knows no other kind of PDF, and raises one of DOUBTS where
it meets one; a library that knows them all takes ten times as long.
"""

import re
import zlib
from itertools import pairwise

DOUBTS = (ValueError, LookupError, TypeError, zlib.error)

TABLE = re.compile(
    rb"xref\s+0 \d+\s+(\d{10} 65535 f\s+(?:\d{10} 00000 n\s+)+)trailer\s+<<[^>]*"
    rb"/Root (\d+) 0 R[^>]*>>\s+startxref\s+(\d+)\s+%%EOF\s*\Z"
)
OBJECT = re.compile(rb"(\d+) 0 obj\s(.*)\sendobj\s*", re.DOTALL)
# What stands in brackets is text and refers to nothing, whatever it looks like.
REFERENCE = re.compile(rb"\((?:[^()\\]|\\.)*\)|\b(\d+) 0 R\b", re.DOTALL)
SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf\b|<([0-9A-Fa-f]+)> Tj\b")
SHOWN_OTHERWISE = re.compile(rb"\b(?:TJ|Do|BI|sh)\b|['\"(]")
# The foot of a page, in points.
FOOT_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
FOOT_SIZE, A4_WIDTH = 8, 595
UNICODE = re.compile(rb"<(\w{4})> <\w{4}> (?:<(\w+)>|\[([^\]]*)\])")


class Printed:
    def __init__(self, content):
        table = TABLE.search(content, content.rindex(b"\nxref"))
        self._objects = dict(_read_objects(content, table))
        catalog = self._head(int(table[2]))
        self._tree = int(re.search(rb"/Pages (\d+) 0 R\b", catalog)[1])
        tree = self._head(self._tree)
        self._pages = _references(re.search(rb"/Kids\s*\[[^\]]*\]", tree)[0])
        if len(self._pages) != int(re.search(rb"/Count (\d+)\b", tree)[1]):
            raise ValueError("pages are missing")
        self._characters = {}

    def __len__(self):
        return len(self._pages)

    def _head(self, number):
        """The object without its stream."""
        return self._objects[number].partition(b"stream")[0]

    def _stream(self, number):
        head, _word, data = self._objects[number].partition(b"stream\n")
        packed = b"/Filter /FlateDecode" in head
        return zlib.decompressobj().decompress(data) if packed else data

    # === WHAT STANDS ON A PAGE === #

    def drawing(self, index):
        """What a page draws, as written."""
        page = self._head(self._pages[index])
        return self._stream(int(re.search(rb"/Contents (\d+) 0 R\b", page)[1]))

    def text(self, index):
        """All the text on a page, or None where there may be other things on it."""
        drawing = self.drawing(index)
        shown = SHOWN.findall(drawing)
        if SHOWN_OTHERWISE.search(drawing) or drawing.count(b"Tj") != len(
            [codes for _font, codes in shown if codes]
        ):
            return None
        page = self._head(self._pages[index])
        resources = int(re.search(rb"/Resources (\d+) 0 R\b", page)[1])
        text, characters = "", {}
        for font, codes in shown:
            if font:
                characters = self._characters_of(resources, font)
            text += "".join(characters[code] for code in _fours(codes))
        return text

    def _characters_of(self, resources, name):
        """{code of a glyph: its character} of one font."""
        font = re.search(rb"/%s (\d+) 0 R\b" % name, self._head(resources))[1]
        if font not in self._characters:
            codes = re.search(rb"/ToUnicode (\d+) 0 R\b", self._head(int(font)))[1]
            self._characters[font] = dict(_read_codes(self._stream(int(codes))))
        return self._characters[font]

    # === PARTS === #

    def part(self, indexes, *, numbered=False):
        """These pages and what they refer to, as a PDF of its own.

        :param bool numbered: write "2 / 3" at their feet, where there are several
        """
        pages = [self._pages[index] for index in indexes]
        numbers = self._numbers(pages)
        if any(number in numbers for number in {*self._pages} - {*pages}):
            raise ValueError("a page refers to a page of another part")
        kids = b" ".join(b"%d 0 R" % numbers[page] for page in pages)
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [ %s ] /Count %d >>" % (kids, len(pages)),
            *(self._renumbered(number, numbers) for number in [*numbers][1:]),
        ]
        if numbered and len(pages) > 1:
            _number_pages(objects, [numbers[page] for page in pages])
        return write(objects)

    def _numbers(self, pages):
        """{number here: number in the part} of the tree, then of all that is needed."""
        numbers = {self._tree: 2}
        found = list(pages)
        for number in found:
            if number not in numbers:
                numbers[number] = len(numbers) + 2
                found += _references(self._head(number))
        return numbers

    def _renumbered(self, number, numbers):
        head, word, data = self._objects[number].partition(b"stream")
        head = REFERENCE.sub(
            lambda match: b"%d 0 R" % numbers[int(match[1])] if match[1] else match[0],
            head,
        )
        return head + word + data


def _read_objects(content, table):
    """(number, object) of each that the table lists."""
    start = int(table[3])
    if start != table.start():
        raise ValueError("the table is elsewhere")
    offsets = [int(entry[:10]) for entry in table[1].splitlines()[1:]]
    ends = dict(pairwise([*sorted(offsets), start]))
    for number, offset in enumerate(offsets, 1):
        found = OBJECT.fullmatch(content, offset, ends[offset])
        if int(found[1]) != number:
            raise ValueError("an object is elsewhere")
        yield number, found[2]


def _references(head):
    return [int(number) for number in REFERENCE.findall(head) if number]


def _read_codes(table):
    for first, character, characters in UNICODE.findall(table):
        found = re.findall(rb"<(\w+)>", characters) or [character]
        for code, text in enumerate(found, int(first, 16)):
            yield code, bytes.fromhex(text.decode()).decode("utf-16-be")


def _number_pages(objects, pages):
    """Write "2 / 3" at the foot of each page: more objects, before and after it draws.

    :param list objects: all objects of the PDF, the first is number 1
    :param pages: numbers of the pages
    """
    font, saved = len(objects) + 1, len(objects) + 2
    objects += [FOOT_FONT, _drawn(b"q")]
    for place, page in enumerate(pages, 1):
        label = b"%d / %d" % (place, len(pages))
        start = (A4_WIDTH - FOOT_SIZE * 0.5 * len(label)) / 2
        objects.append(_drawn(b"Q BT /Foot 8 Tf %d 23 Td (%s) Tj ET" % (start, label)))
        contents = b"/Contents [%d 0 R \\1 0 R %d 0 R]" % (saved, len(objects))
        head = objects[page - 1]
        objects[page - 1] = _replaced(rb"/Contents (\d+) 0 R\b", contents, head)
        resources = int(re.search(rb"/Resources (\d+) 0 R\b", head)[1])
        objects[resources - 1] = _replaced(
            rb"/Font\s*<<", b"/Font << /Foot %d 0 R" % font, objects[resources - 1]
        )


def _drawn(operators):
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(operators), operators)


def _replaced(pattern, new, head):
    text, count = re.subn(pattern, new, head)
    if count != 1:
        raise ValueError("an object is not as expected")
    return text


def _fours(codes):
    return [int(codes[i : i + 4], 16) for i in range(0, len(codes), 4)]


def write(objects):
    parts = [b"%PDF-1.4\n"]
    table = [b"0000000000 65535 f \n"]
    offset = len(parts[0])
    for number, content in enumerate(objects, 1):
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, content))
        table.append(b"%010d 00000 n \n" % offset)
        offset += len(parts[-1])
    size = len(table)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        offset,
    )
    return b"".join([*parts, b"xref\n0 %d\n" % size, *table, trailer])
