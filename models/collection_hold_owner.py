from odoo import api, fields, models

OWNER_LEFT = "account_debt_collection.mail_activity_owner_left"


# pylint: disable=consider-merging-classes-inherited
class CollectionHold(models.Model):
    """Holds whose owner has left the company: somebody else answers for them."""

    _inherit = "collection.hold"

    owner_left = fields.Boolean(
        compute="_compute_owner_left", search="_search_owner_left"
    )

    @api.depends("user_id.active")
    def _compute_owner_left(self):
        for hold in self:
            hold.owner_left = not hold.user_id.active

    def _search_owner_left(self, operator, value):
        if operator != "in":
            return NotImplemented
        left = fields.Domain("user_id", "any!", [("active", "=", False)])
        return left if True in value else ~left

    @api.model
    def _ask_for_owners(self):
        """Every night: ask for a new owner where the old one has left, once."""
        # The night works in all companies.
        orphans = self.sudo().search(
            [("state", "in", ("active", "coming")), ("owner_left", "=", True)]
        )
        debtors = orphans.debtor_id
        asked = debtors.activity_search([OWNER_LEFT]) if debtors else ()
        holds = orphans.grouped("debtor_id")
        (debtors - debtors.browse(a.res_id for a in asked))._schedule(
            OWNER_LEFT,
            lambda debtor: {
                "note": ", ".join(
                    f"{hold.name} ({hold.user_id.name})" for hold in holds[debtor]
                )
            },
        )
