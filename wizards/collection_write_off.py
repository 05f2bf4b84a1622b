from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError


class CollectionWriteOff(models.TransientModel):
    """Proposes draft entries that write claims off, each with its file."""

    _name = "collection.write.off"
    _description = "Propose to Write Off"
    _check_company_auto = True

    claim_ids = fields.Many2many(
        comodel_name="account.move.line", string="Claims", required=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    summary = fields.Char(string="Amount", compute="_compute_summary")
    reason = fields.Text(required=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    journal_id = fields.Many2one(
        comodel_name="account.journal",
        required=True,
        check_company=True,
        domain=[("type", "=", "general")],
        default=lambda self: self._default_journal_id(),
    )
    account_id = fields.Many2one(
        comodel_name="account.account",
        string="Loss Account",
        required=True,
        check_company=True,
        domain=[("account_type", "in", ("expense", "expense_other"))],
        help="In France 654, losses on irrecoverable debts.",
    )

    @api.model
    def _default_journal_id(self):
        return self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", self.env.company.id)],
            limit=1,
        )

    @api.depends("claim_ids")
    def _compute_summary(self):
        for wizard in self:
            by_currency = wizard.claim_ids.grouped("currency_id").items()
            wizard.summary = " + ".join(
                currency.format(sum(claims.mapped("amount_residual_currency")))
                for currency, claims in by_currency
            )

    def action_propose(self):
        """Make a draft entry for each customer, and open them: nothing is posted."""
        self.ensure_one()
        if not self.env.user.has_group(
            "account_debt_collection.group_collection_manager"
        ):
            raise AccessError(
                self.env._("Only a collection manager may write claims off.")
            )
        self._check_claims()
        moves = self.env["account.move"].create(
            [
                self._prepare_entry(partner, claims)
                for partner, claims in self.claim_ids.grouped("partner_id").items()
            ]
        )
        for move in moves:
            self._file(move)
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "account.action_move_journal_line"
            ),
            "domain": [("id", "in", moves.ids)],
            "context": {},
        }

    def _check_claims(self):
        if self.claim_ids.company_id - self.company_id:
            raise UserError(
                self.env._(
                    "Choose claims of %s only, or switch to their company.",
                    self.company_id.name,
                )
            )
        settled = self.claim_ids.filtered(lambda item: not item._is_open_claim())
        if settled or not self.claim_ids:
            raise UserError(self.env._("Choose open claims: nothing else is lost."))
        proposed = self.env["account.move.line"].search(
            [
                ("collection_written_off_id", "in", self.claim_ids.ids),
                ("parent_state", "=", "draft"),
            ]
        )
        if proposed:
            raise UserError(
                self.env._(
                    "%s is in a draft entry already.",
                    proposed[0].collection_written_off_id.move_id.name,
                )
            )

    def _prepare_entry(self, partner, claims):
        lines = [line for claim in claims for line in self._prepare_lines(claim)]
        return {
            "move_type": "entry",
            "company_id": self.company_id.id,
            "journal_id": self.journal_id.id,
            "date": self.date,
            "ref": self.env._("Write-off: %s", partner.name),
            "line_ids": [Command.create(line) for line in lines],
        }

    def _prepare_lines(self, claim):
        """The loss, and the item that settles the claim when it is posted."""
        common = {
            "name": self.env._("Write-off of %s", claim.move_id.name),
            "partner_id": claim.partner_id.id,
            "currency_id": claim.currency_id.id,
        }
        amount, balance = claim.amount_residual_currency, claim.amount_residual
        return (
            {
                **common,
                "account_id": self.account_id.id,
                "amount_currency": amount,
                "balance": balance,
            },
            {
                **common,
                "account_id": claim.account_id.id,
                "amount_currency": -amount,
                "balance": -balance,
                "collection_written_off_id": claim.id,
            },
        )

    # === FILE === #

    def _file(self, move):
        """Put the reason, what was done, and its documents on the entry."""
        claims = move.line_ids.collection_written_off_id
        debtor = claims.partner_id.with_company(self.company_id).collection_debtor_id
        lines = self.env["collection.reminder.line"].search(
            [("move_line_id", "in", claims.ids), ("date", "!=", False)]
        )
        reminders = lines.reminder_id.sorted("date_done, id")
        body = self.env["ir.qweb"]._render(
            "account_debt_collection.write_off_file",
            {
                "wizard": self,
                "claims": claims,
                "reminders": reminders,
                "doubts": dict(
                    claims._fields["collection_doubt"]._description_selection(self.env)
                ),
            },
        )
        documents = reminders.letter_id | debtor.proceeding_ids.declaration_id
        move.message_post(body=body, attachment_ids=documents.ids)
