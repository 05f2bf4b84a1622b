from odoo import fields, models


class CollectionProceedingKind(models.Model):
    """Kinds of proceedings: their stages and delays, whom they suit, what they cost."""

    _name = "collection.proceeding.kind"
    _description = "Kind of Proceeding"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    category = fields.Selection(
        selection=[
            ("agency", "Collection agency"),
            ("bailiff", "Bailiff"),
            ("lawyer", "Lawyer"),
            ("court", "Court"),
            ("attachment", "Conservatory attachment"),
            ("enforcement", "Enforcement"),
            ("factoring", "Factoring"),
            ("insurer", "Credit insurer"),
            ("insolvency", "Insolvency"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    description = fields.Text(
        translate=True, help="When to choose it, and what comes with it."
    )
    stage_ids = fields.One2many(
        comodel_name="collection.proceeding.stage",
        inverse_name="kind_id",
        string="Stages",
        copy=True,
    )
    delay_ids = fields.One2many(
        comodel_name="collection.proceeding.delay",
        inverse_name="kind_id",
        string="Delays",
    )
    cost_ids = fields.One2many(
        comodel_name="collection.proceeding.kind.cost",
        inverse_name="kind_id",
        string="Usual Costs",
        copy=True,
    )
    pays_counterpart = fields.Boolean(
        string="The Customer Pays the Counterpart",
        help="On the page of its account, the customer reads whom to pay instead of "
        "you, and cannot pay these claims there.",
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
