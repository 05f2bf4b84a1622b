from odoo import api, fields, models


class CollectionProceedingCost(models.Model):
    """One cost of proceedings: foreseen, and spent as the vendor bills say."""

    _name = "collection.proceeding.cost"
    _description = "Cost of Proceedings"
    _inherit = ["collection.sealed"]
    _order = "id"

    proceeding_id = fields.Many2one(
        comodel_name="collection.proceeding",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="proceeding_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    name = fields.Char(string="For", required=True)
    foreseen = fields.Monetary()
    bill_line_ids = fields.Many2many(
        comodel_name="account.move.line",
        relation="collection_proceeding_cost_bill_rel",
        string="Vendor Bills",
        domain="[('move_id.move_type', 'in', ('in_invoice', 'in_refund')), "
        "('parent_state', '=', 'posted'), ('display_type', '=', 'product'), "
        "('company_id', '=', company_id)]",
    )
    paid_otherwise = fields.Monetary(help="Stamps, say, for which there is no bill.")
    spent = fields.Monetary(
        compute="_compute_spent", store=True, help="Without recoverable tax."
    )

    _not_negative = models.Constraint(
        "CHECK(foreseen >= 0 AND paid_otherwise >= 0)", "A cost cannot be negative."
    )

    @api.depends(
        "paid_otherwise", "bill_line_ids.balance", "bill_line_ids.parent_state"
    )
    def _compute_spent(self):
        for cost in self:
            # What was spent is told to whoever sees the proceedings.
            posted = cost.sudo().bill_line_ids.filtered(
                lambda line: line.parent_state == "posted"
            )
            cost.spent = cost.paid_otherwise + sum(posted.mapped("balance"))


class CollectionProceedingKindCost(models.Model):
    """What proceedings of a kind usually cost: proposed when they begin."""

    _name = "collection.proceeding.kind.cost"
    _description = "Usual Cost of Proceedings"
    _order = "sequence, id"

    kind_id = fields.Many2one(
        comodel_name="collection.proceeding.kind",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="For", required=True, translate=True)
    amount = fields.Float(digits=(16, 2), help="In your company's currency.")
    percentage = fields.Float(
        string="Or %", digits=(5, 2), help="Of what is claimed, on top of the amount."
    )

    _not_negative = models.Constraint(
        "CHECK(amount >= 0 AND percentage >= 0)", "A cost cannot be negative."
    )
