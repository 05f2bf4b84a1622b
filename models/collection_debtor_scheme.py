from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """Which interest and indemnity the law, or the contract, grants against whom."""

    _inherit = "collection.debtor"

    customer_kind = fields.Selection(
        selection=[("business", "Business"), ("consumer", "Consumer")],
        tracking=True,
        help="The law protects consumers: no indemnity, interest after a formal notice "
        "only. Empty: a company, or whoever has a tax number, is a business.",
    )
    is_consumer = fields.Boolean(compute="_compute_is_consumer")
    scheme_id = fields.Many2one(
        comodel_name="collection.interest.scheme",
        string="Interest Scheme",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Empty: the scheme of the country whose law applies.",
    )
    contract_rate = fields.Float(
        string="Agreed Rate (%)",
        digits=(8, 4),
        tracking=True,
        help="Interest rate, percent a year, that was agreed with this business "
        "customer. Zero: the company's, else the legal one.",
    )

    _contract_rate_positive = models.Constraint(
        "CHECK(contract_rate >= 0)", "An interest rate cannot be negative."
    )

    @api.depends("customer_kind", "partner_id.is_company", "partner_id.vat")
    def _compute_is_consumer(self):
        for debtor in self:
            customer = debtor.partner_id
            seems = "business" if customer.is_company or customer.vat else "consumer"
            debtor.is_consumer = (debtor.customer_kind or seems) == "consumer"

    @api.constrains("contract_rate", "scheme_id", "customer_kind")
    def _check_contract_rate(self):
        for debtor in self.filtered("contract_rate"):
            scheme = debtor._schemes()[debtor]
            scheme._check_agreed(debtor.contract_rate)
            if debtor.is_consumer:
                raise ValidationError(
                    self.env._(
                        "%s is a consumer: the law fixes the interest, no other rate "
                        "can be agreed.",
                        debtor.partner_id.name,
                    )
                )

    def _schemes(self):
        """{debtor: its own scheme, else the one of the law that applies}.

        An empty one where that law is not known, or grants nothing.
        """
        # Whoever reads a claim sees what it costs.
        all_schemes = (
            self.env["collection.interest.scheme"]
            .sudo()
            .search([("active", "=", True)])
        )
        return {
            # The scheme in use is the same, whoever asks.
            debtor: debtor.sudo().scheme_id
            or all_schemes._choose(
                debtor._law_country(),
                "consumer" if debtor.is_consumer else "business",
                debtor.company_id,
            )
            for debtor in self
        }

    def _law_country(self):
        """Consumers have the law of their country, and so have businesses by option.

        Otherwise the seller's law applies (Regulation Rome I, articles 4 and 6).
        """
        if self.is_consumer or self.company_id.collection_foreign_law:
            return self.partner_id.country_id
        return self.company_id.country_id

    def _agreed_rate(self):
        """Percent a year, zero for none; a consumer agrees to nothing."""
        if self.is_consumer:
            return 0
        return self.contract_rate or self.company_id.collection_contract_rate

    def _scheme_rule(self, scheme):
        """This debtor's ``interest.Scheme``.

        :raise UserError: the customer has no country, so that no law can be chosen
        """
        if not (self.partner_id.country_id or self.scheme_id):
            raise UserError(
                self.env._(
                    "%s has no country, and which interest may be claimed depends on "
                    "it: enter the country in the customer's address.",
                    self.partner_id.name,
                )
            )
        return scheme._as_rule(self._agreed_rate())
