from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.activities import CALL

HISTORY = 8  # entries shown of what was said last


class CollectionCall(models.TransientModel):
    """The call screen: one debtor of the queue after the other.

    An outcome is a value of ``outcome`` and a method ``_outcome_<code>()``, which does
    what follows from it and may return an action to open.
    """

    _name = "collection.call"
    _description = "Call"

    debtor_id = fields.Many2one(
        comodel_name="collection.debtor", readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="debtor_id.partner_id", string="Customer")
    company_currency_id = fields.Many2one(
        related="debtor_id.currency_id", string="Company Currency"
    )
    overdue = fields.Monetary(
        related="debtor_id.overdue", currency_field="company_currency_id"
    )
    not_due = fields.Monetary(
        related="debtor_id.not_due", currency_field="company_currency_id"
    )
    credit = fields.Monetary(
        related="debtor_id.credit", currency_field="company_currency_id"
    )
    days_overdue = fields.Integer(related="debtor_id.days_overdue")
    level_id = fields.Many2one(related="debtor_id.level_id")
    explanation = fields.Char(related="debtor_id.explanation")
    promise_count = fields.Integer(related="debtor_id.promise_count")
    promise_reliability = fields.Float(related="debtor_id.promise_reliability")
    available_claim_ids = fields.Many2many(
        related="debtor_id.claim_ids", string="Open Items"
    )
    contact_id = fields.Many2one(related="debtor_id.call_contact_id")
    phone = fields.Char(related="debtor_id.call_phone")
    script = fields.Text(compute="_compute_script")
    history = fields.Html(compute="_compute_history", sanitize=False)

    # === WHAT THE CUSTOMER SAYS === #
    note = fields.Text(help="Goes into the debtor's history, with the outcome.")
    claim_ids = fields.Many2many(
        comodel_name="account.move.line",
        string="It Is About",
        domain="[('id', 'in', available_claim_ids), ('amount_residual', '>', 0)]",
        help="Empty: the whole debt.",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        compute="_compute_promise_amount",
        store=True,
        readonly=False,
    )
    promise_amount = fields.Monetary(
        string="Amount", compute="_compute_promise_amount", store=True, readonly=False
    )
    promise_date = fields.Date(string="Pays By")
    callback_date = fields.Date(string="Call Again On")
    wait_until = fields.Date(
        help="Reminders wait until then for the payment that the customer says it has "
        "made.",
    )
    right_name = fields.Char(string="Right Contact")
    right_phone = fields.Char(string="Their Phone")
    right_email = fields.Char(string="Their E-mail")

    # === THE QUEUE === #
    outcome = fields.Selection(
        selection=[
            ("no_answer", "No answer"),
            ("promise", "Promises to pay"),
            ("plan", "Asks for a plan"),
            ("dispute", "Disputes the claim"),
            ("paid", "Has paid already"),
            ("wrong_contact", "Wrong contact"),
            ("refuses", "Refuses to pay"),
            ("bankrupt", "Bankrupt"),
        ],
        string="Last Outcome",
        readonly=True,
    )
    only_mine = fields.Boolean(string="Only My Calls")
    skipped_ids = fields.Many2many(
        comodel_name="collection.debtor",
        relation="collection_call_skipped_rel",
        readonly=True,
    )
    call_count = fields.Integer(string="Calls Recorded", readonly=True)
    waiting_count = fields.Integer(string="To Call", compute="_compute_waiting_count")
    last_result = fields.Char(readonly=True)

    @api.constrains("debtor_id")
    def _check_debtor_id(self):
        """The screen shows the figures of those debtors only that its user may see."""
        # The opposite of sudo(): constraints run with its rights.
        self.sudo(False).debtor_id.check_access("read")

    @api.depends("debtor_id")
    def _compute_display_name(self):
        for call in self:
            call.display_name = (
                call.partner_id.name if call.debtor_id else self.env._("No call left")
            )

    @api.depends("debtor_id")
    def _compute_script(self):
        """Of the last reminder whose level has one."""
        for call in self:
            sent = call.debtor_id.reminder_ids.filtered(
                lambda r: r.state == "sent" and r.level_id.activity_note
            )
            call.script = sent.sorted("date_done, id")[-1:].level_id.activity_note

    @api.depends("debtor_id")
    def _compute_history(self):
        for call in self:
            call.history = self.env["ir.qweb"]._render(
                "account_debt_collection.call_history",
                {"entries": call.debtor_id._history(HISTORY)},
            )

    @api.depends("debtor_id", "claim_ids")
    def _compute_promise_amount(self):
        for call in self:
            call.currency_id, call.promise_amount = call.debtor_id._owed_of(
                call.claim_ids
            )

    @api.depends("debtor_id", "only_mine", "skipped_ids")
    def _compute_waiting_count(self):
        for call in self:
            call.waiting_count = len(call._queue())

    # === ACTIONS === #

    def action_record(self):
        """Record the outcome of the button, and go on with the next debtor."""
        self.ensure_one()
        self.outcome = self.env.context.get("collection_outcome")
        if not (self.outcome and self.debtor_id):
            raise UserError(self.env._("Choose the outcome of a call."))
        self._check()
        self._close_call()
        action = getattr(self, f"_outcome_{self.outcome}")()
        self.call_count += 1
        self._go_on(self._result())
        return action

    def action_skip(self):
        """Leave this debtor's call for later."""
        self.ensure_one()
        self.skipped_ids |= self.debtor_id
        self._go_on()

    def action_view_debtor(self):
        self.ensure_one()
        return self.debtor_id._get_records_action()

    # === BUSINESS METHODS === #

    @api.model
    def _open(self, debtor):
        mine = debtor in debtor._call_queue(self.env.user)
        call = self.create({"only_mine": mine, **self._prepare(debtor)})
        return {
            **call._get_records_action(name=self.env._("Call")),
            "context": {"form_view_initial_mode": "edit"},
        }

    @api.model
    def _prepare(self, debtor):
        """Values of the screen when it shows ``debtor``."""
        today = fields.Date.context_today(self)
        late = debtor.claim_ids.filtered(
            lambda claim: claim.collection_days_overdue and not claim.no_followup
        )
        same = next(iter(late.grouped("currency_id").values()), late)
        return {
            "debtor_id": debtor.id,
            "claim_ids": [Command.set(same.ids)],
            "promise_date": today + timedelta(days=7),
            "callback_date": today + timedelta(days=1),
            "wait_until": today + timedelta(days=5),
            "note": False,
            "right_name": False,
            "right_phone": False,
            "right_email": False,
        }

    def _queue(self):
        user = self.env.user if self.only_mine else None
        waiting = self.env["collection.debtor"]._call_queue(user)
        return waiting - self.skipped_ids

    def _go_on(self, result=False):
        """Show the next debtor of the queue, or that there is none."""
        self.write(
            {"last_result": result, **self._prepare(self._queue()[:1])},
        )

    def _outcome_name(self):
        names = self._fields["outcome"]._description_selection(self.env)
        return dict(names)[self.outcome]

    def _result(self):
        """What the next screen says of this call."""
        result = self.env._(
            "%(debtor)s: “%(outcome)s” is recorded.",
            debtor=self.partner_id.name,
            outcome=self._outcome_name(),
        )
        latest = self.debtor_id.promise_ids.sorted("id")[-1:]
        if self.outcome == "promise" and latest.beyond_limit:
            result += " " + self.env._(
                "As many promises as the policy allows are open already: this one "
                "holds nothing, and reminders go on."
            )
        return result

    def _close_call(self):
        """Write down who recorded what; calls that were planned are made."""
        parts = (self._outcome_name(), self._detail(), self.note)
        words = "\n".join(filter(None, parts))
        # Billing users record the calls of others, too.
        calls = self.debtor_id.sudo().activity_search([CALL], only_automated=False)
        if calls:
            calls.action_feedback(feedback=words)
        else:
            self.debtor_id.message_post(
                body=self.env._("Call: %s", words), subtype_xmlid="mail.mt_note"
            )
