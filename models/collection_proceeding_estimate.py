from odoo import api, fields, models
from odoo.tools import formatLang

from ..rules import proceeding_estimate as rule
from ..rules.interest import exact


# pylint: disable=consider-merging-classes-inherited
class CollectionProceeding(models.Model):
    """What they may bring and what they cost: worth it or not."""

    _inherit = "collection.proceeding"

    cost_ids = fields.One2many(
        comodel_name="collection.proceeding.cost",
        inverse_name="proceeding_id",
        string="Costs",
        copy=False,
    )
    cost_foreseen = fields.Monetary(
        string="Costs Foreseen", compute="_compute_costs", store=True
    )
    cost_spent = fields.Monetary(
        string="Costs Spent", compute="_compute_costs", store=True
    )
    probability = fields.Float(
        string="Probability (%)",
        digits=(5, 1),
        compute="_compute_probability",
        store=True,
        readonly=False,
        tracking=True,
        help="With which the claims are paid: as the stage says, or as you know "
        "better.",
    )
    estimate_result = fields.Monetary(
        string="Worth",
        compute="_compute_estimate",
        help="What may be expected to come in, less fees and costs still to be spent.",
    )
    estimate = fields.Text(compute="_compute_estimate")

    @api.depends("cost_ids.foreseen", "cost_ids.spent")
    def _compute_costs(self):
        for proceeding in self:
            proceeding.cost_foreseen = sum(proceeding.cost_ids.mapped("foreseen"))
            proceeding.cost_spent = sum(proceeding.cost_ids.mapped("spent"))

    @api.depends("stage_id")
    def _compute_probability(self):
        for proceeding in self:
            proceeding.probability = proceeding.stage_id.probability

    @api.depends(
        "probability",
        "amount_declared",
        "amount_settled",
        "cost_foreseen",
        "cost_spent",
        "fee_flat",
        "fee_percentage",
        "fee_minimum",
    )
    @api.depends_context("lang")
    def _compute_estimate(self):
        for proceeding in self:
            found = rule.estimate(proceeding._outlook())
            proceeding.estimate_result = found.result
            proceeding.estimate = proceeding._estimate_words(found)

    def _outlook(self):
        """``rules.proceeding_estimate.Outlook`` of what is still open."""
        outstanding = max(self.amount_declared - self.amount_settled, 0)
        fee = self._fee()
        costs = rule.to_spend(
            [exact(cost.foreseen) for cost in self.cost_ids],
            [exact(cost.spent) for cost in self.cost_ids],
        )
        return rule.Outlook(
            amount=exact(outstanding),
            probability=exact(self.probability) / 100,
            costs=costs + fee.flat,
            fee=fee,
        )

    def _estimate_words(self, found):
        """Worth it or not, and from when on, in sentences."""
        money = self._money
        sentences = [
            self.env._(
                "At %(probability)s %%, %(expected)s may be expected to come in, "
                "against %(costs)s of costs and fees.",
                probability=self._percent(self.probability),
                expected=money(found.expected),
                costs=money(found.costs + found.fee),
            ),
            self.env._("It is worth it: %s remain.", money(found.result))
            if found.is_worth_it
            else self.env._("It is not worth it: %s are lost.", money(-found.result)),
        ]
        return " ".join([*sentences, self._break_even_words(found)])

    def _percent(self, share):
        digits = 0 if share == round(share) else 1
        return formatLang(self.env, float(share), digits=digits)

    def _money(self, amount):
        return self.currency_id.format(float(amount))

    def _break_even_words(self, found):
        if found.least_probability is None:
            return self.env._("It would not pay even if all came in.")
        if found.least_amount is None or not found.costs:
            return self.env._("It costs nothing unless something comes in.")
        return self.env._(
            "It pays from a probability of %(probability)s %% on, or from %(amount)s "
            "that can be collected.",
            probability=self._percent(found.least_probability * 100),
            amount=self._money(found.least_amount),
        )

    def _propose_costs(self):
        """The usual costs of the kind, where none have been entered."""
        if self.cost_ids:
            return
        self.cost_ids.create(
            [
                {
                    "proceeding_id": self.id,
                    "name": cost.name,
                    "foreseen": cost.amount
                    + self.amount_declared * cost.percentage / 100,
                }
                for cost in self.kind_id.cost_ids
            ]
        )
