from odoo import api, fields, models

from ..rules import guard


# pylint: disable=consider-merging-classes-inherited
class ResPartner(models.Model):
    """What the credit guard of the current company says of a customer."""

    _inherit = "res.partner"

    collection_guard_warning = fields.Text(
        string="Credit Warning",
        compute="_compute_collection_guard_warning",
        groups="base.group_user",  # not the customer itself, on the portal
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("company", "uid")
    def _compute_collection_guard_warning(self):
        # The guard sees all, whoever asks.
        company = self.env.company.sudo()
        words = self.env["collection.guard"]
        self.collection_guard_warning = False
        if company.collection_guard == "off":
            return
        customers = self._origin.commercial_partner_id
        # The words carry no figure to those without rights on them.
        standings = words.sudo()._standings(customers, company)
        conditions = company._collection_conditions()
        for partner in self.filtered(lambda partner: partner._origin):
            standing = standings[partner._origin.commercial_partner_id]
            reasons = guard.reasons_against(conditions, standing, standing.exposure)
            partner.collection_guard_warning = "\n".join(
                words._describe(reason, company) for reason in reasons
            )
