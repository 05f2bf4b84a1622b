from odoo import models


class AccountMove(models.Model):
    """Odoo's own pages take no money for what the customer pays to somebody else."""

    _inherit = "account.move"

    def _has_to_be_paid(self):
        return super()._has_to_be_paid() and not self._collection_unpayable()

    def _get_online_payment_error(self):
        return self._collection_unpayable() or super()._get_online_payment_error()

    def _collection_unpayable(self):
        """Why this invoice cannot be paid online, in words for the customer.

        An invoice of which one instalment is collected elsewhere is paid on the page of
        the account, which takes the others.

        :return: a sentence; empty: nothing of ours stands against it
        """
        if self.env.context.get("collection_by_claim"):
            return ""
        # Customers may not read proceedings; they learn only whom to pay.
        move = self.sudo().with_company(self.company_id)
        debtor = move.partner_id.collection_debtor_id
        if not debtor:
            return ""
        return debtor._portal_refusal(move.line_ids & debtor.claim_ids)
