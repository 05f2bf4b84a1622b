from odoo import models
from odoo.exceptions import UserError


class CollectionDebtor(models.Model):
    """What the customer can pay online, at what is still open of it."""

    _inherit = "collection.debtor"

    def _portal_values(self):
        return super()._portal_values() | {"payable": self._portal_payable()}

    def _portal_payable(self):
        """Claims that Odoo takes money for online: its invoices, no payment pending."""
        if self.insolvency_id:
            return self.env["account.move.line"]
        return self._portal_claims().filtered(
            lambda claim: claim.move_id._has_to_be_paid()
        )

    def _portal_chosen(self, texts=(), overdue_in=None):
        """The claims to pay: of this debtor, open, in one currency.

        :param texts: ids, as they stand in a request
        :param overdue_in: id of a currency, as text: all that is overdue in it
        :raise UserError: there is nothing to pay, or not at once
        """
        wanted = {text for text in texts if text.isascii()}
        payable = self._portal_payable()
        claims = payable.filtered(lambda claim: str(claim.id) in wanted)
        if overdue_in:
            claims = (payable & self._portal_overdue()).filtered(
                lambda claim: str(claim.currency_id.id) == overdue_in
            )
        if not claims:
            raise UserError(self.env._("Please choose at least one invoice."))
        if len(claims.currency_id) > 1:
            raise UserError(
                self.env._("Please pay the invoices of each currency separately.")
            )
        return claims
