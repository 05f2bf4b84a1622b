from odoo import api, fields, models
from odoo.exceptions import AccessError

EDITABLE_FIELDS = {
    "user_id",
    "policy_id",
    "tone_cap_id",
    "copy_partner_id",
    "customer_kind",
    "scheme_id",
    "contract_rate",
    "preferred_channel_id",
    "forbidden_channel_ids",
    "accepts_electronic_registered",
    "monthly_statement",
    "reachability",
    "heir_id",
    "refuses_trace",
}


class CollectionDebtor(models.Model):
    """One customer seen from one company: the root of all collection work."""

    _name = "collection.debtor"
    _description = "Debtor"
    _inherit = ["collection.sealed", "mail.thread", "mail.activity.mixin"]
    _order = "overdue desc, id"
    _rec_names_search = ["partner_id"]
    _check_company_auto = True
    _mail_post_access = "read"  # whoever talks to the customer writes it down

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",  # but a reminder restricts it: what was sent stays
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        index="btree_not_null",
        check_company=True,
        tracking=True,
        help="Makes the calls. Empty: the person named in the Collection settings.",
    )
    policy_id = fields.Many2one(
        comodel_name="collection.policy",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Empty: the policy of the customer's segment, else the company's.",
    )
    tone_cap_id = fields.Many2one(
        comodel_name="collection.level",
        string="Not Above",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="A customer to be handled with care: reminders above this level go out "
        "after approval only.",
    )
    segment_ids = fields.Many2many(
        comodel_name="collection.policy",
        relation="collection_debtor_segment_rel",
        column1="debtor_id",
        column2="policy_id",
        string="Segments",
        readonly=True,
        help="Policies whose segment the customer belongs to.",
    )
    phone = fields.Char(related="partner_id.phone")
    email = fields.Char(related="partner_id.email")

    # === FIGURES: written by _refresh() alone, see collection_debtor_figures.py === #
    balance = fields.Monetary(readonly=True, help="All that is open, credits deducted.")
    overdue = fields.Monetary(
        readonly=True, help="Claims whose due date is past, before credits."
    )
    not_due = fields.Monetary(string="Not Due Yet", readonly=True)
    credit = fields.Monetary(
        string="Open Credits",
        readonly=True,
        help="Credit notes and payments that are not allocated to an invoice.",
    )
    left_out = fields.Monetary(
        string="Never Reminded",
        readonly=True,
        help="Open items flagged “no follow-up”: listed, never reminded.",
    )
    oldest_due_date = fields.Date(readonly=True)
    level_id = fields.Many2one(
        comodel_name="collection.level",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Highest level that an open claim has reached.",
    )
    state = fields.Selection(
        selection=[
            ("attention", "Needs attention"),
            ("to_approve", "To approve"),
            ("overdue", "Overdue"),
            ("reminded", "Reminded"),
            ("current", "Nothing overdue"),
            ("settled", "Settled"),
        ],
        readonly=True,
        default="settled",
        required=True,
        index=True,
        group_expand=True,
    )
    next_date = fields.Date(string="Next Reminder", readonly=True)
    next_level_id = fields.Many2one(
        comodel_name="collection.level",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    asleep_until = fields.Date(
        readonly=True,
        index=True,
        help="Until then only an event can change what is decided: the night looks "
        "again on this day, or after an event. Empty: tonight.",
    )
    error = fields.Char(
        readonly=True, help="Why the last night could not decide; the next one tries."
    )

    days_overdue = fields.Integer(string="Days Late", compute="_compute_days_overdue")
    claim_ids = fields.Many2many(
        comodel_name="account.move.line",
        string="Open Items",
        compute="_compute_claim_ids",
    )
    hold_ids = fields.One2many(
        comodel_name="collection.hold", inverse_name="debtor_id", string="Holds"
    )
    reminder_ids = fields.One2many(
        comodel_name="collection.reminder", inverse_name="debtor_id"
    )

    _partner_company_uniq = models.Constraint(
        "UNIQUE(partner_id, company_id)",
        "There is one debtor for each customer and company.",
    )

    # === COMPUTES === #

    @api.depends("partner_id.display_name")
    def _compute_display_name(self):
        for debtor in self:
            debtor.display_name = debtor.partner_id.display_name

    @api.depends("oldest_due_date")
    def _compute_days_overdue(self):
        today = fields.Date.context_today(self)
        for debtor in self:
            late = today - (debtor.oldest_due_date or today)
            debtor.days_overdue = max(late.days, 0)

    @api.depends("balance", "overdue")
    def _compute_claim_ids(self):
        items = self.env["account.move.line"].search(
            self._open_items_domain(self.partner_id), order="date_maturity, id"
        )
        by_debtor = items.grouped(lambda item: (item.partner_id, item.company_id))
        for debtor in self:
            key = (debtor.partner_id, debtor.company_id)
            debtor.claim_ids = by_debtor.get(key, items.browse())

    # === CRUD === #

    def write(self, vals):
        """The figures come from the ledger: nobody writes them."""
        forged = {
            name for name in vals.keys() - EDITABLE_FIELDS if name in self._own_fields()
        }
        if forged and not self.env.su:
            raise AccessError(
                self.env._("The figures of a debtor come from the ledger.")
            )
        if vals.keys() & {"policy_id", "tone_cap_id"}:
            vals = {**vals, "asleep_until": False}
        return super().write(vals)

    @api.model
    def _own_fields(self):
        """Names of the fields that this module defines, the threads' own apart."""
        inherited = (
            self.env["mail.thread"]._fields | self.env["mail.activity.mixin"]._fields
        )
        return self._fields.keys() - inherited.keys()

    # === ACTIONS === #

    def action_view_reminders(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "account_debt_collection.collection_reminder_action"
            ),
            "domain": [("debtor_id", "=", self.id)],
            "context": {},
        }

    def action_hold(self):
        """Open a new hold on this debtor."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Put on Hold"),
            "res_model": "collection.hold",
            "view_mode": "form",
            "target": "new",
            "context": {"default_debtor_id": self.id},
        }

    def action_view_partner(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "view_mode": "form",
        }

    # === BUSINESS METHODS === #

    @api.model
    def _trade_items_domain(self, partners=None):
        """Receivable items of customers, settled ones included."""
        scope = [("partner_id", "!=", False)]
        if partners is not None:
            scope = [("partner_id", "in", partners.ids)]
        return fields.Domain(scope) & fields.Domain(
            [
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
                ("account_id.non_trade", "=", False),
            ]
        )

    @api.model
    def _open_items_domain(self, partners=None):
        """Open receivable items: claims and credits."""
        return self._trade_items_domain(partners) & fields.Domain(
            [
                ("reconciled", "=", False),
                # Paid by a payment that has no journal entry of its own yet.
                ("move_id.payment_state", "not in", ("in_payment", "paid")),
            ]
        )

    @api.model
    def _for_partner(self, partner, company):
        """Return the debtor of a customer who may not owe anything yet."""
        return self.create({"partner_id": partner.id, "company_id": company.id})

    def _responsible(self, leaving=()):
        """The person who calls this debtor; not one who has left.

        :param leaving: users who are about to leave
        """
        self.ensure_one()
        if self.user_id.active and self.user_id not in leaving:
            return self.user_id
        return self.company_id._collection_responsible(leaving)
