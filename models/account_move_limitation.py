from odoo import api, fields, models

from .account_move_line_limitation import READERS


# pylint: disable=consider-merging-classes-inherited
class AccountMove(models.Model):
    """The last safe day of an invoice: of the first instalment that lapses."""

    _inherit = "account.move"

    collection_limitation_date = fields.Date(
        string="Last Safe Day",
        compute="_compute_collection_limitation",
        groups=READERS,
        help="Last day on which an act interrupts limitation for certain, of the first "
        "instalment that is open.",
    )
    collection_limitation_why = fields.Html(
        string="Limitation",
        compute="_compute_collection_limitation",
        groups=READERS,
        sanitize=False,
        help="From which period and which events the day follows.",
    )

    @api.depends(
        "amount_residual",
        "invoice_date_due",
        "state",
        "partner_id",
        "collection_claim_type_id",
    )
    @api.depends_context("lang")
    def _compute_collection_limitation(self):
        items = self.line_ids.filtered(lambda item: item._is_open_claim())
        counted = items._origin._collection_count_limitation(with_notices=True)
        for move in self:
            own = [item for item in move.line_ids._origin if item.id in counted]
            days = [counted[item.id].found.day for item in own]
            move.collection_limitation_date = min(filter(None, days), default=False)
            move.collection_limitation_why = items._collection_explain_limitation(
                [(item, counted[item.id]) for item in own]
            )

    def write(self, vals):
        result = super().write(vals)
        if "collection_claim_type_id" in vals:
            self.line_ids._collection_forget_limitation()
        return result
