from lxml import etree, html

from odoo import models


# pylint: disable=consider-merging-classes-inherited
class IrActionsReport(models.Model):
    """Letters of payment plans are printed as those of reminders are."""

    _inherit = "ir.actions.report"

    def _prepare_html(self, html_source, report_model=False):
        if report_model != "collection.plan":
            return super()._prepare_html(html_source, report_model=report_model)
        page = html.document_fromstring(html_source)
        etree.strip_elements(page, "link", "script", with_tail=False)
        letters = page.find_class("o_collection_plan_letter")
        ids = [int(letter.get("data-oe-id")) for letter in letters]
        return [self._page([letter]) for letter in letters], ids, None, None, {}
