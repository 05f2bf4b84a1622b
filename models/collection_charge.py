from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CollectionCharge(models.Model):
    """Interest or indemnity on one claim: claimed, invoiced, paid and waived apart."""

    _name = "collection.charge"
    _description = "Interest or Indemnity"
    _inherit = ["collection.sealed"]
    _order = "debtor_id, date desc, id desc"
    _rec_name = "claim_name"
    _check_company_auto = True

    debtor_id = fields.Many2one(
        comodel_name="collection.debtor",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        related="debtor_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(related="debtor_id.company_id", store=True, index=True)
    claim_id = fields.Many2one(
        comodel_name="account.move.line",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    move_id = fields.Many2one(related="claim_id.move_id", string="On", store=True)
    claim_name = fields.Char(related="move_id.name", string="Document")
    kind = fields.Selection(
        selection=[("interest", "Interest"), ("indemnity", "Indemnity")],
        required=True,
        readonly=True,
    )
    date = fields.Date(
        string="Claimed On",
        required=True,
        readonly=True,
        help="Day up to which the interest was counted when it was last claimed.",
    )
    reminder_id = fields.Many2one(
        comodel_name="collection.reminder",
        string="Claimed By",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The last reminder that asked for it.",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency", required=True, readonly=True
    )
    claimed = fields.Monetary(readonly=True, help="All that was asked for so far.")
    waived = fields.Monetary(readonly=True)
    waive_reason = fields.Text(readonly=True)
    waived_by_id = fields.Many2one(comodel_name="res.users", readonly=True)
    invoice_line_ids = fields.One2many(
        comodel_name="account.move.line",
        inverse_name="collection_charge_id",
        string="Invoice Lines",
        readonly=True,
    )
    invoiced = fields.Monetary(
        compute="_compute_invoiced",
        help="On invoices that are posted, less their credit notes.",
    )
    drafted = fields.Monetary(
        compute="_compute_invoiced", help="On invoices that are still drafts."
    )
    paid = fields.Monetary(compute="_compute_invoiced")
    open_amount = fields.Monetary(
        string="Still open",
        compute="_compute_invoiced",
        help="Claimed, and neither paid nor waived.",
    )

    _claim_kind_uniq = models.Constraint(
        "UNIQUE(claim_id, kind)", "A claim has one interest and one indemnity."
    )
    _waived_positive = models.Constraint(
        "CHECK(waived >= 0)", "What is waived cannot be negative."
    )

    @api.depends(
        "claimed",
        "waived",
        "invoice_line_ids.price_total",
        "invoice_line_ids.parent_state",
        "invoice_line_ids.move_id.amount_residual",
    )
    def _compute_invoiced(self):
        for charge in self:
            # Whoever sees the charge sees what became of it.
            lines = charge.sudo().invoice_line_ids
            posted = lines.filtered(lambda line: line.parent_state == "posted")
            drafts = lines.filtered(lambda line: line.parent_state == "draft")
            charge.invoiced = charge._net(posted)
            charge.drafted = charge._net(drafts)
            charge.paid = charge.currency_id.round(charge._paid_share(posted))
            charge.open_amount = charge.claimed - charge.paid - charge.waived

    def _net(self, lines):
        """Sum of invoice lines, those of credit notes deducted."""
        return sum(line.price_total * -line.move_id.direction_sign for line in lines)

    def _paid_share(self, posted):
        """What payments cover of the invoices of these lines, in proportion."""
        invoices = posted.move_id.filtered(lambda move: move.move_type == "out_invoice")
        paid = 0
        for invoice in invoices:
            credited = invoice.reversal_move_ids.filtered(lambda m: m.state == "posted")
            net = invoice.amount_total - sum(credited.mapped("amount_total"))
            mine = self._net(
                posted.filtered(lambda line, of=invoice + credited: line.move_id in of)
            )
            paid += mine * (1 - invoice.amount_residual / net) if net > 0 else 0
        return paid

    def write(self, vals):
        if not self.env.su:
            raise AccessError(
                self.env._("Interest and indemnity are changed by their buttons only.")
            )
        return super().write(vals)

    # === ACTIONS === #

    def action_waive(self):
        """Ask for the reason, and waive what is open."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Waive"),
            "res_model": "collection.charge.waiver",
            "view_mode": "form",
            "target": "new",
            "context": {"default_charge_ids": self.ids},
        }

    def action_invoice(self):
        """Make draft invoices of what has been claimed, and open them."""
        self.check_access("write")
        return self._open_invoices(self._invoice())

    # === CLAIMED === #

    @api.model
    def _claim(self, rows, today):
        """Note what has been claimed; what was claimed before grows, never shrinks.

        :param rows: [(debtor, item, kind, currency, amount in all, reminder)]
        """
        items = self.env["account.move.line"].union(*(row[1] for row in rows))
        known = {(c.claim_id, c.kind): c for c in self._of_claims(items)}
        new = []
        for debtor, item, kind, currency, amount, reminder in rows:
            values = {"claimed": amount, "date": today}
            if reminder:
                values["reminder_id"] = reminder.id
            charge = known.get((item, kind))
            if not charge:
                new.append(
                    {
                        **values,
                        "debtor_id": debtor.id,
                        "claim_id": item.id,
                        "kind": kind,
                        "currency_id": currency.id,
                    }
                )
            elif charge.currency_id.compare_amounts(amount, charge.claimed) > 0:
                charge.write(values)
        return self.create(new)

    @api.model
    def _rows(self, debtor, item, due, scheme):
        """Rows for ``_claim`` from what is ``Accrued`` on ``item``."""
        no_reminder = self.env["collection.reminder"]
        indemnity_currency = scheme.indemnity_id.currency_id
        amounts = (
            ("interest", item.currency_id, due.interest),
            ("indemnity", indemnity_currency, due.indemnity),
        )
        return [
            (debtor, item, kind, currency, float(amount), no_reminder)
            for kind, currency, amount in amounts
            if amount
        ]

    @api.model
    def _of_claims(self, items):
        return self.search([("claim_id", "in", items.ids)])

    @api.model
    def _settled(self, items):
        """{(item, kind): invoiced, drafted or waived: not to be claimed again}."""
        return {
            (charge.claim_id, charge.kind): charge.invoiced
            + charge.drafted
            + charge.waived
            for charge in self._of_claims(items)
        }

    # === WAIVED === #

    def _waive(self, reason):
        """Give up what is open; what was invoiced is credited.

        :param reason: text that a person has entered
        """
        if not self.env.user.has_group(
            "account_debt_collection.group_collection_manager"
        ):
            raise AccessError(
                self.env._("Only a collection manager may waive interest or indemnity.")
            )
        waivable = self.filtered(lambda charge: charge.open_amount > 0)
        if not waivable:
            raise UserError(self.env._("There is nothing left to waive here."))
        self._credit(waivable)
        for charge in waivable:
            # The right is checked above; nobody writes these by hand.
            charge.sudo().write(
                {
                    "waived": charge.waived + charge.open_amount,
                    "waive_reason": reason,
                    "waived_by_id": self.env.uid,
                }
            )
        waivable._tell_of_waiver(reason)

    def _tell_of_waiver(self, reason):
        """Write on each debtor's thread what was waived, and why."""
        for debtor, charges in self.grouped("debtor_id").items():
            names = ", ".join(charges.move_id.mapped("name"))
            debtor.message_post(
                body=self.env._(
                    "Interest and indemnity on %(documents)s were waived: %(reason)s",
                    documents=names,
                    reason=reason,
                )
            )
