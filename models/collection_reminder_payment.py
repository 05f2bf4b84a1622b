import logging
from collections import defaultdict

from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang

from ..rules.notice import Mention

_logger = logging.getLogger(__name__)

QR_CODE = Markup(
    '<img src="%s" alt="" style="width:26mm;height:26mm;"/>'
    '<div style="font-size:7.5pt;color:#4a5563;">%s</div>'
)


# pylint: disable=consider-merging-classes-inherited
class CollectionReminder(models.Model):
    """What is to be paid, and how. Currencies are never added up."""

    _inherit = "collection.reminder"

    # === WHAT === #

    def _totals(self):
        """{currency: amount due in it, credits deducted}, without charges."""
        return {
            currency: currency.round(sum(lines.mapped("residual")))
            for currency, lines in self.line_ids.grouped("currency_id").items()
        }

    def _interest_totals(self):
        """{currency: late-payment interest claimed in it}."""
        return self._sums("interest", "currency_id")

    def _indemnity_totals(self):
        """{currency: compensation for recovery costs claimed in it}."""
        return self._sums("indemnity", "indemnity_currency_id")

    def _sums(self, amount, currency):
        sums = defaultdict(float)
        for line in self.line_ids:
            if line[amount]:
                sums[line[currency]] += line[amount]
        return {currency: currency.round(total) for currency, total in sums.items()}

    def _grand_totals(self):
        """{currency: all that is asked for in it}."""
        totals = defaultdict(float, self._totals())
        if not self._charged_lines():
            return totals
        for charges in (self._interest_totals(), self._indemnity_totals()):
            for currency, amount in charges.items():
                totals[currency] = currency.round(totals[currency] + amount)
        return totals

    def _amounts_to_pay(self):
        """[(currency, amount)] of what is to be paid: what is in favour is not."""
        return [
            (currency, amount)
            for currency, amount in self._grand_totals().items()
            if amount > 0
        ]

    def _paid(self):
        """{line: what had been paid of it when the reminder was made}."""
        paid = {
            line: line.amount - line.residual - line.held
            for line in self.line_ids
            if line.residual > 0
        }
        return {
            line: amount
            for line, amount in paid.items()
            if amount > 0 and not line.currency_id.is_zero(amount)
        }

    def _charged_lines(self):
        """Lines for which interest or an indemnity is claimed."""
        return self.line_ids.filtered(lambda line: line.interest or line.indemnity)

    # === WHERE === #

    def _payment_reference(self):
        """What the debtor should quote; one invoice has its own reference."""
        moves = self.line_ids.filtered(
            lambda line: line.residual > 0
        ).move_line_id.move_id
        references = moves.mapped("payment_reference")
        return references[0] if len(references) == 1 and references[0] else self.name

    def _bank_account(self, currency):
        """The account that takes ``currency``: one that the invoices name, if any."""
        company = self.company_id.partner_id

        def takes(bank):
            own = bank.currency_id
            return bank.partner_id == company and (not own or own == currency)

        named = self.line_ids.move_line_id.move_id.partner_bank_id.filtered(takes)
        banks = named or company.bank_ids.filtered(takes)
        return banks.filtered("currency_id")[:1] or banks[:1]

    def _check_accounts(self):
        """Ask nobody for a currency that none of the company's accounts takes.

        Where the company has no account at all, its texts say how to pay, if anything.
        """
        for company, reminders in self._bearing_text().grouped("company_id").items():
            accounts = company.partner_id.bank_ids
            if not accounts or not all(accounts.mapped("currency_id")):
                continue
            for reminder in reminders:
                for currency, _amount in reminder._amounts_to_pay():
                    if not reminder._bank_account(currency):
                        sentences = reminder._sentences_on_payment(currency.name)
                        raise UserError(sentences[Mention.ACCOUNT])

    def _payment_accounts(self):
        """{account: names of the currencies to be paid there}."""
        accounts = defaultdict(list)
        for currency, _amount in self._amounts_to_pay():
            if bank := self._bank_account(currency):
                accounts[bank].append(currency.name)
        return accounts

    def _bank_account_text(self, bank):
        """The account's number, an IBAN in groups of four."""
        if bank.acc_type != "iban":
            return bank.acc_number
        number = bank.sanitized_acc_number
        return " ".join(number[i : i + 4] for i in range(0, len(number), 4))

    def _qr_code(self):
        """What a telephone reads to pay, where country, bank and currency have it."""
        for currency, amount in self._amounts_to_pay():
            if code := self._qr_code_data(currency, amount):
                asked = formatLang(self.env, amount, currency_obj=currency)
                return QR_CODE % (code, self.env._("Scan to pay %s", asked))
        return Markup()

    def _qr_code_data(self, currency, amount):
        """A data URI, for which no server is asked, or None."""
        reference = self._payment_reference() or ""
        try:
            return self._bank_account(currency).build_qr_code_base64(
                amount, reference, "", currency, self.partner_id
            )
        except Exception as error:  # noqa: BLE001  a letter goes without, too
            _logger.info("No QR code in a letter: %s", error)
            return None
