from odoo import fields, models


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """Whether it may be recorded that the customer opens our e-mails."""

    _inherit = "collection.debtor"

    refuses_trace = fields.Boolean(
        string="Objects to Tracking",
        tracking=True,
        help="Neither openings nor clicks of this customer are recorded, and those of "
        "the past are erased.",
    )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("refuses_trace"):
            # Whoever notes the objection need not be able to write to reminders.
            self.sudo().reminder_ids._forget_traces()
        return result

    def _is_traced(self):
        company = self.company_id
        wanted = company.collection_trace and (
            company.collection_trace_consumers or not self.is_consumer
        )
        return wanted and not self.refuses_trace
