from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

# Who lifted a hold, and when, is not written by hand.
FIXED_FIELDS = {
    "debtor_id",
    "date_lifted",
    "lifted_by_id",
    "kind",
    "origin_model",
    "origin_id",
}


class CollectionHold(models.Model):
    """Claims that must not be asked for: why, who answers for it, until when.

    It is the one language in which exceptions speak to the engine: whatever suspends
    reminders owns a hold, and lifts it.
    """

    _name = "collection.hold"
    _description = "Hold"
    _inherit = ["collection.sealed", "mail.thread"]
    _order = "date_end, id"
    _check_company_auto = True

    name = fields.Char(string="Reason", required=True, tracking=True)
    kind = fields.Selection(
        selection=[
            ("pause", "Pause"),
            ("promise", "Promise"),
            ("plan", "Payment Plan"),
            ("dispute", "Dispute"),
            ("insolvency", "Insolvency"),
            ("proceeding", "Proceeding"),
            ("unreachable", "Cannot Be Reached"),
            ("paid", "Said to Be Paid"),
        ],
        default="pause",
        required=True,
        readonly=True,
    )
    origin_model = fields.Char(readonly=True)
    origin_id = fields.Many2oneReference(
        model_field="origin_model",
        string="Belongs To",
        readonly=True,
        index="btree_not_null",
        help="What suspends the reminders, and lifts this hold when it ends.",
    )
    debtor_id = fields.Many2one(
        comodel_name="collection.debtor",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    partner_id = fields.Many2one(
        related="debtor_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(related="debtor_id.company_id", store=True, index=True)
    claim_ids = fields.Many2many(
        comodel_name="account.move.line",
        string="Claims",
        domain="[('id', 'in', available_claim_ids)]",
        help="Empty: all claims of the customer, later ones too.",
    )
    available_claim_ids = fields.Many2many(related="debtor_id.claim_ids")
    currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_currency_id", store=True
    )
    amount = fields.Monetary(
        string="Amount on Hold",
        tracking=True,
        help="A part of one claim, in its currency; the rest goes on being asked for. "
        "Zero: the whole.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        required=True,
        default=lambda self: self.env.user,
        tracking=True,
        help="Answers for the hold.",
    )
    date_start = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_end = fields.Date(
        string="Until",
        tracking=True,
        help="Last day of the hold; reminders go on the day after.",
    )
    lift_event = fields.Selection(
        selection=[
            ("payment", "the customer's next payment"),
            ("credit_note", "the next credit note"),
            ("answer", "the customer's next message"),
        ],
        string="Or Until",
        tracking=True,
        help="The night after this event lifts the hold, the end date does at the "
        "latest.",
    )
    date_lifted = fields.Date(string="Lifted On", readonly=True, copy=False)
    lifted_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, index="btree_not_null"
    )
    state = fields.Selection(
        selection=[
            ("coming", "To come"),
            ("active", "In force"),
            ("over", "Over"),
        ],
        compute="_compute_state",
        search="_search_state",
    )
    age = fields.Integer(string="Age (days)", compute="_compute_state")

    _active_idx = models.Index("(debtor_id) WHERE date_lifted IS NULL")
    _amount_positive = models.Constraint(
        "CHECK(amount >= 0)", "The amount on hold cannot be negative."
    )
    _dates = models.Constraint(
        "CHECK(date_end >= date_start)", "A hold cannot end before it starts."
    )

    # === CONSTRAINTS === #

    @api.constrains("kind", "date_end", "lift_event")
    def _check_date_end(self):
        if any(
            hold.kind == "pause" and not (hold.date_end or hold.lift_event)
            for hold in self
        ):
            raise ValidationError(
                self.env._("Say until when: a pause without an end is forgotten.")
            )

    @api.constrains("amount", "claim_ids", "debtor_id")
    def _check_claims(self):
        for hold in self:
            claims = hold.claim_ids
            if hold.amount and len(claims) != 1:
                raise ValidationError(
                    self.env._("A part amount needs exactly one claim to be part of.")
                )
            foreign = claims.filtered(
                lambda item, hold=hold: (
                    item.partner_id != hold.partner_id
                    or item.company_id != hold.company_id
                )
            )
            if foreign:
                raise ValidationError(
                    self.env._(
                        "%s is no claim on this customer.", foreign[0].display_name
                    )
                )

    # === COMPUTES === #

    @api.depends("claim_ids", "company_id")
    def _compute_currency_id(self):
        for hold in self:
            hold.currency_id = (
                hold.claim_ids[:1].currency_id or hold.company_id.currency_id
            )

    @api.depends("date_start", "date_end", "date_lifted")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for hold in self:
            end = hold.date_lifted or hold.date_end
            hold.state = "active"
            if hold.date_lifted or (end and end < today):
                hold.state = "over"
            elif hold.date_start and hold.date_start > today:
                hold.state = "coming"
            last = min(end or today, today)
            hold.age = max((last - (hold.date_start or today)).days, 0)

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        Domain = fields.Domain
        over = Domain("date_lifted", "!=", False) | Domain("date_end", "<", "today")
        coming = Domain("date_start", ">", "today") & ~over
        domains = {"over": over, "coming": coming, "active": ~over & ~coming}
        return Domain.OR(domains[state] for state in value if state in domains)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(
            vals.keys() & {"kind", "origin_model", "origin_id"} for vals in vals_list
        ):
            raise AccessError(
                self.env._("By hand, a hold can only be made as a pause.")
            )
        holds = super().create(vals_list)
        holds._refresh_debtors()
        return holds

    def write(self, vals):
        if vals.keys() & FIXED_FIELDS and not self.env.su:
            raise AccessError(
                self.env._(
                    "A hold stays with its customer, and is lifted by its button only."
                )
            )
        result = super().write(vals)
        self._refresh_debtors()
        return result

    def unlink(self):
        debtors = self.debtor_id
        result = super().unlink()
        debtors.exists()._refresh_touched()
        return result

    # === ACTIONS === #

    def action_lift(self):
        """End the hold: the claims go on from the level they had."""
        self.check_access("write")
        owned = self.filtered("origin_model")
        if owned and not self.env.su:
            raise UserError(
                self.env._(
                    "This hold belongs to “%s”: end that, and the hold is lifted.",
                    owned[0].name,
                )
            )
        # The rights are checked in the line above; nobody writes these by hand.
        self.sudo().filtered(lambda hold: not hold.date_lifted).write(
            {
                "date_lifted": fields.Date.context_today(self),
                "lifted_by_id": self.env.uid,
            }
        )

    def action_open_origin(self):
        """Open what suspends the reminders."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.origin_model,
            "res_id": self.origin_id,
            "view_mode": "form",
        }

    def _creation_message(self):
        return self.env._("Hold created")

    def _describe_for(self, claim):
        """Which of these holds keep ``claim`` back, and until when."""
        mine = self.filtered(lambda h: not h.claim_ids or claim in h.claim_ids)
        reasons = [
            self.env._("%(reason)s (until %(day)s)", reason=hold.name, day=day)
            if (day := hold.date_end and format_date(self.env, hold.date_end))
            else hold.name
            for hold in mine
        ]
        return self.env._("On hold: %s", ", ".join(reasons))

    def _refresh_debtors(self):
        # Whoever may suspend reminders need not have other rights on the debtor.
        self.sudo().debtor_id._refresh_touched()
