from odoo import models


# pylint: disable=consider-merging-classes-inherited
class ResPartner(models.Model):
    """The way to what is known of a new customer."""

    _inherit = "res.partner"

    def action_view_collection_profile(self):
        """Open the payer profile, before the first invoice as well."""
        self.ensure_one()
        customer, company = self.commercial_partner_id, self.env.company
        debtor = customer.with_company(company).collection_debtor_id
        if not debtor:
            self.env["collection.credit.profile"].check_access("create")
            # Nobody has the right to create debtors; the ledger makes them, else.
            debtor = debtor.sudo()._for_partner(customer, company).with_env(self.env)
        return debtor.action_view_credit_profile()
