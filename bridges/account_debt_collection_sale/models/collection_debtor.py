from odoo import models


class CollectionDebtor(models.Model):
    _inherit = "collection.debtor"

    def action_view_exposure_orders(self):
        """The confirmed orders that are not invoiced yet."""
        self.ensure_one()
        orders = self.env["collection.exposure"]._orders_to_invoice(
            self._customer(), self.company_id
        )
        title = self.env._("Orders to Invoice")
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "sale.order",
            "view_mode": "list,form",
            "domain": [("id", "in", orders.ids)],
            "context": {"create": False},
        }
