import logging
from io import BytesIO
from secrets import token_hex

from lxml import etree, html

from odoo import models
from odoo.tools import split_every
from odoo.tools.pdf import PdfReader, PdfWriter

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ..rules.bundle import letters_between, stays_on_its_pages

_logger = logging.getLogger(__name__)

# A wkhtmltopdf without the patched Qt prints 1.3 times too small, and ignores the
# options that would mend it (measured: 12pt text, 47.6pt against 61.9pt wide).
UNPATCHED_ZOOM = 1.3

LETTERS_TOGETHER = 50  # in one start of wkhtmltopdf, which costs as much as 20 letters
DIVIDER_SIZE = 4000  # a divider takes some 1,100 bytes, a letter's page 20,000 or more


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _prepare_html(self, html_source, report_model=False):
        """A letter carries its own style: it is printed without asking any server.

        Odoo's frame links style sheets, which the night has no server to fetch from,
        and a header and a footer, which some builds of wkhtmltopdf do not print.
        """
        bodies, res_ids, header, footer, arguments = super()._prepare_html(
            html_source, report_model=report_model
        )
        if report_model == "collection.reminder":
            bodies = [self._self_contained(body) for body in bodies]
            header = footer = None
        return bodies, res_ids, header, footer, arguments

    def _self_contained(self, body):
        """The page without links, at the size that the style asks for."""
        page = html.fromstring(body)
        etree.strip_elements(page, "link", "script", with_tail=False)
        zoom = 1 if _wkhtml().is_patched_qt else UNPATCHED_ZOOM
        page.find("body").set("style", f"margin:0;zoom:{zoom}")
        return html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>")

    # === MANY LETTERS === #

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Print many letters together, and return each on its own."""
        report = self._get_report(report_ref)
        if (
            report.model != "collection.reminder"
            or report.attachment
            or len(res_ids or ()) < 2
            or len(set(res_ids)) < len(res_ids)
            or self.get_wkhtmltopdf_state() == "install"
        ):
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        return {
            res_id: {"stream": BytesIO(letter), "attachment": None}
            for ids in split_every(LETTERS_TOGETHER, res_ids, list)
            for res_id, letter in report._print_letters(ids, data).items()
        }

    def _print_letters(self, res_ids, data):
        """{id: PDF of its letter}, in the order of ``res_ids``."""
        plain = self.with_context(debug=False)
        source, _type = plain._render_qweb_html(
            self, res_ids, {**(data or {}), "report_type": "pdf", "debug": False}
        )
        bodies, html_ids, _header, _footer, arguments = plain._prepare_html(
            source, report_model=self.model
        )

        def print_one(body):
            return self._run_wkhtmltopdf(
                [body], report_ref=self, specific_paperformat_args=arguments
            )

        letters = dict(zip(html_ids, bodies, strict=True))
        printed = self._print_together(letters, print_one)
        return {i: printed.get(i) or print_one(letters[i]) for i in res_ids}

    def _print_together(self, bodies, print_one):
        """{id: PDF} of those letters that can be printed with others and told apart."""
        printed = {}
        for (frame, *_sheets), letters in self._alike(bodies).items():
            if len(letters) > 1:
                marks = [token_hex(8) for _divider in range(len(letters) + 1)]
                bundle = print_one(self._bundle(frame, letters.values(), marks))
                parts = self._take_apart(bundle, marks)
                printed.update(zip(letters, parts, strict=True) if parts else ())
        return printed

    def _alike(self, bodies):
        """{(frame, style sheets ...): {id: letter}} of those that keep to their pages.

        The frame is the page around the letter, with an empty one in its place.
        """
        groups = {}
        for res_id, body in bodies.items():
            page = html.fromstring(body)
            [letter] = page.find_class("o_collection_letter")
            place = etree.Element("div", {"class": "o_collection_letter"})
            letter.getparent().replace(letter, place)
            if self._keeps_to_its_pages(letter):
                sheets = [style.text for style in letter.iter("style")]
                key = (html.tostring(page), *sheets)
                groups.setdefault(key, {})[res_id] = letter
        return groups

    def _keeps_to_its_pages(self, letter):
        return all(
            stays_on_its_pages(
                node.tag, node.text if node.tag == "style" else node.get("style", "")
            )
            and not node.get("href", "").startswith("#")
            for node in letter.iter(etree.Element)
        )

    def _bundle(self, frame, letters, marks):
        """One page with all letters, each on new sheets, with dividers between them."""
        page = html.fromstring(frame)
        [place] = page.find_class("o_collection_letter")
        for mark, letter in zip(marks, letters, strict=False):
            letter.tail = None
            letter.set("style", f"{letter.get('style', '')};page-break-before:always")
            place.addprevious(self._divider(mark))
            place.addprevious(letter)
        place.addprevious(self._divider(marks[-1]))
        place.getparent().remove(place)
        return html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>")

    def _divider(self, mark):
        divider = etree.Element("div", style="clear:both;page-break-before:always")
        divider.text = mark
        return divider

    def _take_apart(self, bundle, marks):
        """The letters as PDFs of their own, or nothing if there is any doubt."""
        try:
            pages = PdfReader(BytesIO(bundle)).pages
            dividers = {
                index: page.extract_text()
                for index, page in enumerate(pages)
                if len(page.get_contents().get_data()) < DIVIDER_SIZE
            }
            letters = letters_between(dividers, marks, len(pages))
            if letters:
                return [self._extract(pages, letter) for letter in letters]
            _logger.warning("Letters are printed one by one: they run into each other")
        except Exception as error:
            _logger.warning("Letters are printed one by one", exc_info=error)
        return []

    def _extract(self, pages, indexes):
        writer, part = PdfWriter(), BytesIO()
        for index in indexes:
            writer.add_page(pages[index])
        writer.write(part)
        return part.getvalue()
