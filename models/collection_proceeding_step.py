from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class CollectionProceedingStep(models.Model):
    """One stage that proceedings have reached, and on which day."""

    _name = "collection.proceeding.step"
    _description = "Step of Proceedings"
    _inherit = ["collection.sealed"]
    _order = "id"
    _rec_name = "stage_id"

    proceeding_id = fields.Many2one(
        comodel_name="collection.proceeding",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="proceeding_id.company_id", store=True)
    stage_id = fields.Many2one(
        comodel_name="collection.proceeding.stage",
        required=True,
        index=True,
        ondelete="restrict",
    )
    date = fields.Date(required=True)

    @api.constrains("date")
    def _check_order(self):
        for proceeding in self.proceeding_id:
            days = proceeding.step_ids.sorted("id").mapped("date")
            if days != sorted(days) or days[-1] > fields.Date.context_today(self):
                raise ValidationError(
                    self.env._(
                        "Stages follow one another: none is reached before the one "
                        "that it comes after, and none in the future."
                    )
                )

    def write(self, vals):
        """Correct the day; all that depends on it follows."""
        if vals.keys() - {"date"} and not self.env.su:
            raise AccessError(self.env._("Of a step, only the day can be corrected."))
        self._check_open()
        former = {step: step.date for step in self}
        result = super().write(vals)
        for step, day in former.items():
            if step.date != day:
                # The rights are checked above; what follows is nobody's to write.
                step.proceeding_id.sudo()._corrected(step, day)
        return result

    def _check_open(self):
        if any(proceeding.state != "open" for proceeding in self.proceeding_id):
            raise UserError(
                self.env._(
                    "These proceedings are over: their stages stay as they are. Undo "
                    "the last stage first, if they go on."
                )
            )
