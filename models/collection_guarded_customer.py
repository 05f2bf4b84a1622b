from odoo import api, fields, models

from .res_partner_state import STATES


# pylint: disable=consider-merging-classes-inherited
class CollectionGuarded(models.AbstractModel):
    """What those who sell are told of the customer, on its documents."""

    _inherit = "collection.guarded"

    collection_customer_state = fields.Selection(
        selection=STATES,
        string="Collection",
        compute="_compute_collection_customer_state",
        groups="base.group_user",
        help="How the customer stands with the company of this document. Ask its "
        "accountants for more.",
    )
    collection_customer_level = fields.Char(
        string="Reminded Up To",
        compute="_compute_collection_customer_state",
        groups="base.group_user",
    )

    @api.depends("company_id")
    def _compute_collection_customer_state(self):
        self.collection_customer_state = self.collection_customer_level = False
        told = self.filtered(lambda document: document._collection_tells_state())
        for company, documents in told.grouped("company_id").items():
            for document, customer in documents._collection_customers(company).items():
                document.collection_customer_state = customer.collection_customer_state
                document.collection_customer_level = customer.collection_customer_level

    def _collection_customers(self, company):
        """{document of self: its customer, as ``company`` sees it}, read at once."""
        # The customer of a document may be out of the reach of who sells.
        told = self.sudo().with_company(company)
        customers = {document: document._collection_customer() for document in told}
        everybody = self.env["res.partner"].union(*customers.values())
        # For the same reason; one word about each is all that is read.
        everybody = everybody.sudo().with_company(company)
        everybody.mapped("collection_customer_state")
        return {
            document.with_env(self.env): customer.with_env(everybody.env)
            for document, customer in customers.items()
        }

    def _collection_tells_state(self):
        """Whether self is for a customer."""
        return True
