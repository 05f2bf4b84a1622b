from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..rules import insolvency

MONTHS_OF_RELIEF = 6  # from the publication (L622-26 C. com.)


# pylint: disable=consider-merging-classes-inherited
class CollectionProceeding(models.Model):
    """Insolvency: the judgment, its publication, and by when to declare claims."""

    _inherit = "collection.proceeding"

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
    date_judgment = fields.Date(
        string="Judgment",
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
    deadline = fields.Date(
        string="Declare Until",
        compute="_compute_deadline",
        store=True,
        readonly=False,
        tracking=True,
    )
    is_late = fields.Boolean(
        compute="_compute_is_late",
        help="Not declared in time: the claims take no part in the distribution, "
        "unless the court lifts the time bar.",
    )
    relief_deadline = fields.Date(
        string="Ask for Relief Until",
        compute="_compute_is_late",
        help="Six months from the publication, where the delay was not your fault or "
        "the debtor did not name you (L622-26 C. com.).",
    )
    reminds_later_claims = fields.Boolean(
        string="Reminders for Claims After the Judgment",
        tracking=True,
        help="What is delivered after the judgment is to be paid when it is due: only "
        "the earlier claims stay on hold. Without it, all are.",
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

    @api.constrains("date_judgment", "date_publication", "kind_id")
    def _check_dates(self):
        today = fields.Date.context_today(self)
        for proceeding in self.filtered(lambda p: p.category == "insolvency"):
            judgment, published = proceeding.date_judgment, proceeding.date_publication
            if not judgment:
                raise ValidationError(
                    self.env._("Enter the day of the judgment that opened them.")
                )
            if judgment > today or (published and published < judgment):
                raise ValidationError(
                    self.env._(
                        "The judgment comes first, then its publication, and neither "
                        "can be recorded before it has happened."
                    )
                )

    # === COMPUTES === #

    @api.depends("administrator_id", "company_id")
    def _compute_administrator_address(self):
        for proceeding in self:
            lines = proceeding.administrator_id and (
                proceeding.administrator_id._collection_address_lines(
                    proceeding.company_id.partner_id
                )
            )
            proceeding.administrator_address = ", ".join(lines or ())

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

    @api.depends("deadline", "state", "date_declared", "date_publication")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for proceeding in self:
            deadline, published = proceeding.deadline, proceeding.date_publication
            undeclared = today if proceeding.state == "open" else False
            day = proceeding.date_declared or undeclared
            proceeding.is_late = bool(deadline and day and day > deadline)
            proceeding.relief_deadline = published and insolvency.declaration_deadline(
                published, MONTHS_OF_RELIEF, proceeding._holidays(published.year)
            )

    # === ACTIONS === #

    def action_admit(self):
        """The court has decided on the claims."""
        self._check_insolvency()
        self._pass_on("declared", "admitted")
        # The rights are checked in the line above.
        self.sudo().date_admitted = fields.Date.context_today(self)

    def action_close(self):
        """The proceedings are over. What was declared stays on hold, as it is not to be
        asked for any more; later claims are reminded again."""
        self._check_insolvency()
        self._pass_on(("open", "declared", "admitted"), "closed")
        for proceeding in self:
            proceeding._hold_claims()

    # === BUSINESS METHODS === #

    def _check_insolvency(self):
        if set(self.mapped("category")) != {"insolvency"}:
            raise UserError(
                self.env._("These proceedings go on by their stages: choose the next.")
            )

    def _holidays(self, year):
        """Days on which no period ends, in the court's country."""
        country = self.partner_id.country_code or self.company_id.country_code
        if country != "FR":
            return set()
        days = insolvency.french_holidays
        return days(year) | days(year + 1)
