from odoo.exceptions import ValidationError
from odoo.http import request

from odoo.addons.account_payment.controllers.payment import PaymentPortal
from odoo.addons.account_payment.controllers.portal import PortalAccount


class CollectionPortalAccount(PortalAccount):
    """Odoo's page of all that is overdue asks for what is paid to us."""

    def _overdue_invoices_get_page_view_values(self, overdue_invoices, **kwargs):
        ours = overdue_invoices.filtered(lambda move: not move._collection_unpayable())
        return super()._overdue_invoices_get_page_view_values(ours, **kwargs)


class CollectionPaymentPortal(PaymentPortal):
    """Odoo's routes of payment take money for what is paid to us."""

    def _process_transaction(
        self, partner_id, currency_id, invoice_ids, payment_reference, **kwargs
    ):
        """As Odoo does, without the invoices that its pages do not ask for either.

        :raise ValidationError: none is left, in words for the customer
        """
        invoices = request.env["account.move"].browse(invoice_ids)
        ours = invoices.filtered(lambda move: not move._collection_unpayable())
        if invoices and not ours:
            raise ValidationError(invoices[0]._collection_unpayable())
        return super()._process_transaction(
            partner_id, currency_id, ours.ids, payment_reference, **kwargs
        )
