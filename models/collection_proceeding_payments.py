from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..rules.interest import exact
from .collection_ledger import PAYMENT

# Later payments are not the counterpart's any more.
RUNNING = [("state", "=", "open"), ("category", "!=", "insolvency")]
RECEIPT = "account_debt_collection.mail_activity_proceeding_payment"

# What has settled claims since they were handed over: matched with them, or paid
# without a journal entry of its own yet. Amounts in the currency of the company.
SETTLED_SINCE = """
WITH scope AS (
    SELECT DISTINCT proceeding.id AS proceeding_id, proceeding.date,
           proceeding.create_date, line.claim_id
      FROM collection_proceeding proceeding
      JOIN collection_proceeding_line line ON line.proceeding_id = proceeding.id
     WHERE proceeding.id = ANY(%(ids)s) AND line.claim_id IS NOT NULL
)
SELECT scope.proceeding_id, scope.claim_id, credit.id AS credit_id,
       move.name, partial.max_date AS date, partial.amount,
       CASE WHEN move.move_type = 'out_refund' THEN 'credit'
            WHEN partial.max_date < scope.date THEN 'earlier'
            ELSE 'payment' END AS kind,
       'partial,' || partial.id AS source
  FROM scope
  JOIN account_partial_reconcile partial ON partial.debit_move_id = scope.claim_id
  JOIN account_move_line credit ON credit.id = partial.credit_move_id
  JOIN account_move move ON move.id = credit.move_id
  JOIN res_company company ON company.id = credit.company_id
 WHERE partial.create_date >= scope.create_date
   AND move.journal_id IS DISTINCT FROM company.currency_exchange_journal_id
UNION ALL
SELECT scope.proceeding_id, scope.claim_id, NULL,
       payment.name, payment.date, item.amount_residual,
       CASE WHEN payment.date < scope.date THEN 'earlier' ELSE 'payment' END,
       'payment,' || payment.id || ',' || item.id
  FROM scope
  JOIN account_move_line item ON item.id = scope.claim_id
  JOIN account_move move ON move.id = item.move_id
  JOIN LATERAL (%(payment)s) payment ON payment.create_date >= scope.create_date
 WHERE move.payment_state IN ('in_payment', 'paid') AND item.amount_residual > 0
 ORDER BY date, source
"""


# pylint: disable=consider-merging-classes-inherited
class CollectionProceeding(models.Model):
    """Payments that arrive after the handover, and the fee that they trigger."""

    _inherit = "collection.proceeding"

    receipt_ids = fields.One2many(
        comodel_name="collection.proceeding.receipt",
        inverse_name="proceeding_id",
        string="Payments Since",
    )
    amount_recovered = fields.Monetary(
        string="Recovered", compute="_compute_recovered", store=True
    )
    amount_settled = fields.Monetary(
        string="Settled", compute="_compute_recovered", store=True
    )
    fee_due = fields.Monetary(
        compute="_compute_recovered",
        store=True,
        help="Flat fee, and the percentage of what came in, at least the minimum.",
    )

    @api.depends(
        "receipt_ids.amount",
        "receipt_ids.kind",
        "fee_flat",
        "fee_percentage",
        "fee_minimum",
    )
    def _compute_recovered(self):
        for proceeding in self:
            receipts = proceeding.receipt_ids
            payments = receipts.filtered(lambda r: r.kind == "payment")
            recovered = sum(payments.mapped("amount"))
            proceeding.amount_settled = sum(receipts.mapped("amount"))
            proceeding.amount_recovered = recovered
            proceeding.fee_due = float(proceeding._fee().total(exact(recovered)))

    # === BUSINESS METHODS === #

    def action_look_for_payments(self):
        self.check_access("read")
        if self - self.filtered_domain(RUNNING):
            raise UserError(self.env._("These proceedings are over."))
        # What came in is nobody's to write, and the same whoever asks.
        self.sudo()._note_receipts()

    @api.model
    def _note_all_receipts(self, _today):
        """Every night; the night works in all companies."""
        # It is nobody's, and sees every file.
        self.sudo().search(RUNNING)._note_receipts()

    def _note_receipts(self):
        """Record what has come in since the handover; tell whoever answers for it."""
        settled = {
            (row["proceeding_id"], row["source"]): row for row in self._settled_since()
        }
        known = self.receipt_ids
        gone = known.filtered(lambda r: (r.proceeding_id.id, r.source) not in settled)
        seen = {(r.proceeding_id.id, r.source): r for r in known - gone}
        before = {p: p.amount_settled for p in self}
        gone.unlink()
        for key, receipt in seen.items():
            receipt._follow(settled[key])
        known.create([row for key, row in settled.items() if key not in seen])
        if more := self.filtered(lambda p: p.amount_settled > before[p]):
            more._tell_of_payments(before)

    def _settled_since(self):
        """Values of receipts: see SETTLED_SINCE, one query."""
        for model in (
            "account.move",
            "account.move.line",
            "account.partial.reconcile",
            "account.payment",
            "collection.proceeding",
            "collection.proceeding.line",
        ):
            self.env[model].flush_model()
        payment = SQL(PAYMENT, move_id=SQL("move.id"))
        return self.env.execute_query_dict(
            SQL(SETTLED_SINCE, ids=self.ids, payment=payment)
        )

    def _tell_of_payments(self, before):
        """:param before: {proceeding: amount settled before}"""
        kind = self.env.ref(RECEIPT)
        today = fields.Date.context_today(self)
        model_id = self.env["ir.model"]._get_id(self._name)
        self.partner_id.mapped("name")  # read at once: each activity bears it
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": kind.id,
                    "automated": True,
                    "date_deadline": today,
                    "res_model_id": model_id,
                    "res_id": proceeding.id,
                    "user_id": proceeding.user_id.id,
                    "summary": proceeding._describe_payment(before[proceeding]),
                }
                for proceeding in self
            ]
        )

    def _describe_payment(self, before):
        """In the owner's language."""
        env = self.with_context(lang=self.user_id.lang).env
        money = self.currency_id.format
        amount = self.amount_settled - before
        if not self.fee_due:
            return env._("%s came in since the handover", money(amount))
        return env._(
            "%(amount)s came in since the handover: the fee is now %(fee)s",
            amount=money(amount),
            fee=money(self.fee_due),
        )
