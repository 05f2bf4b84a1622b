from ast import literal_eval
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..rules import escalation


class CollectionPolicy(models.Model):
    _name = "collection.policy"
    _description = "Collection Policy"
    _inherit = ["collection.blueprint", "collection.alarm"]
    _order = "sequence, id"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="cascade",
        default=lambda self: self.env.company,
        index=True,
        help="Leave empty to share the policy between all companies.",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_currency_id"
    )
    level_ids = fields.One2many(
        comodel_name="collection.level",
        inverse_name="policy_id",
        string="Levels",
        copy=True,
    )
    min_gap = fields.Integer(
        string="Quiet Days",
        default=5,
        help="Days to leave between two reminders to the same customer. Whatever the "
        "figure, nobody is contacted twice on one day.",
    )
    minimum_amount = fields.Monetary(
        help="No reminder goes out when the customer owes less than this, after "
        "deduction of open credit notes and payments (in the company's currency).",
    )

    enters_by_age = fields.Boolean(
        string="Old Claims Enter by Age",
        help="A claim that has never been reminded starts at the level that fits its "
        "age, but never at a formal notice. Otherwise it starts at the first level.",
    )
    repeat_every = fields.Integer(
        string="Repeat the Last Level",
        help="Days after which the last level goes out again, as long as the claim is "
        "open. Zero: it goes out once.",
    )
    working_days_only = fields.Boolean(
        help="Nothing goes out on days on which the company's calendar is closed; it "
        "goes out on the next working day.",
    )
    promise_grace = fields.Integer(
        string="Grace for Promises",
        default=3,
        help="Days to wait for the money after the day that the customer promised.",
    )
    promise_limit = fields.Integer(
        string="Promises at a Time",
        default=2,
        help="Open promises of a customer that hold reminders back. A further one is "
        "recorded, but reminders go on.",
    )
    segmented = fields.Boolean(
        string="For a Segment",
        help="Used for the customers and claims described here, when neither the "
        "invoice nor the customer names a policy. The first policy of the list whose "
        "segment fits is used.",
    )
    segment_domain = fields.Char(string="Customers", default="[]")
    claim_type_ids = fields.Many2many(
        comodel_name="collection.claim.type",
        relation="collection_claim_type_policy_rel",
        column1="policy_id",
        column2="claim_type_id",
        string="Claim Types",
        ondelete="restrict",  # without its types, the policy would hold for all
        help="Empty: claims of every type.",
    )
    segment_from = fields.Monetary(
        string="Invoices From",
        help="Total of the invoice, in the company's currency, from which it belongs "
        "to the segment.",
    )
    segment_to = fields.Monetary(
        string="Invoices Below",
        help="Total of the invoice below which it belongs to the segment; zero: no "
        "limit.",
    )

    _min_gap_positive = models.Constraint(
        "CHECK(min_gap >= 0)", "The quiet days cannot be negative."
    )
    _minimum_positive = models.Constraint(
        "CHECK(minimum_amount >= 0)", "The minimum amount cannot be negative."
    )
    _repeat_positive = models.Constraint(
        "CHECK(repeat_every >= 0)", "The days of repetition cannot be negative."
    )
    _promises_positive = models.Constraint(
        "CHECK(promise_grace >= 0 AND promise_limit >= 0)",
        "The grace for promises and their number cannot be negative.",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for policy in self:
            company = policy.company_id or self.env.company
            policy.currency_id = company.currency_id

    @api.constrains("active")
    def _check_active(self):
        for policy in self:
            if not policy.active and policy._is_in_use():
                raise ValidationError(
                    self.env._(
                        "“%s” is still the policy of a company, a customer or an "
                        "invoice: give those another one before you archive it.",
                        policy.name,
                    )
                )

    @api.constrains("company_id")
    def _check_company_of_users(self):
        """Those who use it may still do so when it is given to a company."""
        env = self.sudo().env  # in whatever company it is used
        used_by_default = [("collection_policy_id", "in", self.ids)]
        env["res.company"].search(used_by_default)._check_collection_policy()
        named_by = env["collection.debtor"].search([("policy_id", "in", self.ids)])
        named_by._check_company(["policy_id"])

    @api.constrains("segment_domain")
    def _check_segment_domain(self):
        for policy in self:
            try:
                policy._segment_query()
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "The customers of the segment “%s” cannot be found that way: "
                        "describe them anew.",
                        policy.name,
                    )
                ) from error

    def _segment_query(self):
        """The customers of the segment, as a query of ``res.partner``."""
        self.ensure_one()
        # A segment is the same, whoever asks, and holds for archived customers, too.
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        domain = fields.Domain(literal_eval(self.segment_domain or "[]"))
        return partners.with_company(self.company_id)._search(domain)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # The database deletes the levels, unasked: ask for them.
        self.level_ids._unlink_except_used()

    def _is_in_use(self):
        """Whether anything is reminded by this policy, in whatever company."""
        self.ensure_one()
        env = self.sudo().env  # also where the person who asks has no access
        return any(
            env[model].search_count([(field_name, "=", self.id)], limit=1)
            for model, field_name in (
                ("res.company", "collection_policy_id"),
                ("collection.debtor", "policy_id"),
                ("account.move", "collection_policy_id"),
            )
        )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        named = "name" in (default or {})
        if not named and not self.env.context.get("collection_blueprint"):
            for policy, vals in zip(self, vals_list, strict=True):
                vals["name"] = self.env._("%s (copy)", policy.name)
        return vals_list

    @api.model
    def _blueprint(self):
        """The policy that every company receives a copy of."""
        return (
            self.env.ref(
                "account_debt_collection.policy_blueprint", raise_if_not_found=False
            )
            or self.browse()
        )

    def _translate_as_blueprint(self, langs):
        """Give the copies the blueprint's translations where they have none yet."""
        blueprint = self._blueprint()
        policies = self.with_context(active_test=False).search(
            [("id", "!=", blueprint.id)]
        )
        for originals, copies, field_names in (
            (blueprint, policies, ["name"]),
            (blueprint.level_ids, policies.level_ids, ["name", "activity_note"]),
        ):
            for field_name in field_names:
                copies._translate_like(originals, field_name, langs)

    def _as_rules(self):
        """Return {policy id: ``escalation.Policy``}."""
        return {policy.id: policy._as_rule() for policy in self}

    def _as_rule(self):
        return escalation.Policy(
            levels=tuple(
                level._as_rule(rank) for rank, level in enumerate(self.level_ids, 1)
            ),
            min_gap=self.min_gap,
            minimum=Decimal(str(self.minimum_amount)),
            enters_by_age=self.enters_by_age,
            repeat_every=self.repeat_every,
            working_days_only=self.working_days_only,
        )
