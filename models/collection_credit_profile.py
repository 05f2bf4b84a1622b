from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..rules.score import ENTERED_POINTS

RATINGS = [
    ("2", "Very good"),
    ("1", "Good"),
    ("0", "Neither good nor bad"),
    ("-1", "Bad"),
    ("-2", "Very bad"),
]
FACTS = [str(code) for code in ENTERED_POINTS]
# The server says who has entered something, and when.
STAMPS = {"user_id", "date"}


class CollectionCreditProfile(models.Model):
    """What people have found out about a debtor: the questionnaire of its credit.

    Each fact has a rating and a day. The score counts it less the older it is, see
    rules/score.py; what stood there before is in the thread.
    """

    _name = "collection.credit.profile"
    _description = "Payer Profile"
    _inherit = ["collection.sealed", "mail.thread"]
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _rec_names_search = ["partner_id"]
    _check_company_auto = True

    debtor_id = fields.Many2one(
        comodel_name="collection.debtor",
        required=True,
        ondelete="cascade",
        check_company=True,
    )
    partner_id = fields.Many2one(
        related="debtor_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(related="debtor_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Entered By",
        readonly=True,
        default=lambda self: self.env.user,
        help="Who has changed it last; the thread has all changes.",
    )
    date = fields.Date(
        string="Entered On", readonly=True, default=fields.Date.context_today
    )
    requested_credit = fields.Monetary(
        tracking=True, help="How much the customer would like to owe at most."
    )

    bank_rating = fields.Selection(
        selection=[("0", "None known"), ("-1", "Some"), ("-2", "Serious or recent")],
        string="Payment Incidents",
        tracking=True,
    )
    bank_date = fields.Date(
        string="Incidents As Of",
        compute="_compute_bank_date",
        store=True,
        precompute=True,
        readonly=False,
    )
    bank_incidents = fields.Integer(
        string="Number of Incidents",
        tracking=True,
        help="Rejected cheques, transfers, direct debits and bills in the last year.",
    )
    balance_rating = fields.Selection(
        selection=RATINGS, string="Balance Sheet", tracking=True
    )
    balance_date = fields.Date(
        string="Balance Sheet As Of",
        compute="_compute_balance_date",
        store=True,
        precompute=True,
        readonly=False,
        help="The last day of its financial year: an old balance sheet counts less.",
    )
    balance_equity = fields.Monetary(string="Equity", tracking=True)
    balance_turnover = fields.Monetary(string="Yearly Turnover", tracking=True)
    balance_result = fields.Monetary(string="Result", tracking=True)
    references_rating = fields.Selection(
        selection=RATINGS, string="References", tracking=True
    )
    references_date = fields.Date(
        string="References As Of",
        compute="_compute_references_date",
        store=True,
        precompute=True,
        readonly=False,
    )
    references_note = fields.Text(
        string="Who Was Asked",
        help="Other suppliers of the customer, and what they say of its payments.",
    )
    external_rating = fields.Selection(
        selection=RATINGS,
        tracking=True,
        help="What the grade of the agency means, in our own words.",
    )
    external_date = fields.Date(
        string="External Rating As Of",
        compute="_compute_external_date",
        store=True,
        precompute=True,
        readonly=False,
    )
    external_agency = fields.Char(string="Agency", tracking=True)
    external_grade = fields.Char(
        string="Grade", tracking=True, help="As the agency writes it, such as 4+."
    )
    note = fields.Text(string="Notes")
    is_empty = fields.Boolean(
        compute="_compute_is_empty",
        store=True,
        help="Nothing is rated yet: the customer is still to be assessed.",
    )

    _debtor_uniq = models.Constraint(
        "UNIQUE(debtor_id)", "There is one payer profile for each debtor."
    )
    _days = models.Constraint(
        "CHECK((bank_rating IS NULL OR bank_date IS NOT NULL) "
        "AND (balance_rating IS NULL OR balance_date IS NOT NULL) "
        "AND (references_rating IS NULL OR references_date IS NOT NULL) "
        "AND (external_rating IS NULL OR external_date IS NOT NULL))",
        "Enter of which day your ratings are.",
    )
    _requested_positive = models.Constraint(
        "CHECK(requested_credit >= 0)", "The requested credit cannot be negative."
    )

    # === CONSTRAINTS === #

    @api.constrains(*(f"{fact}_date" for fact in FACTS))
    def _check_days(self):
        today = fields.Date.context_today(self)
        for profile in self:
            days = [profile[f"{fact}_date"] for fact in FACTS]
            if any(day and day > today for day in days):
                raise ValidationError(
                    self.env._("What is known of a customer is of today, or older.")
                )

    # === COMPUTES === #

    @api.depends("bank_rating")
    def _compute_bank_date(self):
        self._fill_day("bank")

    @api.depends("balance_rating")
    def _compute_balance_date(self):
        self._fill_day("balance")

    @api.depends("references_rating")
    def _compute_references_date(self):
        self._fill_day("references")

    @api.depends("external_rating")
    def _compute_external_date(self):
        self._fill_day("external")

    def _fill_day(self, fact):
        """What is rated is of today, unless somebody says otherwise."""
        today, name = fields.Date.context_today(self), f"{fact}_date"
        for profile in self:
            profile[name] = profile[f"{fact}_rating"] and (profile[name] or today)

    @api.depends(*(f"{fact}_rating" for fact in FACTS))
    def _compute_is_empty(self):
        for profile in self:
            profile.is_empty = not any(profile[f"{fact}_rating"] for fact in FACTS)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        self._check_stamps(vals_list)
        profiles = super().create(vals_list)
        profiles._score_debtors()
        return profiles

    def write(self, vals):
        self._check_stamps([vals])
        if not self.env.su and "debtor_id" in vals:
            raise AccessError(self.env._("A payer profile stays with its customer."))
        if vals.keys() & self._entered_fields():
            vals = {
                "user_id": self.env.uid,
                "date": fields.Date.context_today(self),
                **vals,
            }
        result = super().write(vals)
        self._score_debtors()
        return result

    @api.model
    def _check_stamps(self, vals_list):
        if not self.env.su and any(vals.keys() & STAMPS for vals in vals_list):
            raise AccessError(
                self.env._("Who has entered the facts, and when, is not for entry.")
            )

    @api.model
    def _entered_fields(self):
        """Names of the fields that people fill in."""
        prefixes = tuple(f"{fact}_" for fact in FACTS)
        return {
            name
            for name in self._fields
            if name.startswith(prefixes) or name in ("requested_credit", "note")
        }

    # === BUSINESS METHODS === #

    def _score_debtors(self):
        """What was entered counts at once."""
        # Whoever may enter facts has the score computed, and does not write it.
        self.debtor_id.sudo()._score(fields.Date.context_today(self))
