from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rules import proceeding_fit as rule

# Member states that take no part in the European order for payment.
NOT_TAKING_PART = {"DK"}


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """What decides on the proceedings that suit."""

    _inherit = "collection.debtor"

    def _amount_at_stake(self, claims, day):
        """Principal and interest of ``claims``, in the company's currency."""
        accrued, _obstacles = self.env["collection.charge"]._accrue(claims, day)
        company, own = self.company_id, self.company_id.currency_id
        interest = sum(
            claim.currency_id._convert(float(due.interest), own, company, day)
            for claim, due in accrued.items()
        )
        return sum(claims.mapped("amount_residual")) + interest

    def _is_across_border(self):
        members = self.env.ref("base.europe").country_ids
        return rule.crosses_border(
            self.company_id.country_code,
            self.partner_id.country_code,
            set(members.mapped("code")) - NOT_TAKING_PART,
        )

    def _has_title(self, claims):
        """Whether all ``claims`` have been the object of an enforceable title."""
        titled = self.proceeding_ids.filtered(
            lambda p: p.state != "cancelled" and p._has_brought_title()
        )
        return not claims - titled.line_ids.claim_id

    def _is_between_traders(self):
        """As far as one can tell: companies are traders, consumers are not."""
        return bool(self) and not self.is_consumer


# pylint: disable=consider-merging-classes-inherited
class CollectionProceeding(models.Model):
    """Proceedings begin only if they suit."""

    _inherit = "collection.proceeding"

    between_traders = fields.Boolean(
        compute="_compute_between_traders",
        store=True,
        readonly=False,
        help="Both parties are traders, as commercial law has it. An association or a "
        "liberal profession is none.",
    )

    @api.depends("debtor_id")
    def _compute_between_traders(self):
        for proceeding in self:
            proceeding.between_traders = proceeding.debtor_id._is_between_traders()

    def _check_fit(self):
        """Refuse proceedings that the law does not offer for this case."""
        kind = self.kind_id
        found = kind._obstacles(
            self.debtor_id, self._claims(), self.between_traders, self.date
        )
        if found:
            raise UserError(
                self.env._(
                    "“%(kind)s” is not for this case: %(reasons)s. Choose another kind "
                    "of proceedings.",
                    kind=kind.name,
                    reasons=", ".join(found[kind]),
                )
            )
