from io import BytesIO

from odoo import models

REPORT = "account_debt_collection.report_proceeding_document"


# pylint: disable=consider-merging-classes-inherited
class IrActionsReport(models.Model):
    """A draft is never printed without its mark, what was checked never anew."""

    _inherit = "ir.actions.report"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        streams = super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        if self._get_report(report_ref).report_name != REPORT:
            return streams
        documents = self.env["collection.proceeding.document"].browse(res_ids)
        for document in documents.filtered("is_draft"):
            stream = streams[document.id]
            stamped = document._stamped(stream["stream"].getvalue())
            stream["stream"] = BytesIO(stamped)
        return streams

    def _archived(self, report, res_ids):
        if report.report_name != REPORT:
            return super()._archived(report, res_ids)
        documents = self.env["collection.proceeding.document"].browse(res_ids)
        checked = documents.filtered("attachment_id")
        return {d.id: d.attachment_id for d in checked if self._is_pdf(d.attachment_id)}
