from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..rules import instalments
from ..rules.instalments import Instalment, Interval, ScheduleError
from ..rules.interest import exact

FIRST_WITHIN = 31  # days until the first instalment


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """The customer asks for a payment plan, within what the policy lets it choose."""

    _inherit = "collection.debtor"

    def _portal_most_instalments(self, claims):
        """How many instalments the customer may choose; zero: none."""
        return min(
            min(filter(None, (policy.portal_instalments, policy.plan_max_instalments)))
            if policy.portal_instalments
            else 0
            for policy in self._portal_policies(claims)
        )

    def _portal_ask_plan(self, claims, number, interval, first):
        """Propose a plan at once, to be signed.

        :param str interval: value of an ``Interval``
        :param first: day of the first instalment
        :return: the plan
        :raise UserError: it is beyond what the customer may choose
        """
        self._portal_begin(claims)
        self._portal_check_payee(claims)
        self._portal_check_plan(claims, number, first)
        plans = self.env["collection.plan"]
        schedule = self._portal_schedule(claims, number, interval, first)
        plan = plans._make(self, claims, schedule)
        plan.action_propose()
        self._portal_tell(
            lambda debtor: (
                debtor.env._("The customer asks for a payment plan"),
                [
                    debtor.env._(
                        "%(plan)s, %(number)s instalments of %(total)s in all, waits "
                        "for the customer's signature.",
                        plan=plan.name,
                        number=number,
                        total=plan.currency_id.format(plan.total),
                    )
                ],
            ),
            claims,
        )
        return plan

    def _portal_schedule(self, claims, number, interval, first):
        plans = self.env["collection.plan"]
        total = exact(sum(claims.mapped("amount_residual_currency")))
        rounding = exact(claims.currency_id.rounding)
        try:
            amounts = instalments.by_number(total, number, rounding)
            days = instalments.days(first, Interval(interval), number)
        except ScheduleError as error:
            raise UserError(plans._flaw_sentences()[error.flaw]) from error
        return [Instalment(*row) for row in zip(days, amounts, strict=True)]

    def _portal_check_plan(self, claims, number, first):
        if len(claims.currency_id) > 1:
            raise UserError(
                self.env._("A plan has one currency: ask for one for each of them.")
            )
        waiting = self.plan_ids.filtered(lambda plan: plan._can_be_signed())
        if waiting:
            raise UserError(
                self.env._(
                    "A payment plan is waiting for your signature: sign it, or contact "
                    "us for another one."
                )
            )
        if self._portal_has_broken_plan():
            raise UserError(self._portal_ask_us())
        self._portal_check_bounds(claims, number, first)

    def _portal_has_broken_plan(self):
        """Who has broken a plan in the last year talks to somebody first."""
        since = fields.Date.context_today(self) - timedelta(days=365)
        return any(
            plan.state == "broken" and plan.date_end >= since for plan in self.plan_ids
        )

    def _portal_check_bounds(self, claims, number, first):
        today = fields.Date.context_today(self)
        most = self._portal_most_instalments(claims)
        if not most:
            raise UserError(self._portal_ask_us())
        if number > most:
            raise UserError(
                self.env._(
                    "Here we can agree on %s instalments at most. If you need more, "
                    "please contact us.",
                    most,
                )
            )
        if not today <= first <= today + timedelta(days=FIRST_WITHIN):
            raise UserError(
                self.env._(
                    "Please choose a day within the next %s days for the first "
                    "instalment.",
                    FIRST_WITHIN,
                )
            )
        self._portal_check_amount(claims)

    def _portal_check_amount(self, claims):
        limits = self._portal_policies(claims).mapped("plan_max_amount")
        limit = min(filter(None, limits), default=0)
        if limit and sum(claims.mapped("amount_residual")) > limit:
            raise UserError(
                self.env._(
                    "Here we can agree on plans of %s at most. Please contact us.",
                    self.currency_id.format(limit),
                )
            )
