from odoo import Command, api, fields, models
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

    @api.model
    def _read_group_stages(self, stages, domain):
        """All stages of the kind, where only one kind is looked at."""
        kinds = stages.kind_id
        return kinds.stage_ids if len(kinds) == 1 else stages

    # === BUSINESS METHODS === #

    def _claims(self):
        """The claims that these proceedings are about: receivable items."""
        return self.line_ids.claim_id

    def _enter(self, stage, day=None):
        """Go to ``stage``: the one way to change it.

        :param day: on which it was reached; None: today
        :raise UserError: something is missing, see ``_check_stage``
        """
        self.ensure_one()
        self.check_access("write")
        self._check_stage(stage)
        day = day or fields.Date.context_today(self)
        # The rights are checked above; nobody writes steps by hand.
        record = self.sudo()
        record.step_ids = [Command.create({"stage_id": stage.id, "date": day})]
        record._entered(stage, day)

    def _check_stage(self, stage):
        """Refuse ``stage`` as long as something is missing for it.

        An extension point: whatever has a say calls ``super`` and raises.

        :raise UserError: with a sentence that says what to do
        """
        if self.state != "open":
            raise UserError(self.env._("These proceedings are over."))
        if stage.kind_id != self.kind_id:
            raise UserError(
                self.env._(
                    "“%(stage)s” is no stage of “%(kind)s”: choose one of its stages.",
                    stage=stage.name,
                    kind=self.kind_id.name,
                )
            )

    def _entered(self, stage, day):
        """``stage`` has been reached on ``day``.

        An extension point; called as superuser, the rights have been checked.
        """

    def _corrected(self, step, former_day):
        """The day of ``step`` has been corrected.

        An extension point; called as superuser, the rights have been checked.
        """

    def _withdrawn(self, stage, day):
        """``stage`` had not been reached on ``day``: it was entered by mistake.

        An extension point; called as superuser, the rights have been checked.
        """
