from secrets import token_hex

from odoo import models
from odoo.tools import split_every

from .ir_actions_report import LETTERS_TOGETHER


# pylint: disable=consider-merging-classes-inherited
class IrActionsReport(models.Model):
    """Sheets: pages that belong to no record, many of them printed in one go."""

    _inherit = "ir.actions.report"

    def _print_sheets(self, report_ref, sheets):
        """Print each of ``sheets`` on pages of its own, without page numbers.

        :param report_ref: report whose paper format they are printed on
        :param sheets: lxml elements that carry their own style
        :return: a PDF for each, in their order
        """
        printed = {}
        together = [
            n for n, sheet in enumerate(sheets) if self._keeps_to_its_pages(sheet)
        ]
        for numbers in split_every(LETTERS_TOGETHER, together, list):
            parts = self._print_together(report_ref, [sheets[n] for n in numbers])
            printed.update(zip(numbers, parts, strict=True) if parts else ())
        for number, sheet in enumerate(sheets):
            if number not in printed:
                sheet.tail = None
                page = self._page([sheet])
                printed[number] = self._run_wkhtmltopdf([page], report_ref=report_ref)
        return [printed[number] for number in range(len(sheets))]

    def _print_together(self, report_ref, sheets):
        """A PDF for each of ``sheets``, or nothing if there is any doubt."""
        if len(sheets) < 2:
            return []
        marks = [token_hex(8) for _divider in range(len(sheets) + 1)]
        page = self._page(self._bundle(sheets, marks))
        bundle = self._run_wkhtmltopdf([page], report_ref=report_ref)
        return self._take_apart(bundle, marks, numbered=False)
