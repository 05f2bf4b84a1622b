from odoo import api, fields, models


class CollectionProceedingAdvance(models.TransientModel):
    """Asks which stage proceedings have reached, and on which day."""

    _name = "collection.proceeding.advance"
    _description = "Next Stage"

    proceeding_id = fields.Many2one(
        comodel_name="collection.proceeding", required=True, readonly=True
    )
    kind_id = fields.Many2one(related="proceeding_id.kind_id")
    stage_id = fields.Many2one(
        comodel_name="collection.proceeding.stage",
        required=True,
        compute="_compute_stage_id",
        store=True,
        readonly=False,
        domain="[('kind_id', '=', kind_id)]",
    )
    description = fields.Text(related="stage_id.description")
    is_end = fields.Boolean(related="stage_id.is_end")
    outcome = fields.Selection(related="stage_id.outcome")
    date = fields.Date(
        string="Reached On", required=True, default=fields.Date.context_today
    )

    @api.depends("proceeding_id")
    def _compute_stage_id(self):
        """The next one, which is what happens most of the time."""
        for wizard in self:
            stages = wizard.kind_id.stage_ids
            present = wizard.proceeding_id.stage_id
            later = stages.filtered(lambda s, p=present: s.sequence > p.sequence)
            wizard.stage_id = later[:1]

    def action_advance(self):
        self.proceeding_id._enter(self.stage_id, self.date)
        return {"type": "ir.actions.act_window_close"}
