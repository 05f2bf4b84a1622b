from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..rules.interest import exact

# The outcomes in which the customer was right about something.
CONCEDING = ("debtor_right", "settled")


class CollectionDisputeLine(models.Model):
    """One claim that is disputed, as a whole or in part."""

    _name = "collection.dispute.line"
    _description = "Disputed Claim"
    _inherit = ["collection.sealed"]
    _rec_name = "claim_id"

    dispute_id = fields.Many2one(
        comodel_name="collection.dispute", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="dispute_id.company_id", store=True)
    state = fields.Selection(related="dispute_id.state")
    available_claim_ids = fields.Many2many(related="dispute_id.debtor_id.claim_ids")
    claim_id = fields.Many2one(
        comodel_name="account.move.line",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('id', 'in', available_claim_ids), ('amount_residual', '>', 0)]",
    )
    move_id = fields.Many2one(related="claim_id.move_id", string="Document")
    due_date = fields.Date(related="claim_id.date_maturity")
    currency_id = fields.Many2one(related="claim_id.currency_id")
    residual = fields.Monetary(
        related="claim_id.amount_residual_currency", string="Still Open"
    )
    amount = fields.Monetary(
        string="Disputed",
        compute="_compute_amount",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        help="The rest of the claim goes on being asked for.",
    )
    agreed = fields.Monetary(
        string="To Be Paid After All",
        help="Of what is disputed. What is conceded bears no interest, from the due "
        "date on.",
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    amount_company = fields.Monetary(
        compute="_compute_amount_company",
        store=True,
        currency_field="company_currency_id",
    )
    hold_id = fields.Many2one(
        comodel_name="collection.hold",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _claim_uniq = models.Constraint(
        "UNIQUE(dispute_id, claim_id)", "A claim is in a dispute once."
    )
    _agreed_part = models.Constraint(
        "CHECK(agreed >= 0 AND agreed <= amount)",
        "What is to be paid after all is a part of what is disputed.",
    )

    # === CONSTRAINTS === #

    @api.constrains("claim_id", "amount")
    def _check_amount(self):
        for line in self.filtered(lambda line: line.state == "open"):
            disputed = sum(line._of_same_claim().mapped("amount"))
            residual = line.claim_id.amount_residual_currency
            if (
                line.amount <= 0
                or line.currency_id.compare_amounts(disputed, residual) > 0
            ):
                raise ValidationError(
                    self.env._(
                        "Of %(claim)s, %(residual)s are open: no more than that can be "
                        "disputed, and nothing is no dispute.",
                        claim=line.claim_id.move_id.name,
                        residual=line.currency_id.format(residual),
                    )
                )

    def _of_same_claim(self):
        """Lines of all open disputes about this claim."""
        return self.search(
            [("claim_id", "=", self.claim_id.id), ("dispute_id.state", "=", "open")]
        )

    # === COMPUTES === #

    @api.depends("claim_id")
    def _compute_amount(self):
        for line in self:
            line.amount = max(line.claim_id.amount_residual_currency, 0)

    @api.depends("claim_id", "amount")
    def _compute_amount_company(self):
        for line in self:
            claim = line.claim_id
            rate = claim.balance / claim.amount_currency if claim.balance else 1
            amount = line.amount * rate
            line.amount_company = line.company_currency_id.round(amount)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.dispute_id._check_open()
        for line in lines:
            # The hold belongs to the dispute: nobody chooses it by hand.
            line.sudo().hold_id = line.dispute_id._suspend(
                line.claim_id, line._amount_to_hold()
            )
        return lines

    def write(self, vals):
        if vals.keys() & {"dispute_id", "claim_id", "hold_id"} and not self.env.su:
            raise AccessError(
                self.env._("Remove the claim from the dispute and add another one.")
            )
        self.dispute_id._check_open()
        result = super().write(vals)
        if "amount" in vals:
            for line in self:
                # Whoever may change the dispute may change its hold.
                line.sudo().hold_id.amount = line._amount_to_hold()
        return result

    def unlink(self):
        self.dispute_id._check_open()
        # Whoever may change the dispute may lift its hold.
        self.sudo().hold_id.action_lift()
        return super().unlink()

    # === BUSINESS METHODS === #

    def _amount_to_hold(self):
        """A claim disputed as a whole stays on hold as a whole, whatever is paid."""
        whole = self.currency_id.compare_amounts(self.amount, self.residual) >= 0
        return 0 if whole else self.amount

    def _agree_on_all(self):
        for line in self:
            line.agreed = line.amount

    @api.model
    def _conceded(self, items):
        """{item: (amount, credit notes)} that the customer was right about."""
        # The interest is the same, whoever asks for it.
        lines = self.sudo().search(
            [("claim_id", "in", items.ids), ("dispute_id.state", "in", CONCEDING)]
        )
        amounts = defaultdict(lambda: (exact(0), self.env["account.move"]))
        for line in lines:
            amount, notes = amounts[line.claim_id]
            amounts[line.claim_id] = (
                amount + exact(line.amount - line.agreed),
                notes | line.dispute_id.credit_note_ids,
            )
        return dict(amounts)

    def _correct_charges(self):
        """Ask no more for interest on what the customer was right about."""
        charges = self.env["collection.charge"]
        for dispute, lines in self.grouped("dispute_id").items():
            overcharged = charges._lower(
                lines.claim_id, fields.Date.context_today(self)
            )
            if overcharged:
                dispute.message_post(
                    body=self.env._(
                        "Interest or indemnity on %s was invoiced, and is not due any "
                        "more: make a credit note of it.",
                        ", ".join(overcharged.move_id.mapped("name")),
                    )
                )
