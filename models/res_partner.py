from odoo import api, fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    _inherit = "res.partner"
    _complete_name_displayed_types = ("invoice", "delivery", "collection", "other")

    type = fields.Selection(
        selection_add=[("collection", "Collection"), ("other",)],
        ondelete={"collection": "set other"},
    )
    collection_debtor_ids = fields.One2many(
        comodel_name="collection.debtor",
        inverse_name="partner_id",
        groups="account.group_account_invoice,account.group_account_readonly",
    )
    collection_debtor_id = fields.Many2one(
        comodel_name="collection.debtor",
        string="Debtor",
        compute="_compute_collection",
        groups="account.group_account_invoice,account.group_account_readonly",
        help="The collection file of this customer in the current company.",
    )
    collection_currency_id = fields.Many2one(
        comodel_name="res.currency",
        compute="_compute_collection",
        groups="account.group_account_invoice,account.group_account_readonly",
    )
    collection_overdue = fields.Monetary(
        string="Overdue",
        currency_field="collection_currency_id",
        compute="_compute_collection",
        groups="account.group_account_invoice,account.group_account_readonly",
    )
    collection_policy_id = fields.Many2one(
        comodel_name="collection.policy",
        compute="_compute_collection",
        inverse="_inverse_collection_policy_id",
        groups="account_debt_collection.group_collection_officer",
        help="How this customer is reminded. Empty: by the policy of its segment, else "
        "of the company.",
    )

    @api.depends("commercial_partner_id.collection_debtor_ids.policy_id")
    @api.depends_context("company")
    def _compute_collection(self):
        company = self.env.company
        for partner in self:
            debtor = partner.commercial_partner_id.collection_debtor_ids.filtered(
                lambda debtor: debtor.company_id == company
            )
            partner.collection_debtor_id = debtor
            partner.collection_currency_id = company.currency_id
            partner.collection_overdue = debtor.overdue
            partner.collection_policy_id = debtor.policy_id

    def _compute_type_address_label(self):
        result = super()._compute_type_address_label()
        for partner in self.filtered(lambda partner: partner.type == "collection"):
            partner.type_address_label = self.env._("Collection Address")
        return result

    def _avatar_get_placeholder_path(self):
        if self.type == "collection" and not self.is_company:
            return "base/static/img/bill.png"
        return super()._avatar_get_placeholder_path()

    def _inverse_collection_policy_id(self):
        """The customer's policy lies on its debtor, made for it where needed."""
        for partner in self:
            policy = partner.collection_policy_id
            debtor = partner.collection_debtor_id
            if partner != partner.commercial_partner_id or debtor.policy_id == policy:
                continue
            if not debtor:
                # Nobody has the right to create debtors; the ledger makes them, else.
                debtor = debtor.sudo()._for_partner(partner, self.env.company)
            debtor.with_env(self.env).policy_id = policy

    def action_view_collection_debtor(self):
        self.ensure_one()
        return self._action_view_collection_debtor(self.env.company)

    def _action_view_collection_debtor(self, company):
        debtor = self.env["collection.debtor"].search(
            [
                ("partner_id", "=", self.commercial_partner_id.id),
                ("company_id", "=", company.id),
            ]
        )
        if not debtor:
            raise UserError(
                self.env._(
                    "%s has no open items: there is nothing to collect.", self.name
                )
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "collection.debtor",
            "res_id": debtor.id,
            "view_mode": "form",
        }

    # === LETTERS === #

    def _collection_identity(self):
        """Registration and tax numbers of a sender, in one line."""
        self.ensure_one()
        numbers = []
        if self.company_registry:
            labels = {"FR": "SIRET", **self._get_company_registry_labels()}
            label = labels.get(self.country_code) or self.env._("Registration")
            numbers.append(f"{label} {self.company_registry}")
        if self.vat:
            # Not within the braces: what lies there is not found to be translated.
            label = self.env._("VAT")
            numbers.append(f"{label} {self.vat}")
        return " · ".join(numbers)

    def _collection_address_lines(self, sender=None):
        """The address, one line each; the country only when the letter leaves it.

        :param sender: partner who writes; None for the sender's own address
        """
        self.ensure_one()
        lines = self._display_address(without_company=True).split("\n")
        lines = [line.strip() for line in lines if line.strip()]
        if lines and (not sender or sender.country_id == self.country_id):
            lines = [line for line in lines if line != self.country_id.name]
        return lines

    def _collection_postal_address(self, sender):
        """Name and address for the envelope, as text lines."""
        company = self.commercial_partner_id
        names = [company.name]
        if self != company and self.name:
            names.append(self.name)
        return "\n".join([*names, *self._collection_address_lines(sender)])
