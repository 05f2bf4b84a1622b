from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

ANSWER = "account_debt_collection.mail_activity_dispute"

# States change by the buttons only, and a dispute stays with its customer.
FIXED_FIELDS = {"debtor_id", "state", "date", "date_closed", "closed_by_id"}
# What the outcome rests upon, and a closed dispute keeps.
EVIDENCE = {"reason_id", "line_ids", "credit_note_ids", "deadline"}


class CollectionDispute(models.Model):
    """The debtor contests all or part of some claims; the rest goes on being asked for.

    Each line owns a hold on its claim, see ``collection.dispute.line``.
    """

    _name = "collection.dispute"
    _description = "Dispute"
    _inherit = [
        "collection.sealed",
        "collection.suspension",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "deadline, id"
    _check_company_auto = True
    _hold_kind = "dispute"

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
    currency_id = fields.Many2one(related="company_id.currency_id")
    reason_id = fields.Many2one(
        comodel_name="collection.dispute.reason",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    description = fields.Html(help="What the customer says, and what we know.")
    line_ids = fields.One2many(
        comodel_name="collection.dispute.line",
        inverse_name="dispute_id",
        string="Claims",
        copy=False,
    )
    amount = fields.Monetary(
        string="Disputed",
        compute="_compute_amount",
        store=True,
        help="In the company's currency, at the rate of the claims.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        tracking=True,
        help="Finds out who is right, and has an activity for it.",
    )
    date = fields.Date(
        string="Opened On",
        required=True,
        readonly=True,
        default=fields.Date.context_today,
    )
    deadline = fields.Date(
        required=True,
        tracking=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=14),
        help="Day by which the owner is to have an answer.",
    )
    mediator_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        tracking=True,
        check_company=True,
        help="A third person who helps both sides to agree.",
    )
    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("debtor_right", "Debtor right"),
            ("creditor_right", "Creditor right"),
            ("settled", "Settled by agreement"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
        copy=False,
        group_expand=True,
        tracking=True,
    )
    credit_note_ids = fields.Many2many(
        comodel_name="account.move",
        string="Credit Notes",
        copy=False,
        check_company=True,
        domain="[('move_type', '=', 'out_refund'), ('state', '=', 'posted'), "
        "('commercial_partner_id', '=', partner_id), ('company_id', '=', company_id)]",
        help="They give the customer what it was right about.",
    )
    date_closed = fields.Date(string="Closed On", readonly=True, copy=False)
    closed_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, index="btree_not_null"
    )
    age = fields.Integer(string="Age (days)", compute="_compute_age")

    # === CONSTRAINTS === #

    @api.constrains("credit_note_ids", "debtor_id")
    def _check_credit_notes(self):
        for dispute in self:
            wrong = dispute.credit_note_ids.filtered(
                lambda move, d=dispute: (
                    move.move_type != "out_refund"
                    or move.state != "posted"
                    or move.commercial_partner_id != d.partner_id
                    or move.company_id != d.company_id
                )
            )
            if wrong:
                raise ValidationError(
                    self.env._(
                        "%s is no posted credit note of this customer.",
                        wrong[0].display_name,
                    )
                )

    # === COMPUTES === #

    @api.depends("reason_id.name", "partner_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for dispute in self:
            customer = dispute.partner_id.name or ""
            dispute.display_name = (
                self.env._(
                    "Dispute: %(reason)s – %(customer)s",
                    reason=dispute.reason_id.name,
                    customer=customer,
                )
                if dispute.reason_id
                else customer
            )

    @api.depends("line_ids.amount_company")
    def _compute_amount(self):
        for dispute in self:
            dispute.amount = sum(dispute.line_ids.mapped("amount_company"))

    @api.depends("date", "date_closed")
    def _compute_age(self):
        today = fields.Date.context_today(self)
        for dispute in self:
            dispute.age = ((dispute.date_closed or today) - dispute.date).days

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        forged = FIXED_FIELDS - {"debtor_id"}
        if not self.env.su and any(vals.keys() & forged for vals in vals_list):
            raise AccessError(self.env._("A dispute begins open, and today."))
        disputes = super().create(vals_list)
        for dispute in disputes:
            dispute._ask_owner()
        return disputes

    def write(self, vals):
        if vals.keys() & FIXED_FIELDS and not self.env.su:
            raise AccessError(
                self.env._(
                    "A dispute stays with its customer, and is closed by its buttons."
                )
            )
        if vals.keys() & EVIDENCE:
            self._check_open()
        result = super().write(vals)
        if vals.keys() & {"user_id", "deadline"}:
            for dispute in self.filtered(lambda dispute: dispute.state == "open"):
                dispute._ask_owner()
                # The hold answers to the same person as its dispute.
                dispute.sudo().hold_ids.user_id = dispute.user_id
        return result

    # === ACTIONS === #

    def action_debtor_right(self):
        """The customer need not pay it: credit notes say so."""
        self._check_open()
        for dispute in self:
            dispute._check_credited()
            dispute._close("debtor_right")

    def action_creditor_right(self):
        """All is owed: the claims go on from the level they had."""
        for dispute in self:
            dispute.line_ids._agree_on_all()
            dispute._close("creditor_right")

    def action_settle(self):
        """The customer pays a part of what it has disputed."""
        self._check_open()
        for dispute in self:
            if not any(line.agreed for line in dispute.line_ids):
                raise UserError(
                    self.env._("Enter what the customer is to pay of each claim.")
                )
            dispute._check_credited()
            dispute._close("settled")

    def action_cancel(self):
        """It was recorded by mistake, or withdrawn."""
        for dispute in self:
            dispute._close("cancelled")

    # === BUSINESS METHODS === #

    def _check_open(self):
        self.check_access("write")
        if any(dispute.state != "open" for dispute in self):
            raise UserError(
                self.env._("This dispute is closed and cannot be changed any more.")
            )

    def _check_credited(self):
        """What the customer was right about lies in posted credit notes."""
        if not self.credit_note_ids:
            raise UserError(
                self.env._(
                    "Make the credit note first, post it, and choose it here: until "
                    "then the claim stays on hold."
                )
            )
        notes = self.credit_note_ids.grouped("currency_id")
        for currency, lines in self.line_ids.grouped("currency_id").items():
            credited = sum(
                notes.get(currency, self.env["account.move"]).mapped("amount_total")
            )
            conceded = sum(line.amount - line.agreed for line in lines)
            if currency.compare_amounts(conceded, credited) > 0:
                raise UserError(
                    self.env._(
                        "The credit notes come to %(credited)s, and you concede "
                        "%(conceded)s: add a credit note, or enter what the customer "
                        "is to pay of each claim.",
                        credited=currency.format(credited),
                        conceded=currency.format(conceded),
                    )
                )

    def _stop_for_insolvency(self):
        """What is contested stays so, before the administrator, and on hold."""

    def _close(self, state):
        self.ensure_one()
        self._check_open()
        # The rights are checked above; nobody writes these by hand.
        self.sudo().write(
            {
                "state": state,
                "date_closed": fields.Date.context_today(self),
                "closed_by_id": self.env.uid,
            }
        )
        self._resume()
        self.activity_feedback([ANSWER])
        if state in ("debtor_right", "settled"):
            self.line_ids._correct_charges()

    def _ask_owner(self):
        """Have the owner look into it by the deadline."""
        self.activity_unlink([ANSWER])
        self.activity_schedule(
            ANSWER, date_deadline=self.deadline, user_id=self.user_id.id
        )
