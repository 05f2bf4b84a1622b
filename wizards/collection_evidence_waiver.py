from odoo import fields, models


class CollectionEvidenceWaiver(models.TransientModel):
    _name = "collection.evidence.waiver"
    _description = "Do Without Evidence"

    evidence_ids = fields.Many2many(comodel_name="collection.evidence", required=True)
    reason = fields.Text(required=True)

    def action_waive(self):
        self.evidence_ids._waive(self.reason)
