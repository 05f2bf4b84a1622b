from odoo import api, fields, models
from odoo.tools.mail import html2plaintext

from .union_view import make_union_view

COLUMNS = (
    "debtor_id",
    "partner_id",
    "company_id",
    "date",
    "kind",
    "amount",
    "currency_id",
    "res_model",
    "user_id",
)

INVOICES = """
SELECT move.id, debtor.id AS debtor_id, debtor.partner_id, debtor.company_id,
       COALESCE(move.invoice_date, move.date) AS date,
       CASE WHEN move.move_type = 'out_refund' THEN 'credit_note' ELSE 'invoice' END
           AS kind,
       move.amount_total_in_currency_signed AS amount, move.currency_id,
       'account.move' AS res_model, move.invoice_user_id AS user_id
  FROM account_move move
  JOIN collection_debtor debtor
    ON debtor.partner_id = move.commercial_partner_id
   AND debtor.company_id = move.company_id
 WHERE move.state = 'posted'
   AND move.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
"""

PAYMENTS = """
SELECT payment.id, debtor.id, debtor.partner_id, debtor.company_id, payment.date,
       CASE WHEN payment.payment_type = 'inbound' THEN 'payment' ELSE 'refund' END,
       CASE WHEN payment.payment_type = 'inbound' THEN -payment.amount
            ELSE payment.amount END,
       payment.currency_id, 'account.payment', payment.create_uid
  FROM account_payment payment
  JOIN res_partner partner ON partner.id = payment.partner_id
  JOIN collection_debtor debtor
    ON debtor.partner_id = partner.commercial_partner_id
   AND debtor.company_id = payment.company_id
 WHERE payment.state IN ('in_process', 'paid') AND payment.partner_type = 'customer'
"""

# Money that was matched with invoices straight from the bank.
BANK = """
SELECT item.id, debtor.id, debtor.partner_id, debtor.company_id, item.date,
       CASE WHEN item.balance < 0 THEN 'payment' ELSE 'refund' END,
       item.amount_currency, item.currency_id, 'account.move.line', item.create_uid
  FROM account_move_line item
  JOIN account_account account ON account.id = item.account_id
  JOIN account_move move ON move.id = item.move_id
  JOIN collection_debtor debtor
    ON debtor.partner_id = item.partner_id AND debtor.company_id = item.company_id
 WHERE account.account_type = 'asset_receivable'
   AND item.parent_state = 'posted'
   AND move.statement_line_id IS NOT NULL
"""

REMINDERS = """
SELECT id, debtor_id, partner_id, company_id, date_done, 'reminder', amount,
       NULL, 'collection.reminder', approved_by_id
  FROM collection_reminder
 WHERE state = 'sent'
"""

# Where it is recorded that customers open their e-mails.
OPENED = """
SELECT id, debtor_id, partner_id, company_id, opened_on::date, 'opened', NULL,
       NULL, 'collection.reminder', NULL::int
  FROM collection_reminder
 WHERE opened_on IS NOT NULL
"""

CLICKED = """
SELECT id, debtor_id, partner_id, company_id, clicked_on::date, 'clicked', NULL,
       NULL, 'collection.reminder', NULL::int
  FROM collection_reminder
 WHERE clicked_on IS NOT NULL
"""

PROMISES = """
SELECT id, debtor_id, partner_id, company_id, date_made, 'promise', amount,
       currency_id, 'collection.promise', user_id
  FROM collection_promise
"""

PLANS = """
SELECT id, debtor_id, partner_id, company_id, COALESCE(date_start, date), 'plan', total,
       currency_id, 'collection.plan', user_id
  FROM collection_plan
 WHERE state NOT IN ('draft', 'cancelled')
"""

DISPUTES = """
SELECT id, debtor_id, partner_id, company_id, date, 'dispute', amount,
       NULL, 'collection.dispute', user_id
  FROM collection_dispute
"""

HOLDS = """
SELECT id, debtor_id, partner_id, company_id, date_start, 'hold', NULLIF(amount, 0),
       currency_id, 'collection.hold', user_id
  FROM collection_hold
 WHERE kind IN ('pause', 'unreachable')
"""

PROCEEDINGS = """
SELECT id, debtor_id, partner_id, company_id, date, 'proceeding', NULL,
       NULL, 'collection.proceeding', user_id
  FROM collection_proceeding
 WHERE state != 'cancelled'
"""

CALLS = """
SELECT activity.id, debtor.id, debtor.partner_id, debtor.company_id,
       activity.date_done, 'call', NULL, NULL, 'mail.activity', activity.write_uid
  FROM mail_activity activity
  JOIN mail_activity_type kind
    ON kind.id = activity.activity_type_id AND kind.category = 'phonecall'
  JOIN collection_debtor debtor ON debtor.id = activity.res_id
 WHERE activity.res_model = 'collection.debtor'
   AND activity.active IS NOT TRUE
   AND activity.date_done IS NOT NULL
"""

MESSAGES = """
SELECT message.id, debtor.id, debtor.partner_id, debtor.company_id,
       message.date::date,
       CASE WHEN message.message_type = 'email' THEN 'answer' ELSE 'note' END,
       NULL, NULL, 'mail.message', message.create_uid
  FROM mail_message message
  JOIN collection_debtor debtor ON debtor.id = message.res_id
 WHERE message.model = 'collection.debtor'
   AND message.message_type IN ('comment', 'email')
   AND message.mail_activity_type_id IS NULL
"""

ALL = (
    INVOICES,
    PAYMENTS,
    BANK,
    REMINDERS,
    PROMISES,
    PLANS,
    DISPUTES,
    HOLDS,
    PROCEEDINGS,
    CALLS,
    MESSAGES,
    OPENED,
    CLICKED,
)


class CollectionTimeline(models.Model):
    """All that happened between a debtor and us, in one stream."""

    _name = "collection.timeline"
    _description = "Timeline of a Debtor"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "text"

    debtor_id = fields.Many2one(comodel_name="collection.debtor", readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    date = fields.Date(readonly=True)
    kind = fields.Selection(
        selection=[
            ("invoice", "Invoice"),
            ("credit_note", "Credit note"),
            ("payment", "Payment"),
            ("refund", "Refund"),
            ("reminder", "Reminder"),
            ("opened", "E-mail opened"),
            ("clicked", "Link used"),
            ("call", "Call"),
            ("answer", "Answer"),
            ("note", "Note"),
            ("promise", "Promise"),
            ("plan", "Payment plan"),
            ("dispute", "Dispute"),
            ("hold", "Hold"),
            ("proceeding", "Proceeding"),
        ],
        readonly=True,
    )
    amount = fields.Monetary(
        readonly=True, help="As the customer's debt sees it: payments are negative."
    )
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    user_id = fields.Many2one(comodel_name="res.users", string="By", readonly=True)
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", string="Record", readonly=True
    )
    text = fields.Char(string="What", compute="_compute_text")

    def init(self):
        make_union_view(self.env.cr, self._table, COLUMNS, ALL)

    @api.depends("res_model", "res_id")
    @api.depends_context("lang")
    def _compute_text(self):
        for model, rows in self.grouped("res_model").items():
            # Whoever sees the debtor sees its story, told in one line each.
            records = self.env[model].sudo().browse(rows.mapped("res_id"))
            texts = {record.id: self._tell(record) for record in records.exists()}
            for row in rows:
                row.text = texts.get(row.res_id, "")

    def _tell(self, record):
        if record._name == "mail.message":
            return record.preview or record.subject
        if record._name == "mail.activity":
            said = html2plaintext(record.feedback or "").strip()
            return said or record.summary
        if record._name == "collection.reminder":
            channels = ", ".join(record.channel_ids.mapped("name"))
            return f"{record.level_id.name} ({channels})"
        if record._name == "account.move.line":
            return record.name or record.move_name
        if record._name == "account.payment":
            return " – ".join(filter(None, (record.name, record.memo)))
        return record.display_name

    def action_open(self):
        """Open what this row tells of; a call or a note is on the debtor itself."""
        self.ensure_one()
        model, res_id = self.res_model, self.res_id
        if model == "account.move.line":
            model, res_id = "account.move", self.env[model].browse(res_id).move_id.id
        if model.startswith("mail."):
            model, res_id = "collection.debtor", self.debtor_id.id
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": res_id,
            "view_mode": "form",
        }


class CollectionDebtor(models.Model):
    _inherit = "collection.debtor"

    timeline_ids = fields.One2many(
        comodel_name="collection.timeline",
        inverse_name="debtor_id",
        readonly=True,
    )
