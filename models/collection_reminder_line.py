from odoo import api, fields, models
from odoo.tools import SQL

COPY_FROM_LEDGER = """
WITH chosen AS (
    SELECT * FROM unnest(
        %(reminder_ids)s::int[], %(item_ids)s::int[],
        %(level_ids)s::int[], %(held_shares)s::numeric[]
    ) AS chosen(reminder_id, item_id, level_id, held_share)
), item AS (
    SELECT chosen.reminder_id, chosen.level_id, item.id, item.currency_id,
           item.amount_currency, item.amount_residual_currency, item.amount_residual,
           COALESCE(item.date_maturity, item.date) AS due_date,
           COALESCE(move.invoice_date, item.date) AS document_date,
           move.name AS document,
           ROUND(item.amount_residual_currency * held_share / currency.rounding)
               * currency.rounding AS held,
           ROUND(item.amount_residual * held_share / own.rounding) * own.rounding
               AS held_company
      FROM chosen
      JOIN account_move_line item ON item.id = chosen.item_id
      JOIN account_move move ON move.id = item.move_id
      JOIN res_currency currency ON currency.id = item.currency_id
      JOIN res_currency own ON own.id = item.company_currency_id
)
INSERT INTO collection_reminder_line (
    reminder_id, move_line_id, level_id, name, document_date, due_date, currency_id,
    amount, residual, held, residual_company
)
SELECT reminder_id, id, level_id, document, document_date, due_date, currency_id,
       amount_currency, amount_residual_currency - held, held,
       amount_residual - held_company
  FROM item
 ORDER BY reminder_id, due_date, id -- else as Postgres happens to join them
"""

ADD_UP = """
UPDATE collection_reminder reminder SET amount = total.amount
  FROM (SELECT reminder_id, SUM(residual_company) AS amount
          FROM collection_reminder_line
         WHERE reminder_id = ANY(%s)
      GROUP BY reminder_id) total
 WHERE reminder.id = total.reminder_id
   AND reminder.amount IS DISTINCT FROM total.amount
"""


class CollectionReminderLine(models.Model):
    """One open item in one reminder, as it stood when the reminder was made."""

    _name = "collection.reminder.line"
    _description = "Reminder Line"
    _inherit = ["collection.sealed"]
    _order = "due_date, id"
    _log_access = False  # its reminder has it

    reminder_id = fields.Many2one(
        comodel_name="collection.reminder",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="reminder_id.company_id")
    debtor_id = fields.Many2one(related="reminder_id.debtor_id")
    move_line_id = fields.Many2one(
        comodel_name="account.move.line", index="btree_not_null", ondelete="set null"
    )
    level_id = fields.Many2one(
        comodel_name="collection.level",
        ondelete="restrict",
        help="Level to which this reminder takes the claim; empty: only listed.",
    )
    date = fields.Date(help="Day on which the claim reached the level.")
    name = fields.Char(string="Document")
    document_date = fields.Date()
    due_date = fields.Date()
    days_overdue = fields.Integer(string="Days Late", compute="_compute_days_overdue")
    currency_id = fields.Many2one(comodel_name="res.currency", required=True)
    amount = fields.Monetary(help="Amount of the item when it was posted.")
    residual = fields.Monetary(
        string="Still Open", help="Without the part that is on hold."
    )
    held = fields.Monetary(string="On Hold")
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    residual_company = fields.Monetary(
        string="Still Open (company currency)", currency_field="company_currency_id"
    )
    interest = fields.Monetary(
        readonly=True, help="Late-payment interest that this reminder claims."
    )
    indemnity_currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    indemnity = fields.Monetary(
        currency_field="indemnity_currency_id",
        readonly=True,
        help="Fixed compensation for recovery costs that this reminder claims.",
    )

    _reached_idx = models.Index(
        "(move_line_id, date) WHERE level_id IS NOT NULL AND date IS NOT NULL"
    )

    @api.depends("due_date", "reminder_id.date", "reminder_id.date_done")
    def _compute_days_overdue(self):
        for line in self:
            day = line.reminder_id.date_done or line.reminder_id.date
            late = day - line.due_date if day and line.due_date else None
            line.days_overdue = max(late.days, 0) if late else 0

    @api.model
    def _copy_from_ledger(self, rows):
        """Write the lines of reminders anew, as the ledger has the items now.

        :param rows: (reminder id, item id, level to which the claim climbs or None,
            share of the residual that is on hold, 0 to 1) for each line
        """
        self.flush_model()
        ids = list({row[0] for row in rows})
        self.env.execute_query(
            SQL("DELETE FROM collection_reminder_line WHERE reminder_id = ANY(%s)", ids)
        )
        reminder_ids, item_ids, level_ids, held_shares = zip(*rows, strict=True)
        self.env.execute_query(
            SQL(
                COPY_FROM_LEDGER,
                reminder_ids=list(reminder_ids),
                item_ids=list(item_ids),
                level_ids=list(level_ids),
                held_shares=list(held_shares),
            )
        )
        self.env.execute_query(SQL(ADD_UP, ids))
        # With all that is computed from the lines, such as the table in a text.
        self.env["collection.reminder"].browse(ids).invalidate_recordset()
        self.invalidate_model()

    # === INTEREST AND INDEMNITY === #

    def _write_charges(self, due, settled, indemnity_currency):
        """Claim what is due and was not invoiced or waived before.

        :param due: ``Accrued`` of the claim, None when nothing is
        :param settled: see ``collection.charge._settled``
        """
        item = self.move_line_id
        interest = float(due.interest if due else 0) - settled.get(
            (item, "interest"), 0
        )
        costs = float(due.indemnity if due else 0) - settled.get((item, "indemnity"), 0)
        self.write(
            {
                "interest": max(interest, 0),
                "indemnity": max(costs, 0),
                "indemnity_currency_id": indemnity_currency.id,
            }
        )

    def _charge_rows(self, settled):
        """Rows for ``collection.charge._claim``."""
        reminder, item = self.reminder_id, self.move_line_id
        amounts = (
            ("interest", self.currency_id, self.interest),
            ("indemnity", self.indemnity_currency_id, self.indemnity),
        )
        return [
            (
                reminder.debtor_id,
                item,
                kind,
                currency,
                amount + settled.get((item, kind), 0),
                reminder,
            )
            for kind, currency, amount in amounts
            if amount
        ]
