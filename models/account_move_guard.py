from odoo import api, fields, models

from .collection_guarded import ALERT_LEVELS

GUARDED_TYPES = ("out_invoice", "out_receipt")
POSTING = {"state", "posted_before"}


class AccountMove(models.Model):
    """Customer invoices stop where their customer has no credit left."""

    _name = "account.move"
    _inherit = ["account.move", "collection.guarded"]

    # === COMPUTES === #

    @api.depends(
        "state",
        "partner_id",
        "amount_total",
        "currency_id",
        "company_id.collection_guard",
    )
    def _compute_collection_guard_stops(self):
        return super()._compute_collection_guard_stops()

    @api.depends("partner_id")
    def _compute_collection_customer_state(self):
        return super()._compute_collection_customer_state()

    def _collection_tells_state(self):
        return self.is_sale_document(include_receipts=True)

    @api.depends_context("uid")
    def _compute_partner_credit_warning(self):  # pylint: disable=missing-return
        """Where the guard is on, what it says; else Odoo's text, of the right company.

        Odoo reads the limit of the company that the user works in, see ``with_company``
        in account/models/account_move.py.
        """
        for company, moves in self.grouped("company_id").items():
            # Who works in another company cannot read this one's settings.
            if company.sudo().collection_guard == "off":
                there = moves.with_company(company)
                super(AccountMove, there)._compute_partner_credit_warning()
                continue
            for move in moves:
                move.partner_credit_warning = move._collection_warning()

    def _get_alerts(self):
        alerts = super()._get_alerts()
        # Who works in another company cannot read this one's settings.
        if self.company_id.sudo().collection_guard == "off":
            return alerts
        alerts.pop("account_partner_credit_warning", None)
        warning = self._collection_warning()
        if warning:
            alerts["collection_guard"] = self._collection_alert(warning)
        # Whoever sees the document may know who let it pass.
        elif self.state == "draft" and self.sudo()._collection_is_released():
            alerts["collection_guard_released"] = {
                "level": "info",
                "message": self.sudo()._collection_tell_release(),
            }
        return alerts

    def _collection_tell_release(self):
        release = self.collection_release_ids[:1]
        return self.env._(
            "%(user)s lets this document pass the credit guard up to %(amount)s.",
            user=release.user_id.name,
            amount=release.currency_id.format(release.amount),
        )

    def _collection_alert(self, warning):
        return {"level": ALERT_LEVELS[self._collection_mode()], "message": warning}

    # === CRUD === #

    def write(self, vals):
        """Whoever writes the state himself meets the guard as well."""
        if vals.get("state") != "posted":
            return super().write(vals)
        if uncleared := self._collection_uncleared():
            # What comes with the state must not slip by behind the guard.
            if others := {name: vals[name] for name in vals.keys() - POSTING}:
                super().write(others)
            uncleared._collection_refuse()
            vals = {name: vals[name] for name in vals.keys() & POSTING}
        return super().write(vals)

    # === POSTING === #

    def _post(self, soft=True):
        """Post what may be posted; see ``_collection_guard`` for what happens else.

        Buttons, imports, scheduled actions and calls from outside all come by here. An
        invoice of a later day is judged on that day.
        """
        now = self.filtered(
            lambda move: (
                move._collection_mode() != "off"
                and not (soft and move._collection_is_future())
            )
        )
        stopped = now._collection_guard()
        stopped._collection_undo_cost()
        moves = self - stopped
        if stopped and not moves:
            return moves
        moves._collection_passed()
        with moves._collection_cleared(now):
            return super(AccountMove, moves)._post(soft)

    def _collection_is_future(self):
        """Whether ``_post(soft=True)`` only plans it, as Odoo does there."""
        today = fields.Date.context_today(self)
        dated = self.invoice_date or not self.is_sale_document(include_receipts=True)
        return bool(dated and self.date and self.date > today)

    def _collection_undo_cost(self):
        """Apps that book the cost of goods have done so before they asked to post."""
        # Whoever posts need not have the right to delete lines.
        cost = self.sudo().line_ids.filtered(lambda line: line.display_type == "cogs")
        if cost:
            cost.with_context(dynamic_unlink=True).unlink()

    def _autopost_draft_entries(self, batch_size=100):
        """What stopped waits, without keeping others waiting behind it every night."""
        stopped = self.search_count(
            [
                ("state", "=", "draft"),
                ("auto_post", "!=", "no"),
                ("date", "<=", fields.Date.context_today(self)),
                ("collection_guard_stopped_on", "!=", False),
            ]
        )
        unwatched = self.with_context(cron_id=self.env.context.get("cron_id"))
        return super(AccountMove, unwatched)._autopost_draft_entries(
            batch_size + stopped
        )

    # === WHAT THE GUARD ASKS === #

    def _collection_gives_credit(self):
        """Customer invoices and receipts; credit notes always pass."""
        return self.filtered(lambda move: move.move_type in GUARDED_TYPES)

    def _collection_concerned(self):
        """Those to be posted.

        Interest and indemnity pass, which claim what is owed already, and what was paid
        at a till.
        """
        return self._collection_gives_credit().filtered(
            lambda move: (
                move.state == "draft"
                and move.partner_id
                and not move._collection_claims_charges()
                and not move._collection_sold_at_till()
            )
        )

    def _collection_claims_charges(self):
        """Whether it is an invoice of interest and indemnity, and of nothing else.

        Of those that its customer owes, and no higher than they were claimed.
        """
        # Sales people have no access to the charges.
        products = self.sudo().invoice_line_ids.filtered(
            lambda line: line.display_type == "product"
        )
        charges = products.collection_charge_id
        return (
            bool(products)
            and all(line.collection_charge_id for line in products)
            and all(charge._allows_invoice(self) for charge in charges)
        )

    def _collection_sold_at_till(self):
        # The goods and the money have changed hands; Point of Sale may be absent.
        return bool("pos_order_ids" in self._fields and self.sudo().pos_order_ids)

    def _collection_customer(self):
        return self.commercial_partner_id

    def _collection_documents(self, company):
        guard = self.env["collection.guard"]
        counted = guard._drafts_counted(self, company)
        ordered = guard._orders_counted(self, company)
        passing = self._collection_delivered()
        today = fields.Date.context_today(self)
        return {
            move: guard._document(
                move,
                move.invoice_date or today,
                move.amount_total_signed,
                drafted=counted.get(move._origin.id, 0),
                covered=ordered.get(move._origin.id, 0),
                passes=move in passing,
            )
            for move in self
        }

    def _collection_delivered(self):
        """Those of self for goods that the customer has: they have to be invoiced.

        An extension point for the apps that know of deliveries.
        """
        return self.browse()

    def _collection_person(self):
        """The responsible of the customer, who decides what is to be done."""
        return self._collection_debtor()._responsible()

    def _collection_label(self):
        if self.name and self.name != "/":
            return self.display_name
        return self.env._("The draft invoice (%s)", self.id or self.env._("new"))
