from odoo import api, fields, models

LEDGER_FIELDS = {"date_maturity", "partner_id", "account_id", "no_followup"}


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    collection_level_id = fields.Many2one(
        comodel_name="collection.level",
        compute="_compute_collection_level_id",
        help="Level that this claim has reached; a paid claim has none.",
    )
    collection_days_overdue = fields.Integer(
        string="Days Late", compute="_compute_collection_days_overdue"
    )

    collection_charge_id = fields.Many2one(
        comodel_name="collection.charge",
        string="Interest or Indemnity",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )

    @api.depends("reconciled", "parent_state")
    def _compute_collection_level_id(self):
        claims = self.filtered(lambda item: item._is_open_claim())
        # Sales people may see the level without having access to the reminders.
        lines = self.env["collection.reminder.line"].sudo()
        groups = lines._read_group(
            [
                ("move_line_id", "in", claims.ids),
                ("level_id", "!=", False),
                ("date", "!=", False),
            ],
            ["move_line_id", "level_id"],
            ["date:max", "id:max"],
        )
        latest = {}
        for item, level, day, line_id in groups:
            latest[item.id] = max(latest.get(item.id, ()), (day, line_id, level.id))
        for item in self:
            item.collection_level_id = (
                latest[item.id][2] if item.id in latest else False
            )

    @api.depends("date_maturity", "reconciled")
    def _compute_collection_days_overdue(self):
        today = fields.Date.context_today(self)
        for item in self:
            due_date = item._collection_due_date()
            late = (today - due_date).days if item._is_open_claim() and due_date else 0
            item.collection_days_overdue = max(late, 0)

    def _collection_due_date(self):
        """Due on its own day where it has none other, such as an opening balance."""
        return self.date_maturity or self.date

    def _collection_overdue(self, day):
        """Those whose due date is before ``day``."""
        return self.filtered(lambda item: item._collection_due_date() < day)

    def _is_open_claim(self):
        self.ensure_one()
        return (
            self.parent_state == "posted"
            and self.account_type == "asset_receivable"
            and not self.reconciled
            and self.amount_residual > 0
        )

    # === THE LEDGER MOVES, THE FIGURES FOLLOW === #

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._collection_touch()
        return items

    def write(self, vals):
        moved = vals.keys() & {"partner_id", "account_id"}
        before = self.partner_id if moved else self.env["res.partner"]
        result = super().write(vals)
        if vals.keys() & LEDGER_FIELDS:
            self._collection_touch(before)
        return result

    def unlink(self):
        """A hold on a claim that is no more does not become one on all claims."""
        claims = self.filtered(lambda item: item.account_type == "asset_receivable")
        # Whoever may delete an invoice need not have rights on the holds.
        holds = self.env["collection.hold"].sudo()
        holds = holds.search([("claim_ids", "in", claims.ids)]) if claims else holds
        result = super().unlink()
        holds.filtered(lambda hold: not hold.claim_ids).action_lift()
        return result

    def _compute_amount_residual(self):
        result = super()._compute_amount_residual()
        self._collection_touch()
        return result

    def _collection_touch(self, partners=None):
        """Have the debtors of these items refreshed once, before the commit.

        :param partners: further customers that are concerned
        """
        partners = (partners or self.env["res.partner"]) | self._origin.filtered(
            lambda item: item.account_type == "asset_receivable"
        ).partner_id
        if not partners:
            return
        precommit = self.env.cr.precommit
        touched = precommit.data.setdefault("collection.touched", set())
        if not touched:
            # Whoever posts need not have access to the debtors.
            debtors = self.env["collection.debtor"].sudo()
            precommit.add(debtors._refresh_after_ledger)
        touched.update(partners.ids)
