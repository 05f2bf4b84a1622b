from lxml import etree, html

from odoo import models


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
            bodies = [self._without_links(body) for body in bodies]
            header = footer = None
        return bodies, res_ids, header, footer, arguments

    def _without_links(self, body):
        page = html.fromstring(body)
        etree.strip_elements(page, "link", "script", with_tail=False)
        return html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>")
