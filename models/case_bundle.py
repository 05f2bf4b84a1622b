"""Many PDFs bound into one, each page with a stamp at its foot.

Written page by page, never held in memory as a whole: a case file may have thousands of
pages. What was added last is taken out again when it turns out to be broken. Odoo's own
PDF library reads; what it does while writing needs the whole bundle in memory.
"""

import hashlib
from contextlib import contextmanager
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageOps
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from odoo.tools.pdf import PdfReader, generic

MOST_PAGES = 2000  # of one document: a longer one is a mistake, or an attack
MOST_OBJECTS = 200_000
STRIP = 24  # points, on a page as wide as A4: it is added below what was there
A4_WIDTH = 595.28
FONT_SIZE = 8
GREY = b"0.35 0.40 0.47"
HELVETICA_WIDTH = 0.5  # of its size, on average, for what a stamp says
# The rest may run a program, call another computer, or point to pages left behind.
PAGE_KEYS = ("/Group", "/UserUnit")
ANNOTATION_KEYS = ("/Rect", "/AP", "/AS", "/F")
HIDDEN = 0b100010  # flags of an annotation that nobody sees
PRINTED = 0b100

MOST_PIXELS = 60_000_000
PRINTER_DOTS = 2500  # on the long side of A4: 210 an inch
PICTURE_MARGIN = 36  # points

Name = generic.NameObject


class UnreadableError(Exception):
    """A document that cannot be bound; ``reason`` is a word, see ``REASONS``."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


ENCRYPTED, BROKEN, TOO_LONG = REASONS = ("encrypted", "broken", "too_long")


class Page(NamedTuple):
    number: int  # of its object
    stamp: int  # number of the object that will draw its stamp
    turned: int  # 0, 90, 180 or 270 degrees
    box: tuple[float, float, float, float]  # what was visible of it


class Bookmark(NamedTuple):
    title: str
    page: Page
    children: tuple = ()


class Bundle:
    def __init__(self, stream):
        self._stream = stream
        self._offsets = []
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self._catalog, self._tree = self._reserve(), self._reserve()
        self._font = self._emit(_helvetica())
        self._before = self._emit(_stream(b"q\n"))

    # === ADDING === #

    def add(self, content):
        """Bind all pages of a PDF.

        :param bytes content: anything
        :return: its ``Page`` objects, for ``finish``
        :raise UnreadableError: nothing of it has been bound
        """
        with self._undone_if_broken():
            reader = _open(content)
            pages = reader.pages
            if not len(pages):
                raise UnreadableError(BROKEN)
            if len(pages) > MOST_PAGES:
                raise UnreadableError(TOO_LONG)
            graft = Graft(self)
            return [self._add_page(graft, page) for page in pages]

    @contextmanager
    def _undone_if_broken(self):
        position, objects = self._stream.tell(), len(self._offsets)
        try:
            yield
        except Exception as error:
            self._stream.seek(position)
            self._stream.truncate()
            del self._offsets[objects:]
            if isinstance(error, UnreadableError):
                raise
            raise UnreadableError(BROKEN) from error

    def _add_page(self, graft, page):
        turned = int(page.get("/Rotate", 0) or 0) % 360
        box = _visible(page)
        if turned % 90 or not all(9 < side < 15000 for side in _sides(box)):
            raise UnreadableError(BROKEN)
        stamp = self._reserve()
        new = generic.DictionaryObject()
        for key in PAGE_KEYS:
            if key in page:
                new[Name(key)] = graft.take(page.raw_get(key))
        whole = generic.ArrayObject(
            generic.FloatObject(round(side, 3)) for side in _with_strip(box, turned)
        )
        new.update(
            {
                Name("/Type"): Name("/Page"),
                Name("/Parent"): reference(self._tree),
                Name("/MediaBox"): whole,
                Name("/CropBox"): whole,
                Name("/Rotate"): generic.NumberObject(turned),
                Name("/Resources"): self._resources(graft, page),
                Name("/Contents"): self._contents(graft, page, stamp),
                Name("/Annots"): self._annotations(graft, page),
            }
        )
        graft.finish()
        return Page(self._emit(new), stamp, turned, box)

    def _resources(self, graft, page):
        """The page's own, and the font of the stamp."""
        resources = _resolved(page.get("/Resources")) or {}
        new = generic.DictionaryObject()
        for key in resources:
            if key != "/Font":
                new[Name(key)] = graft.take(resources.raw_get(key))
        fonts = _resolved(resources.get("/Font")) or {}
        new[Name("/Font")] = generic.DictionaryObject(
            {Name(key): graft.take(fonts.raw_get(key)) for key in fonts}
        )
        new["/Font"][Name("/CaseFileStamp")] = reference(self._font)
        return new

    def _contents(self, graft, page, stamp):
        contents = page.raw_get("/Contents") if "/Contents" in page else None
        drawn = _resolved(contents)
        parts = drawn if isinstance(drawn, generic.ArrayObject) else [contents]
        return generic.ArrayObject(
            [
                reference(self._before),
                *(graft.take(part) for part in parts if _resolved(part)),
                reference(stamp),
            ]
        )

    def _annotations(self, graft, page):
        """What is seen of them, a signature or a stamp; nothing that does anything."""
        shown = generic.ArrayObject()
        for item in _resolved(page.get("/Annots")) or ():
            note = _resolved(item)
            flags = int(_resolved(note.get("/F")) or 0)
            if "/AP" not in note or flags & HIDDEN or note.get("/Subtype") == "/Popup":
                continue
            kept = generic.DictionaryObject(
                {
                    Name(key): graft.take(note.raw_get(key))
                    for key in ANNOTATION_KEYS
                    if key in note
                }
            )
            kept[Name("/Type")] = Name("/Annot")
            kept[Name("/Subtype")] = Name("/Stamp")
            kept[Name("/F")] = generic.NumberObject(PRINTED)
            shown.append(reference(self._emit(kept)))
        return shown

    # === FINISHING === #

    def finish(self, pages, bookmarks, title, lang):
        """Write the stamps, the order of the pages and the bookmarks.

        :param pages: ``(Page, text on the left, text on the right)`` in their order
        :param bookmarks: ``Bookmark`` objects
        """
        for page, left, right in pages:
            self._emit(_stream(_stamp(page, left, right)), page.stamp)
        kids = generic.ArrayObject(reference(page.number) for page, *_texts in pages)
        tree = {"/Type": Name("/Pages"), "/Kids": kids}
        tree["/Count"] = generic.NumberObject(len(kids))
        self._emit(_dictionary(tree), self._tree)
        outlines = self._reserve()
        self._emit_outline(bookmarks, outlines, {"/Type": Name("/Outlines")})
        self._emit(
            _dictionary(
                {
                    "/Type": Name("/Catalog"),
                    "/Pages": reference(self._tree),
                    "/Outlines": reference(outlines),
                    "/PageMode": Name("/UseOutlines"),
                    "/Lang": _text(lang),
                    "/ViewerPreferences": _dictionary(
                        {"/DisplayDocTitle": generic.BooleanObject(True)}
                    ),
                }
            ),
            self._catalog,
        )
        info = self._emit(_dictionary({"/Title": _text(title)}))
        self._write_table(info)

    def _emit_outline(self, bookmarks, number, values):
        """One level of the outline, then what lies below each of its items."""
        numbers = [self._reserve() for _bookmark in bookmarks]
        if numbers:
            values["/First"] = reference(numbers[0])
            values["/Last"] = reference(numbers[-1])
            values["/Count"] = generic.NumberObject(len(numbers))
        self._emit(_dictionary(values), number)
        for place, (mark, own) in enumerate(zip(bookmarks, numbers, strict=True)):
            item = {
                "/Title": _text(mark.title),
                "/Parent": reference(number),
                "/Dest": generic.ArrayObject(
                    [reference(mark.page.number), Name("/Fit")]
                ),
            }
            if place:
                item["/Prev"] = reference(numbers[place - 1])
            if place + 1 < len(numbers):
                item["/Next"] = reference(numbers[place + 1])
            self._emit_outline(mark.children, own, item)

    def _write_table(self, info):
        start = self._stream.tell()
        size = len(self._offsets) + 1
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
        for offset in self._offsets:
            self._write(b"%010d 00000 n \n" % offset)
        mark = hashlib.sha256(repr(self._offsets).encode()).hexdigest()[:32].encode()
        self._write(
            b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%s> <%s>] >>\n"
            b"startxref\n%d\n%%%%EOF\n" % (size, self._catalog, info, mark, mark, start)
        )

    # === OBJECTS === #

    def _reserve(self):
        """The number of an object that will be written later."""
        self._offsets.append(0)
        return len(self._offsets)

    def _emit(self, item, number=None):
        number = number or self._reserve()
        self._offsets[number - 1] = self._stream.tell()
        self._write(b"%d 0 obj\n" % number)
        item.write_to_stream(self._stream, None)
        self._write(b"\nendobj\n")
        return number

    def _write(self, content):
        self._stream.write(content)


class Graft:
    """Copies what pages of one document refer to, each object once."""

    def __init__(self, bundle):
        self._bundle = bundle
        self._numbers = {}
        self._waiting = []

    def take(self, item):
        """``item`` with references to the bundle's objects; ``finish`` writes these."""
        if isinstance(item, generic.IndirectObject):
            return self._refer(item)
        if isinstance(item, generic.StreamObject):
            return reference(self._bundle._emit(self._copy_stream(item)))
        if isinstance(item, generic.DictionaryObject):
            return self._copy_dictionary(item)
        if isinstance(item, generic.ArrayObject):
            return generic.ArrayObject(self.take(part) for part in item)
        return generic.NullObject() if item is None else item

    def _refer(self, item):
        key = (item.idnum, item.generation)
        if key not in self._numbers:
            if len(self._numbers) > MOST_OBJECTS:
                raise UnreadableError(TOO_LONG)
            self._numbers[key] = self._bundle._reserve()
            self._waiting.append((self._numbers[key], item))
        return reference(self._numbers[key])

    def finish(self):
        while self._waiting:
            number, item = self._waiting.pop()
            found = item.get_object()
            if isinstance(found, generic.StreamObject):
                found = self._copy_stream(found)
            elif _is_page(found):  # what leads to a page leads nowhere
                found = generic.NullObject()
            else:
                found = self.take(found)
            self._bundle._emit(found, number)

    def _copy_dictionary(self, item):
        return generic.DictionaryObject(
            {Name(key): self.take(item.raw_get(key)) for key in item}
        )

    def _copy_stream(self, item):
        """As it is, packed as it was."""
        new = generic.StreamObject()
        new.update(self._copy_dictionary(item))
        new._data = item._data
        return new


def _is_page(item):
    return isinstance(item, generic.DictionaryObject) and (
        item.get("/Type") in ("/Page", "/Pages", "/Catalog")
    )


def reference(number):
    return generic.IndirectObject(number, 0, None)


def _open(content):
    reader = PdfReader(BytesIO(content), strict=False)
    # Many are only protected against changes: they open with an empty password.
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableError(ENCRYPTED)
    return reader


def _resolved(item):
    return item.get_object() if isinstance(item, generic.IndirectObject) else item


def _visible(page):
    """What is seen of the page: left, bottom, right and top, in points."""
    media = _box(page, "/MediaBox") or (0, 0, A4_WIDTH, 841.89)
    crop = _box(page, "/CropBox") or media
    return (
        max(media[0], crop[0]),
        max(media[1], crop[1]),
        min(media[2], crop[2]),
        min(media[3], crop[3]),
    )


def _box(page, key):
    found = _resolved(page.get(key))
    if not found:
        return None
    first, second, third, fourth = (float(_resolved(side)) for side in found)
    return (
        min(first, third),
        min(second, fourth),
        max(first, third),
        max(second, fourth),
    )


def _sides(box):
    return box[2] - box[0], box[3] - box[1]


# === STAMP === #


def _scale(box, turned):
    """Of the strip: as wide as the page is seen, neither tiny nor huge."""
    width = _sides(box)[1 if turned % 180 else 0]
    return width, min(max(width / A4_WIDTH, 0.5), 5)


def _with_strip(box, turned):
    """The page with room below it, as it is seen."""
    left, bottom, right, top = box
    height = STRIP * _scale(box, turned)[1]
    return {
        0: (left, bottom - height, right, top),
        90: (left, bottom, right + height, top),
        180: (left, bottom, right, top + height),
        270: (left - height, bottom, right, top),
    }[turned]


def _stamp(page, left, right):
    """Draws both texts in the strip, on white, whatever the page has drawn before."""
    width, scale = _scale(page.box, page.turned)
    height = STRIP * scale
    x0, y0, x1, y1 = page.box
    matrix = {
        0: b"1 0 0 1 %.2f %.2f" % (x0, y0 - height),
        90: b"0 1 -1 0 %.2f %.2f" % (x1 + height, y0),
        180: b"-1 0 0 -1 %.2f %.2f" % (x1, y1 + height),
        270: b"0 -1 1 0 %.2f %.2f" % (x0 - height, y1),
    }[page.turned]
    size = FONT_SIZE * scale
    margin = 36 * scale
    room = width - 2 * margin
    ends = width - margin - (len(right) + 1) * HELVETICA_WIDTH * size
    return b"\n".join(
        (
            b"\nQ q %s cm" % matrix,
            b"1 g 0 0 %.2f %.2f re f" % (width, height),
            b"%s RG 0.5 w %.2f %.2f m %.2f %.2f l S"
            % (GREY, margin, height - 4 * scale, margin + room, height - 4 * scale),
            b"%s rg BT /CaseFileStamp %.2f Tf" % (GREY, size),
            b"1 0 0 1 %.2f %.2f Tm %s Tj" % (margin, 8 * scale, _shown(left)),
            b"1 0 0 1 %.2f %.2f Tm %s Tj" % (ends, 8 * scale, _shown(f" {right}")),
            b"ET Q",
        )
    )


def _shown(words):
    return b"<%s>" % words.encode("cp1252", "replace").hex().encode()


def _helvetica():
    return _dictionary(
        {
            "/Type": Name("/Font"),
            "/Subtype": Name("/Type1"),
            "/BaseFont": Name("/Helvetica"),
            "/Encoding": Name("/WinAnsiEncoding"),
        }
    )


def _dictionary(values):
    return generic.DictionaryObject({Name(key): item for key, item in values.items()})


def _stream(content):
    new = generic.StreamObject()
    new._data = content
    return new


def _text(words):
    """Any text, in any script."""
    return generic.ByteStringObject(b"\xfe\xff" + words.encode("utf-16-be"))


# === PICTURES === #


def picture_page(content):
    """A PDF with the picture on a page of its own, upright, as large as it may be.

    :raise UnreadableError: it is no JPEG or PNG, or has more than ``MOST_PIXELS``
    """
    try:
        with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise UnreadableError(TOO_LONG)
            return _draw_picture(_upright(picture))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableError(BROKEN) from error


def _upright(picture):
    """As a camera held it, without what is transparent, no finer than a printer is."""
    picture = ImageOps.exif_transpose(picture)
    picture.thumbnail((PRINTER_DOTS, PRINTER_DOTS))
    if picture.mode in ("RGBA", "LA", "P", "PA"):
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    return picture.convert("RGB")


def _draw_picture(picture):
    size = landscape(A4) if picture.width > picture.height else A4
    room = [side - 2 * PICTURE_MARGIN for side in size]
    scale = min(room[0] / picture.width, room[1] / picture.height)
    width, height = picture.width * scale, picture.height * scale
    packed, content = BytesIO(), BytesIO()
    picture.save(packed, "JPEG", quality=90)
    canvas = Canvas(content, pagesize=size)
    left, bottom = (size[0] - width) / 2, (size[1] - height) / 2
    canvas.drawImage(ImageReader(packed), left, bottom, width, height)
    canvas.save()
    return content.getvalue()
