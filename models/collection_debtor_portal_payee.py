from odoo import models
from odoo.exceptions import UserError


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """Claims that the customer pays to whoever collects them for us."""

    _inherit = "collection.debtor"

    def _portal_payees(self):
        """{claim: partner to whom it is paid}; claims that are paid to us are not."""
        given = self.proceeding_ids.filtered(
            lambda proceeding: (
                proceeding.state == "open"
                and proceeding.kind_id.pays_counterpart
                and proceeding.counterpart_id
            )
        )
        return {
            claim: proceeding.counterpart_id
            for proceeding in given
            for claim in proceeding._claims()
        }

    def _portal_for_us(self):
        """What the customer owes, and pays to us."""
        payees = self._portal_payees()
        return self._portal_claims().filtered(lambda claim: claim not in payees)

    def _portal_refusal(self, claims):
        """Why we take no money for ``claims`` and agree on nothing, for the customer.

        :return: a sentence; empty: nothing stands against it
        """
        insolvency = self.insolvency_id
        if insolvency and any(map(insolvency._is_earlier, claims)):
            return self._portal_ask_us()
        payees = self._portal_payees()
        for claim in claims.filtered(lambda claim: claim in payees):
            return self.env._(
                "%(invoice)s has been handed over to %(payee)s: please pay there, "
                "and agree there on when.",
                invoice=claim.move_id.name,
                payee=payees[claim].name,
            )
        return ""

    def _portal_check_payee(self, claims):
        """:raise UserError: one of ``claims`` is agreed on with somebody else"""
        if refusal := self._portal_refusal(claims):
            raise UserError(refusal)
