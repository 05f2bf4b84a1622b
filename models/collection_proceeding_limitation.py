from odoo import fields, models

# What keeps the period from running until the proceedings end.
PENDING = ["court_act"]


# pylint: disable=consider-merging-classes-inherited
class CollectionProceeding(models.Model):
    """Proceedings keep the claims from lapsing: stages say when, and how."""

    _inherit = "collection.proceeding"

    def _entered(self, stage, day):
        self._record_limitation(stage, day)
        if stage.is_title or stage.is_end:
            self._end_limitation(stage, day)
        return super()._entered(stage, day)

    def _corrected(self, step, former_day):
        self._void_limitation(step.stage_id, former_day)
        self._record_limitation(step.stage_id, step.date)
        return super()._corrected(step, former_day)

    def _withdrawn(self, stage, day):
        self._void_limitation(stage, day)
        if stage.is_title or stage.is_end:
            events = self.env["collection.limitation.event"]
            events._end_of(self, False, PENDING)
        return super()._withdrawn(stage, day)

    def action_cancel(self):
        result = super().action_cancel()
        self.env["collection.limitation.event"]._void_of(
            self, self.env._("The proceedings were cancelled.")
        )
        return result

    def _record_limitation(self, stage, day):
        claims = self._claims()
        if stage.interrupts_limitation and claims:
            self.env["collection.limitation.event"]._record(
                claims, stage.limitation_event, day, self
            )

    def _end_limitation(self, stage, day):
        """A claim that the court dismisses has interrupted nothing (2243 C. civ.)."""
        events = self.env["collection.limitation.event"]
        if stage.outcome == "failed" and not self._has_brought_title():
            reason = self.env._("The court act had no success: %s.", stage.name)
            events._void_of(self, reason, PENDING)
        else:
            events._end_of(self, day, PENDING)

    def _has_brought_title(self):
        return bool(self.step_ids.stage_id.filtered("is_title"))

    def _void_limitation(self, stage, day):
        """What ``stage`` had recorded for ``day`` did not happen."""
        events = self.env["collection.limitation.event"]
        recorded = events._of_origin(self, [stage.limitation_event]).filtered(
            lambda event: event.date == fields.Date.to_date(day) and not event.is_void
        )
        recorded._void(self.env._("The stage “%s” was corrected.", stage.name))
