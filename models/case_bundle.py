"""Many PDFs bound into one, each page with a stamp at its foot.

Written page by page, never held in memory as a whole: a case file may have thousands of
pages. What was added last is taken out again when it turns out to be broken. Odoo's own
PDF library reads; what it does while writing needs the whole bundle in memory.
"""

import hashlib
from contextlib import contextmanager
from io import BytesIO
from typing import NamedTuple

from odoo.tools.pdf import PdfReader, generic

from .case_page import (
    BROKEN,
    ENCRYPTED,
    TOO_LONG,
    Graft,
    Name,
    Page,
    UnreadableError,
    dictionary,
    drawn_stamp,
    helvetica,
    is_stream,
    reference,
    resolved,
    sides,
    stream_of,
    text_of,
    visible,
    with_strip,
)

MOST_PAGES = 2000  # of one document: a longer one is a mistake, or an attack
# The rest may run a program, call another computer, or point to pages left behind.
PAGE_KEYS = ("/Group", "/UserUnit")
ANNOTATION_KEYS = ("/Rect", "/AP", "/AS", "/F")
HIDDEN = 0b100010  # flags of an annotation that nobody sees
PRINTED = 0b100


class Bookmark(NamedTuple):
    title: str
    page: Page
    children: tuple = ()


class Bundle:
    def __init__(self, stream):
        self._stream = stream
        self._offsets = []
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self._catalog, self._tree = self.reserve(), self.reserve()
        self._font = self.emit(helvetica())
        self._before = self.emit(stream_of(b"q\n"))

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
        box = visible(page)
        if turned % 90 or not all(9 < side < 15000 for side in sides(box)):
            raise UnreadableError(BROKEN)
        stamp = self.reserve()
        new = generic.DictionaryObject()
        for key in PAGE_KEYS:
            if key in page:
                new[Name(key)] = graft.take(page.raw_get(key))
        whole = generic.ArrayObject(
            generic.FloatObject(round(side, 3)) for side in with_strip(box, turned)
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
        return Page(self.emit(new), stamp, turned, box)

    def _resources(self, graft, page):
        """The page's own, and the font of the stamp."""
        resources = resolved(page.get("/Resources")) or {}
        new = generic.DictionaryObject()
        for key in resources:
            if key != "/Font":
                new[Name(key)] = graft.take(resources.raw_get(key))
        fonts = resolved(resources.get("/Font")) or {}
        new[Name("/Font")] = generic.DictionaryObject(
            {Name(key): graft.take(fonts.raw_get(key)) for key in fonts}
        )
        new["/Font"][Name("/CaseFileStamp")] = reference(self._font)
        return new

    def _contents(self, graft, page, stamp):
        contents = page.raw_get("/Contents") if "/Contents" in page else None
        drawn = resolved(contents)
        parts = drawn if isinstance(drawn, generic.ArrayObject) else [contents]
        return generic.ArrayObject(
            [
                reference(self._before),
                # One that is not packed has no keys: as a dictionary, it is empty.
                *(graft.take(part) for part in parts if is_stream(part)),
                reference(stamp),
            ]
        )

    def _annotations(self, graft, page):
        """What is seen of them, a signature or a stamp; nothing that does anything."""
        shown = generic.ArrayObject()
        for item in resolved(page.get("/Annots")) or ():
            note = resolved(item)
            flags = int(resolved(note.get("/F")) or 0)
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
            shown.append(reference(self.emit(kept)))
        return shown

    # === FINISHING === #

    def finish(self, pages, bookmarks, title, lang):
        """Write the stamps, the order of the pages and the bookmarks.

        :param pages: ``(Page, text on the left, text on the right)`` in their order
        :param bookmarks: ``Bookmark`` objects
        """
        for page, left, right in pages:
            self.emit(stream_of(drawn_stamp(page, left, right)), page.stamp)
        kids = generic.ArrayObject(reference(page.number) for page, *_texts in pages)
        tree = {"/Type": Name("/Pages"), "/Kids": kids}
        tree["/Count"] = generic.NumberObject(len(kids))
        self.emit(dictionary(tree), self._tree)
        outlines = self.reserve()
        self._emit_outline(bookmarks, outlines, {"/Type": Name("/Outlines")})
        self.emit(
            dictionary(
                {
                    "/Type": Name("/Catalog"),
                    "/Pages": reference(self._tree),
                    "/Outlines": reference(outlines),
                    "/PageMode": Name("/UseOutlines"),
                    "/Lang": text_of(lang),
                    "/ViewerPreferences": dictionary(
                        {"/DisplayDocTitle": generic.BooleanObject(True)}
                    ),
                }
            ),
            self._catalog,
        )
        info = self.emit(dictionary({"/Title": text_of(title)}))
        self._write_table(info)

    def _emit_outline(self, bookmarks, number, values):
        """One level of the outline, then what lies below each of its items."""
        numbers = [self.reserve() for _bookmark in bookmarks]
        if numbers:
            values["/First"] = reference(numbers[0])
            values["/Last"] = reference(numbers[-1])
            values["/Count"] = generic.NumberObject(len(numbers))
        self.emit(dictionary(values), number)
        for place, (mark, own) in enumerate(zip(bookmarks, numbers, strict=True)):
            item = {
                "/Title": text_of(mark.title),
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

    def reserve(self):
        """The number of an object that will be written later."""
        self._offsets.append(0)
        return len(self._offsets)

    def emit(self, item, number=None):
        number = number or self.reserve()
        self._offsets[number - 1] = self._stream.tell()
        self._write(b"%d 0 obj\n" % number)
        item.write_to_stream(self._stream, None)
        self._write(b"\nendobj\n")
        return number

    def _write(self, content):
        self._stream.write(content)


def _open(content):
    reader = PdfReader(BytesIO(content), strict=False)
    # Many are only protected against changes: they open with an empty password.
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableError(ENCRYPTED)
    return reader
