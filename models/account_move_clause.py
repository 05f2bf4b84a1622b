from odoo import fields, models
from odoo.tools.misc import formatLang

from ..rules.interest import MissingRateError


# pylint: disable=consider-merging-classes-inherited
class AccountMove(models.Model):
    """The late-payment clause that the law wants on an invoice (L441-9 I C. com.)."""

    _inherit = "account.move"

    def _collection_clause(self):
        """Sentences on interest, indemnity and discount; none where none is due.

        In the language of the caller, for the invoice as it is printed.
        """
        self.ensure_one()
        company = self.company_id
        if self.move_type != "out_invoice" or not company.collection_invoice_clause:
            return []
        # Whoever prints an invoice prints its clause.
        debtor = self.sudo()._collection_debtor()
        scheme = debtor._schemes()[debtor]
        if not scheme:
            return []
        sentences = [
            self._describe_interest(debtor, scheme),
            self._describe_indemnity(scheme),
            self._describe_discount(),
        ]
        return [sentence for sentence in sentences if sentence]

    def _collection_debtor(self):
        """The debtor, or one that is not stored for a customer who never owed."""
        partner = self.partner_id.commercial_partner_id
        known = self.env["collection.debtor"].search(
            [("partner_id", "=", partner.id), ("company_id", "=", self.company_id.id)]
        )
        values = {"partner_id": partner.id, "company_id": self.company_id.id}
        return known or self.env["collection.debtor"].new(values)

    def _describe_interest(self, debtor, scheme):
        if scheme.start != "due":
            return None  # a consumer is told when it begins to run
        return self.env._(
            "Late payment: interest of %s is due from the day after the due date, "
            "without any reminder.",
            self._describe_rate(debtor, scheme),
        )

    def _describe_rate(self, debtor, scheme):
        """What was agreed, or how the law computes it, with today's figure if known."""
        day = self.invoice_date or fields.Date.context_today(self)
        agreed = debtor._agreed_rate()
        try:
            rate = formatLang(self.env, float(scheme._as_rule(agreed).rate(day)))
        except MissingRateError:
            rate = None  # none is guessed
        # Whoever prints the invoice need not have access to the table.
        formula = {
            "table": scheme.reference_id.with_env(self.env).sudo().name,
            "points": f"{scheme.margin:g}",
            "rate": rate,
        }
        if agreed and rate:
            return self.env._("%s %% a year", rate)
        if rate:
            return self.env._(
                "%(rate)s %% a year (rate “%(table)s” plus %(points)s points)",
                **formula,
            )
        formula.pop("rate")
        return self.env._("the rate “%(table)s” plus %(points)s points", **formula)

    def _describe_indemnity(self, scheme):
        indemnity = scheme.indemnity_id
        if not indemnity or scheme.customer_kind == "consumer":
            return None
        amounts = [
            indemnity.currency_id.format(band.fixed) for band in indemnity.band_ids
        ]
        return self.env._(
            "Fixed indemnity for recovery costs in case of late payment: %s.",
            ", ".join(amounts),
        )

    def _describe_discount(self):
        term = self.invoice_payment_term_id
        if not term.early_discount:
            return self.env._("No discount for early payment.")
        return self.env._(
            "Discount for early payment: %(percent)s %% within %(days)s days.",
            percent=f"{term.discount_percentage:g}",
            days=term.discount_days,
        )
