from odoo import api, fields, models
from odoo.tools import SQL

from ..models.collection_ledger import bucket

ROWS = """
SELECT account_move_line.id, account_move_line.id AS move_line_id,
       account_move_line.move_id, account_move_line.company_id,
       account_move_line.partner_id, debtor.id AS debtor_id,
       debtor.user_id AS responsible_id, %(move)s.invoice_user_id AS user_id,
       partner.country_id, partner.is_company,
       COALESCE(account_move_line.date_maturity, account_move_line.date) AS due_date,
       CASE WHEN account_move_line.amount_residual > 0
            THEN GREATEST(%(today)s - COALESCE(account_move_line.date_maturity,
                                               account_move_line.date), 0)
            ELSE 0 END AS days_late,
       %(bucket)s AS bucket,
       account_move_line.amount_residual AS amount,
       (SELECT line.level_id
          FROM collection_reminder_line line
         WHERE line.move_line_id = account_move_line.id
           AND line.level_id IS NOT NULL
           AND line.date IS NOT NULL
      ORDER BY line.date DESC, line.id DESC
         LIMIT 1) AS level_id
  FROM %(items_from)s
  LEFT JOIN res_partner partner ON partner.id = account_move_line.partner_id
  LEFT JOIN collection_debtor debtor
    ON debtor.partner_id = account_move_line.partner_id
   AND debtor.company_id = account_move_line.company_id
 WHERE %(items_where)s
"""

# Each age as a column of its own.
TABLE = """
SELECT item.*,
       CASE WHEN bucket = 'not_due' THEN amount ELSE 0 END AS not_due,
       CASE WHEN bucket = 'late_30' THEN amount ELSE 0 END AS late_30,
       CASE WHEN bucket = 'late_60' THEN amount ELSE 0 END AS late_60,
       CASE WHEN bucket = 'late_90' THEN amount ELSE 0 END AS late_90,
       CASE WHEN bucket = 'late_more' THEN amount ELSE 0 END AS late_more,
       CASE WHEN bucket = 'left_out' THEN amount ELSE 0 END AS left_out,
       CASE WHEN bucket = 'credits' THEN amount ELSE 0 END AS credits
  FROM (%s) item
"""

KIND = SQL(
    """CASE WHEN account_move_line.amount_residual < 0 THEN 'credits'
            WHEN account_move_line.no_followup THEN 'left_out'
            ELSE 'claim' END"""
)
DUE_DATE = SQL("COALESCE(account_move_line.date_maturity, account_move_line.date)")


class CollectionAgeingReport(models.Model):
    """What is open now, item by item, and how old it is."""

    _name = "collection.ageing.report"
    _description = "Ageing"
    _auto = False
    _order = "due_date, id"
    _rec_name = "move_id"
    _depends = {
        "account.account": ["account_type", "non_trade"],
        "account.move": ["invoice_user_id", "payment_state"],
        "account.move.line": [
            "account_id",
            "amount_residual",
            "company_id",
            "date",
            "date_maturity",
            "no_followup",
            "parent_state",
            "partner_id",
            "reconciled",
        ],
        "collection.debtor": ["partner_id", "company_id", "user_id"],
        "collection.reminder.line": ["move_line_id", "level_id", "date"],
        "res.partner": ["country_id", "is_company"],
    }

    move_line_id = fields.Many2one(
        comodel_name="account.move.line", string="Item", readonly=True
    )
    move_id = fields.Many2one(
        comodel_name="account.move", string="Document", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    debtor_id = fields.Many2one(comodel_name="collection.debtor", readonly=True)
    responsible_id = fields.Many2one(comodel_name="res.users", readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson", readonly=True
    )
    country_id = fields.Many2one(comodel_name="res.country", readonly=True)
    is_company = fields.Boolean(string="Business", readonly=True)
    due_date = fields.Date(readonly=True)
    days_late = fields.Integer(readonly=True, aggregator="avg")
    bucket = fields.Selection(
        selection=[
            ("not_due", "Not due yet"),
            ("late_30", "1–30 days late"),
            ("late_60", "31–60 days late"),
            ("late_90", "61–90 days late"),
            ("late_more", "Over 90 days late"),
            ("left_out", "Never reminded"),
            ("credits", "Open credits"),
        ],
        string="Age",
        readonly=True,
    )
    level_id = fields.Many2one(
        comodel_name="collection.level",
        readonly=True,
        help="Level that the claim has reached.",
    )
    amount = fields.Monetary(
        string="Still Open", readonly=True, help="In the company's currency."
    )
    not_due = fields.Monetary(string="Not Due Yet", readonly=True)
    late_30 = fields.Monetary(string="1–30 Days Late", readonly=True)
    late_60 = fields.Monetary(string="31–60 Days Late", readonly=True)
    late_90 = fields.Monetary(string="61–90 Days Late", readonly=True)
    late_more = fields.Monetary(string="Over 90 Days Late", readonly=True)
    left_out = fields.Monetary(string="Never Reminded", readonly=True)
    credits = fields.Monetary(string="Open Credits", readonly=True)

    @property
    def _table_query(self):
        return SQL(TABLE, self._rows(fields.Date.context_today(self)))

    @api.model
    def _rows(self, today):
        """The open items, as they are aged on ``today``."""
        # Rules on single entries are not those of this report, which has its own.
        items = self.env["account.move.line"].sudo()
        query = items._search(self.env["collection.debtor"]._open_items_domain())
        # The domain has joined the entries already: once is enough.
        _moves, move = items._fields["move_id"].join(items, query.table, query)
        return SQL(
            ROWS,
            today=today,
            bucket=bucket(KIND, DUE_DATE, today),
            move=SQL.identifier(move),
            items_from=query.from_clause,
            items_where=query.where_clause,
        )

    def action_open_document(self):
        """Open the invoice, or whatever the item stands in."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }
