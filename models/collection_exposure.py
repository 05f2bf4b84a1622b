from odoo import api, models

from ..rules.credit import Exposure, Limit


class CollectionExposure(models.AbstractModel):
    """What customers owe and will owe to a company, and how much they may.

    Everything is asked for many customers at once, in a constant number of queries, and
    answered for their commercial partners, in the currency of the company.
    """

    _name = "collection.exposure"
    _description = "Credit Exposure"

    @api.model
    def _of(self, partners, company):
        """Return {commercial partner: ``Exposure``}, one for each of ``partners``."""
        orders = self._orders(partners, company)
        return {
            partner: Exposure(orders=orders.get(partner.id, 0))
            for partner in partners.commercial_partner_id
        }

    @api.model
    def _orders(self, partners, company):
        """{commercial partner id: what confirmed orders are still to invoice, Decimal}.

        An extension point for the apps that know of orders. An order of which a draft
        invoice is counted already must not count twice.

        :param partners: commercial partners
        """
        return {}

    @api.model
    def _limits(self, partners, company):
        """Return {commercial partner: ``Limit``}, one for each of ``partners``."""
        return {partner: Limit() for partner in partners.commercial_partner_id}
