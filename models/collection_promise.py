from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

# Only the ledger judges a promise, and only the policy says whether it holds.
JUDGED_FIELDS = {"state", "received", "beyond_limit", "is_whole", "grace", "date_made"}
# What was said stays as it was said.
FIXED_FIELDS = JUDGED_FIELDS | {
    "debtor_id",
    "claim_ids",
    "amount",
    "currency_id",
    "date",
    "deadline",
}


class CollectionPromise(models.Model):
    """A date and an amount that the debtor gave; judged from what really arrives."""

    _name = "collection.promise"
    _description = "Promise"
    _inherit = ["collection.sealed", "collection.suspension", "mail.thread"]
    _order = "date desc, id desc"
    _rec_names_search = ["partner_id"]
    _check_company_auto = True
    _hold_kind = "promise"

    debtor_id = fields.Many2one(
        comodel_name="collection.debtor",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    partner_id = fields.Many2one(
        related="debtor_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(related="debtor_id.company_id", store=True, index=True)
    available_claim_ids = fields.Many2many(related="debtor_id.claim_ids")
    claim_ids = fields.Many2many(
        comodel_name="account.move.line",
        string="Claims",
        domain="[('id', 'in', available_claim_ids), ('amount_residual', '>', 0)]",
        help="Empty: an amount on the whole debt.",
    )
    is_whole = fields.Boolean(string="On the Whole Debt", readonly=True)
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        compute="_compute_amount",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    amount = fields.Monetary(
        string="Promised",
        compute="_compute_amount",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    date = fields.Date(
        string="By",
        required=True,
        help="The day by which the customer wants to pay.",
    )
    date_made = fields.Date(
        string="Given On", default=fields.Date.context_today, readonly=True
    )
    grace = fields.Integer(
        string="Grace (days)",
        readonly=True,
        help="Days that the policy waits for the money after the promised day.",
    )
    deadline = fields.Date(
        compute="_compute_deadline",
        store=True,
        help="Last day on which the money is in time; until then reminders wait.",
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="Given By",
        index="btree_not_null",
        help="The contact who gave the promise.",
    )
    given_by = fields.Char(
        string="Or Somebody Else",
        help="Name of somebody who is not among the contacts.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Taken By",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        tracking=True,
    )
    note = fields.Text()
    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("kept", "Kept"),
            ("partly", "Partly kept"),
            ("broken", "Broken"),
            ("cancelled", "Cancelled"),
        ],
        default="open",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    received = fields.Monetary(
        string="Amount Received",
        readonly=True,
        copy=False,
        help="What has arrived for it up to the last night, never more than promised.",
    )
    beyond_limit = fields.Boolean(
        string="Holds Nothing",
        readonly=True,
        copy=False,
        help="As many promises as the policy allows were open already: reminders go "
        "on.",
    )

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "Enter the amount that was promised."
    )
    _dates = models.Constraint(
        "CHECK(date >= date_made)", "A promise is about a day to come: correct the day."
    )

    # === CONSTRAINTS === #

    @api.constrains("claim_ids", "currency_id", "debtor_id")
    def _check_claims(self):
        for promise in self:
            claims, owed = promise.claim_ids, promise.debtor_id.claim_ids
            foreign = (claims - owed) | claims.filtered(lambda c: c.amount_residual < 0)
            if foreign:
                raise ValidationError(
                    self.env._(
                        "%s is no open claim on this customer.", foreign[0].display_name
                    )
                )
            if any(claim.currency_id != promise.currency_id for claim in claims):
                raise ValidationError(
                    self.env._(
                        "These claims are in several currencies: record one promise "
                        "for each."
                    )
                )
            if promise.currency_id not in owed.currency_id | promise._own_currency():
                raise ValidationError(
                    self.env._("Nothing is owed in %s.", promise.currency_id.name)
                )

    def _own_currency(self):
        return self.company_id.currency_id

    # === COMPUTES === #

    @api.depends("claim_ids", "debtor_id")
    def _compute_amount(self):
        """What is open of the claims, or what is overdue of the whole debt."""
        for promise in self:
            promise.currency_id, promise.amount = promise.debtor_id._owed_of(
                promise.claim_ids
            )

    @api.depends("date", "grace")
    def _compute_deadline(self):
        for promise in self:
            promise.deadline = promise.date and (
                promise.date + timedelta(days=promise.grace)
            )

    @api.depends("amount", "currency_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for promise in self:
            promise.display_name = promise.date and self.env._(
                "Promise of %(amount)s by %(date)s",
                amount=promise.currency_id.format(promise.amount),
                date=format_date(self.env, promise.date),
            )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.keys() & JUDGED_FIELDS for vals in vals_list):
            raise AccessError(
                self.env._("Whether a promise is kept is read from the ledger.")
            )
        promises = super().create(vals_list)
        # Whoever records a promise has the policy's terms applied to it.
        promises.sudo()._begin()
        return promises

    def write(self, vals):
        if vals.keys() & FIXED_FIELDS and not self.env.su:
            raise AccessError(
                self.env._(
                    "A promise stays as it was given: cancel it and record the new one."
                )
            )
        return super().write(vals)

    # === ACTIONS === #

    def action_cancel(self):
        """It was a mistake, or is replaced: it holds and counts nothing any more."""
        self.check_access("write")
        if any(promise.state != "open" for promise in self):
            raise UserError(self.env._("Only an open promise can be cancelled."))
        # The right is checked above; nobody writes the state by hand.
        self.sudo()._cancel()

    # === BUSINESS METHODS === #

    def _creation_message(self):
        return self.env._("Promise created")

    def _cancel(self):
        self.state = "cancelled"
        self._resume()

    def _begin(self):
        """Apply the policy's grace and limit, and hold the claims."""
        policies = self._policies()
        holding = self._count_holding()
        for promise in self:
            promise.is_whole = not promise.claim_ids
            promise.grace = min(policies[promise].mapped("promise_grace"), default=0)
            limit = min(policies[promise].mapped("promise_limit"), default=0)
            promise.beyond_limit = holding[promise.debtor_id] >= limit
            if not promise.beyond_limit:
                holding[promise.debtor_id] += 1
                promise._suspend(promise.claim_ids, until=promise.deadline)

    def _policies(self):
        """{promise: policies by which its claims are reminded}."""
        sources = self.debtor_id._policy_sources(fields.Date.context_today(self))
        return {
            promise: promise.debtor_id._policies_of(
                promise.claim_ids or promise.debtor_id.claim_ids, sources
            )
            for promise in self
        }

    def _count_holding(self):
        """{debtor: number of its other promises that are open and hold something}."""
        groups = self._read_group(
            [
                ("debtor_id", "in", self.debtor_id.ids),
                ("id", "not in", self.ids),
                ("state", "=", "open"),
                ("beyond_limit", "=", False),
            ],
            ["debtor_id"],
            ["__count"],
        )
        return Counter(dict(groups))

    def _who_gave_it(self):
        self.ensure_one()
        return self.contact_id.name or self.given_by
