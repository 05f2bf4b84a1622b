from odoo import api, models


# pylint: disable=consider-merging-classes-inherited
class CollectionCharge(models.Model):
    """Charges that turn out not to be due."""

    _inherit = "collection.charge"

    @api.model
    def _accrue_until(self, claims, today):
        """{item: last day that bears interest}: today, or the eve of an insolvency."""
        stops = self.env["collection.proceeding"]._stops(claims)
        return {item: min(today, stops.get(item, today)) for item in claims}

    @api.model
    def _lower(self, claims, today):
        """Bring what was claimed on ``claims`` down to what is due, as known now.

        :return: the charges of which more is on invoices than is due
        """
        accrued, obstacles = self._accrue(claims, today)
        # Whoever may close a dispute may do it; nobody writes charges by hand.
        charges = self.sudo()._of_claims(claims)
        overcharged = self.browse()
        for charge in charges.filtered(lambda c: c.debtor_id not in obstacles):
            due = accrued.get(charge.claim_id)
            amount = float(getattr(due, charge.kind)) if due else 0
            compare = charge.currency_id.compare_amounts
            if compare(amount, charge.claimed) < 0:
                charge.claimed = amount
            if compare(charge.invoiced + charge.drafted, amount) > 0:
                overcharged |= charge
        return overcharged
