from io import BytesIO

from odoo import models

REPORT = "account_debt_collection.report_letter"


# pylint: disable=consider-merging-classes-inherited
class IrActionsReport(models.Model):
    """What was sent or checked is the archived document, never a new one."""

    _inherit = "ir.actions.report"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        prepare = super()._render_qweb_pdf_prepare_streams
        archived = self._archived(self._get_report(report_ref), res_ids or ())
        if not archived:
            return prepare(report_ref, data, res_ids)
        missing = [res_id for res_id in res_ids if res_id not in archived]
        streams = prepare(report_ref, data, missing) if missing else {}
        for res_id, document in archived.items():
            stream = BytesIO(document.raw)
            streams[res_id] = {"stream": stream, "attachment": document}
        in_order = dict.fromkeys(res_ids) | streams
        return {key: in_order[key] for key in in_order if in_order[key]}

    def _archived(self, report, res_ids):
        """{id of the record: the attachment that is printed instead}.

        An extension point for other documents that are archived.
        """
        if report.report_name != REPORT:
            return {}
        reminders = self.env["collection.reminder"].browse(res_ids)
        sent = reminders.filtered(lambda reminder: reminder.state == "sent")
        return {r.id: r.letter_id for r in sent if self._is_pdf(r.letter_id)}

    def _is_pdf(self, document):
        """Not the HTML that tests archive when they print no PDF."""
        return document.mimetype == "application/pdf"
