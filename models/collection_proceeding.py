from odoo import api, fields, models
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
    """The debtor is insolvent; its claims go through the court's administrator."""

    _name = "collection.proceeding"
    _description = "Proceeding"
    _inherit = ["collection.suspension", "mail.thread", "mail.activity.mixin"]
    _order = "deadline, id"
    _check_company_auto = True
    _mail_post_access = "read"  # whoever talks to the administrator writes it down
    _hold_kind = "insolvency"

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
        help="Declares the claims in time, and has an activity for it.",
    )
    court = fields.Char(tracking=True)
    name = fields.Char(string="File Number", tracking=True)
    administrator_id = fields.Many2one(
        comodel_name="res.partner",
        string="Insolvency Administrator",
        index="btree_not_null",
        check_company=True,
        tracking=True,
        help="Receives the declaration of claims: in France the mandataire judiciaire "
        "or the liquidateur.",
    )
    administrator_address = fields.Char(
        string="Their Address", compute="_compute_administrator_address"
    )
    securities = fields.Char(
        help="A pledge, a mortgage, a retention of title: it has to be declared, too.",
    )
    date = fields.Date(
        string="Recorded On",
        required=True,
        readonly=True,
        default=fields.Date.context_today,
    )
    date_judgment = fields.Date(
        string="Judgment",
        required=True,
        tracking=True,
        help="Day on which the proceedings were opened: from then on, no interest and "
        "no indemnity.",
    )
    date_publication = fields.Date(
        string="Published On",
        tracking=True,
        help="In the official gazette (in France the BODACC): the period to declare "
        "claims runs from there.",
    )
    is_abroad = fields.Boolean(
        string="Abroad or Overseas",
        compute="_compute_is_abroad",
        store=True,
        readonly=False,
        help="Creditor and debtor are in different territories: there is more time.",
    )
    deadline = fields.Date(
        string="Declare Until",
        compute="_compute_deadline",
        store=True,
        readonly=False,
        tracking=True,
    )
    is_late = fields.Boolean(compute="_compute_is_late")
    reminds_later_claims = fields.Boolean(
        string="Reminders for Claims After the Judgment",
        tracking=True,
        help="What is delivered after the judgment is to be paid when it is due: only "
        "the earlier claims stay on hold. Without it, all are.",
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
    date_declared = fields.Date(string="Declared On", readonly=True, copy=False)
    declaration_id = fields.Many2one(
        comodel_name="ir.attachment", readonly=True, copy=False, index="btree_not_null"
    )
    date_admitted = fields.Date(string="Admitted On", readonly=True, copy=False)
    amount_admitted = fields.Monetary(
        string="Admitted", tracking=True, help="By the court, in all."
    )

    _one_insolvency = models.UniqueIndex(
        "(debtor_id) WHERE category = 'insolvency' "
        "AND state IN ('open', 'declared', 'admitted')",
        "Insolvency proceedings of this customer are recorded already.",
    )
    _admitted_positive = models.Constraint(
        "CHECK(amount_admitted >= 0)", "The amount admitted cannot be negative."
    )

    # === CONSTRAINTS === #

    @api.constrains("date_judgment", "date_publication")
    def _check_dates(self):
        today = fields.Date.context_today(self)
        for proceeding in self:
            judgment, published = proceeding.date_judgment, proceeding.date_publication
            if judgment > today or (published and published < judgment):
                raise ValidationError(
                    self.env._(
                        "The judgment comes first, then its publication, and neither "
                        "can be recorded before it has happened."
                    )
                )

    # === COMPUTES === #

    @api.depends("kind_id.name", "partner_id.name")
    def _compute_display_name(self):
        for proceeding in self:
            names = (proceeding.kind_id.name, proceeding.partner_id.name)
            proceeding.display_name = " – ".join(name for name in names if name)

    @api.depends("administrator_id", "company_id")
    def _compute_administrator_address(self):
        for proceeding in self:
            lines = proceeding.administrator_id and (
                proceeding.administrator_id._collection_address_lines(
                    proceeding.company_id.partner_id
                )
            )
            proceeding.administrator_address = ", ".join(lines or ())

    @api.depends("company_id", "partner_id")
    def _compute_is_abroad(self):
        for proceeding in self:
            ours, theirs = (
                insolvency.territory(partner.country_code, partner.zip)
                for partner in (proceeding.company_id.partner_id, proceeding.partner_id)
            )
            # Where one is not known, the earlier deadline is the safe one.
            proceeding.is_abroad = bool(ours and theirs and ours != theirs)

    @api.depends("date_publication", "kind_id", "is_abroad")
    def _compute_deadline(self):
        for proceeding in self:
            kind, published = proceeding.kind_id, proceeding.date_publication
            extra = kind.extra_months if proceeding.is_abroad else 0
            proceeding.deadline = published and insolvency.declaration_deadline(
                published,
                kind.declaration_months + extra,
                proceeding._holidays(published.year),
            )

    def _holidays(self, year):
        """Days on which no period ends, in the court's country."""
        country = self.partner_id.country_code or self.company_id.country_code
        if country != "FR":
            return set()
        days = insolvency.french_holidays
        return days(year) | days(year + 1)

    @api.depends("deadline", "state")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for proceeding in self:
            deadline = proceeding.deadline
            proceeding.is_late = (
                proceeding.state == "open" and deadline and deadline < today
            )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        forged = FIXED_FIELDS - {"debtor_id"}
        if not self.env.su and any(vals.keys() & forged for vals in vals_list):
            raise AccessError(self.env._("A proceeding begins open, and today."))
        proceedings = super().create(vals_list)
        for proceeding in proceedings:
            proceeding._open()
        return proceedings

    def write(self, vals):
        if vals.keys() & FIXED_FIELDS and not self.env.su:
            raise AccessError(
                self.env._(
                    "A proceeding stays with its customer, and goes on by its buttons."
                )
            )
        if vals.keys() & DECLARED_FIELDS:
            self._check_undeclared()
        result = super().write(vals)
        if vals.keys() & {"user_id", "deadline", "date_publication", "kind_id"}:
            for proceeding in self.filtered(lambda p: p.state == "open"):
                proceeding._ask_owner()
        if vals.keys() & {"reminds_later_claims", "line_ids"}:
            for proceeding in self.filtered(lambda p: p.state != "cancelled"):
                proceeding._hold_claims()
        return result

    def _check_undeclared(self):
        if any(proceeding.state != "open" for proceeding in self):
            raise UserError(
                self.env._("What has been declared cannot be changed any more.")
            )

    # === ACTIONS === #

    def action_admit(self):
        """The court has decided on the claims."""
        self._pass_on("declared", "admitted")
        # The rights are checked in the line above.
        self.sudo().date_admitted = fields.Date.context_today(self)

    def action_close(self):
        """The proceedings are over. What was declared stays on hold, as it is not to be
        asked for any more; later claims are reminded again."""
        self._pass_on(("open", "declared", "admitted"), "closed")
        for proceeding in self:
            proceeding._hold_claims()

    def action_cancel(self):
        """Recorded by mistake: all goes on from the level that it had."""
        self._pass_on(("open", "declared", "admitted"), "cancelled")
        self._resume()

    def _pass_on(self, states, state):
        """Change the state, if the right and the present state allow it."""
        self.check_access("write")
        if any(proceeding.state not in states for proceeding in self):
            raise UserError(self.env._("These proceedings are at another stage now."))
        # The rights are checked above; nobody writes states by hand.
        self.sudo().state = state
        if state != "admitted":
            self._drop_activity()
