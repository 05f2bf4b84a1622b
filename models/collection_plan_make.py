from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..rules import instalments
from ..rules.instalments import Flaw
from ..rules.interest import exact
from .collection_plan import LIVE

LINE_FIELDS = ("credited_before", "interest", "indemnity")


# pylint: disable=consider-merging-classes-inherited
class CollectionPlan(models.Model):
    """From claims and a schedule to a plan; what is asked for is checked here."""

    _inherit = "collection.plan"

    @api.model
    def _make(self, debtor, claims, schedule, interest_mode="continued", **values):
        """Make the draft of a plan.

        :param claims: open receivable items of the debtor, in one currency
        :param schedule: [``instalments.Instalment``] that add up to the total
        :raise UserError: something is wrong with the claims or the schedule
        :raise AccessError: only a manager may go that far
        """
        debtor.check_access("write")
        debtor.ensure_one()
        lines = self._prepare_lines(debtor, claims, interest_mode)
        policy = self._policy_of(debtor, claims)
        plan = {
            "debtor_id": debtor.id,
            "currency_id": claims.currency_id.id,
            "user_id": debtor._responsible().id,
            "date": fields.Date.context_today(self),
            "interest_mode": interest_mode,
            **policy._plan_defaults(),
            **values,
            "line_ids": [Command.create(self._as_values(line)) for line in lines],
            **self._prepare_schedule(lines, schedule),
        }
        self._check_limits(policy, plan, debtor)
        plan["name"] = self.env["ir.sequence"].next_by_code("collection.plan")
        # The rights are checked above; by hand, nobody makes one.
        return self.sudo().create(plan).with_env(self.env)

    @api.model
    def _prepare_schedule(self, lines, schedule):
        """Values of the total and of the instalments, which add up to it."""
        principal = sum(line["amount"] for line in lines)
        charges = sum(line["interest"] + line["indemnity"] for line in lines)
        total = principal + charges
        self._check_schedule(total, schedule)
        return {
            "principal": float(principal),
            "charges": float(charges),
            "total": float(total),
            "residual": float(total),
            "next_date": schedule[0].day,
            "instalment_ids": [
                Command.create(
                    {
                        "number": number,
                        "date": day,
                        "amount": float(amount),
                        "residual": float(amount),
                    }
                )
                for number, (day, amount) in enumerate(schedule, 1)
            ],
        }

    @api.model
    def _as_values(self, line):
        return {
            key: float(value) if isinstance(value, Decimal) else value
            for key, value in line.items()
        }

    @api.model
    def _policy_of(self, debtor, claims):
        """The policy of the first claim."""
        return debtor._policies_of(claims)[:1]

    # === CLAIMS === #

    @api.model
    def _claimable(self, debtor):
        """Open claims of the debtor that no plan covers yet."""
        owed = debtor.claim_ids.filtered(lambda item: item.amount_residual > 0)
        return owed - self._covered(owed)

    @api.model
    def _covered(self, claims):
        """Those of ``claims`` that a plan that runs covers."""
        # Whoever sees the claims may know that there is a plan.
        lines = self.env["collection.plan.line"].sudo()
        return lines.search(
            [("move_line_id", "in", claims.ids), ("plan_id.state", "in", LIVE)]
        ).move_line_id.with_env(self.env)

    @api.model
    def _prepare_lines(self, debtor, claims, interest_mode):
        """Values of the lines, their amounts as ``Decimal``."""
        if not claims:
            raise UserError(self.env._("Choose the claims that the plan covers."))
        if len(claims.currency_id) > 1:
            raise UserError(
                self.env._("A plan has one currency: make one for each of them.")
            )
        if wrong := claims - self._claimable(debtor):
            raise UserError(
                self.env._(
                    "%s is not open, or is covered by another plan.",
                    wrong[0].display_name,
                )
            )
        charges = self._charges_on(debtor, claims, interest_mode)
        credited = self._credited_on(claims)
        return [
            {
                "move_line_id": item.id,
                "name": item.move_id.name,
                "document_date": item.move_id.invoice_date or item.date,
                "due_date": item._collection_due_date(),
                "amount": exact(item.amount_residual_currency),
                **dict(zip(LINE_FIELDS, (credited[item], *charges[item]), strict=True)),
            }
            for item in claims.sorted(lambda i: (i._collection_due_date(), i.id))
        ]

    @api.model
    def _charges_on(self, debtor, claims, interest_mode):
        """{item: (interest, indemnity)} that the plan includes, in its currency."""
        nothing = (Decimal(0), Decimal(0))
        if interest_mode != "frozen":
            return dict.fromkeys(claims, nothing)
        debtor.company_id._collection_charge_journal()
        # Whoever may make a plan may count what late payment has cost.
        charges = self.env["collection.charge"].sudo()
        accrued, obstacles = charges._accrue(claims, fields.Date.context_today(self))
        if obstacles:
            raise UserError(obstacles[debtor])
        settled = charges._settled(claims)
        scale = debtor._schemes()[debtor].indemnity_id.currency_id
        amounts = dict.fromkeys(claims, nothing)
        for item, due in accrued.items():
            foreign = scale != item.currency_id
            amounts[item] = (
                max(due.interest - exact(settled.get((item, "interest"), 0)), 0),
                Decimal(0)
                if foreign
                else max(due.indemnity - exact(settled.get((item, "indemnity"), 0)), 0),
            )
        return amounts

    # === LIMITS === #

    @api.model
    def _check_schedule(self, total, schedule):
        try:
            instalments.check(total, schedule)
        except instalments.ScheduleError as error:
            raise UserError(self._flaw_sentences()[error.flaw]) from error

    @api.model
    def _flaw_sentences(self):
        return {
            Flaw.NO_TOTAL: self.env._("Nothing is owed on these claims."),
            Flaw.NO_NUMBER: self.env._(
                "Say how many instalments there are: at least one."
            ),
            Flaw.TOO_MANY: self.env._(
                "A plan has %s instalments at most: choose a higher amount for each.",
                instalments.MOST,
            ),
            Flaw.NO_AMOUNT: self.env._(
                "Say how much is paid each time: more than nothing."
            ),
            Flaw.TOO_SMALL: self.env._(
                "The total is too small for so many instalments."
            ),
            Flaw.DOWN_PAYMENT: self.env._(
                "The down payment cannot be negative, and must leave something for the "
                "instalments."
            ),
            Flaw.NOT_POSITIVE: self.env._(
                "Each instalment has to be more than nothing."
            ),
            Flaw.ORDER: self.env._(
                "The instalments follow each other: put each on a later day than the "
                "one before."
            ),
            Flaw.SUM: self.env._("The instalments do not add up to the total."),
            Flaw.TOO_FAR: self.env._(
                "The last instalment is too far away: choose an earlier first day."
            ),
        }

    @api.model
    def _check_limits(self, policy, plan, debtor):
        """Beyond the limits of the policy, and to waive anything, takes a manager."""
        if self.env.su or self.env.user.has_group(
            "account_debt_collection.group_collection_manager"
        ):
            return
        company = debtor.company_id
        currency = self.env["res.currency"].browse(plan["currency_id"])
        total = currency._convert(
            plan["total"], company.currency_id, company, plan["date"]
        )
        number, most = len(plan["instalment_ids"]), policy.plan_max_instalments
        if plan["interest_mode"] == "waived":
            sentence = self.env._("Only a collection manager may waive interest.")
        elif most and number > most:
            sentence = self.env._(
                "You may agree on %s instalments at most: ask a collection manager.",
                most,
            )
        elif policy.plan_max_amount and total > policy.plan_max_amount:
            sentence = self.env._(
                "You may agree on plans of %s at most: ask a collection manager.",
                company.currency_id.format(policy.plan_max_amount),
            )
        else:
            return
        raise AccessError(sentence)
