from odoo import models


# pylint: disable=consider-merging-classes-inherited
class CollectionProceeding(models.Model):
    """Orders and deliveries, where Sales and Inventory are installed.

    Their fields are looked for: none of the two is needed.
    """

    _inherit = "collection.proceeding"

    def _find_order(self):
        """Sales orders that the customer signed, or that were confirmed."""
        orders = self._orders_of_claims()
        if orders is None:
            return self._found_nothing()
        covered = self._claims().filtered(
            lambda item: self._orders_of(item.move_id).filtered("signed_by")
        )
        names = ", ".join(
            self.env._(
                "%(order)s, signed by %(name)s", order=order.name, name=order.signed_by
            )
            for order in orders
            if order.signed_by
        )
        return self._found_for(covered, names, self._stored_on(orders))

    def _find_delivery(self):
        """Deliveries that are done."""
        orders = self._orders_of_claims()
        if orders is None or "picking_ids" not in orders._fields:
            return self._found_nothing()
        covered = self._claims().filtered(
            lambda item: self._deliveries_of(self._orders_of(item.move_id))
        )
        done = self._deliveries_of(orders)
        text = ", ".join(done.mapped("name"))
        return self._found_for(covered, text, self._stored_on(done))

    def _orders_of_claims(self):
        """The sales orders behind the claims; None without Sales."""
        if "sale_line_ids" not in self.env["account.move.line"]._fields:
            return None
        return self._orders_of(self._claims().move_id)

    def _orders_of(self, moves):
        # Whoever sues for an order may see that there is one.
        return moves.sudo().invoice_line_ids.sale_line_ids.order_id

    def _deliveries_of(self, orders):
        return orders.picking_ids.filtered(lambda picking: picking.state == "done")

    def _stored_on(self, records):
        """What is stored on them; only what this user may read is bound."""
        return self.env["ir.attachment"].search(
            [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        )
