from odoo import fields, models
from odoo.tools import SQL


class AccountJournal(models.Model):
    _inherit = "account.journal"

    collection_claim_type_id = fields.Many2one(
        comodel_name="collection.claim.type",
        string="Claim Type",
        index="btree_not_null",
        ondelete="restrict",
        help="What the invoices of this journal are claims of, unless they say else.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "collection_claim_type_id" in vals:
            # Whoever may configure a journal may change what the night decides.
            self.env["collection.debtor"].sudo()._wake_all()
            self.env["account.move.line"].sudo()._collection_forget_limitations(
                SQL("journal_id = ANY(%s)", self.ids)
            )
        return result
