from decimal import Decimal

from odoo import api, fields, models

from ..rules import proceeding_fit as rule
from ..rules.proceeding_fit import Obstacle


# pylint: disable=consider-merging-classes-inherited
class CollectionProceedingKind(models.Model):
    """Whom a kind of proceedings suits."""

    _inherit = "collection.proceeding.kind"

    max_amount = fields.Monetary(
        string="Up To",
        help="Principal and interest together. Zero: no limit.",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency", default=lambda self: self.env.ref("base.EUR")
    )
    traders = fields.Selection(
        selection=[
            ("any", "Whoever the parties are"),
            ("only", "Between traders only"),
            ("never", "Not between traders"),
        ],
        string="Parties",
        required=True,
        default="any",
    )
    cross_border = fields.Boolean(
        string="Within the EU, Across a Border",
        help="Creditor and debtor are in two member states.",
    )
    needs_title = fields.Boolean(
        string="Needs an Enforceable Title",
        help="Other proceedings about the same claims have brought one.",
    )
    is_optional = fields.Boolean(
        string="Where Switched On",
        help="Offered in companies that have chosen it in the settings.",
    )
    reminders = fields.Selection(
        selection=lambda self: (
            self.env["collection.proceeding"]
            ._fields["reminders"]
            ._description_selection(self.env)
        ),
        required=True,
        default="stop",
    )
    needs_counterpart = fields.Boolean(
        string="Somebody Acts for You", help="An agency, a bailiff, a lawyer …"
    )

    @api.model
    def _obstacle_sentences(self):
        return {
            Obstacle.OFF: self.env._("it is switched off in the settings"),
            Obstacle.AMOUNT: self.env._("the amount is above its limit"),
            Obstacle.TRADERS_ONLY: self.env._("it is for claims between traders"),
            Obstacle.NOT_TRADERS: self.env._("it is not for claims between traders"),
            Obstacle.CROSS_BORDER: self.env._(
                "it needs parties in two member states of the EU"
            ),
            Obstacle.TITLE: self.env._("there is no enforceable title yet"),
        }

    def _obstacles(self, debtor, claims, between_traders, day):
        """{kind: sentences on why it does not suit} for those that do not.

        :param claims: receivable items of ``debtor``
        """
        sentences = self._obstacle_sentences()
        amount, company = debtor._amount_at_stake(claims, day), debtor.company_id
        crosses, has_title = debtor._is_across_border(), debtor._has_title(claims)
        found = {}
        for kind in self:
            case = rule.Case(
                amount=kind._limited(amount, company, day),
                between_traders=between_traders,
                cross_border=crosses,
                has_title=has_title,
            )
            terms = kind._as_terms(company)
            if stand := rule.obstacles(terms, case):
                found[kind] = [sentences[obstacle] for obstacle in stand]
        return found

    def _limited(self, amount, company, day):
        """``amount`` of the company's currency, in the currency of the limit."""
        own = company.currency_id
        limit = self.currency_id or own
        return Decimal(str(own._convert(amount, limit, company, day)))

    def _as_terms(self, company):
        return rule.Terms(
            max_amount=Decimal(str(self.max_amount)) if self.max_amount else None,
            traders=self.traders,
            cross_border=self.cross_border,
            needs_title=self.needs_title,
            is_on=not self.is_optional or self in company.collection_optional_kind_ids,
        )
