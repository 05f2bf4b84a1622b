from odoo import models

from ..rules import limitation_steps as rule


# pylint: disable=consider-merging-classes-inherited
class CollectionProceeding(models.Model):
    """Proceedings keep the claims from lapsing: stages say when, and how."""

    _inherit = "collection.proceeding"

    def _entered(self, stage, day):
        self._replay_limitation(self._limitation_steps()[:-1], stage)
        return super()._entered(stage, day)

    def _corrected(self, step, former_day):
        self._replay_limitation(
            self._limitation_steps({step: former_day}), step.stage_id
        )
        return super()._corrected(step, former_day)

    def _withdrawn(self, stage, day):
        former = [*self._limitation_steps(), stage._as_limitation_step(day)]
        self._replay_limitation(former, stage)
        return super()._withdrawn(stage, day)

    def action_cancel(self):
        result = super().action_cancel()
        self.env["collection.limitation.event"]._void_of(
            self, self.env._("The proceedings were cancelled.")
        )
        return result

    def _limitation_steps(self, former_days=None):
        """:param former_days: {step: its day before it was corrected}"""
        days = former_days or {}
        return [
            step.stage_id._as_limitation_step(days.get(step, step.date))
            for step in self.step_ids.sorted("id")
        ]

    def _replay_limitation(self, former_steps, stage):
        """Leave the events as if only the present steps had ever been entered.

        :param former_steps: as the events have them
        :param stage: the one that was entered, corrected or withdrawn
        """
        withdrawn, changed, new = rule.changes(
            rule.acts(former_steps), rule.acts(self._limitation_steps())
        )
        for act in withdrawn:
            reason = self.env._("The stage “%s” was corrected.", stage.name)
            self._limitation_events(act)._void(reason)
        for former, act in changed:
            self._change_limitation(self._limitation_events(former), act, stage)
        claims = self._claims()
        for act in new if claims else ():
            events = self.env["collection.limitation.event"]
            recorded = events._record(claims, act.kind, act.day, self)
            self._change_limitation(recorded, act, stage)

    def _limitation_events(self, act):
        """Those recorded for ``act``; not what a person has declared void."""
        return (
            self.env["collection.limitation.event"]
            ._of_origin(self, [act.kind])
            .filtered(
                lambda event: (
                    event.date == act.day
                    and event.is_void == act.is_void
                    and (not act.is_void or event.date_end == act.end)
                )
            )
        )

    def _change_limitation(self, events, act, stage):
        """A claim that the court dismisses has interrupted nothing (2243 C. civ.)."""
        reason = self.env._("The court act had no success: %s.", stage.name)
        events.write(
            {
                "date_end": act.end,
                "is_void": act.is_void,
                "void_reason": reason if act.is_void else False,
            }
        )
