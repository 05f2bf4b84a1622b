from odoo import api, fields, models

from ..rules.customer_state import CustomerState

STATES = [
    (CustomerState.CURRENT.value, "Nothing overdue"),
    (CustomerState.OVERDUE.value, "Overdue"),
    (CustomerState.REMINDED.value, "Being reminded"),
    (CustomerState.AGREED.value, "Payment agreed"),
    (CustomerState.DISPUTED.value, "Disputed"),
    (CustomerState.HELD.value, "On hold"),
    (CustomerState.LEGAL.value, "In legal proceedings"),
    (CustomerState.INSOLVENT.value, "Insolvent"),
]


# pylint: disable=consider-merging-classes-inherited
class ResPartner(models.Model):
    """What sales people are told of their customers, and nothing else of collection."""

    _inherit = "res.partner"

    collection_customer_state = fields.Selection(
        selection=STATES,
        string="Collection",
        compute="_compute_collection_customer_state",
        groups="base.group_user",
        help="How this customer stands with the current company. Ask its accountants "
        "for more.",
    )
    collection_customer_level = fields.Char(
        string="Reminded Up To",
        compute="_compute_collection_customer_state",
        groups="base.group_user",
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_collection_customer_state(self):
        debtors = self._collection_debtors_of(self.env.company)
        states = debtors._customer_states()
        debtor_of = debtors.grouped("partner_id")
        for partner in self:
            # The debtors were found with these rights: they are keys of a dict.
            customer = partner._origin.commercial_partner_id.sudo()
            debtor = debtor_of.get(customer, debtors.browse())
            state = states.get(debtor)
            reached = debtor.level_id if state == CustomerState.REMINDED else None
            partner.collection_customer_state = state.value if state else False
            partner.collection_customer_level = reached.name if reached else False

    def _collection_debtors_of(self, company):
        # Sales people have no right on debtors: they are told one word about them.
        return (
            self.env["collection.debtor"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", self._origin.commercial_partner_id.ids),
                    ("company_id", "=", company.id),
                ]
            )
        )
