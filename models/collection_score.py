from odoo import api, fields, models

CLASSES = [("A", "A"), ("B", "B"), ("C", "C"), ("D", "D"), ("E", "E")]
BASES = [
    ("ledger", "What it has paid"),
    ("entered", "Entered facts only"),
    ("unknown", "Not known yet"),
]


class CollectionScore(models.Model):
    """How good a payer a debtor was from one day on: written when it changes."""

    _name = "collection.score"
    _description = "Payer Score"
    _inherit = ["collection.sealed"]
    _order = "date desc, id desc"
    _rec_name = "date"

    debtor_id = fields.Many2one(
        comodel_name="collection.debtor",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    date = fields.Date(required=True, readonly=True)
    score = fields.Integer(readonly=True, aggregator="avg")
    score_class = fields.Selection(selection=CLASSES, string="Class", readonly=True)
    basis = fields.Selection(
        selection=BASES, string="Based On", required=True, readonly=True
    )
    parts = fields.Json(
        readonly=True,
        help="What the score is made of: code, value, points and day of each part, "
        "see rules/score.py.",
    )
    explanation = fields.Html(
        compute="_compute_explanation",
        sanitize=False,
        help="What the score is made of, in words.",
    )

    @api.depends("parts")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for score in self:
            score.explanation = score.parts and self.env["ir.qweb"]._render(
                "account_debt_collection.score_table", {"score": score}
            )

    def _explain(self):
        """[{"sentence", "points"}]: the parts, in the language of the reader."""
        self.ensure_one()
        return [
            {"sentence": self._sentence(part), "points": part["points"]}
            for part in self.parts or ()
        ]
