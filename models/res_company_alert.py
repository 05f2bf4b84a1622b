from odoo import fields, models


# pylint: disable=consider-merging-classes-inherited
class ResCompany(models.Model):
    """Limits whose passing is told to whoever is responsible."""

    _inherit = "res.company"

    collection_alert_share = fields.Float(
        string="Alert: Overdue Share (%)",
        help="Once a month, when more than this percentage of the receivables is "
        "overdue. Zero: no alert.",
    )
    collection_alert_dso = fields.Integer(
        string="Alert: DSO (days)",
        help="Once a month, when the DSO of the last three months is above this number "
        "of days. Zero: no alert.",
    )
    collection_alert_debtor = fields.Monetary(
        string="Alert: Single Debtor",
        help="Once a month, when a single debtor is overdue with more than this. Zero: "
        "no alert.",
    )

    _collection_alerts_positive = models.Constraint(
        "CHECK(collection_alert_share >= 0 AND collection_alert_share <= 100 "
        "AND collection_alert_dso >= 0 AND collection_alert_debtor >= 0)",
        "Enter a limit that is not negative, and a share of no more than 100 %; zero "
        "for no alert.",
    )
