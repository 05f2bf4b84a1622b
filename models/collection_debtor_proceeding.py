from odoo import api, fields, models


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """Insolvency and other proceedings of the debtor."""

    _inherit = "collection.debtor"

    proceeding_ids = fields.One2many(
        comodel_name="collection.proceeding",
        inverse_name="debtor_id",
        string="Proceedings",
    )
    insolvency_id = fields.Many2one(
        comodel_name="collection.proceeding",
        compute="_compute_insolvency_id",
        help="Insolvency proceedings that are not over.",
    )

    proceeding_count = fields.Integer(compute="_compute_proceeding_count")

    @api.depends("proceeding_ids.state", "proceeding_ids.category")
    def _compute_insolvency_id(self):
        for debtor in self:
            debtor.insolvency_id = debtor.proceeding_ids.filtered(
                lambda proceeding: (
                    proceeding.category == "insolvency"
                    and proceeding.state not in ("closed", "cancelled")
                )
            )[:1]

    @api.depends("proceeding_ids.state", "proceeding_ids.category")
    def _compute_proceeding_count(self):
        for debtor in self:
            debtor.proceeding_count = len(
                debtor.proceeding_ids.filtered(
                    lambda p: p.category != "insolvency" and p.state != "cancelled"
                )
            )

    def action_hand_over(self):
        """Choose what is handed over, to whom, and by which way."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Over"),
            "res_model": "collection.handover",
            "view_mode": "form",
            "target": "new",
            "context": {"default_debtor_id": self.id},
        }

    def action_view_proceedings(self):
        self.ensure_one()
        found = self.proceeding_ids.filtered(lambda p: p.category != "insolvency")
        return found._action_view()

    def action_insolvency(self):
        """Record insolvency proceedings: saving them stops everything at once."""
        self.ensure_one()
        return self._proceeding_form() | {
            "context": {"default_debtor_id": self.id},
        }

    def action_view_insolvency(self):
        self.ensure_one()
        return self._proceeding_form() | {"res_id": self.insolvency_id.id}

    def _proceeding_form(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Insolvency"),
            "res_model": "collection.proceeding",
            "view_mode": "form",
        }
