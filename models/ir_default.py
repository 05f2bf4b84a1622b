from odoo import api, models


class IrDefault(models.Model):
    """The credit limit of customers without their own is a default: it is guarded."""

    _inherit = "ir.default"

    @api.model_create_multi
    def create(self, vals_list):
        before = self._default_credit_limits()
        defaults = super().create(vals_list)
        self._check_credit_limits(before)
        return defaults

    def write(self, vals):
        before = self._default_credit_limits()
        result = super().write(vals)
        self._check_credit_limits(before)
        return result

    def unlink(self):
        before = self._default_credit_limits()
        result = super().unlink()
        self._check_credit_limits(before)
        return result

    def _check_credit_limits(self, before):
        """
        :param before: what ``_default_credit_limits`` returned before a change
        :raise AccessError: the change is one of limits, and the user has no right to it
        """
        if self._default_credit_limits() != before:
            self.env.registry.clear_cache()  # of what is undone now
            self.env["res.company"]._check_collection_credit_right()

    @api.model
    def _default_credit_limits(self):
        """The limit of customers without their own, in each company.

        None for whoever may change it: there is nothing to compare.
        """
        if self.env["res.partner"]._may_change_limits():
            return None
        # What is set for other companies counts as well.
        companies = self.env["res.company"].sudo()
        companies = companies.search([("active", "in", (True, False))])
        limit = self.env["collection.exposure"]._default_limit
        return [limit(company) for company in companies]
