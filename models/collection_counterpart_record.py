from collections import defaultdict

from odoo import fields, models
from odoo.tools import SQL

# For each counterpart: what it was given, what came in, and how fast.
RECORD = """
SELECT counterpart.id,
       COUNT(DISTINCT proceeding.id),
       COALESCE(SUM(proceeding.amount_declared), 0),
       COALESCE(SUM(receipt.amount), 0),
       SUM(receipt.amount_days) / NULLIF(SUM(receipt.amount), 0)
  FROM collection_counterpart counterpart
  JOIN collection_proceeding proceeding
    ON proceeding.counterpart_id = counterpart.partner_id
   AND proceeding.company_id = counterpart.company_id
   AND proceeding.state != 'cancelled'
  LEFT JOIN LATERAL (
       SELECT SUM(amount) AS amount,
              SUM(amount * (receipt.date - proceeding.date)) AS amount_days
         FROM collection_proceeding_receipt receipt
        WHERE receipt.proceeding_id = proceeding.id
           AND receipt.kind = 'payment'
       ) receipt ON TRUE
 WHERE counterpart.id = ANY(%s)
GROUP BY counterpart.id
"""


# pylint: disable=consider-merging-classes-inherited
class CollectionCounterpart(models.Model):
    """What the counterpart was given, and what it has recovered."""

    _inherit = "collection.counterpart"

    file_count = fields.Integer(string="Files", compute="_compute_record")
    handed_over = fields.Monetary(compute="_compute_record")
    recovered = fields.Monetary(compute="_compute_record")
    recovery_rate = fields.Float(
        compute="_compute_record", help="Part of what was handed over that came in."
    )
    average_days = fields.Float(
        string="Days Until Paid",
        compute="_compute_record",
        help="From the handover to the payment, weighted by amount.",
    )

    def _compute_record(self):
        figures = self._recovery_figures()
        for counterpart in self:
            count, given, recovered, days = figures[counterpart.id]
            counterpart.file_count = count
            counterpart.handed_over = given
            counterpart.recovered = recovered
            counterpart.recovery_rate = recovered / given if given else 0
            counterpart.average_days = days or 0

    def _recovery_figures(self):
        """{id: (files, handed over, recovered, average days)}: one query."""
        self.flush_model()
        self.env["collection.proceeding"].flush_model()
        self.env["collection.proceeding.receipt"].flush_model()
        figures = defaultdict(lambda: (0, 0, 0, 0))
        for row in self.env.execute_query(SQL(RECORD, self.ids)):
            figures[row[0]] = tuple(float(value or 0) for value in row[1:])
        return figures

    def action_view_files(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "account_debt_collection.collection_proceeding_action_board"
            ),
            "domain": [
                ("counterpart_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
            ],
            "context": {},
        }
