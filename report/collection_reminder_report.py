from odoo import fields, models
from odoo.tools import SQL

from ..models.collection_ledger_receipts import RECEIPT, RECEIPT_READS
from .collection_receipt_report import LAST_REMINDER, channel_names

# What came in for a reminder: until the next one, which counts what comes later.
PAID = """
SELECT reminder.id AS reminder_id,
       SUM(receipt.amount) AS recovered,
       SUM(receipt.amount) FILTER (WHERE receipt.date <= reminder.date_done + 7)
           AS recovered_7,
       SUM(receipt.amount) FILTER (WHERE receipt.date <= reminder.date_done + 14)
           AS recovered_14,
       SUM(receipt.amount) FILTER (WHERE receipt.date <= reminder.date_done + 30)
           AS recovered_30,
       SUM(receipt.amount * (receipt.date - reminder.date_done))
           / NULLIF(SUM(receipt.amount), 0) AS days_to_pay
  FROM (%(receipt)s) receipt
  JOIN collection_reminder reminder ON reminder.id = (%(last_reminder)s)
 GROUP BY reminder.id
"""

# Asked for: the claims, without the credits that the letter lists beside them.
ASKED = """
SELECT reminder_id, SUM(residual_company) AS amount
  FROM collection_reminder_line
 WHERE residual_company > 0
 GROUP BY reminder_id
"""

ROWS = """
SELECT reminder.id, reminder.id AS reminder_id, reminder.company_id,
       reminder.debtor_id, reminder.partner_id, reminder.level_id,
       level.policy_id, level.kind, reminder.date_done AS date,
       debtor.user_id AS responsible_id, partner.country_id,
       reminder.undelivered, 1 AS sent, asked.amount AS asked,
       COALESCE(paid.recovered, 0) AS recovered,
       COALESCE(paid.recovered_7, 0) AS recovered_7,
       COALESCE(paid.recovered_14, 0) AS recovered_14,
       COALESCE(paid.recovered_30, 0) AS recovered_30,
       (COALESCE(paid.recovered_7, 0) >= asked.amount)::int AS paid_7,
       (COALESCE(paid.recovered_14, 0) >= asked.amount)::int AS paid_14,
       (COALESCE(paid.recovered_30, 0) >= asked.amount)::int AS paid_30,
       paid.days_to_pay, (%(channels)s) AS channels
  FROM collection_reminder reminder
  JOIN collection_level level ON level.id = reminder.level_id
  JOIN collection_debtor debtor ON debtor.id = reminder.debtor_id
  LEFT JOIN res_partner partner ON partner.id = reminder.partner_id
  LEFT JOIN (%(asked)s) asked ON asked.reminder_id = reminder.id
  LEFT JOIN (%(paid)s) paid ON paid.reminder_id = reminder.id
 WHERE reminder.state = 'sent'
"""


class CollectionReminderReport(models.Model):
    """What each reminder that was sent has brought in, and how soon."""

    _name = "collection.reminder.report"
    _description = "Follow-up Efficiency"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "reminder_id"
    _depends = {
        **RECEIPT_READS,
        "collection.channel": ["name", "sequence"],
        "collection.debtor": ["user_id"],
        "collection.level": ["kind", "policy_id"],
        "collection.reminder": [
            "channel_ids",
            "company_id",
            "date_done",
            "debtor_id",
            "level_id",
            "partner_id",
            "state",
            "undelivered",
        ],
        "collection.reminder.line": [
            "move_line_id",
            "reminder_id",
            "residual_company",
        ],
        "res.partner": ["country_id"],
    }

    reminder_id = fields.Many2one(comodel_name="collection.reminder", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    debtor_id = fields.Many2one(comodel_name="collection.debtor", readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    policy_id = fields.Many2one(comodel_name="collection.policy", readonly=True)
    level_id = fields.Many2one(comodel_name="collection.level", readonly=True)
    kind = fields.Selection(
        selection=[("reminder", "Reminder"), ("formal_notice", "Formal Notice")],
        readonly=True,
    )
    channels = fields.Char(readonly=True)
    responsible_id = fields.Many2one(comodel_name="res.users", readonly=True)
    country_id = fields.Many2one(comodel_name="res.country", readonly=True)
    date = fields.Date(string="Sent On", readonly=True)
    undelivered = fields.Boolean(string="Came Back", readonly=True)
    sent = fields.Integer(string="Reminders", readonly=True)
    asked = fields.Monetary(
        string="Asked For", readonly=True, help="In the company's currency."
    )
    recovered = fields.Monetary(
        readonly=True,
        help="Came in for its claims after it was sent, and before the next reminder.",
    )
    recovered_7 = fields.Monetary(string="Recovered in 7 Days", readonly=True)
    recovered_14 = fields.Monetary(string="Recovered in 14 Days", readonly=True)
    recovered_30 = fields.Monetary(string="Recovered in 30 Days", readonly=True)
    paid_7 = fields.Integer(
        string="Paid Within 7 Days",
        readonly=True,
        help="Number of reminders for which all that they asked for came in.",
    )
    paid_14 = fields.Integer(string="Paid Within 14 Days", readonly=True)
    paid_30 = fields.Integer(string="Paid Within 30 Days", readonly=True)
    days_to_pay = fields.Float(
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Between the reminder and the money, by amount; of those that were paid.",
    )

    @property
    def _table_query(self):
        return SQL(
            ROWS,
            asked=SQL(ASKED),
            paid=SQL(PAID, receipt=SQL(RECEIPT), last_reminder=SQL(LAST_REMINDER)),
            channels=channel_names(self.env),
        )

    def action_open_reminder(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "collection.reminder",
            "res_id": self.reminder_id.id,
            "view_mode": "form",
        }
