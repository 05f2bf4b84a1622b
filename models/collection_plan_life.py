import logging
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..rules import instalments
from .activities import TASK
from .collection_debtor_figures import OTHERS_WERE_FASTER
from .collection_plan import LIVE, TELL

_logger = logging.getLogger(__name__)


# pylint: disable=consider-merging-classes-inherited
class CollectionPlan(models.Model):
    """From its start to its end: kept, broken, or cancelled."""

    _inherit = "collection.plan"

    accepted_by = fields.Selection(
        selection=[
            ("portal", "Signature in the portal"),
            ("paper", "Signature on paper"),
            ("word", "Word of mouth"),
        ],
        readonly=True,
        copy=False,
    )

    # === START === #

    def _activate(self, accepted_by):
        """Suspend the reminders of the claims until the plan ends."""
        self.ensure_one()
        self._require("draft", "proposed")
        self._check_claims()
        if self.charges:
            self._invoice_charges()
        today = fields.Date.context_today(self)
        self.write({"state": "active", "date_start": today, "accepted_by": accepted_by})
        self._suspend(self.line_ids.move_line_id)
        self._follow_ledger(today)
        self.message_post(body=self.env._("The plan has started."))

    def _check_claims(self):
        """Let no claim stand in two plans that run."""
        claims = self.line_ids.move_line_id
        if twice := self._covered(claims):
            raise UserError(
                self.env._(
                    "%s is covered by another plan that runs: end that one first.",
                    twice[0].display_name,
                )
            )
        if not claims.filtered(lambda item: item._is_open_claim()):
            raise UserError(
                self.env._("All claims of this plan are paid: cancel the plan.")
            )

    # === INTEREST AND INDEMNITY === #

    def _invoice_charges(self):
        """Invoice what the plan includes; the invoice is one more claim of the plan."""
        charges = self._claim_charges()
        amounts = {
            (line.move_line_id, kind): line[kind]
            for line in self.line_ids
            for kind in ("interest", "indemnity")
        }
        values = charges._prepare_invoice()
        values["invoice_line_ids"] = [
            Command.create(
                charge._prepare_invoice_line(amounts[charge.claim_id, charge.kind])
            )
            for charge in charges.with_context(lang=self._lang())
        ]
        invoice = self.env["account.move"].create(values)
        invoice.action_post()
        for item in invoice.line_ids.filtered(
            lambda item: item.account_type == "asset_receivable"
        ):
            self.env["collection.plan.line"].create(
                {
                    "plan_id": self.id,
                    "move_line_id": item.id,
                    "name": invoice.name,
                    "document_date": invoice.invoice_date,
                    "due_date": item._collection_due_date(),
                    "amount": item.amount_currency,
                    "is_charge": True,
                }
            )

    def _claim_charges(self):
        """The charges of the plan's lines, claimed in full."""
        charges = self.env["collection.charge"]
        lines = self.line_ids.filtered(lambda line: line.interest or line.indemnity)
        settled = charges._settled(lines.move_line_id)
        no_reminder = self.env["collection.reminder"]
        wanted = {
            (line.move_line_id, kind): line[kind]
            for line in lines
            for kind in ("interest", "indemnity")
            if line[kind]
        }
        charges._claim(
            [
                (
                    self.debtor_id,
                    item,
                    kind,
                    self.currency_id,
                    amount + settled.get((item, kind), 0),
                    no_reminder,
                )
                for (item, kind), amount in wanted.items()
            ],
            self.date,
        )
        return charges._of_claims(lines.move_line_id).filtered(
            lambda charge: (charge.claim_id, charge.kind) in wanted
        )

    def _forgo_charges(self, today):
        """The plan was kept: what it waived, or froze, is not asked for any more."""
        charges = self.env["collection.charge"]
        known = charges._of_claims(self.line_ids.move_line_id)
        accrued, _obstacles = charges._accrue(known.claim_id, today)
        scheme = self.debtor_id._schemes()[self.debtor_id]
        kinds = {(charge.claim_id, charge.kind) for charge in known}
        charges._claim(
            [
                row
                for item, due in accrued.items()
                for row in charges._rows(self.debtor_id, item, due, scheme)
                if (row[1], row[2]) in kinds
            ],
            today,
        )
        for charge in known:
            if (left := charge._not_invoiced()) > 0:
                charge.write(
                    {
                        "waived": charge.waived + left,
                        "waive_reason": self.env._("%s was kept.", self.name),
                        "waived_by_id": self.user_id.id,
                    }
                )

    # === NIGHT === #

    @api.model
    def _live_on(self, today):
        """One night of all plans: receipts, reminders, ends. Safe to run again."""
        # The night is nobody's: it works in all companies.
        plans = self.sudo().search([("state", "in", LIVE)], order="id")
        known = plans._follow_ledger(today)
        kept, broken, late, good = [self.sudo().browse() for _bin in range(4)]
        for plan in plans:
            statuses = [item.status for item in known[plan.id]]
            if not any(status.open for status in statuses):
                kept += plan
            elif plan._is_broken(known[plan.id], today):
                broken += plan
            elif instalments.is_late(statuses, today, plan.grace):
                late += plan
            else:
                good += plan
        late.filtered(lambda plan: plan.state != "late").state = "late"
        good.filtered(lambda plan: plan.state != "active").state = "active"
        kept._attempt(lambda plans: plans._complete(today))
        broken._attempt(lambda plans: plans._break(today))
        (late + good)._remind(known, today)
        self._accelerate_broken(today)

    def _is_broken(self, known, today):
        return instalments.is_broken(
            [item.status for item in known],
            today,
            self.grace,
            self.tolerance,
            {item.status.day: item.warned_on for item in known if item.warned_on},
        )

    def _attempt(self, step):
        """Take a step with all; what goes wrong with one stops no other."""
        if not self:
            return
        try:
            with self.env.cr.savepoint():
                step(self)
        except OTHERS_WERE_FASTER:
            raise  # see collection.debtor._cron_attempt()
        except Exception as error:
            if len(self) > 1:
                middle = len(self) // 2
                self[:middle]._attempt(step)
                self[middle:]._attempt(step)
            else:
                _logger.error("Payment plan %s", self.id, exc_info=error)

    # === END === #

    def _end(self, state, today):
        self.write({"state": state, "date_end": today})
        if state != "broken":
            self._resume()
        self.activity_unlink([TELL])

    def _complete(self, today):
        self._end("completed", today)
        for plan in self:
            if plan.interest_mode in ("frozen", "waived"):
                plan._forgo_charges(today)
            plan.message_post(body=self.env._("The plan was kept to its end."))

    def _break(self, today):
        """The whole balance is due; the claims go on from the level they had."""
        self._end("broken", today)
        for plan in self:
            plan._resume_after_letter(today)
            owner = plan.user_id or plan.debtor_id._responsible()
            told = plan.with_context(lang=owner.lang, mail_activity_quick_update=True)
            told.debtor_id.activity_schedule(
                TASK,
                date_deadline=today,
                user_id=owner.id,
                summary=told.env._("%s is broken: post the letter", plan.name),
                note=told.env._(
                    "%s is still owed, and due at once. The letter that says so is on "
                    "the plan: send it by registered post.",
                    plan.currency_id.format(plan.residual),
                ),
            )

    def _resume_after_letter(self, today):
        """Reminders go on when the quiet days after the letter are over."""
        policy = self._policy_of(self.debtor_id, self.line_ids.move_line_id)
        self.hold_ids.date_end = today + timedelta(policy.min_gap)

    def _cancel(self, reason=None):
        """End plans without blame: the parties agree, or proceedings have opened."""
        today = fields.Date.context_today(self)
        for plan in self:
            plan._require("draft", "proposed", *LIVE)
            plan._end("cancelled", today)
            if reason:
                plan.message_post(body=reason)

    @api.model
    def _accelerate_broken(self, today):
        """Write to the debtors of broken plans, also of those that failed before."""
        recently = today - timedelta(30)
        # The night works in all companies.
        broken = self.sudo().search(
            [
                ("state", "=", "broken"),
                ("acceleration_id", "=", False),
                ("date_end", ">=", recently),
            ]
        )
        broken._attempt(lambda plans: plans._send_acceleration())
