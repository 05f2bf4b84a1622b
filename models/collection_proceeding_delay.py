from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..rules import deadline as rule

# Events beside the stages from which delays run.
HANDOVER, DUE = "handover", "due"


class CollectionProceedingDelay(models.Model):
    """How long something may take, or has to, at a stage of proceedings."""

    _name = "collection.proceeding.delay"
    _description = "Delay of Proceedings"
    _order = "kind_id, sequence, id"

    kind_id = fields.Many2one(
        comodel_name="collection.proceeding.kind",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(
        string="What to Do", required=True, translate=True, help="By the last day."
    )
    basis = fields.Selection(
        selection=[
            ("stage", "A stage"),
            (HANDOVER, "The handover"),
            (DUE, "The oldest due date"),
        ],
        string="Runs From",
        required=True,
        default="stage",
    )
    stage_id = fields.Many2one(
        comodel_name="collection.proceeding.stage",
        string="From Stage",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('kind_id', '=', kind_id)]",
    )
    until_stage_id = fields.Many2one(
        comodel_name="collection.proceeding.stage",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('kind_id', '=', kind_id)]",
        help="Done when this stage, or one after it, is reached. Empty: the next.",
    )
    months = fields.Integer()
    days = fields.Integer()
    is_waiting = fields.Boolean(
        string="To Wait For", help="Something may be done after it, and not before."
    )
    procedural = fields.Boolean(
        string="Ends on a Working Day",
        default=True,
        help="A delay of the law that ends on a Saturday, Sunday or public holiday "
        "ends on the next working day. Delays of a contract do so if it says so.",
    )
    decisive_stage_id = fields.Many2one(
        comodel_name="collection.proceeding.stage",
        string="Version By the Day Of",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('kind_id', '=', kind_id)]",
        help="Where the law has changed: the stage whose day says which version "
        "applies. Empty: the one that the delay runs from.",
    )
    valid_from = fields.Date(help="First day to which this version applies.")
    valid_to = fields.Date(help="Last day to which this version applies.")
    notice_days = fields.Integer(
        string="Days Ahead",
        default=7,
        help="So many days before, the owner has an activity for it.",
    )
    source = fields.Char(help="Article, decree or contract that sets the delay.")

    _positive = models.Constraint(
        "CHECK(months >= 0 AND days >= 0 AND months + days > 0)",
        "A delay takes at least a day.",
    )
    _dates = models.Constraint(
        "CHECK(valid_to >= valid_from)", "A version ends after it has begun."
    )

    @api.constrains("basis", "stage_id", "kind_id")
    def _check_stages(self):
        for delay in self:
            stages = delay.stage_id | delay.until_stage_id | delay.decisive_stage_id
            if (delay.basis == "stage" and not delay.stage_id) or (
                stages.kind_id - delay.kind_id
            ):
                raise ValidationError(
                    self.env._(
                        "“%s” needs stages of its own kind of proceedings.", delay.name
                    )
                )

    def _as_rule(self):
        basis = self.stage_id.id if self.basis == "stage" else self.basis
        return rule.Delay(
            id=self.id,
            basis=basis,
            decisive=self.decisive_stage_id.id or basis,
            months=self.months,
            days=self.days,
            valid_from=self.valid_from or None,
            valid_to=self.valid_to or None,
            procedural=self.procedural,
            is_waiting=self.is_waiting,
        )

    def _is_over_at(self, stage):
        """Whether nothing is left to do for it at ``stage``."""
        if stage.is_end:
            return True
        if self.until_stage_id:
            return stage.sequence >= self.until_stage_id.sequence
        return self.basis == "stage" and stage != self.stage_id
