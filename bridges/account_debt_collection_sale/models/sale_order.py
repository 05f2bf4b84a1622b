from odoo import api, fields, models


class SaleOrder(models.Model):
    """Orders stop where their customer has no credit left."""

    _name = "sale.order"
    _inherit = ["sale.order", "collection.guarded"]

    # === COMPUTES === #

    @api.depends(
        "state",
        "partner_invoice_id",
        "amount_total",
        "currency_id",
        "company_id.collection_guard",
    )
    def _compute_collection_guard_stops(self):
        return super()._compute_collection_guard_stops()

    @api.depends("partner_invoice_id")
    def _compute_collection_customer_state(self):
        return super()._compute_collection_customer_state()

    @api.depends_context("uid")
    @api.depends("partner_invoice_id", "state")
    def _compute_partner_credit_warning(self):  # pylint: disable=missing-return
        """Where the guard is on, what it says; else Odoo's text, of the right company.

        Odoo reads the limit of the company that the user works in, see ``with_company``
        in sale/models/sale_order.py.
        """
        for company, orders in self.grouped("company_id").items():
            # Sales people cannot read the settings, and the guard holds for them.
            if company.sudo().collection_guard == "off":
                there = orders.with_company(company)
                super(SaleOrder, there)._compute_partner_credit_warning()
                continue
            for order in orders:
                order.partner_credit_warning = order._collection_warning()

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """An order that is born confirmed meets the guard as well."""
        orders = super().create(vals_list)
        born = orders.filtered(
            lambda order: order.state == "sale" and order._collection_mode() != "off"
        )
        if born:
            super(SaleOrder, born).write({"state": "draft"})
            passing = born - born._collection_guard()
            with passing._collection_cleared(born):
                passing.write({"state": "sale"})
        return orders

    def write(self, vals):
        """Whoever writes the state himself meets the guard as well."""
        if vals.get("state") != "sale":
            return super().write(vals)
        if uncleared := self._collection_uncleared():
            # What comes with the state must not slip by behind the guard.
            if others := {name: vals[name] for name in vals.keys() - {"state"}}:
                super().write(others)
            uncleared._collection_refuse()
            vals = {"state": vals["state"]}
        return super().write(vals)

    # === CONFIRMATION === #

    def action_confirm(self):
        """Confirm what may be confirmed; see ``_collection_guard`` for the rest.

        :return: whether any was confirmed
        """
        stopped = self._collection_guard()
        orders = self - stopped
        if stopped and not orders:
            return False
        with orders._collection_cleared(self):
            confirmed = super(SaleOrder, orders).action_confirm()
        orders._collection_passed()
        return confirmed

    def _validate_order(self):
        """The customer has signed, or there was nothing to pay.

        Judged before anything else, so that no other app takes it for confirmed.
        """
        orders = self
        if not self._collection_is_watched():
            orders -= self._collection_stop_quietly()
        return super(SaleOrder, orders)._validate_order() if orders else None

    def _collection_stop_quietly(self):
        """Stop those of self that have to, with a note and no error.

        The others are judged again when they are confirmed: what passes with a warning
        is noted there.
        """
        verdicts = self._collection_judge()
        stopped = self._collection_blocked(verdicts)
        stopped._collection_wait(verdicts)
        return stopped

    # === WHAT THE GUARD ASKS === #

    def _collection_gives_credit(self):
        return self

    def _collection_concerned(self):
        return self.filtered(
            lambda order: order.state in ("draft", "sent") and order.partner_id
        )

    def _collection_customer(self):
        return self.partner_invoice_id.commercial_partner_id

    def _collection_documents(self, company):
        guard = self.env["collection.guard"]
        today = fields.Date.context_today(self)

        def convert(order, amount):
            return order.currency_id._convert(
                amount, company.currency_id, company, today
            )

        return {
            order: guard._document(
                order,
                (order.date_order or fields.Datetime.now()).date(),
                convert(order, order.amount_total),
                covered=convert(order, order._collection_prepaid()),
            )
            for order in self
        }

    def _collection_prepaid(self):
        return self.transaction_ids._collection_prepaid(self)

    def _collection_person(self):
        """The salesperson, who talks to the customer."""
        person = self.user_id
        if person.active and person._is_internal():
            return person
        return self.company_id._collection_responsible()
