from odoo import api, fields, models


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """What the debtor's word has been worth so far."""

    _inherit = "collection.debtor"

    promise_ids = fields.One2many(
        comodel_name="collection.promise", inverse_name="debtor_id", string="Promises"
    )
    promise_count = fields.Integer(
        string="Promises Judged",
        compute="_compute_promises",
        help="Promises whose time is over, or that were kept before.",
    )
    promise_broken_count = fields.Integer(
        string="Broken Promises", compute="_compute_promises"
    )
    promise_reliability = fields.Float(
        string="Promises Kept",
        compute="_compute_promises",
        help="Share of the judged promises that were kept in full and in time.",
    )

    @api.depends("promise_ids.state")
    def _compute_promises(self):
        groups = self.env["collection.promise"]._read_group(
            [("debtor_id", "in", self.ids)], ["debtor_id", "state"], ["__count"]
        )
        counts = {(debtor.id, state): count for debtor, state, count in groups}
        for debtor in self:
            kept, partly, broken = (
                counts.get((debtor.id, state), 0)
                for state in ("kept", "partly", "broken")
            )
            debtor.promise_count = kept + partly + broken
            debtor.promise_broken_count = broken
            debtor.promise_reliability = kept / (debtor.promise_count or 1)

    def action_view_promises(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "account_debt_collection.collection_promise_action"
            ),
            "domain": [("debtor_id", "=", self.id)],
            "context": {"default_debtor_id": self.id},
        }

    def _owed_of(self, claims):
        """(currency, amount) that a promise on ``claims`` would be about.

        Claims in one currency only; none: what is overdue of the whole debt.
        """
        by_currency = claims.grouped("currency_id")
        if not by_currency:
            return self.currency_id, self.overdue
        currency, same = next(iter(by_currency.items()))
        return currency, sum(same.mapped("amount_residual_currency"))
