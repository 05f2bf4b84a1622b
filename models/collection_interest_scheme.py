from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import formatLang

from ..rules import interest
from ..rules.interest import exact


class CollectionInterestScheme(models.Model):
    """What a country grants to whom is paid late, by kind of customer."""

    _name = "collection.interest.scheme"
    _description = "Interest Scheme"
    _order = "sequence, id"
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(
        default=True, help="Archived: nothing is claimed where it would be used."
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        ondelete="cascade",
        help="Leave empty to share the scheme between all companies.",
    )
    customer_kind = fields.Selection(
        selection=[("business", "Business"), ("consumer", "Consumer")],
        string="Customers",
        required=True,
        default="business",
    )
    country_ids = fields.Many2many(comodel_name="res.country", string="Countries")
    country_group_id = fields.Many2one(
        comodel_name="res.country.group",
        help="Used for its countries that have no scheme of their own.",
    )
    legal_basis = fields.Text(translate=True)

    reference_id = fields.Many2one(
        comodel_name="collection.interest.reference", ondelete="restrict"
    )
    multiplier = fields.Float(
        default=1, help="The reference rate is multiplied by this number."
    )
    margin = fields.Float(
        string="Plus (points)", digits=(8, 4), help="Percentage points."
    )
    round_up_to = fields.Float(
        string="Rounded Up To",
        digits=(8, 4),
        help="The rate goes up to the next multiple of it; zero: as it is.",
    )
    is_frozen = fields.Boolean(
        string="Rate of the First Day",
        help="The rate of the first late day holds until the claim is paid; otherwise "
        "each day has the rate of its own half-year.",
    )
    start = fields.Selection(
        selection=[
            ("due", "the due date"),
            ("reminder", "the first reminder"),
            ("notice", "the formal notice"),
        ],
        string="Runs From",
        required=True,
        default="due",
    )
    grace_days = fields.Integer(
        string="Free Days",
        help="Calendar days after the first reminder in which nothing may be claimed.",
    )
    postal_days = fields.Integer(
        help="Working days after which the free days begin, for a letter.",
    )
    indemnity_id = fields.Many2one(
        comodel_name="collection.indemnity", ondelete="restrict"
    )
    floor_reference_id = fields.Many2one(
        comodel_name="collection.interest.reference",
        string="Floor Rate",
        ondelete="restrict",
        help="A rate that is agreed upon must not be below this one, multiplied.",
    )
    floor_factor = fields.Float(string="Floor Times")

    def _as_rule(self, agreed=0):
        """This scheme as ``interest.Scheme``.

        :param agreed: the rate of the contract, percent a year; zero: none
        """
        if not self:
            return interest.Scheme()
        return interest.Scheme(
            reference=self.reference_id._as_rule(),
            multiplier=exact(self.multiplier),
            margin=exact(self.margin),
            round_up_to=exact(self.round_up_to),
            frozen=self.is_frozen,
            agreed=exact(agreed) if agreed else None,
            floor=self.floor_reference_id._as_rule(),
            floor_factor=exact(self.floor_factor),
        )

    def _of_countries(self, countries):
        """Schemes of these countries, those of the groups they are in included."""
        return self.search(
            fields.Domain("country_ids", "in", countries.ids)
            | fields.Domain("country_group_id.country_ids", "in", countries.ids)
        )

    def _choose(self, country, customer_kind, company):
        """The one of ``self`` for a customer; a country's own before its group's."""
        fitting = self.filtered(
            lambda scheme: (
                scheme.customer_kind == customer_kind
                and scheme.company_id in (*company.parent_ids, company.browse())
            )
        )
        own = fitting.filtered(lambda scheme: country in scheme.country_ids)
        of_group = fitting.filtered(
            lambda scheme: country in scheme.country_group_id.country_ids
        )
        return (own or of_group)[:1]

    def _free_until(self, sent_on, by_post):
        """Last day on which nothing may be claimed after the first reminder."""
        postal_days = self.postal_days if by_post else 0
        first = interest.charges_from(sent_on, self.grace_days, postal_days)
        return first - timedelta(days=1)

    def _check_agreed(self, rate):
        """Refuse a contractual rate that the law forbids today.

        :param rate: percent a year; zero is no rate
        """
        today = fields.Date.context_today(self)
        if not (self.floor_reference_id and rate):
            return
        if not self.floor_reference_id._knows(today):
            raise ValidationError(self.floor_reference_id._describe_gap(today))
        lowest = self._as_rule().lowest_agreed(today)
        if exact(rate) < lowest:
            raise ValidationError(
                self.env._(
                    "%(rate)s %% is below the lowest rate that the law allows today, "
                    "%(lowest)s %% (%(factor)s times the rate “%(table)s”): enter that "
                    "or more, or zero for the legal rate.",
                    rate=formatLang(self.env, rate),
                    lowest=formatLang(self.env, float(lowest)),
                    factor=f"{self.floor_factor:g}",
                    table=self.floor_reference_id.name,
                )
            )
