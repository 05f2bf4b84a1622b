from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import format_amount

from ..rules.statement import LAST_DAYS, LATE

# What is asked for, by the days since it was due.
AGEING = """
SELECT account_move_line.company_id, account_move_line.partner_id,
       COALESCE(account_move_line.date_maturity, account_move_line.date) AS due_date,
       SUM(account_move_line.amount_residual)
  FROM %(items_from)s
 WHERE %(items_where)s
   AND account_move_line.amount_residual > 0
   AND account_move_line.no_followup IS NOT TRUE
 GROUP BY 1, 2, 3
"""

COLOURS = {
    "not_due": "#7f9f7f",
    "late_30": "#e8c468",
    "late_60": "#e59b4b",
    "late_90": "#d86b45",
    "late_more": "#b23a3a",
}


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """How old a debt is, at one glance."""

    _inherit = "collection.debtor"

    ageing_bar = fields.Html(
        string="Ageing",
        compute="_compute_ageing_bar",
        sanitize=False,
        help="What is owed, by the days since it was due, before credits.",
    )

    @api.depends("balance", "overdue", "not_due")
    @api.depends_context("lang")
    def _compute_ageing_bar(self):
        ageing = self._ageing_today()
        labels = self._ageing_labels()
        for debtor in self:
            amounts = ageing[debtor.partner_id.id, debtor.company_id.id]
            debtor.ageing_bar = self.env["ir.qweb"]._render(
                "account_debt_collection.ageing_bar",
                {"parts": debtor._ageing_parts(amounts, labels)},
            )

    def _ageing_parts(self, amounts, labels):
        """[{"label", "amount", "share", "colour"}] of what is not nothing."""
        total = sum(amounts.values())
        return [
            {
                "label": labels[bucket],
                "amount": format_amount(self.env, amounts[bucket], self.currency_id),
                "share": round(100 * amounts[bucket] / total, 2),
                "colour": COLOURS[bucket],
            }
            for bucket in COLOURS
            if amounts[bucket]
        ]

    def _ageing_labels(self):
        return {
            "not_due": self.env._("Not due yet"),
            "late_30": self.env._("1–30 days late"),
            "late_60": self.env._("31–60 days late"),
            "late_90": self.env._("61–90 days late"),
            "late_more": self.env._("Over 90 days late"),
        }

    def _ageing_today(self):
        """{(partner id, company id): {bucket: amount in company currency}}"""
        items = self._open_items_query(self.partner_id)
        rows = self.env.execute_query(
            SQL(
                AGEING,
                items_from=items.from_clause,
                items_where=items.where_clause or SQL("TRUE"),
            )
        )
        today = fields.Date.context_today(self)
        ageing = defaultdict(lambda: dict.fromkeys(COLOURS, 0.0))
        for company_id, partner_id, due, amount in rows:
            ageing[partner_id, company_id][_bucket(due, today)] += float(amount)
        return ageing


def _bucket(due, today):
    late = (today - due).days
    if late <= 0:
        return "not_due"
    pairs = zip(LATE, LAST_DAYS, strict=False)
    return next((bucket for bucket, last in pairs if late <= last), LATE[-1])
