from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    collection_guard_delivered = fields.Boolean(
        string="Invoices for Deliveries Pass",
        default=True,
        help="Invoices for what has been delivered pass the credit guard: the law "
        "wants them, and the goods are gone.",
    )

    @api.model
    def _collection_credit_fields(self):
        return super()._collection_credit_fields() | {"collection_guard_delivered"}
