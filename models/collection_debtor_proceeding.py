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

    @api.depends("proceeding_ids.state", "proceeding_ids.category")
    def _compute_insolvency_id(self):
        for debtor in self:
            debtor.insolvency_id = debtor.proceeding_ids.filtered(
                lambda proceeding: (
                    proceeding.category == "insolvency"
                    and proceeding.state not in ("closed", "cancelled")
                )
            )[:1]

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
