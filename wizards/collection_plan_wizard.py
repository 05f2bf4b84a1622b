from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..rules import instalments
from ..rules.instalments import Instalment, Interval, ScheduleError
from ..rules.interest import exact


class CollectionPlanWizard(models.TransientModel):
    """Asks what the customer can pay, and shows the schedule before it is made.

    In the window, records are new ones: what stands behind them is their ``_origin``.
    """

    _name = "collection.plan.wizard"
    _description = "Make a Payment Plan"

    debtor_id = fields.Many2one(comodel_name="collection.debtor", required=True)
    available_claim_ids = fields.Many2many(
        comodel_name="account.move.line", compute="_compute_available"
    )
    available_currency_ids = fields.Many2many(
        comodel_name="res.currency", compute="_compute_available"
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', available_currency_ids)]",
    )
    claim_ids = fields.Many2many(
        comodel_name="account.move.line",
        relation="collection_plan_wizard_claim_rel",
        string="Claims",
        compute="_compute_claim_ids",
        store=True,
        readonly=False,
        domain="[('id', 'in', available_claim_ids), ('currency_id', '=', currency_id)]",
    )
    interest_mode = fields.Selection(
        selection=lambda self: (
            self.env["collection.plan"]
            ._fields["interest_mode"]
            ._description_selection(self.env)
        ),
        string="Interest and Indemnity",
        default="continued",
        required=True,
    )
    principal = fields.Monetary(compute="_compute_total")
    charges = fields.Monetary(
        string="Interest and Indemnity Included", compute="_compute_total"
    )
    total = fields.Monetary(compute="_compute_total")
    split = fields.Selection(
        selection=[("number", "A number of instalments"), ("amount", "So much a time")],
        string="The Customer Pays",
        default="number",
        required=True,
    )
    number = fields.Integer(string="Instalments", default=3)
    amount = fields.Monetary(string="Amount of Each")
    interval = fields.Selection(
        selection=[
            ("week", "Every week"),
            ("fortnight", "Every two weeks"),
            ("month", "Every month"),
        ],
        string="Paid",
        default="month",
        required=True,
    )
    date_first = fields.Date(
        string="First Instalment On",
        required=True,
        default=lambda self: fields.Date.context_today(self) + relativedelta(months=1),
    )
    down_payment = fields.Monetary()
    down_date = fields.Date(
        string="Down Payment On", default=fields.Date.context_today, required=True
    )
    line_ids = fields.One2many(
        comodel_name="collection.plan.wizard.line",
        inverse_name="wizard_id",
        string="Schedule",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        help="Dates and amounts can be changed as they were agreed.",
    )
    problem = fields.Char(compute="_compute_problem")
    note = fields.Text(string="Special Terms")

    # === COMPUTES === #

    @api.depends("debtor_id")
    def _compute_available(self):
        for wizard in self:
            claims = self.env["collection.plan"]._claimable(wizard.debtor_id._origin)
            wizard.available_claim_ids = claims
            wizard.available_currency_ids = claims.currency_id

    @api.depends("debtor_id")
    def _compute_currency_id(self):
        for wizard in self:
            own = wizard.debtor_id._origin.currency_id
            currencies = wizard.available_currency_ids._origin
            wizard.currency_id = own if own in currencies else currencies[:1] or own

    @api.depends("currency_id")
    def _compute_claim_ids(self):
        """All that is overdue; where nothing is, all that is open."""
        today = fields.Date.context_today(self)
        for wizard in self:
            claims = wizard.available_claim_ids._origin.filtered(
                lambda item, own=wizard.currency_id._origin: item.currency_id == own
            )
            wizard.claim_ids = claims._collection_overdue(today) or claims

    @api.depends("claim_ids", "interest_mode")
    def _compute_total(self):
        for wizard in self:
            claims = wizard.claim_ids._origin
            wizard.principal = sum(claims.mapped("amount_residual_currency"))
            wizard.charges = wizard._count_charges(claims)
            wizard.total = wizard.principal + wizard.charges

    def _count_charges(self, claims):
        """Interest and indemnity of the plan; zero where ``problem`` says why not."""
        try:
            charges = self.env["collection.plan"]._charges_on(
                self.debtor_id._origin, claims, self.interest_mode
            )
        except UserError:
            return 0
        return float(sum(sum(both) for both in charges.values()))

    @api.depends(
        "total",
        "split",
        "number",
        "amount",
        "interval",
        "date_first",
        "down_payment",
        "down_date",
    )
    def _compute_line_ids(self):
        for wizard in self:
            try:
                schedule = wizard._suggest()
            except ScheduleError:
                schedule = []
            wizard.line_ids = [
                Command.clear(),
                *(
                    Command.create({"date": day, "amount": float(amount)})
                    for day, amount in schedule
                ),
            ]

    def _suggest(self):
        """The schedule that was asked for.

        :raise ScheduleError:
        """
        rounding, down = exact(self.currency_id.rounding), exact(self.down_payment)
        rest = instalments.after_down_payment(exact(self.total), down)
        if self.split == "number":
            amounts = instalments.by_number(rest, self.number, rounding)
        else:
            amounts = instalments.by_amount(rest, exact(self.amount), rounding)
        days = []
        if self.date_first:
            interval = Interval(self.interval)
            days = instalments.days(self.date_first, interval, len(amounts))
        schedule = [Instalment(*row) for row in zip(days, amounts, strict=False)]
        return [Instalment(self.down_date, down), *schedule] if down else schedule

    @api.depends("line_ids.date", "line_ids.amount", "claim_ids", "interest_mode")
    def _compute_problem(self):
        for wizard in self:
            try:
                wizard._check()
            except (UserError, AccessError) as error:
                wizard.problem = str(error)
            else:
                wizard.problem = False

    # === ACTIONS === #

    def action_make(self):
        """Make the plan as the schedule shows it, and open it."""
        self.ensure_one()
        self._check()
        plan = self.env["collection.plan"]._make(
            self.debtor_id,
            self.claim_ids,
            self._schedule(),
            self.interest_mode,
            note=self.note,
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "collection.plan",
            "res_id": plan.id,
            "view_mode": "form",
        }

    def _schedule(self):
        """What the lines say, whoever wrote them."""
        return [
            Instalment(line.date, exact(self.currency_id.round(line.amount)))
            for line in self.line_ids
        ]

    def _check(self):
        """
        :raise UserError: what stands in the way of the plan
        """
        plans = self.env["collection.plan"]
        debtor, claims = self.debtor_id._origin, self.claim_ids._origin
        lines = plans._prepare_lines(debtor, claims, self.interest_mode)
        if not all(line.date for line in self.line_ids):
            raise UserError(self.env._("Say on which day each instalment is paid."))
        if any(line.date < fields.Date.context_today(self) for line in self.line_ids):
            raise UserError(
                self.env._("The first instalment cannot be in the past: choose a day.")
            )
        total = sum(
            line["amount"] + line["interest"] + line["indemnity"] for line in lines
        )
        try:
            self._suggest()
        except ScheduleError as error:
            if not self.line_ids:
                raise UserError(plans._flaw_sentences()[error.flaw]) from error
        plans._check_schedule(total, self._schedule())


class CollectionPlanWizardLine(models.TransientModel):
    _name = "collection.plan.wizard.line"
    _description = "Instalment of a Payment Plan to Make"
    _order = "date, id"

    wizard_id = fields.Many2one(
        comodel_name="collection.plan.wizard", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    date = fields.Date(required=True)
    amount = fields.Monetary(required=True)
