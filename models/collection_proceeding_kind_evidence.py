from odoo import fields, models


# pylint: disable=consider-merging-classes-inherited
class CollectionProceedingKind(models.Model):
    """What is needed as evidence; the same relations from the other side."""

    _inherit = "collection.proceeding.kind"

    evidence_kind_ids = fields.Many2many(
        comodel_name="collection.evidence.kind",
        relation="collection_evidence_required_rel",
        string="Evidence Required",
        help="Complete, or waived, before the stage that needs it.",
    )
    useful_evidence_kind_ids = fields.Many2many(
        comodel_name="collection.evidence.kind",
        relation="collection_evidence_useful_rel",
        string="Evidence That Helps",
    )
