from odoo import api, fields, models


class CollectionProceedingReceipt(models.Model):
    """What came in, or was credited, for one claim after its handover."""

    _name = "collection.proceeding.receipt"
    _description = "Payment After Handover"
    _order = "date, id"

    proceeding_id = fields.Many2one(
        comodel_name="collection.proceeding",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="proceeding_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    claim_id = fields.Many2one(
        comodel_name="account.move.line", index="btree_not_null", ondelete="set null"
    )
    credit_id = fields.Many2one(
        comodel_name="account.move.line",
        string="Settled By",
        index="btree_not_null",
        ondelete="set null",
    )
    name = fields.Char(string="Document")
    date = fields.Date(required=True)
    amount = fields.Monetary(help="In the company's currency.")
    kind = fields.Selection(
        selection=[
            ("payment", "Payment"),
            ("earlier", "Paid before"),
            ("credit", "Credit note"),
        ],
        required=True,
        help="Only payments since the handover count as recovered, and bear a fee.",
    )
    source = fields.Char(index=True, help="What it was recorded from, once.")
    fee = fields.Monetary(
        compute="_compute_fee",
        store=True,
        help="Percentage that the counterpart takes of it.",
    )

    _once = models.Constraint(
        "UNIQUE(proceeding_id, source)", "A payment counts once in proceedings."
    )

    @api.depends("amount", "kind", "proceeding_id.fee_percentage")
    def _compute_fee(self):
        for receipt in self:
            share = receipt.proceeding_id.fee_percentage / 100
            receipt.fee = receipt.amount * share if receipt.kind == "payment" else 0
