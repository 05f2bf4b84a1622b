from odoo import fields, models
from odoo.exceptions import UserError


# pylint: disable=consider-merging-classes-inherited
class CollectionProceeding(models.Model):
    """Claims that are handed over: our own reminders stop, or say whom to pay."""

    _inherit = "collection.proceeding"

    reminders = fields.Selection(
        selection=[
            ("stop", "Our reminders stop"),
            ("go_on", "Our reminders go on"),
        ],
        string="Reminders",
        required=True,
        default="stop",
        tracking=True,
        help="Of the claims that are handed over; the customer's other claims are "
        "reminded as before.",
    )
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
        self._hold_claims()
        self._enter(first, self.date)
        self._drop_waiting_reminders()

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
        super()._entered(stage, day)
        if stage.is_end:
            self._close()

    def _close(self):
        """It is over: reminders go on, unless nothing can be collected."""
        self._pass_on("open", "closed")
        self._hold_claims()

    def _kind_of_hold(self):
        return "insolvency" if self.category == "insolvency" else "proceeding"

    def _stop_for_insolvency(self):
        """Claims stay where they are; whoever answers for them hears of it."""
        self._resume() if self.category == "insolvency" else self._tell_of_insolvency()

    def _tell_of_insolvency(self):
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("The customer is insolvent: stop, and declare instead"),
            user_id=self.user_id.id,
        )
