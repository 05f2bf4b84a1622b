from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    collection_policy_id = fields.Many2one(
        comodel_name="collection.policy",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        copy=False,
        groups="account_debt_collection.group_collection_officer",
        help="Empty: the policy of the customer, of its segment, or of the company.",
    )
    collection_claim_type_id = fields.Many2one(
        comodel_name="collection.claim.type",
        string="Claim Type",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        groups="account_debt_collection.group_collection_officer",
        help="Empty: as the journal says.",
    )
    collection_level_id = fields.Many2one(
        comodel_name="collection.level",
        compute="_compute_collection_level_id",
        help="Highest level that an open instalment has reached.",
    )

    collection_charge_ids = fields.One2many(
        comodel_name="collection.charge",
        inverse_name="move_id",
        string="Interest and Indemnity",
        groups="account.group_account_invoice,account.group_account_readonly",
    )

    collection_proceeding_ids = fields.Many2many(
        comodel_name="collection.proceeding",
        string="Proceedings",
        compute="_compute_collection_proceeding_ids",
        groups="account.group_account_invoice,account.group_account_readonly",
    )

    def _compute_collection_proceeding_ids(self):
        lines = self.env["collection.proceeding.line"].search(
            [
                ("claim_id", "in", self.line_ids.ids),
                ("proceeding_id.state", "!=", "cancelled"),
            ]
        )
        by_move = lines.grouped(lambda line: line.claim_id.move_id)
        for move in self:
            found = by_move.get(move, lines.browse())
            move.collection_proceeding_ids = found.proceeding_id

    def action_view_collection_proceedings(self):
        self.ensure_one()
        return self.collection_proceeding_ids._action_view()

    def _compute_collection_level_id(self):
        for move in self:
            move.collection_level_id = move.line_ids.collection_level_id.sorted(
                "sequence"
            )[-1:]

    def _compute_payment_state(self):
        # A payment may count before it is in the books.
        result = super()._compute_payment_state()
        self.line_ids._collection_touch()
        return result

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"state", "collection_policy_id", "collection_claim_type_id"}:
            self.line_ids._collection_touch()
        return result

    def action_view_collection_debtor(self):
        self.ensure_one()
        return self.partner_id._action_view_collection_debtor(self.company_id)

    def action_collection_dispute(self):
        """Open a new dispute about this invoice."""
        self.ensure_one()
        claims = self.line_ids.filtered(lambda item: item._is_open_claim())
        debtor = self.commercial_partner_id.with_company(
            self.company_id
        ).collection_debtor_id
        return debtor._open_new_dispute(claims)
