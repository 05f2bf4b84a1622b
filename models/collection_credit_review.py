from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .collection_score import CLASSES

# What a person fills in while deciding; all else is proposed, or said by a button.
DECISION = {"granted_limit", "refusal_reason"}
NO_CREDIT = -1  # zero means in Odoo's own field that nothing is checked


class CollectionCreditReview(models.Model):
    """A limit proposed for a debtor in one month, and what a person made of it."""

    _name = "collection.credit.review"
    _description = "Credit Review"
    _inherit = ["collection.sealed"]
    _order = "month desc, id desc"
    _rec_names_search = ["partner_id"]

    debtor_id = fields.Many2one(
        comodel_name="collection.debtor",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        related="debtor_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(related="debtor_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(required=True, readonly=True, help="Its first day.")
    score = fields.Integer(string="Payer Score", readonly=True, aggregator="avg")
    score_class = fields.Selection(
        selection=CLASSES, string="Payer Class", readonly=True
    )
    turnover = fields.Monetary(
        string="Monthly Turnover",
        readonly=True,
        help="Invoiced a month, tax included and credit notes deducted, on average of "
        "the last twelve months at most, and three at least.",
    )
    terms = fields.Integer(
        string="Days to Pay",
        readonly=True,
        aggregator="avg",
        help="From the invoice to its due date, on average by amount.",
    )
    insured = fields.Monetary(readonly=True)
    requested = fields.Monetary(string="Requested Credit", readonly=True)
    has_limit = fields.Boolean(
        string="Had a Limit",
        readonly=True,
        help="Whether the customer had a credit limit when this was proposed.",
    )
    present_limit = fields.Monetary(readonly=True)
    proposed_limit = fields.Monetary(readonly=True)
    reasons = fields.Json(
        readonly=True, help="Code and value of each reason, see rules/credit_review.py."
    )
    explanation = fields.Html(
        string="Why?", compute="_compute_explanation", sanitize=False
    )
    granted_limit = fields.Monetary(
        string="Your Decision",
        help="The limit that the customer gets when you accept; zero is no credit.",
    )
    refusal_reason = fields.Text(
        string="Reason", help="Why the proposal is refused, for those who ask later."
    )
    state = fields.Selection(
        selection=[
            ("proposed", "To decide"),
            ("accepted", "Accepted"),
            ("changed", "Changed"),
            ("refused", "Refused"),
            ("kept", "Nothing to change"),
            ("superseded", "Superseded"),
        ],
        required=True,
        readonly=True,
        default="proposed",
        index=True,
        group_expand=True,
    )
    decided_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, index="btree_not_null"
    )
    date_decided = fields.Date(string="Decided On", readonly=True)

    _month_uniq = models.Constraint(
        "UNIQUE(debtor_id, month)", "A debtor is reviewed once a month."
    )
    _granted_positive = models.Constraint(
        "CHECK(granted_limit >= 0)",
        "A credit limit cannot be negative: zero is no credit.",
    )

    # === COMPUTES === #

    @api.depends("partner_id.display_name", "month")
    def _compute_display_name(self):
        for review in self:
            month = review.month and review.month.strftime("%m/%Y")
            review.display_name = " – ".join(
                filter(None, [review.partner_id.display_name, month])
            )

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for review in self:
            review.explanation = review.reasons and self.env["ir.qweb"]._render(
                "account_debt_collection.credit_review_reasons", {"review": review}
            )

    # === CRUD === #

    def write(self, vals):
        if not self.env.su:
            if vals.keys() - DECISION:
                raise AccessError(
                    self.env._("A review is proposed in the night, and decided here.")
                )
            self._check_open()
        return super().write(vals)

    # === ACTIONS === #

    def action_accept(self):
        """Give each customer the limit that stands there."""
        self._check_may_decide()
        present = self.debtor_id._standing_limits()
        for review in self:
            review._check_unchanged(present[review.debtor_id])
            review._apply()
            same = review.currency_id.compare_amounts(
                review.granted_limit, review.proposed_limit
            )
            review._decide("changed" if same else "accepted")

    def action_refuse(self):
        """Leave the limit as it is, and say why."""
        self._check_may_decide()
        if not all((review.refusal_reason or "").strip() for review in self):
            raise UserError(
                self.env._("Enter the reason first: somebody may ask for it later.")
            )
        self._decide("refused")

    # === BUSINESS METHODS === #

    def _check_may_decide(self):
        """
        :raise AccessError: the user may not decide on credit
        :raise UserError: there is nothing to decide any more
        """
        self.env["res.company"]._check_collection_credit_right()
        self.check_access("write")
        self._check_open()

    def _check_open(self):
        if any(review.state != "proposed" for review in self):
            raise UserError(
                self.env._("This review is closed: the next one comes next month.")
            )

    def _check_unchanged(self, present):
        """Somebody may have changed the limit since it was proposed.

        :param present: the limit by now, None without any
        """
        had = self.present_limit if self.has_limit else None
        changed = (present is None) != (had is None) or (
            present is not None and self.currency_id.compare_amounts(present, had)
        )
        if changed:
            raise UserError(
                self.env._(
                    "The limit of %s has been changed since this was proposed. Refuse "
                    "the proposal, or wait for the next one.",
                    self.partner_id.display_name,
                )
            )

    def _apply(self):
        """Write the limit where Odoo has it, in the company of the review."""
        # The right to decide on credit is checked above; it does not include the right
        # to change customers in any other way.
        partner = self.partner_id.sudo().with_company(self.company_id)
        limit = self.granted_limit or NO_CREDIT
        partner.write({"use_partner_credit_limit": True, "credit_limit": limit})

    def _decide(self, state):
        # The right is checked above; nobody writes these by hand.
        self.sudo().write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "date_decided": fields.Date.context_today(self),
            }
        )
        for review in self:
            review.debtor_id.message_post(body=review._describe_decision())

    def _describe_decision(self):
        names = {
            "limit": self.currency_id.format(self.granted_limit),
            "proposed": self.currency_id.format(self.proposed_limit),
        }
        if self.state == "refused":
            return self.env._(
                "Credit review: %(proposed)s proposed, and refused: %(reason)s",
                proposed=names["proposed"],
                reason=self.refusal_reason,
            )
        return self.env._(
            "Credit review: the limit is %(limit)s now, %(proposed)s was proposed.",
            **names,
        )
