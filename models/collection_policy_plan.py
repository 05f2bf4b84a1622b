from odoo import fields, models


# pylint: disable=consider-merging-classes-inherited
class CollectionPolicy(models.Model):
    """What payment plans may be agreed upon, and how long one waits."""

    _inherit = "collection.policy"

    plan_notice_days = fields.Integer(
        string="Reminder Before an Instalment",
        default=3,
        help="Days before an instalment on which the customer is reminded of it. Zero: "
        "no reminder.",
    )
    plan_grace = fields.Integer(
        string="Grace of an Instalment",
        default=3,
        help="Days after which an instalment counts as late, and the customer is told.",
    )
    plan_tolerance = fields.Integer(
        string="Tolerance of a Plan",
        default=18,
        help="Days after which a late instalment ends the plan. Between grace and "
        "tolerance the customer, told of it, may still pay; a consumer needs 15 days.",
    )
    plan_max_instalments = fields.Integer(
        string="Instalments an Officer May Grant",
        default=12,
        help="Beyond this, a manager makes the plan. Zero: no limit.",
    )
    plan_max_amount = fields.Monetary(
        string="Amount an Officer May Grant",
        help="Total of a plan beyond which a manager makes it. Zero: no limit.",
    )

    _plan_patience = models.Constraint(
        "CHECK(plan_notice_days >= 0 AND plan_grace >= 0"
        " AND plan_tolerance >= plan_grace)",
        "The days cannot be negative, and the tolerance not shorter than the grace.",
    )
    _plan_limits = models.Constraint(
        "CHECK(plan_max_instalments >= 0 AND plan_max_amount >= 0)",
        "The limits of payment plans cannot be negative.",
    )

    def _plan_defaults(self):
        return {
            "notice_days": self.plan_notice_days,
            "grace": self.plan_grace,
            "tolerance": self.plan_tolerance,
        }
