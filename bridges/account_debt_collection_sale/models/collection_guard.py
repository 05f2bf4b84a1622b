from odoo import api, models


class CollectionGuard(models.AbstractModel):
    _inherit = "collection.guard"

    @api.model
    def _orders_counted(self, moves, company):
        """An invoice takes the place of what its order counts."""
        counted = self.env["collection.exposure"]._taken_off_orders(
            moves._origin, company
        )
        return super()._orders_counted(moves, company) | counted
