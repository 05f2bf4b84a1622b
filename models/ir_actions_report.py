import logging
from io import BytesIO
from secrets import token_hex

from lxml import etree, html

from odoo import models
from odoo.tools import split_every

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ..rules.bundle import letters_between, stays_on_its_pages
from ..rules.printed import DOUBTS, Printed

_logger = logging.getLogger(__name__)

# A wkhtmltopdf without the patched Qt prints 1.3 times too small, and ignores the
# options that would mend it (measured: 12pt text, 47.6pt against 61.9pt wide).
UNPATCHED_ZOOM = 1.3

LETTERS_TOGETHER = 50  # in one start of wkhtmltopdf, which costs as much as 20 letters
DIVIDER_SIZE = 4000  # a divider takes some 1,100 bytes, a letter's page 20,000 or more

# What is printed as a letter: a page that carries its own style.
LETTERS = (
    "collection.reminder",
    "collection.debtor",
    "collection.plan",
    "collection.proceeding",
    "collection.proceeding.document",
)

PAGE = """
<html style="height:0"><head><base/><meta charset="utf-8"/></head><body></body></html>
"""


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _prepare_html(self, html_source, report_model=False):
        """A letter carries its own style: it is printed without asking any server.

        Odoo's frame links style sheets, which the night has no server to fetch from,
        and a header and a footer, which some builds of wkhtmltopdf do not print.
        """
        letters = self._letters(html_source) if report_model in LETTERS else {}
        if not letters:  # somebody else's report
            return super()._prepare_html(html_source, report_model=report_model)
        pages = [self._page([letter]) for letter in letters.values()]
        return pages, list(letters), None, None, {}

    def _letters(self, source):
        """{record id: its letter}, without links to anything that is not in it."""
        page = html.document_fromstring(source)
        etree.strip_elements(page, "link", "script", with_tail=False)
        return {
            int(letter.get("data-oe-id")): letter
            for letter in page.find("body").iterchildren("div")
            if letter.get("data-oe-model") in LETTERS
        }

    def _page(self, elements):
        """The page that bears these elements, at the size that their style asks for."""
        page = html.document_fromstring(PAGE)
        page.find("head/base").set("href", self._get_report_url())
        body = page.find("body")
        body.extend(elements)
        zoom = 1
        if not _wkhtml().is_patched_qt:
            zoom = UNPATCHED_ZOOM
            self._join_sections(body)
        body.set("style", f"margin:0;zoom:{zoom}")
        return html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>")

    def _join_sections(self, body):
        """Make the rows of each table one section.

        The unpatched build repeats no header on a new page, and cuts rows in two where
        a section does not begin with its table.
        """
        for table in body.iter("table"):
            # Its own rows: a cell may hold a table again.
            rows = table.xpath("./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr")
            for section in table.xpath("./thead | ./tbody | ./tfoot"):
                table.remove(section)
            etree.SubElement(table, "tbody").extend(rows)

    # === PAGE NUMBERS === #

    def _with_page_numbers(self, streams):
        """Write "2 / 3" at the foot of each page where there are several.

        Not with wkhtmltopdf, of which some builds print no footer, and which counts
        the pages of all letters that it prints together.
        """
        for stream in streams.values():
            try:
                printed = Printed(stream["stream"].getvalue())
                content = printed.part(range(len(printed)), numbered=True)
                stream["stream"] = BytesIO(content)
            except (*DOUBTS, AttributeError) as error:
                _logger.info("The pages of a letter bear no number: %s", error)
        return streams

    # === MANY LETTERS === #

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Print many letters together, and return each on its own, pages numbered."""
        prepare = super()._render_qweb_pdf_prepare_streams
        report = self._get_report(report_ref)
        if report.model not in LETTERS:
            return prepare(report_ref, data, res_ids)
        if report.model == "collection.reminder":
            self.env[report.model].browse(res_ids or ())._check_may_print()
        if (
            report.attachment
            or len(res_ids or ()) < 2
            or len(set(res_ids)) < len(res_ids)
            or self.get_wkhtmltopdf_state() == "install"
        ):
            return self._with_page_numbers(prepare(report_ref, data, res_ids))
        streams = {}
        for ids in split_every(LETTERS_TOGETHER, res_ids, list):
            printed = self._print_letters(report, ids, data)
            for res_id in ids:
                if res_id in printed:
                    stream = {"stream": BytesIO(printed[res_id]), "attachment": None}
                    streams[res_id] = stream
                else:
                    alone = prepare(report_ref, data, [res_id])
                    streams.update(self._with_page_numbers(alone))
        return streams

    def _print_letters(self, report, res_ids, data):
        """{id: PDF} of those letters that can be printed with others and told apart."""
        source, _type = self._render_qweb_html(
            report, res_ids, {**(data or {}), "report_type": "pdf"}
        )
        letters = self._letters(source)
        # A text that closes what it did not open, or the reverse, tears others apart.
        if list(letters) != res_ids or len(letters[res_ids[0]].getparent()) > len(
            res_ids
        ):
            _logger.warning("Letters are printed one by one: a text is torn apart")
            return {}
        printed = {}
        for together in self._alike(letters):
            marks = [token_hex(8) for _divider in range(len(together) + 1)]
            bundle = self._run_wkhtmltopdf(
                [self._page(self._bundle(together.values(), marks))], report_ref=report
            )
            parts = self._take_apart(bundle, marks)
            printed.update(zip(together, parts, strict=True) if parts else ())
        return printed

    def _alike(self, letters):
        """Those with the same style sheets that keep to their pages, two at least."""
        groups = {}
        for res_id, letter in letters.items():
            if self._keeps_to_its_pages(letter):
                sheets = tuple(style.text for style in letter.iter("style"))
                groups.setdefault(sheets, {})[res_id] = letter
        return [group for group in groups.values() if len(group) > 1]

    def _keeps_to_its_pages(self, letter):
        return all(
            stays_on_its_pages(
                node.tag, node.text if node.tag == "style" else node.get("style", "")
            )
            and not node.get("href", "").startswith("#")
            for node in letter.iter(etree.Element)
        )

    def _bundle(self, letters, marks):
        """All letters, each on new sheets, with dividers between them."""
        for mark, letter in zip(marks, letters, strict=False):
            letter.tail = None
            letter.set("style", f"{letter.get('style', '')};page-break-before:always")
            yield from (self._divider(mark), letter)
        yield self._divider(marks[-1])

    def _divider(self, mark):
        divider = etree.Element("div", style="clear:both;page-break-before:always")
        divider.text = mark
        return divider

    def _take_apart(self, bundle, marks, numbered=True):
        """The letters as PDFs of their own, or nothing if there is any doubt."""
        try:
            printed = Printed(bundle)
            dividers = {
                index: printed.text(index) or ""
                for index in range(len(printed))
                if len(printed.drawing(index)) < DIVIDER_SIZE
            }
            letters = letters_between(dividers, marks, len(printed))
            if letters:
                return [printed.part(letter, numbered=numbered) for letter in letters]
            _logger.warning("Letters are printed one by one: they run into each other")
        except DOUBTS as error:
            _logger.warning("Letters are printed one by one", exc_info=error)
        return []
