from datetime import timedelta

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, plaintext2html

from ..models.activities import TASK

INSOLVENCY_DAYS = 60


# pylint: disable=consider-merging-classes-inherited
class CollectionCall(models.TransientModel):
    """What follows from each outcome of a call."""

    _inherit = "collection.call"

    def _check(self):
        """Ask for what the outcome needs."""
        missing = {
            "no_answer": not self.callback_date
            and self.env._("Say when to call again."),
            "promise": not (
                self.promise_date and self.promise_amount > 0 and self.currency_id
            )
            and self.env._("Enter the amount and the day that were promised."),
            "paid": not self.wait_until
            and self.env._("Say until when to wait for the payment."),
        }.get(self.outcome)
        if missing:
            raise UserError(missing)

    def _detail(self):
        """What the history says beside the outcome and the note."""
        day = {
            "no_answer": self.callback_date,
            "paid": self.wait_until,
            "promise": self.promise_date,
        }.get(self.outcome)
        if self.outcome == "promise":
            return self.env._(
                "%(amount)s by %(day)s",
                amount=self.currency_id.format(self.promise_amount),
                day=format_date(self.env, day),
            )
        if self.outcome == "wrong_contact":
            return " ".join(filter(None, [self.right_name, self.right_phone]))
        return day and format_date(self.env, day)

    def _outcome_no_answer(self):
        self._call_again(self.env._("No answer: call again"), self.callback_date)

    def _outcome_promise(self):
        self.env["collection.promise"].create(
            {
                "debtor_id": self.debtor_id.id,
                "claim_ids": [Command.set(self.claim_ids.ids)],
                "currency_id": self.currency_id.id,
                "amount": self.promise_amount,
                "date": self.promise_date,
                "contact_id": self.contact_id.id,
                "note": self.note,
            }
        )

    def _outcome_plan(self):
        """Whoever may make plans makes it at once; others leave it to do."""
        if self.env["collection.plan.wizard"].has_access("create"):
            return self.debtor_id.action_plan()
        return self._task(self.env._("Asks for a payment plan: propose one"))

    def _outcome_dispute(self):
        """Open a dispute of the claims of the call, else of all that is overdue."""
        today = fields.Date.context_today(self)
        owed = self.available_claim_ids.filtered(lambda item: item.amount_residual > 0)
        claims = self.claim_ids or owed._collection_overdue(today)
        if not claims:
            raise UserError(self.env._("Choose the claims that are disputed."))
        # Whoever calls records what is disputed; officers settle it.
        self.env["collection.dispute"].sudo().create(
            {
                "debtor_id": self.debtor_id.id,
                "reason_id": self.env.ref(
                    "account_debt_collection.dispute_reason_other"
                ).id,
                "description": plaintext2html(self.note or ""),
                "user_id": self.debtor_id._responsible().id,
                "line_ids": [Command.create({"claim_id": c.id}) for c in claims],
            }
        )

    def _outcome_paid(self):
        self._pause(
            self.env._("Says that it has paid"),
            self.wait_until,
            self.claim_ids,
            lift_event="payment",
        )
        self._task(self.env._("Check whether the payment has arrived"), self.wait_until)

    def _outcome_wrong_contact(self):
        """Call the right contact, or find out who it is."""
        if not (self.right_name or self.right_phone or self.right_email):
            self._task(self.env._("Find out whom to call"))
            return
        self._correct_contact()
        self._call_again(self.env._("Call the right contact"))

    def _outcome_refuses(self):
        self._task(self.env._("Refuses to pay: decide on the next step"))

    def _outcome_bankrupt(self):
        """Nothing more goes out until a manager has seen the judgment."""
        until = fields.Date.context_today(self) + timedelta(days=INSOLVENCY_DAYS)
        self._pause(self.env._("Said to be bankrupt"), until)
        self._task(
            self.env._("Said to be bankrupt: check it, and declare the claims"),
            user=self.debtor_id.company_id.collection_user_id,
        )
        if self.env["collection.proceeding"].has_access("create"):
            return self.debtor_id.action_insolvency()
        return None

    # === WHAT THEY SHARE === #

    def _call_again(self, summary, day=None):
        # Whoever records a call need not have rights on activities of others.
        self.debtor_id.sudo()._schedule_call(
            lambda _debtor: {"summary": summary, "note": self._note()}, day
        )

    def _task(self, summary, day=None, user=None):
        owner = {"user_id": user.id} if user else {}
        # The same.
        self.debtor_id.sudo()._schedule(
            TASK,
            lambda _debtor: {"summary": summary, "note": self._note(), **owner},
            day,
        )

    def _note(self):
        return self.note or False

    def _pause(self, reason, until, claims=None, **values):
        self.env["collection.hold"].create(
            {
                "name": reason,
                "debtor_id": self.debtor_id.id,
                "claim_ids": [Command.set(claims.ids if claims else [])],
                "date_end": until,
                **values,
            }
        )

    def _correct_contact(self):
        """A contact of its own where it has a name; else the customer's number."""
        values = {
            field_name: value
            for field_name, value in (
                ("phone", self.right_phone),
                ("email", self.right_email),
            )
            if value
        }
        # Billing users enter what they hear on the phone, without a right to contacts.
        if self.right_name:
            self.env["res.partner"].sudo().create(
                {
                    "name": self.right_name,
                    "parent_id": self.partner_id.id,
                    "type": "collection",
                    **values,
                }
            )
        else:
            # Whoever calls may write down the number that was given.
            self.contact_id.sudo().write(values)
