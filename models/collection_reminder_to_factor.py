from odoo import models
from odoo.exceptions import UserError


# pylint: disable=consider-merging-classes-inherited
class CollectionReminder(models.Model):
    """Claims that a factor has bought are to be paid to the factor."""

    _inherit = "collection.reminder"

    def _bank_account(self, currency):
        factors = self._factors(currency)
        if not (factors and factors[:1].counterpart_id):
            return super()._bank_account(currency)
        banks = factors[:1].counterpart_id.sudo().bank_ids  # printed for the customer
        own = banks.filtered(lambda bank: bank.currency_id == currency)
        return own[:1] or banks.filtered(lambda bank: not bank.currency_id)[:1]

    def _check_accounts(self):
        """A letter names one account: whose claims it lists must be paid there."""
        for reminder in self._bearing_text():
            for currency, _amount in reminder._amounts_to_pay():
                reminder._check_one_payee(currency)
        return super()._check_accounts()

    def _check_one_payee(self, currency):
        factors = self._factors(currency)
        if not factors:
            return
        others = self._payable(currency) - factors.line_ids.claim_id
        if others or len(factors.counterpart_id) > 1:
            raise UserError(
                self.env._(
                    "Some of these claims are paid to the factor %(factor)s, others "
                    "are not: hand over the others, too, or let the factor's "
                    "proceedings stop our reminders.",
                    factor=factors[:1].counterpart_id.name,
                )
            )
        if not self._bank_account(currency):
            raise UserError(
                self.env._(
                    "%s is to be paid, and has no bank account: enter it on the "
                    "contact.",
                    factors.counterpart_id.name,
                )
            )

    def _payable(self, currency):
        lines = self.line_ids.filtered(
            lambda line: line.residual > 0 and line.currency_id == currency
        )
        return lines.move_line_id

    def _factors(self, currency):
        """Proceedings with factors who are to be paid what is asked in ``currency``."""
        # Whoever prints a letter need not see proceedings.
        factors = self.debtor_id.sudo().proceeding_ids.filtered(
            lambda p: p.state == "open" and p.reminders == "factor"
        )
        claims = factors and self._payable(currency)
        return factors.filtered(lambda p: p.line_ids.claim_id & claims)
