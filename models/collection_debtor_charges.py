from odoo import api, fields, models
from odoo.exceptions import UserError


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """What late payment has cost the debtor."""

    _inherit = "collection.debtor"

    charge_ids = fields.One2many(
        comodel_name="collection.charge",
        inverse_name="debtor_id",
        string="Interest and Indemnity",
    )
    has_charges = fields.Boolean(compute="_compute_has_charges")

    @api.depends("charge_ids")
    def _compute_has_charges(self):
        for debtor in self:
            debtor.has_charges = bool(debtor.charge_ids)

    def action_invoice_charges(self):
        """Invoice the interest and the indemnity that are due today."""
        self.check_access("write")
        charges = self.env["collection.charge"]
        for debtor in self:
            charges |= debtor._claim_charges(fields.Date.context_today(self))
        return charges._open_invoices(charges._invoice())

    def action_view_charges(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "account_debt_collection.collection_charge_action"
            ),
            "domain": [("debtor_id", "=", self.id)],
            "context": {},
        }

    def _claim_charges(self, today):
        """Claim what is due on the late claims, and on those that were paid late.

        :return: the debtor's ``collection.charge`` records
        :raise UserError: it cannot be computed, see ``collection.charge._accrue``
        """
        self.ensure_one()
        # The caller checks the right; nobody writes charges by hand.
        charges = self.env["collection.charge"].sudo()
        claims = self.claim_ids.filtered(
            lambda item: item.amount_residual > 0 and not item.no_followup
        )
        accrued, obstacles = charges._accrue(claims | self.charge_ids.claim_id, today)
        if obstacles:
            raise UserError(obstacles[self])
        schemes = self._schemes()
        charges._claim(
            [
                row
                for item, due in accrued.items()
                for row in charges._rows(self, item, due, schemes[self])
            ],
            today,
        )
        return self.charge_ids
