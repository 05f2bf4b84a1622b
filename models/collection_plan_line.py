from odoo import fields, models


class CollectionPlanLine(models.Model):
    """One claim of a plan, as it stood when the plan was made."""

    _name = "collection.plan.line"
    _description = "Claim of a Payment Plan"
    _inherit = ["collection.sealed"]
    _order = "due_date, id"

    plan_id = fields.Many2one(
        comodel_name="collection.plan", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="plan_id.company_id")
    currency_id = fields.Many2one(related="plan_id.currency_id")
    move_line_id = fields.Many2one(
        comodel_name="account.move.line",
        string="Claim",
        index="btree_not_null",
        ondelete="set null",
    )
    name = fields.Char(string="Document")
    document_date = fields.Date()
    due_date = fields.Date()
    amount = fields.Monetary(string="Open Then")
    credited_before = fields.Monetary(help="By credit notes, before the plan was made.")
    interest = fields.Monetary()
    indemnity = fields.Monetary()
    is_charge = fields.Boolean(
        help="The invoice of the interest and indemnity that the plan includes."
    )

    def action_open(self):
        """Open the document of the claim."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_line_id.move_id.id,
            "view_mode": "form",
        }
