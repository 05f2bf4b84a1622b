from io import BytesIO

from odoo import models

REPORT = "account_debt_collection.report_letter"


# pylint: disable=consider-merging-classes-inherited
class IrActionsReport(models.Model):
    """The letter of a reminder that was sent is the archived one, never a new one."""

    _inherit = "ir.actions.report"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        prepare = super()._render_qweb_pdf_prepare_streams
        archived = self._archived_letters(report_ref, res_ids or ())
        if not archived:
            return prepare(report_ref, data, res_ids)
        missing = [res_id for res_id in res_ids if res_id not in archived]
        streams = prepare(report_ref, data, missing) if missing else {}
        streams.update(archived)
        in_order = dict.fromkeys(res_ids) | streams
        return {key: in_order[key] for key in in_order if in_order[key]}

    def _archived_letters(self, report_ref, res_ids):
        """{reminder id: its archived letter, as Odoo's printing wants it}."""
        if self._get_report(report_ref).report_name != REPORT:
            return {}
        reminders = self.env["collection.reminder"].browse(res_ids)
        return {
            reminder.id: {
                "stream": BytesIO(reminder.letter_id.raw),
                "attachment": reminder.letter_id,
            }
            for reminder in reminders
            if reminder.state == "sent"
            # Not the HTML that tests archive when they print no PDF.
            and reminder.letter_id.mimetype == "application/pdf"
        }
