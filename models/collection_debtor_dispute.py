from odoo import Command, api, fields, models


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """What the debtor contests."""

    _inherit = "collection.debtor"

    dispute_ids = fields.One2many(
        comodel_name="collection.dispute", inverse_name="debtor_id", string="Disputes"
    )
    dispute_count = fields.Integer(compute="_compute_dispute_count")

    @api.depends("dispute_ids")
    def _compute_dispute_count(self):
        for debtor in self:
            debtor.dispute_count = len(debtor.dispute_ids)

    def action_dispute(self):
        """Open a new dispute of this debtor."""
        self.ensure_one()
        return self._open_new_dispute(self.env["account.move.line"])

    def action_view_disputes(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "account_debt_collection.collection_dispute_action"
            ),
            "domain": [("debtor_id", "=", self.id)],
            "context": {"default_debtor_id": self.id},
        }

    def _open_new_dispute(self, claims):
        lines = [Command.create({"claim_id": claim.id}) for claim in claims]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dispute"),
            "res_model": "collection.dispute",
            "view_mode": "form",
            "context": {"default_debtor_id": self.id, "default_line_ids": lines},
        }
