from odoo import fields, models


class CollectionProceedingKind(models.Model):
    """Kinds of proceedings: what they are called, and the periods of the law."""

    _name = "collection.proceeding.kind"
    _description = "Kind of Proceeding"
    _order = "category, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    category = fields.Selection(
        selection=[("insolvency", "Insolvency")], required=True, default="insolvency"
    )
    declaration_months = fields.Integer(
        string="Months to Declare",
        default=2,
        help="From the publication of the judgment.",
    )
    extra_months = fields.Integer(
        string="More From Abroad",
        default=2,
        help="Further months where creditor and debtor are in different territories.",
    )

    _months = models.Constraint(
        "CHECK(declaration_months > 0 AND extra_months >= 0)",
        "There is at least one month to declare claims.",
    )
