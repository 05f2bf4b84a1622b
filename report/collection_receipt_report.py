from odoo import fields, models
from odoo.tools import SQL

from ..models.collection_ledger_receipts import RECEIPT, RECEIPT_READS

# The last reminder that had gone out for the claim, on the day of the payment. One that
# is sent has found the claim unpaid, that same day too.
LAST_REMINDER = """
SELECT reminder.id
  FROM collection_reminder_line line
  JOIN collection_reminder reminder ON reminder.id = line.reminder_id
 WHERE line.move_line_id = receipt.move_line_id
   AND reminder.state = 'sent'
   AND reminder.date_done <= receipt.date
 ORDER BY reminder.date_done DESC, reminder.id DESC
 LIMIT 1
"""

# A reminder goes out in several ways at once: the money is counted once, for all of
# them together.
CHANNELS = """
SELECT string_agg(%(name)s, ' + ' ORDER BY channel.sequence, channel.id)
  FROM %(rel)s rel JOIN collection_channel channel ON channel.id = rel.%(channel)s
 WHERE rel.%(reminder)s = reminder.id
"""

ROWS = """
SELECT receipt.id, receipt.move_line_id, receipt.move_id, receipt.company_id,
       receipt.partner_id, receipt.date, receipt.due_date, receipt.amount,
       GREATEST(receipt.date - receipt.due_date, 0) AS days_late,
       receipt.amount * GREATEST(receipt.date - receipt.due_date, 0) AS amount_days,
       move.invoice_user_id AS user_id, partner.country_id,
       reminder.id AS reminder_id, reminder.level_id,
       receipt.date - reminder.date_done AS days_to_pay,
       (%(channels)s) AS channels
  FROM (%(receipt)s) receipt
  JOIN account_move move ON move.id = receipt.move_id
  LEFT JOIN res_partner partner ON partner.id = receipt.partner_id
  LEFT JOIN collection_reminder reminder ON reminder.id = (%(last_reminder)s)
"""


class CollectionReceiptReport(models.Model):
    """Money that met a claim, and the reminder that came before it."""

    _name = "collection.receipt.report"
    _description = "Money Received"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "move_id"
    _depends = {
        **RECEIPT_READS,
        "collection.channel": ["name", "sequence"],
        "collection.reminder": ["channel_ids", "date_done", "level_id", "state"],
        "collection.reminder.line": ["move_line_id", "reminder_id"],
        "res.partner": ["country_id"],
    }

    move_id = fields.Many2one(
        comodel_name="account.move", string="Document", readonly=True
    )
    move_line_id = fields.Many2one(
        comodel_name="account.move.line", string="Item", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson", readonly=True
    )
    country_id = fields.Many2one(comodel_name="res.country", readonly=True)
    date = fields.Date(string="Received On", readonly=True)
    due_date = fields.Date(readonly=True)
    days_late = fields.Integer(readonly=True, aggregator="avg")
    amount_days = fields.Float(
        string="Amount × Days Late",
        readonly=True,
        help="Divided by the amount, the average days late, by amount.",
    )
    amount = fields.Monetary(
        string="Amount Received", readonly=True, help="In the company's currency."
    )
    reminder_id = fields.Many2one(
        comodel_name="collection.reminder",
        string="Last Reminder",
        readonly=True,
        help="The last one that had gone out for this claim before the money came.",
    )
    level_id = fields.Many2one(
        comodel_name="collection.level", string="Last Level", readonly=True
    )
    channels = fields.Char(string="Last Channels", readonly=True)
    days_to_pay = fields.Integer(
        string="Days Since the Reminder", readonly=True, aggregator="avg"
    )

    @property
    def _table_query(self):
        return SQL(
            ROWS,
            receipt=SQL(RECEIPT),
            last_reminder=SQL(LAST_REMINDER),
            channels=channel_names(self.env),
        )

    def action_open_document(self):
        """Open the invoice that was paid."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }


def channel_names(env):
    """SQL for the names of the channels of ``reminder``, in the user's language."""
    channels = env["collection.reminder"]._fields["channel_ids"]
    return SQL(
        CHANNELS,
        name=env["collection.channel"]._field_to_sql("channel", "name"),
        rel=SQL.identifier(channels.relation),
        reminder=SQL.identifier(channels.column1),
        channel=SQL.identifier(channels.column2),
    )
