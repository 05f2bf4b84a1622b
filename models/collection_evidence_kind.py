from odoo import fields, models

from .collection_case_file_papers import SECTIONS


class CollectionEvidenceKind(models.Model):
    """What a third party or a court wants to see, and how to get it."""

    _name = "collection.evidence.kind"
    _description = "Kind of Evidence"
    _inherit = ["collection.sealed"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        readonly=True,
        help="By which it is found; what has none, or is not found, is attached.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    what_to_do = fields.Text(
        translate=True, help="Shown as long as it is missing: how to get it."
    )
    section = fields.Selection(
        selection="_select_sections",
        required=True,
        default="other",
        help="Where it stands in the case file.",
    )
    valid_months = fields.Integer(
        string="Valid (months)", help="From its date on; zero: for ever."
    )
    required_for_ids = fields.Many2many(
        comodel_name="collection.proceeding.kind",
        relation="collection_evidence_required_rel",
    )
    useful_for_ids = fields.Many2many(
        comodel_name="collection.proceeding.kind",
        relation="collection_evidence_useful_rel",
    )

    _code_uniq = models.Constraint("UNIQUE(code)", "There is such a kind already.")
    _valid_months_positive = models.Constraint(
        "CHECK(valid_months >= 0)", "The months cannot be negative."
    )

    def _select_sections(self):
        titles = self.env["collection.case.file"]._sections()
        return [(section, titles[section]) for section in SECTIONS]
