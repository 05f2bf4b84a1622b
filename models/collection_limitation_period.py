from odoo import api, fields, models

from ..rules import limitation


class CollectionLimitationPeriod(models.Model):
    """How long which claims may be taken to court, and from when it counts.

    The most specific one that fits counts: of the country, then of the claim type, then
    of the kind of customer.
    """

    _name = "collection.limitation.period"
    _description = "Limitation Period"
    _order = "sequence, country_id, is_title, id"
    _check_company_domain = models.check_company_domain_parent_of

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        ondelete="cascade",
        help="Leave empty to share the period between all companies.",
    )
    country_id = fields.Many2one(
        comodel_name="res.country",
        string="Law Of",
        ondelete="restrict",
        help="The seller's country, for consumers their own. Empty: any.",
    )
    claim_type_id = fields.Many2one(
        comodel_name="collection.claim.type",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: claims of any type.",
    )
    customer_kind = fields.Selection(
        selection=[("business", "Business"), ("consumer", "Consumer")],
        string="Customers",
        help="Empty: businesses and consumers.",
    )
    is_title = fields.Boolean(
        string="Enforceable Title",
        help="Counts once a judgment, or another title, may be enforced.",
    )
    years = fields.Integer()
    months = fields.Integer(help="Beside the years.")
    start_rule = fields.Selection(
        selection=[
            ("due", "Due date of the claim"),
            ("year_end", "End of the year of the due date"),
        ],
        string="Counts From",
        required=True,
        default="due",
    )
    cap_years = fields.Integer(
        string="Never Beyond (years)",
        help="Years from the date of the document that no acknowledgment or suspension "
        "prolongs. Zero: no such limit.",
    )
    source = fields.Char(required=True, help="The article that says so.")
    is_verified = fields.Boolean(
        string="Verified",
        help="The text of the article was read. Otherwise have counsel confirm it.",
    )
    note = fields.Text(translate=True)

    _some_time = models.Constraint(
        "CHECK(years >= 0 AND months >= 0 AND cap_years >= 0 AND years + months > 0)",
        "A limitation period lasts some time.",
    )

    # === COMPUTES === #

    @api.depends("years", "months", "start_rule", "source", "is_verified")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for period in self:
            period.display_name = period._describe()

    def _describe(self):
        """“5 years from the due date (art. L110-4 C. com.)”."""
        starts = {
            "due": self.env._("from the due date"),
            "year_end": self.env._("from the end of the year of the due date"),
        }
        start = starts.get(self.start_rule)
        if self.is_title:
            start = self.env._("from the title")
        words = f"{self._describe_length()} {start} ({self.source})"
        if self.is_verified:
            return words
        return self.env._("%s, to be verified", words)

    def _describe_length(self):
        parts = []
        if self.years:
            parts.append(
                self.env._("1 year")
                if self.years == 1
                else self.env._("%s years", self.years)
            )
        if self.months:
            parts.append(
                self.env._("1 month")
                if self.months == 1
                else self.env._("%s months", self.months)
            )
        return ", ".join(parts)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        periods = super().create(vals_list)
        self._count_anew()
        return periods

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() - {"note", "is_verified", "sequence"}:
            self._count_anew()
        return result

    def unlink(self):
        result = super().unlink()
        self._count_anew()
        return result

    @api.model
    def _count_anew(self):
        """Whoever may say how long it lasts may have all claims counted anew."""
        # The right is that to change the period.
        self.env["account.move.line"].sudo()._collection_forget_limitations()

    # === BUSINESS METHODS === #

    @api.model
    def _all(self):
        # The law is no secret from whoever sees the claim.
        return self.sudo().search([("active", "=", True)])

    @api.model
    def _rows_by_company(self, companies):
        """{company: [``limitation.Row``]}."""
        periods = self._all()
        return {
            company: [
                period._as_row()
                for period in periods
                if not period.company_id or period.company_id in company.parent_ids
            ]
            for company in companies
        }

    def _as_row(self):
        self.ensure_one()
        country = self.country_id.code
        return limitation.Row(
            limitation.Period(
                months=12 * self.years + self.months,
                year_end=self.start_rule == "year_end",
                cap_years=self.cap_years,
                country=country or None,
                key=self.id,
            ),
            country=country or None,
            claim_type=self.claim_type_id.id or None,
            customer_kind=self.customer_kind or None,
            is_title=self.is_title,
            is_own=bool(self.company_id),
        )

    @api.model
    def _shortest(self):
        """Calendar months of the shortest period, the careful default included."""
        months = [12 * period.years + period.months for period in self._all()]
        return min([*months, limitation.CAREFUL.months])
