from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..rules import insolvency

# What the buttons write, and what a proceeding stays with.
FIXED_FIELDS = {
    "debtor_id",
    "state",
    "date",
    "date_declared",
    "date_admitted",
    "declaration_id",
}
# What follows from the others, and is no way around the checklist.
BEGUN_FIELDS = (FIXED_FIELDS - {"debtor_id"}) | {"stage_id", "step_ids"}
# What has been declared stays as it was.
DECLARED_FIELDS = {
    "date_judgment",
    "administrator_id",
    "line_ids",
    "court",
    "name",
    "securities",
}


class CollectionProceeding(models.Model):
    """The claims are with a third party or a court, or the debtor is insolvent.

    Its kind says what is special about it: the stages, the delays and the costs.
    """

    _name = "collection.proceeding"
    _description = "Proceeding"
    _inherit = [
        "collection.sealed",
        "collection.suspension",
        "collection.agreed.fee",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "next_deadline, id"
    _check_company_auto = True
    _sealed_names = frozenset(BEGUN_FIELDS)
    _mail_post_access = "read"  # whoever talks to the administrator writes it down

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
    kind_id = fields.Many2one(
        comodel_name="collection.proceeding.kind",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    category = fields.Selection(related="kind_id.category", store=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        tracking=True,
        help="Sees to it that no day is missed, and has activities for it.",
    )
    court = fields.Char(tracking=True)
    name = fields.Char(string="File Number", tracking=True)
    date = fields.Date(
        string="Recorded On",
        required=True,
        readonly=True,
        default=fields.Date.context_today,
    )
    is_abroad = fields.Boolean(
        string="Abroad or Overseas",
        compute="_compute_is_abroad",
        store=True,
        readonly=False,
        help="Creditor and debtor are in different territories: there is more time.",
    )
    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("declared", "Declared"),
            ("admitted", "Admitted"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
        copy=False,
        tracking=True,
    )

    # === CONSTRAINTS === #

    @api.constrains("kind_id", "debtor_id")
    def _check_kind(self):
        for proceeding in self:
            stages = proceeding.step_ids.stage_id
            if stages.kind_id - proceeding.kind_id:
                raise ValidationError(
                    self.env._(
                        "These proceedings have begun as “%s”: close them, and open "
                        "others.",
                        stages.kind_id[:1].name,
                    )
                )

    # === COMPUTES === #

    @api.depends("kind_id.name", "partner_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for proceeding in self:
            names = (proceeding.kind_id.name, proceeding.partner_id.name)
            proceeding.display_name = " – ".join(name for name in names if name)

    @api.depends("company_id", "partner_id")
    def _compute_is_abroad(self):
        for proceeding in self:
            ours, theirs = (
                insolvency.territory(partner.country_code, partner.zip)
                for partner in (proceeding.company_id.partner_id, proceeding.partner_id)
            )
            # Where one is not known, the earlier deadline is the safe one.
            proceeding.is_abroad = bool(ours and theirs and ours != theirs)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        self._check_begins(vals_list)
        proceedings = super().create(vals_list)
        for proceeding in proceedings:
            proceeding._begin()
        return proceedings

    @api.model
    def _check_begins(self, vals_list):
        """Refuse what only the buttons write."""
        given = {name for vals in vals_list for name in vals if vals[name]}
        if given & BEGUN_FIELDS and not self.env.su:
            raise AccessError(
                self.env._("A proceeding begins open, today and at its first stage.")
            )

    def write(self, vals):
        if vals.keys() & FIXED_FIELDS and not self.env.su:
            raise AccessError(
                self.env._(
                    "A proceeding stays with its customer, and goes on by its buttons."
                )
            )
        if vals.keys() & DECLARED_FIELDS:
            self._check_undeclared()
        if "kind_id" in vals:
            self._check_stays_insolvency(vals["kind_id"])
        result = super().write(vals)
        if vals.keys() & {"user_id", "deadline", "date_publication", "kind_id"}:
            for proceeding in self.filtered(lambda p: p.state == "open"):
                proceeding._ask_owner()
        if vals.keys() & {"reminds_later_claims", "line_ids", "reminders"}:
            for proceeding in self.filtered(lambda p: p.state != "cancelled"):
                proceeding._hold_claims()
        return result

    def _check_undeclared(self):
        if any(proceeding.state != "open" for proceeding in self):
            raise UserError(
                self.env._("What has been declared cannot be changed any more.")
            )

    def _check_stays_insolvency(self, kind_id):
        """An insolvency has declared claims, the others have stages: neither turns
        into the other."""
        kind = self.env["collection.proceeding.kind"].browse(kind_id)
        is_insolvency = kind.category == "insolvency"
        if any((p.category == "insolvency") != is_insolvency for p in self):
            raise UserError(
                self.env._(
                    "Insolvency and other proceedings have nothing in common: cancel "
                    "these, and record others."
                )
            )

    # === ACTIONS === #

    def action_cancel(self):
        """Recorded by mistake: all goes on from the level that it had."""
        self._pass_on(("open", "declared", "admitted"), "cancelled")
        self._resume()

    # === BUSINESS METHODS === #

    def _creation_message(self):
        return self.env._("Proceeding created")

    def _begin(self):
        """Do what the beginning of these proceedings brings about."""
        if self.category == "insolvency":
            self._open()
        else:
            self._take_over()

    def _pass_on(self, states, state):
        """Change the state, if the right and the present state allow it."""
        self.check_access("write")
        if any(proceeding.state not in states for proceeding in self):
            raise UserError(self.env._("These proceedings are at another stage now."))
        # The rights are checked above; nobody writes states by hand.
        self.sudo().state = state
        if state != "admitted":
            self._drop_activity()

    def _day_of_amounts(self):
        """The day as of which the amounts are stated: of the judgment, else the first.

        An extension point for other days.
        """
        return self.date_judgment or self.date

    def _at_judgment(self, amount, currency):
        """``amount`` in the company's currency on that day (L622-25 C. com.)."""
        company = self.company_id
        return currency._convert(
            amount, company.currency_id, company, self._day_of_amounts()
        )

    # === STAGES === #

    def _claims(self):
        """The claims that these proceedings are about: receivable items."""
        return self.line_ids.claim_id

    def _enter(self, stage, day=None):
        """Go to ``stage``: the one way to change it.

        :param day: on which it was reached; None: today
        :raise UserError: something is missing, see ``_check_stage``
        """
        self.ensure_one()
        self.check_access("write")
        self._check_stage(stage)
        day = day or fields.Date.context_today(self)
        # The rights are checked above; nobody writes steps by hand.
        record = self.sudo()
        record.step_ids = [Command.create({"stage_id": stage.id, "date": day})]
        record._entered(stage, day)

    def _check_stage(self, stage):
        """Refuse ``stage`` as long as something is missing for it.

        An extension point: whatever has a say calls ``super`` and raises.

        :raise UserError: with a sentence that says what to do
        """
        if self.state != "open":
            raise UserError(self.env._("These proceedings are over."))
        if stage.kind_id != self.kind_id:
            raise UserError(
                self.env._(
                    "“%(stage)s” is no stage of “%(kind)s”: choose one of its stages.",
                    stage=stage.name,
                    kind=self.kind_id.name,
                )
            )

    def _entered(self, stage, day):
        """``stage`` has been reached on ``day``.

        An extension point; called as superuser, the rights have been checked.
        """

    def _corrected(self, step, former_day):
        """The day of ``step`` has been corrected.

        An extension point; called as superuser, the rights have been checked.
        """

    def _withdrawn(self, stage, day):
        """``stage`` had not been reached on ``day``: it was entered by mistake.

        An extension point; called as superuser, the rights have been checked.
        """
