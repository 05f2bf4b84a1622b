from odoo import models
from odoo.tools import SQL

# Whether it is a consumer, and under which law.
WHOSE_LAW = {"is_company", "vat", "country_id"}


# pylint: disable=consider-merging-classes-inherited
class ResPartner(models.Model):
    """Another kind of customer, or another country, has another limitation period."""

    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & WHOSE_LAW:
            # Whoever may change an address may have the claims counted anew.
            self.env["account.move.line"].sudo()._collection_forget_limitations(
                SQL("partner_id = ANY(%s)", self.ids)
            )
        return result
