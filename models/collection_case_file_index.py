import csv
from io import StringIO
from zipfile import ZIP_STORED

from odoo import models

from ..rules import case_index
from ..rules.case_index import Document
from ..rules.printed import Printed
from .case_bundle import Bookmark
from .collection_case_file_bind import Bound

LINES_A_PAGE = 38  # for a first guess
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would compute


# pylint: disable=consider-merging-classes-inherited
class CollectionCaseFile(models.Model):
    """The index: printed, as bookmarks, on each page and as a table."""

    _inherit = "collection.case.file"

    def _bind_index(self, bundle, archive, parts, bound):
        """Print the index until it says where everything is, itself included."""
        cover, *parts = parts
        documents = [
            Document(len(item.pages), item.section, item.number, item)
            for item in (*parts, *bound)
        ]
        printed = {}

        def length(placed, pages):
            values = {"groups": self._groups(placed), "pages": pages}
            [content] = self._print([self._sheet("index", **values)])
            printed["index"] = content
            return len(Printed(content))

        guess = -(-(len(documents) + len(self._sections())) // LINES_A_PAGE)
        index = case_index.settle(documents, len(cover.pages), length, guess)
        title = self.env._("Index")
        pages = bundle.add(printed["index"])
        front = Bound(title, "", pages=tuple(pages))
        blank = [page for _n in range(index.blank) for page in self._blank(bundle)]
        self._finish(bundle, [cover, front], blank, index)
        archive.writestr(f"00 {title}.pdf", printed["index"], ZIP_STORED)
        archive.writestr(f"00 {title}.csv", self._index_as_table(index))
        return index

    def _blank(self, bundle):
        return bundle.add(self._print([self._sheet("blank")])[0])

    def _groups(self, placed):
        """[(title of a section, [``Placed``])], the parts first without a title."""
        titles = self._sections()
        groups = {}
        for place in placed:
            groups.setdefault(titles.get(place.document.section, ""), []).append(place)
        return list(groups.items())

    def _sections(self):
        return {
            "contract": self.env._("Contract, delivery and registration"),
            "claims": self.env._("Invoices and credit notes"),
            "reminders": self.env._("Reminders"),
            "notices": self.env._("Formal notices and their proofs"),
            "exchanges": self.env._("Exchanges"),
            "plans": self.env._("Payment plans and acknowledgments of debt"),
            "proceeding": self.env._("Documents of the proceeding"),
            "other": self.env._("Other documents"),
        }

    def _finish(self, bundle, fronts, blank, index):
        stamped = [(front, 0, page) for front in fronts for page in front.pages]
        stamped += [(fronts[-1], 0, page) for page in blank]
        for place in index.placed:
            item = place.document.content
            stamped += [(item, n, page) for n, page in enumerate(item.pages, 1)]
        pages = [
            (page, self._stamp(item, own), f"{number} / {index.pages}")
            for number, (item, own, page) in enumerate(stamped, 1)
        ]
        bundle.finish(pages, self._bookmarks(fronts, index), self._title(), self.lang)

    def _stamp(self, item, page):
        if not item.number:
            return f"{item.letter} – {item.title}" if item.letter else item.title
        return self.env._(
            "Exhibit %(number)s – page %(page)s / %(pages)s",
            number=item.number,
            page=page,
            pages=len(item.pages),
        )

    def _title(self):
        return self.env._("Case file – %s", self.partner_id.name)

    def _bookmarks(self, fronts, index):
        marks = [Bookmark(front.title, front.pages[0]) for front in fronts]
        for title, placed in self._groups(index.placed):
            items = [place.document.content for place in placed]
            below = tuple(
                Bookmark(f"{item.label} – {item.title}", item.pages[0])
                for item in items
            )
            if title:
                marks.append(Bookmark(title, items[0].pages[0], below))
            else:
                marks += below
        return marks

    def _index_as_table(self, index):
        """The index as a table for spreadsheets."""
        table = StringIO()
        writer = csv.writer(table, delimiter=";")
        writer.writerow(
            [
                self.env._("Number"),
                self.env._("Document"),
                self.env._("Date"),
                self.env._("Page"),
                self.env._("Pages"),
                self.env._("File"),
                "SHA-256",
                self.env._("Remark"),
            ]
        )
        for place in index.placed:
            item = place.document.content
            row = [
                item.label,
                item.title,
                item.day or "",
                place.first,
                len(item.pages),
                item.file,
                item.digest,
                item.reason,
            ]
            writer.writerow([_inert(cell) for cell in row])
        return table.getvalue().encode("utf-8-sig")


def _inert(cell):
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text
