"""One page of a bundle: what is copied of it, where its stamp stands, and pictures."""

from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageOps
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from odoo.tools.pdf import generic

MOST_OBJECTS = 200_000  # of one document: with more, it is a mistake, or an attack
STRIP = 24  # points, on a page as wide as A4: it is added below what was there
A4_WIDTH = 595.28
FONT_SIZE = 8
GREY = b"0.35 0.40 0.47"
HELVETICA_WIDTH = 0.5  # of its size, on average, for what a stamp says

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
            return reference(self._bundle.emit(self._copy_stream(item)))
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
            self._numbers[key] = self._bundle.reserve()
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
            self._bundle.emit(found, number)

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


def is_stream(item):
    return isinstance(resolved(item), generic.StreamObject)


# === WHAT IS SEEN === #


def resolved(item):
    return item.get_object() if isinstance(item, generic.IndirectObject) else item


def visible(page):
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
    found = resolved(page.get(key))
    if not found:
        return None
    first, second, third, fourth = (float(resolved(side)) for side in found)
    return (
        min(first, third),
        min(second, fourth),
        max(first, third),
        max(second, fourth),
    )


def sides(box):
    return box[2] - box[0], box[3] - box[1]


# === STAMP === #


def _scale(box, turned):
    """Of the strip: as wide as the page is seen, neither tiny nor huge."""
    width = sides(box)[1 if turned % 180 else 0]
    return width, min(max(width / A4_WIDTH, 0.5), 5)


def with_strip(box, turned):
    """The page with room below it, as it is seen."""
    left, bottom, right, top = box
    height = STRIP * _scale(box, turned)[1]
    return {
        0: (left, bottom - height, right, top),
        90: (left, bottom, right + height, top),
        180: (left, bottom, right, top + height),
        270: (left - height, bottom, right, top),
    }[turned]


def drawn_stamp(page, left, right):
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


# === PDF VALUES === #


def helvetica():
    return dictionary(
        {
            "/Type": Name("/Font"),
            "/Subtype": Name("/Type1"),
            "/BaseFont": Name("/Helvetica"),
            "/Encoding": Name("/WinAnsiEncoding"),
        }
    )


def dictionary(values):
    return generic.DictionaryObject({Name(key): item for key, item in values.items()})


def stream_of(content):
    new = generic.StreamObject()
    new._data = content
    return new


def text_of(words):
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
