from odoo import fields, models

from .collection_plan import TELL


class CollectionPlanInstalment(models.Model):
    """What is to be paid on one day, and what has been paid of it."""

    _name = "collection.plan.instalment"
    _description = "Instalment"
    _inherit = ["collection.sealed"]
    _order = "date, id"

    plan_id = fields.Many2one(
        comodel_name="collection.plan",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    debtor_id = fields.Many2one(related="plan_id.debtor_id", store=True, index=True)
    partner_id = fields.Many2one(
        related="plan_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="plan_id.currency_id", store=True)
    plan_state = fields.Selection(related="plan_id.state", string="State of the Plan")
    number = fields.Integer(readonly=True)
    date = fields.Date(required=True, readonly=True, index=True)
    amount = fields.Monetary(required=True, readonly=True)
    credited = fields.Monetary(
        readonly=True, help="Taken off by credit notes: from the last one backwards."
    )
    paid = fields.Monetary(
        readonly=True, help="What was received, in the order of the days."
    )
    residual = fields.Monetary(string="Still Open", readonly=True)
    state = fields.Selection(
        selection=[
            ("open", "To come"),
            ("partly", "Partly paid"),
            ("late", "Late"),
            ("paid", "Paid"),
            ("credited", "Credited"),
        ],
        default="open",
        required=True,
        readonly=True,
    )
    late_since = fields.Date(readonly=True)
    announced_on = fields.Date(
        string="Reminded Before", readonly=True, help="Once, before its day."
    )
    warned_on = fields.Date(
        string="Told It Is Late",
        readonly=True,
        help="Day on which the customer was told that it is late. The plan ends no "
        "sooner than the days of tolerance after that.",
    )

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "An instalment is more than nothing."
    )
    _day_uniq = models.Constraint(
        "UNIQUE(plan_id, date)", "There is one instalment of a plan on a day."
    )

    def action_warned(self):
        """Note that the customer was told by post or telephone."""
        plans = self.plan_id
        plans.check_access("write")
        today = fields.Date.context_today(self)
        # The right is checked above; nobody writes these by hand.
        self.sudo().filtered(
            lambda i: i.state == "late" and not i.warned_on
        ).warned_on = today
        plans.activity_unlink([TELL])
