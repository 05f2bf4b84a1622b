from odoo import api, fields, models
from odoo.exceptions import UserError


# pylint: disable=consider-merging-classes-inherited
class CollectionProceeding(models.Model):
    """From stage to stage: ``_enter`` is the one way to change it."""

    _inherit = "collection.proceeding"

    step_ids = fields.One2many(
        comodel_name="collection.proceeding.step",
        inverse_name="proceeding_id",
        string="Steps",
        copy=False,
    )
    stage_id = fields.Many2one(
        comodel_name="collection.proceeding.stage",
        compute="_compute_stage_id",
        inverse="_inverse_stage_id",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
        group_expand="_read_group_stages",
        tracking=True,
        domain="[('kind_id', '=', kind_id)]",
    )

    # === COMPUTES === #

    @api.depends("step_ids.stage_id")
    def _compute_stage_id(self):
        for proceeding in self:
            proceeding.stage_id = proceeding.step_ids.sorted("id")[-1:].stage_id

    def _inverse_stage_id(self):
        """A card was drawn to another column."""
        for proceeding in self:
            if proceeding.stage_id != proceeding.step_ids.sorted("id")[-1:].stage_id:
                proceeding._enter(proceeding.stage_id)

    def _has_brought_title(self):
        return bool(self.step_ids.stage_id.filtered("is_title"))

    @api.model
    def _read_group_stages(self, stages, domain):
        """All stages of the kind, where only one kind is looked at."""
        kinds = stages.kind_id
        return kinds.stage_ids if len(kinds) == 1 else stages

    # === ACTIONS === #

    def action_advance(self):
        """Ask which stage has been reached, and when."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Next Stage"),
            "res_model": "collection.proceeding.advance",
            "view_mode": "form",
            "target": "new",
            "context": {"default_proceeding_id": self.id},
        }

    def action_undo_step(self):
        """The last stage was entered by mistake: go back to the one before."""
        self.check_access("write")
        for proceeding in self:
            proceeding._undo_step()

    def _undo_step(self):
        steps = self.step_ids.sorted("id")
        if len(steps) < 2 or self.state not in ("open", "closed"):
            raise UserError(self.env._("There is no stage to go back to."))
        stage, day = steps[-1].stage_id, steps[-1].date
        # The rights have been checked; nobody deletes steps by hand.
        steps[-1].sudo().unlink()
        self.sudo()._withdrawn(stage, day)
