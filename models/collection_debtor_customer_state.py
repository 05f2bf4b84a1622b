from odoo import fields, models

from ..rules.customer_state import Facts, state_of


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """How the debtor stands, in the one word that sales people are told."""

    _inherit = "collection.debtor"

    def _customer_states(self):
        """{debtor of self: ``CustomerState``}, in a constant number of queries."""
        self.fetch(["partner_id", "overdue", "level_id"])
        holds = self._active_holds().grouped("debtor_id")
        held = self.filtered(lambda debtor: debtor in holds and debtor.overdue > 0)
        overdue = held._overdue_claims()
        none = self.env["collection.hold"]
        return {
            debtor: state_of(
                Facts(
                    is_insolvent=bool(debtor.insolvency_id),
                    is_overdue=debtor.overdue > 0,
                    # Before the due date, it was a courtesy.
                    is_reminded=bool(debtor.level_id) and debtor.level_id.delay >= 0,
                    holds=frozenset(holds.get(debtor, none).mapped("kind")),
                    all_held=debtor in held
                    and self._all_held(holds[debtor], overdue.get(debtor, ())),
                )
            )
            for debtor in self
        }

    def _active_holds(self):
        return self.env["collection.hold"].search_fetch(
            [("debtor_id", "in", self.ids), ("state", "=", "active")],
            ["debtor_id", "kind", "amount", "claim_ids"],
        )

    def _overdue_claims(self):
        """{debtor of self: its claims whose due date is past}, in one query."""
        claims = fields.Domain(
            [
                ("company_id", "in", self.company_id.ids),
                ("amount_residual", ">", 0),
                ("no_followup", "=", False),
            ]
        )
        open_claims = self.env["account.move.line"].search_fetch(
            self._open_items_domain(self.partner_id) & claims,
            ["partner_id", "company_id", "date_maturity", "date"],
        )
        late = open_claims._collection_overdue(fields.Date.context_today(self))
        owned = late.grouped(lambda claim: (claim.partner_id, claim.company_id))
        return {
            debtor: owned[key]
            for debtor in self
            if (key := (debtor.partner_id, debtor.company_id)) in owned
        }

    def _all_held(self, holds, claims):
        """Whether ``holds`` keep ``claims``, as a whole, from being asked for."""
        if any(not hold.claim_ids for hold in holds):
            return True
        whole = holds.filtered(lambda hold: not hold.amount).claim_ids
        return all(claim in whole for claim in claims)
