from odoo import fields, models

from ..rules import limitation_steps


class CollectionProceedingStage(models.Model):
    """How far proceedings of one kind have come, and what that asks for."""

    _name = "collection.proceeding.stage"
    _description = "Stage of Proceedings"
    _order = "kind_id, sequence, id"

    kind_id = fields.Many2one(
        comodel_name="collection.proceeding.kind",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    description = fields.Text(
        string="What to Do", translate=True, help="Shown at this stage."
    )
    is_start = fields.Boolean(
        string="First", help="Proceedings begin here; else at the topmost stage."
    )
    is_end = fields.Boolean(
        string="Last", help="The proceedings are closed with this stage."
    )
    outcome = fields.Selection(
        selection=[
            ("recovered", "Recovered"),
            ("settled", "Settled by agreement"),
            ("failed", "Without success"),
            ("uncollectable", "Cannot be collected"),
        ],
        help="How proceedings end that reach this stage. What cannot be collected "
        "stays on hold and is listed as doubtful; else reminders go on for what is "
        "still open.",
    )
    is_title = fields.Boolean(
        string="Enforceable Title",
        help="From this stage on, the claims can be enforced.",
    )
    needs_evidence = fields.Boolean(
        help="The checklist is to be complete, or waived, before this stage.",
    )
    needs_notice = fields.Boolean(
        string="Needs a Formal Notice",
        help="Refused as long as a claim has not been the object of a formal notice "
        "that was served.",
    )
    interrupts_limitation = fields.Boolean(
        string="Concerns Limitation",
        help="It keeps the claims from lapsing: recorded as what stands beside.",
    )
    limitation_event = fields.Selection(
        selection=[
            ("court_act", "Claim filed in court"),
            ("service", "Payment order served"),
            ("enforcement", "Enforcement"),
            ("title", "Enforceable title"),
            ("conciliation", "Small-claims procedure accepted"),
        ],
        string="As",
        default="court_act",
        help="A claim in court keeps the period from running until the proceedings "
        "end; the service of an order, an act of enforcement and a title begin a new "
        "one.",
    )
    probability = fields.Float(
        string="Probability (%)",
        digits=(5, 1),
        help="With which the claims are paid, as experience has it at this stage.",
    )

    _probability_range = models.Constraint(
        "CHECK(probability >= 0 AND probability <= 100)",
        "A probability lies between 0 and 100 %.",
    )

    def _as_limitation_step(self, day):
        """The stage, reached on ``day``, as limitation sees it."""
        return limitation_steps.Step(
            day,
            self.limitation_event if self.interrupts_limitation else None,
            is_title=self.is_title,
            is_end=self.is_end,
            is_failure=self.outcome == "failed",
        )
