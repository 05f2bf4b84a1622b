from odoo import api, fields, models

from ..rules.interest import exact


class CollectionProceedingReceipt(models.Model):
    """What came in, or was credited, for one claim after its handover."""

    _name = "collection.proceeding.receipt"
    _description = "Payment After Handover"
    _inherit = ["collection.sealed"]
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
            share = receipt.proceeding_id._fee().share * exact(receipt.amount)
            receipt.fee = float(share) if receipt.kind == "payment" else 0

    # === BUSINESS METHODS === #

    def _follow(self, values):
        """Take over what has changed in the books since it was recorded.

        :param values: of one receipt, see ``SETTLED_SINCE``
        """
        present = {"date": values["date"], "kind": values["kind"]}
        present["name"] = values["name"] or False
        changed = {name: v for name, v in present.items() if self[name] != v}
        amount = float(values["amount"])
        if self.currency_id.compare_amounts(self.amount, amount):
            changed["amount"] = amount
        if changed:
            self.write(changed)
