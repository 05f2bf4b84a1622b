from odoo import api, fields, models

from ..rules.guard import Conditions


# pylint: disable=consider-merging-classes-inherited
class ResCompany(models.Model):
    """What a company does about customers who have enough credit already."""

    _inherit = "res.company"

    collection_guard = fields.Selection(
        selection=[
            ("off", "Nothing happens"),
            ("warn", "Warn"),
            ("block", "Stop"),
        ],
        string="Credit Guard",
        required=True,
        default="off",
        help="When an invoice is posted, or an order confirmed, for a customer who "
        "meets one of the conditions.",
    )
    collection_guard_limit = fields.Boolean(
        string="Limit Exceeded",
        default=True,
        help="With the document, the customer would owe more than its credit limit.",
    )
    collection_guard_overdue = fields.Boolean(string="Overdue for Too Long")
    collection_guard_days = fields.Integer(
        string="Days Overdue",
        default=30,
        help="The oldest open claim is overdue for more days than this.",
    )
    collection_guard_level_id = fields.Many2one(
        comodel_name="collection.level",
        string="Level Reached",
        ondelete="restrict",  # or the guard would look away all of a sudden
        help="The reminders have reached this level or one above it. In another "
        "policy, the level at the same place counts. Empty: no matter.",
    )
    collection_guard_insolvent = fields.Boolean(
        string="Insolvent",
        default=True,
        help="The customer is on hold because insolvency proceedings are open.",
    )

    _collection_guard_days_positive = models.Constraint(
        "CHECK(collection_guard_days >= 0)",
        "The days overdue that the credit guard accepts cannot be negative.",
    )

    @api.model
    def _collection_credit_fields(self):
        """Whoever could switch the guard off could walk past it."""
        return super()._collection_credit_fields() | {
            "collection_guard",
            "collection_guard_limit",
            "collection_guard_overdue",
            "collection_guard_days",
            "collection_guard_level_id",
            "collection_guard_insolvent",
        }

    def _collection_conditions(self):
        """What this company looks at, as ``guard.Conditions``."""
        self.ensure_one()
        level = self.collection_guard_level_id
        return Conditions(
            limit=self.collection_guard_limit,
            days_overdue=self.collection_guard_days
            if self.collection_guard_overdue
            else None,
            rank=level._ranks()[level.id] if level else None,
            insolvent=self.collection_guard_insolvent,
        )
