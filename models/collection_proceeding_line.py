from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CollectionProceedingLine(models.Model):
    """One claim as it was on the day of the judgment: a copy that lasts."""

    _name = "collection.proceeding.line"
    _description = "Declared Claim"
    _inherit = ["collection.sealed"]
    _order = "due_date, id"

    proceeding_id = fields.Many2one(
        comodel_name="collection.proceeding",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="proceeding_id.company_id", store=True)
    available_claim_ids = fields.Many2many(
        related="proceeding_id.debtor_id.claim_ids", string="Open Items"
    )
    claim_id = fields.Many2one(
        comodel_name="account.move.line",
        index="btree_not_null",
        ondelete="set null",
        domain="[('id', 'in', available_claim_ids)]",
    )
    name = fields.Char(
        string="Document",
        compute="_compute_from_claim",
        store=True,
        readonly=False,
        precompute=True,
    )
    document_date = fields.Date(
        string="Date",
        compute="_compute_from_claim",
        store=True,
        readonly=False,
        precompute=True,
    )
    due_date = fields.Date(
        compute="_compute_from_claim", store=True, readonly=False, precompute=True
    )
    is_due = fields.Boolean(
        string="Due at the Judgment", compute="_compute_is_due", store=True
    )
    claim_currency_id = fields.Many2one(
        comodel_name="res.currency",
        compute="_compute_from_claim",
        store=True,
        readonly=False,
        precompute=True,
    )
    amount = fields.Monetary(
        string="Open at the Judgment",
        compute="_compute_from_claim",
        store=True,
        readonly=False,
        precompute=True,
        currency_field="claim_currency_id",
        help="Tax included, in the currency of the claim; credits are negative.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    principal = fields.Monetary(
        compute="_compute_principal",
        store=True,
        help="In the company's currency, at the rate of the day of the judgment.",
    )
    interest = fields.Monetary(help="Up to the day before the judgment.")
    indemnity = fields.Monetary()

    # === CONSTRAINTS === #

    @api.constrains("claim_id", "proceeding_id")
    def _check_claim(self):
        for line in self.filtered("claim_id"):
            item, debtor = line.claim_id, line.proceeding_id.debtor_id
            if (
                item.partner_id != debtor.partner_id
                or item.company_id != debtor.company_id
                or item.account_type != "asset_receivable"
            ):
                raise ValidationError(
                    self.env._("%s is no claim on this customer.", item.display_name)
                )

    # === COMPUTES === #

    @api.depends("claim_id")
    def _compute_from_claim(self):
        for line in self:
            item = line.claim_id
            line.name = item.move_id.name
            line.document_date = item.move_id.invoice_date or item.date
            line.due_date = item._collection_due_date()
            line.claim_currency_id = item.currency_id or line.currency_id
            line.amount = item.amount_residual_currency

    @api.depends("due_date", "proceeding_id.date_judgment", "proceeding_id.date")
    def _compute_is_due(self):
        for line in self:
            day = line.proceeding_id._day_of_amounts()
            line.is_due = not line.due_date or line.due_date <= day

    @api.depends(
        "amount",
        "claim_currency_id",
        "proceeding_id.date_judgment",
        "proceeding_id.date",
    )
    def _compute_principal(self):
        for line in self:
            line.principal = line.proceeding_id._at_judgment(
                line.amount, line.claim_currency_id
            )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.proceeding_id._check_undeclared()
        return lines

    def write(self, vals):
        self.proceeding_id._check_undeclared()
        result = super().write(vals)
        self.proceeding_id._check_undeclared()  # those that the claims are in now
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_declared(self):
        self.proceeding_id._check_undeclared()
