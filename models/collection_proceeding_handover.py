from odoo import fields, models
from odoo.exceptions import UserError

from .activities import TASK


# pylint: disable=consider-merging-classes-inherited
class CollectionProceeding(models.Model):
    """Claims that are handed over: our own reminders stop, or say whom to pay."""

    _inherit = "collection.proceeding"

    reminders = fields.Selection(
        selection=[
            ("stop", "Our reminders stop"),
            ("factor", "Our reminders name the factor's account"),
            ("go_on", "Our reminders go on"),
        ],
        required=True,
        default="stop",
        tracking=True,
        help="Of the claims that are handed over; the customer's other claims are "
        "reminded as before.",
    )
    stage_description = fields.Text(related="stage_id.description", string="What to Do")
    outcome = fields.Selection(related="stage_id.outcome", store=True)

    # === BUSINESS METHODS === #

    def _take_over(self):
        """Begin at the first stage, and keep our own reminders back."""
        stages = self.kind_id.stage_ids
        first = (stages.filtered("is_start") or stages)[:1]
        if not first:
            raise UserError(
                self.env._(
                    "“%s” has no stages yet: add them in the configuration.",
                    self.kind_id.name,
                )
            )
        self._check_claims()
        self._check_fit()
        self._state_costs()
        self._hold_claims()
        self._enter(first, self.date)
        self._propose_costs()
        self._drop_waiting_reminders()

    def _state_claims(self):
        """Of claims that are handed over, only the amounts are fetched anew."""
        if self.category == "insolvency":
            return super()._state_claims()
        for line in self.line_ids.filtered("claim_id"):
            line.amount = line.claim_id.amount_residual_currency
        return self._state_costs()

    def _state_costs(self):
        """Interest and indemnity up to the handover."""
        charges = self.env["collection.charge"]
        accrued, obstacles = charges._accrue(self._claims(), self.date)
        self.obstacle = obstacles.get(self.debtor_id)
        costs = self._costs_at_judgment(accrued)
        for line in self.line_ids:
            line.write(costs.get(line.claim_id, {"interest": 0, "indemnity": 0}))

    def _check_claims(self):
        if not self._claims():
            raise UserError(self.env._("Choose the claims that are handed over."))

    def _claims_to_hold(self):
        """Those handed over, until the proceedings end with some hope left."""
        over = self.state == "closed" and self.outcome != "uncollectable"
        if self.reminders != "stop" or over:
            return self.env["account.move.line"]
        return self._claims().filtered(lambda item: item._is_open_claim())

    def _drop_waiting_reminders(self):
        """What waits is written anew without these claims, or cancelled."""
        today = fields.Date.context_today(self)
        # Managers hand over; reminders are changed by their buttons only.
        debtor = self.debtor_id.sudo()
        debtor.reminder_ids._review(debtor, today)
        debtor._refresh_touched()

    def _entered(self, stage, day):
        if stage.is_end:
            self._close()
        return super()._entered(stage, day)

    def _withdrawn(self, stage, day):
        if stage.is_end:
            self.state = "open"
            self._hold_claims()
        return super()._withdrawn(stage, day)

    def _close(self):
        """It is over: reminders go on, unless nothing can be collected."""
        self._note_receipts()
        self._pass_on("open", "closed")
        self._hold_claims()

    def _kind_of_hold(self):
        return "insolvency" if self.category == "insolvency" else "proceeding"

    def _stop_for_insolvency(self):
        """Claims stay where they are; whoever answers for them hears of it."""
        self._resume() if self.category == "insolvency" else self._tell_of_insolvency()

    def _tell_of_insolvency(self):
        self.activity_schedule(
            TASK,
            summary=self.env._("The customer is insolvent: stop, and declare instead"),
            user_id=self.user_id.id,
        )

    def action_view_debtor(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "collection.debtor",
            "res_id": self.debtor_id.id,
            "view_mode": "form",
        }

    def _action_view(self):
        """Open these proceedings: the one, or a list."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_debt_collection.collection_proceeding_action_board"
        )
        if len(self) == 1:
            return {
                "type": "ir.actions.act_window",
                "res_model": self._name,
                "res_id": self.id,
                "view_mode": "form",
                "context": {"create": False},
            }
        return {
            **action,
            "domain": [("id", "in", self.ids)],
            "context": {"create": False},
        }
