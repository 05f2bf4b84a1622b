import re
from hashlib import sha256
from tempfile import TemporaryFile
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from lxml import etree, html
from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import AccessError

from ..rules import case_index
from ..rules.case_index import file_name
from .case_bundle import Bundle
from .case_page import UnreadableError, picture_page

LETTER = "account_debt_collection.action_report_letter"
TEMPLATES = "account_debt_collection.case_"
PACKED = (".pdf", ".jpg", ".jpeg", ".png", ".zip", ".docx", ".xlsx")
# What a page would be made to fetch from somewhere.
FETCHING = (
    *("img", "picture", "source", "svg", "image", "video", "audio", "track"),
    *("iframe", "frame", "object", "embed", "applet", "input", "link", "style"),
    *("script", "meta", "base"),
)
FETCHED = re.compile(r"url|image|import|[\\@]|/\*", re.IGNORECASE)
LOST, OTHER, SECRET = "lost", "other", "secret"


class Bound(NamedTuple):
    """A document in the bundle; ``reason`` says why a page stands in for it."""

    title: str
    section: str
    day: object = None
    number: int | None = None  # of the exhibit
    letter: str = ""  # of a part of the case file itself
    pages: tuple = ()
    reason: str = ""
    file: str = ""  # its name in the ZIP
    digest: str = ""

    @property
    def label(self):
        return str(self.number or self.letter)


# pylint: disable=consider-merging-classes-inherited
class CollectionCaseFile(models.Model):
    """From papers to one PDF and one ZIP with the same index."""

    _inherit = "collection.case.file"

    def _bind(self):
        """Make the PDF and the ZIP, and archive them.

        Both are written to files as they grow: there may be 500 documents.
        """
        speaking = self.with_context(lang=self.lang)
        papers = list(speaking._papers())
        speaking._check_papers(papers)
        with TemporaryFile() as pdf, TemporaryFile() as packed:
            bundle = Bundle(pdf)
            with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
                bound = speaking._bind_papers(bundle, archive, papers)
                parts = speaking._bind_parts(bundle, archive, bound)
                index = speaking._bind_index(bundle, archive, parts, bound)
            self._archive(pdf, packed)
        exhibits = [paper for paper in bound if paper.number]
        # Whoever may make a case file has it counted.
        self.sudo().write(
            {
                "exhibit_count": len(exhibits),
                "page_count": index.pages,
                "replaced_count": sum(bool(paper.reason) for paper in exhibits),
            }
        )

    # === EXHIBITS === #

    def _bind_papers(self, bundle, archive, papers):
        """Bind the exhibits; what cannot be printed is replaced by a page."""
        bound, sheets = [], {}
        for number, paper in enumerate(papers, 1):
            item = Bound(paper.title, paper.section, paper.day, number)
            if paper.attachment:
                item = self._bind_document(bundle, archive, item, paper, len(papers))
            elif not paper.message:
                item = item._replace(reason=paper.lack)
            bound.append(item)
            if not item.pages:
                sheets[number - 1] = self._sheet_of(item, paper.message)
        for place, content in zip(sheets, self._print(sheets.values()), strict=True):
            item = bound[place]._replace(pages=tuple(bundle.add(content)))
            if not item.reason:  # an e-mail: what is printed is what there is
                item = self._pack(archive, item, content, "pdf", len(papers))
            bound[place] = item
        return bound

    def _bind_document(self, bundle, archive, item, paper, count):
        """Bind a stored document, and put it into the ZIP as it is."""
        # One at a time: all together they need not fit into memory.
        document = paper.attachment.with_prefetch()
        try:
            content = document.raw or b""
        except AccessError:
            return item._replace(reason=self._reason(SECRET, document))
        document.invalidate_recordset(["raw", "datas"], flush=False)
        if not content:
            return item._replace(reason=self._reason(LOST, document))
        extension = document.name.rpartition(".")[2]
        item = self._pack(archive, item, content, extension, count)
        try:
            return item._replace(pages=tuple(bundle.add(_as_pdf(content))))
        except UnreadableError as error:
            return item._replace(reason=self._reason(error.reason, document))

    def _pack(self, archive, item, content, extension, count):
        name = file_name(item.number, count, item.title, extension)
        is_packed = name.lower().endswith(PACKED)
        archive.writestr(name, content, ZIP_STORED if is_packed else ZIP_DEFLATED)
        return item._replace(file=name, digest=sha256(content).hexdigest())

    def _reason(self, reason, document):
        """Why a document is not reproduced: a sentence for its reader."""
        return {
            LOST: self.env._("The file is not in the archive any more."),
            SECRET: self.env._("Whoever made this case file may not read it."),
            OTHER: self.env._(
                # Its type, not its content: who may not read it is told SECRET.
                "A file of this type cannot be printed: %s.",
                document.sudo().mimetype,
            ),
            "encrypted": self.env._("The file is locked with a password."),
            "broken": self.env._("The file is damaged, and cannot be read."),
            "too_long": self.env._("The file is too large to be reproduced here."),
        }[reason]

    # === WHAT IS PRINTED === #

    def _sheet_of(self, item, message):
        if message and not item.reason:
            clean = {**message, "html": self._tamed(message.get("html"))}
            return self._sheet("message", item=item, message=clean)
        return self._sheet("replaced", item=item)

    @api.model
    def _tamed(self, text):
        """HTML without anything that would be fetched from anywhere, or ``None``."""
        if not text:
            return None
        body = html.fragment_fromstring(str(text), create_parent="div")
        etree.strip_elements(body, *FETCHING, with_tail=False)
        for node in body.iter(etree.Element):
            # A backslash or a comment may hide the word "url".
            if FETCHED.search(node.get("style", "")):
                del node.attrib["style"]
            for name in ("href", "src", "background", "class", "id"):
                node.attrib.pop(name, None)
        # All that was in it was sanitised when it was stored, or escaped.
        return Markup(html.tostring(body, encoding="unicode"))  # noqa: S704

    def _sheet(self, template, **values):
        """A page of ours as an lxml element, in the language of the case file."""
        values = {"case": self, **self._helpers(), **values}
        page = self.env["ir.qweb"]._render(f"{TEMPLATES}{template}", values)
        frame = self.env["ir.qweb"]._render(
            f"{TEMPLATES}sheet", {"case": self, "content": page}
        )
        return html.fragment_fromstring(str(frame).strip())

    def _print(self, sheets):
        return self.env["ir.actions.report"]._print_sheets(LETTER, list(sheets))

    # === PARTS === #

    def _bind_parts(self, bundle, archive, bound):
        """The cover, then what is drawn from the books: [``Bound``]."""
        interest = self._interest()
        sheets = {
            "cover": (self.env._("Cover"), {"bound": bound, "interest": interest}),
            "chronology": (
                self.env._("Chronology"),
                {"events": self._chronology()},
            ),
        }
        if interest["rows"] or interest["obstacle"]:
            sheets["interest"] = (
                self.env._("Interest computation"),
                {"interest": interest},
            )
        sheets["statement"] = (
            self.env._("Statement of account"),
            self._statement_values(),
        )
        elements = [
            self._sheet(name, title=title, **values)
            for name, (title, values) in sheets.items()
        ]
        parts = []
        for letter, (title, _values), content in zip(
            ["", *"ABC"], sheets.values(), self._print(elements), strict=False
        ):
            pages = tuple(bundle.add(content))
            name = f"{letter} {case_index.safe_name(title)}.pdf" if letter else ""
            parts.append(Bound(title, "", None, None, letter, pages, file=name))
            if letter:
                archive.writestr(name, content, ZIP_STORED)
        return parts

    def _statement_values(self):
        debtor = self.debtor_id
        sections = self._statement_sections()
        return {
            "sections": sections,
            "label": debtor.with_context(lang=self.lang)._statement_label,
            "currencies": {
                section.currency: self.env["res.currency"].browse(section.currency)
                for section in sections
            },
        }

    # === ARCHIVE === #

    def _archive(self, pdf, packed):
        """Seal both files, and note their seals."""
        name = f"{self._title()} {self.date}"
        pdf.seek(0)
        packed.seek(0)
        attachments = self.env["ir.attachment"]._collection_archive(
            [
                {
                    "name": f"{case_index.safe_name(name)}.{extension}",
                    "raw": stream.read(),
                    "res_model": self._name,
                    "res_id": self.id,
                }
                for stream, extension in ((pdf, "pdf"), (packed, "zip"))
            ]
        )
        # Users have no access to the seal, and write no case files.
        seals = attachments.sudo().mapped("collection_sha256")
        self.sudo().write(
            {
                "pdf_id": attachments[0].id,
                "zip_id": attachments[1].id,
                "pdf_sha256": seals[0],
                "zip_sha256": seals[1],
            }
        )


def _as_pdf(content):
    """A PDF of a stored document, whatever its name says it is.

    :raise UnreadableError: it can be none
    """
    if b"%PDF-" in content[:1024]:
        return content
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return picture_page(content)
    raise UnreadableError(OTHER)
