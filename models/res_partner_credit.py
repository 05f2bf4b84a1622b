from odoo import api, fields, models

from ..rules.credit import LimitKind

# What changes a limit, or makes a customer of a contact that had that of its company.
LIMITING_FIELDS = {
    "credit_limit",
    "use_partner_credit_limit",
    "parent_id",
    "is_company",
}


# pylint: disable=consider-merging-classes-inherited
class ResPartner(models.Model):
    """Only people with the right to it change credit limits, by whatever way."""

    _inherit = "res.partner"

    credit_limit = fields.Float(tracking=True)
    collection_may_change_limits = fields.Boolean(
        compute="_compute_collection_may_change_limits"
    )
    collection_exposure = fields.Monetary(
        string="Exposure",
        currency_field="collection_currency_id",
        compute="_compute_collection_exposure",
        groups="account.group_account_invoice,account.group_account_readonly",
        help="Open and, if so set, draft invoices and orders to invoice, less what was "
        "paid and is not allocated yet.",
    )
    collection_limit_kind = fields.Selection(
        selection=lambda self: (
            self.env["collection.debtor"]
            ._fields["limit_kind"]
            ._description_selection(self.env)
        ),
        string="Kind of Limit",
        compute="_compute_collection_exposure",
        groups="account.group_account_invoice,account.group_account_readonly",
    )
    collection_limit_amount = fields.Monetary(
        string="Limit Today",
        currency_field="collection_currency_id",
        compute="_compute_collection_exposure",
        groups="account.group_account_invoice,account.group_account_readonly",
    )
    collection_limit_room = fields.Monetary(
        string="Still Available",
        currency_field="collection_currency_id",
        compute="_compute_collection_exposure",
        groups="account.group_account_invoice,account.group_account_readonly",
        help="Negative: the customer is above its limit by so much.",
    )

    # === COMPUTES === #

    @api.depends_context("uid")
    def _compute_collection_may_change_limits(self):
        self.collection_may_change_limits = self._may_change_limits()

    @api.depends("commercial_partner_id", "credit_limit")
    @api.depends_context("company")
    def _compute_collection_exposure(self):
        credit = self.env["collection.exposure"]
        exposures = credit._of(self, self.env.company)
        limits = credit._limits(self, self.env.company)
        for partner in self:
            customer = partner.commercial_partner_id._origin
            exposure, limit = exposures.get(customer), limits.get(customer)
            partner.collection_exposure = exposure and exposure.total
            partner.collection_limit_kind = (limit and limit.kind) or LimitKind.NONE
            partner.collection_limit_amount = limit and limit.amount
            partner.collection_limit_room = limit and limit.room(exposure)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if not partners._may_change_limits():
            default = self._fields["credit_limit"].get_company_dependent_fallback(self)
            partners._check_limits(dict.fromkeys(partners, default))
        return partners

    def write(self, vals):
        if not vals.keys() & LIMITING_FIELDS or self._may_change_limits():
            return super().write(vals)
        # Whoever may not see a limit may not change it either.
        partners = self.sudo()
        contacts = partners.filtered(lambda one: one != one.commercial_partner_id)
        before = {partner: partner.credit_limit for partner in partners}
        result = super().write(vals)
        freed = contacts.filtered(lambda one: one == one.commercial_partner_id)
        freed._forget_limits()
        (self - freed)._check_limits(before)
        return result

    # === ACTIONS === #

    def action_view_collection_credit(self):
        """Open the customer's debtor, where its exposure and limits are explained."""
        self.ensure_one()
        debtors = self.env["collection.debtor"]
        customer, company = self.commercial_partner_id, self.env.company
        known = [("partner_id", "=", customer.id), ("company_id", "=", company.id)]
        if not debtors.search_count(known, limit=1) and debtors.has_access("read"):
            # Nobody has the right to create debtors; the ledger makes them, else.
            debtors.sudo()._for_partner(customer, company)
        return self._action_view_collection_debtor(company)

    # === BUSINESS METHODS === #

    @api.model
    def _may_change_limits(self):
        group = "account_debt_collection.group_collection_credit"
        return self.env.su or self.env.user.has_group(group)

    def _check_limits(self, before):
        """
        :param before: {partner: its limit in the current company}
        :raise AccessError: a limit is another one now, and not that of its company
        """
        # Whoever may not see a limit may not change it either.
        for partner in self.sudo():
            inherited = partner.commercial_partner_id.credit_limit
            own = partner == partner.commercial_partner_id
            allowed = {before[partner]} if own else {before[partner], inherited}
            if partner.credit_limit not in allowed:
                self.env["res.company"]._check_collection_credit_right()

    def _forget_limits(self):
        """What left its company does not take the limit of the company along."""
        if not self:
            return
        # The user may work in some companies only.
        companies = self.env["res.company"].sudo()
        for company in companies.search([("active", "in", (True, False))]):
            self.sudo().with_company(company).use_partner_credit_limit = False
