from odoo import fields, models


# pylint: disable=consider-merging-classes-inherited
class CollectionPlan(models.Model):
    """A plan that is signed acknowledges the debt (art. 2240 C. civ.)."""

    _inherit = "collection.plan"

    def _activate(self, accepted_by):
        result = super()._activate(accepted_by)
        self._record_acknowledgment()
        return result

    def _record_acknowledgment(self):
        """One that was agreed by word of mouth proves nothing, and is not recorded."""
        day = self._signed_day()
        if day:
            self.env["collection.limitation.event"]._record(
                self.line_ids.move_line_id, "plan_signed", day, self
            )

    def _signed_day(self):
        """Paper says not when it was signed: not before the day of the proposal."""
        if self.accepted_by == "portal":
            return fields.Datetime.context_timestamp(self, self.signed_on).date()
        return self.date if self.accepted_by == "paper" else None
