from odoo import fields, models


# pylint: disable=consider-merging-classes-inherited
class CollectionPolicy(models.Model):
    """What customers may decide by themselves, on the page of their account."""

    _inherit = "collection.policy"

    portal_promise_days = fields.Integer(
        string="Latest Day of a Promise",
        default=30,
        help="Days within which a customer may promise to pay on the page of its "
        "account. Zero: customers cannot promise there.",
    )
    portal_instalments = fields.Integer(
        string="Instalments a Customer May Choose",
        default=4,
        help="Payment plans of up to so many instalments, and of no more than an "
        "officer may grant, are proposed at once, to be signed. Zero: customers "
        "cannot ask for one on the page of their account.",
    )
    portal_paid_days = fields.Integer(
        string="Wait for a Payment Said to Be Made",
        default=5,
        help="Days for which reminders wait when the customer says that it has paid.",
    )

    _portal_limits = models.Constraint(
        "CHECK(portal_promise_days >= 0 AND portal_instalments >= 0"
        " AND portal_paid_days >= 0)",
        "What customers may decide cannot be negative.",
    )
