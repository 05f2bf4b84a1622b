from odoo import models
from odoo.exceptions import UserError


class CollectionDebtor(models.Model):
    """What the customer can pay online, at what is still open of it."""

    _inherit = "collection.debtor"

    def _portal_values(self):
        return super()._portal_values() | {
            "payable": self._portal_payable(),
            "payable_now": self._portal_payable_now(),
        }

    def _portal_payable(self):
        """Claims that Odoo takes money for online: its invoices, no payment pending.

        What the customer pays to somebody else is none of them.
        """
        if self.insolvency_id:
            return self.env["account.move.line"]
        claims = self._portal_for_us().with_context(collection_by_claim=True)
        payable = claims.filtered(lambda claim: claim.move_id._has_to_be_paid())
        return payable.with_env(self.env)

    def _portal_payable_now(self):
        """What is overdue, without what the customer contests."""
        holds = self.hold_ids.filtered(
            lambda hold: hold.kind == "dispute" and hold.state == "active"
        )
        return (self._portal_payable() & self._portal_overdue()) - holds.claim_ids

    def _portal_chosen(self, texts=(), overdue_in=None):
        """The claims to pay: of this debtor, open, in one currency.

        :param texts: ids, as they stand in a request
        :param overdue_in: id of a currency, as text: all that is overdue in it,
            but what is contested
        :raise UserError: there is nothing to pay, or not at once
        """
        wanted = {text for text in texts if text.isascii()}
        if overdue_in:
            claims = self._portal_payable_now().filtered(
                lambda claim: str(claim.currency_id.id) == overdue_in
            )
        else:
            claims = self._portal_payable().filtered(
                lambda claim: str(claim.id) in wanted
            )
        if not claims:
            raise UserError(self.env._("Please choose at least one invoice."))
        if len(claims.currency_id) > 1:
            raise UserError(
                self.env._("Please pay the invoices of each currency separately.")
            )
        return claims
