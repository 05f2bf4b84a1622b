from collections import defaultdict

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..rules.statement import LATE
from .collection_ledger import AMOUNTS

TOP_DEBTORS = 10

# One pass over the open items: sums by salesperson and bucket, and who owes most.
TODAY = """
WITH part AS MATERIALIZED (
    SELECT company_id, partner_id, user_id, bucket, SUM(amount) AS amount
      FROM (%(items)s) item
     WHERE company_id = ANY(%(company_ids)s)
  GROUP BY 1, 2, 3, 4
), debtor AS (
    SELECT company_id, partner_id, SUM(amount) AS overdue,
           row_number() OVER (PARTITION BY company_id
                              ORDER BY SUM(amount) DESC, partner_id) AS place
      FROM part
     WHERE bucket = ANY(%(late)s) AND %(user)s
  GROUP BY company_id, partner_id
)
SELECT company_id, user_id, NULL, bucket, SUM(amount)
  FROM part
 GROUP BY company_id, user_id, bucket
 UNION ALL
SELECT company_id, NULL, partner_id, NULL, overdue
  FROM debtor
 WHERE place <= %(top)s
"""

# One pass over the money that came in: by day, and by what had reminded of it.
RECEIVED = """
SELECT company_id, user_id, date, level_id, channels, SUM(amount), SUM(amount_days)
  FROM (%(receipts)s) receipt
 WHERE company_id = ANY(%(company_ids)s)
   AND date BETWEEN %(since)s AND %(until)s
 GROUP BY 1, 2, 3, 4, 5
"""

# The latest forecast; and of each past week, how it looked when it began.
FORECAST = """
WITH taken AS (
    SELECT date_taken,
           date_taken = MAX(date_taken) OVER () AS is_latest,
           date_taken = MIN(date_taken) OVER (
               PARTITION BY date_trunc('week', date_taken)) AS is_first
      FROM (SELECT DISTINCT date_taken FROM collection_forecast) day
)
SELECT forecast.company_id, forecast.user_id, forecast.kind, forecast.week,
       taken.is_latest,
       taken.is_first AND forecast.kind = 'week'
           AND forecast.week = date_trunc('week', taken.date_taken)::date AS foreseen,
       SUM(forecast.amount)
  FROM taken
  JOIN collection_forecast forecast ON forecast.date_taken = taken.date_taken
 WHERE forecast.company_id = ANY(%(company_ids)s)
   AND (taken.is_latest OR forecast.week >= %(first_week)s)
 GROUP BY 1, 2, 3, 4, 5, 6
"""


# pylint: disable=consider-merging-classes-inherited
class CollectionDashboard(models.AbstractModel):
    """The facts behind the figures, one query each."""

    _inherit = "collection.dashboard"

    def _today(self, scope):
        """What is open now: ({bucket: amount}, [debtor], {salesperson id})."""
        amounts = dict.fromkeys(AMOUNTS, 0.0)
        overdue, sellers = {}, set()
        for company_id, user_id, partner_id, bucket, amount in self._today_rows(scope):
            if partner_id:
                overdue[company_id, partner_id] = scope.convert(company_id, amount)
                continue
            sellers.add(user_id)
            if scope.covers(user_id):
                amounts[bucket] += scope.convert(company_id, amount)
        return amounts, self._debtors(scope, overdue), sellers

    def _today_rows(self, scope):
        items = self.env["collection.ageing.report"]
        return self.env["collection.ledger"]._select(
            TODAY,
            items=items._rows(scope.today),
            company_ids=scope.companies.ids,
            late=list(LATE),
            user=self._user_condition(scope),
            top=TOP_DEBTORS,
        )

    def _user_condition(self, scope):
        if scope.user_id is None:
            return SQL("TRUE")
        if not scope.user_id:
            return SQL("user_id IS NULL")
        return SQL("user_id = %s", scope.user_id)

    def _debtors(self, scope, overdue):
        """[{"id", "name", "company", "overdue"}], those who owe most first.

        :param overdue: {(company id, partner id): amount}
        """
        most = sorted(overdue, key=lambda key: (-overdue[key], key))[:TOP_DEBTORS]
        debtors = self.env["collection.debtor"].search_fetch(
            [
                ("partner_id", "in", [partner_id for _company, partner_id in most]),
                ("company_id", "in", scope.companies.ids),
            ],
            ["partner_id", "company_id"],
        )
        by_key = {(d.company_id.id, d.partner_id.id): d for d in debtors}
        found = [(by_key[key], overdue[key]) for key in most if key in by_key]
        return [
            {
                "id": debtor.id,
                "name": debtor.partner_id.display_name,
                "company": debtor.company_id.name,
                "overdue": amount,
            }
            for debtor, amount in found
        ]

    def _recovered(self, scope, received):
        """{"levels": [{"id", "name", "amount"}], "channels": [...]}: of the period.

        What came in without a reminder is among them, so that the sums are the same.

        :param received: see ``_received_rows``
        """
        levels, channels = defaultdict(float), defaultdict(float)
        for company_id, user_id, day, level_id, names, amount, _late in received:
            if scope.covers(user_id) and scope.since <= day <= scope.until:
                converted = scope.convert(company_id, amount)
                levels[level_id or 0] += converted
                channels[names or 0] += converted
        none = self.env._("No reminder")
        # Whoever sees the figures may see the names, of other companies' levels too.
        used = self.env["collection.level"].sudo().browse([i for i in levels if i])
        used = used.sorted(lambda level: (level.sequence, level.id))
        names = {level.id: level.name for level in used} | {0: none}
        return {
            "levels": [
                {"id": key, "name": name, "amount": levels[key]}
                for key, name in names.items()
                if key in levels
            ],
            "channels": [
                {"id": key, "name": key or none, "amount": channels[key]}
                for key in sorted(
                    channels, key=lambda key: (not key, -channels[key], str(key))
                )
            ],
        }

    def _received_rows(self, scope, since):
        """Rows (company, salesperson, day, level, channels, amount, amount × days)."""
        self.env["collection.reminder"].flush_model()
        self.env["collection.reminder.line"].flush_model()
        return self.env["collection.ledger"]._select(
            RECEIVED,
            receipts=self.env["collection.receipt.report"]._table_query,
            company_ids=scope.companies.ids,
            since=since,
            until=scope.today,
        )

    def _promises(self, scope):
        """{state: number}, of the promises whose last day was in the period."""
        return dict(
            self.env["collection.promise"]._read_group(
                self._promises_domain(scope), ["state"], ["__count"]
            )
        )

    def _promises_domain(self, scope):
        domain = Domain(
            [
                ("company_id", "in", scope.companies.ids),
                ("deadline", ">=", scope.since),
                ("deadline", "<=", scope.until),
                ("state", "in", ("kept", "partly", "broken")),
            ]
        )
        if scope.user_id is not None:
            domain &= Domain(
                "claim_ids.move_id.invoice_user_id", "=", scope.user_id or False
            )
        return domain

    def _forecast(self, scope, first_week):
        """{"expected": {week: amount}, "foreseen": {week: amount}, "beyond": {...}}"""
        expected, foreseen = defaultdict(float), defaultdict(float)
        beyond = {"later": 0.0, "doubtful": 0.0, "known": False}
        rows = self._forecast_rows(scope, first_week)
        for company_id, user_id, kind, week, is_latest, is_foreseen, amount in rows:
            beyond["known"] = True
            if not scope.covers(user_id):
                continue
            converted = scope.convert(company_id, amount)
            if is_foreseen:
                foreseen[week] += converted
            if is_latest and kind == "week":
                expected[week] += converted
            elif is_latest:
                beyond[kind] += converted
        return {"expected": expected, "foreseen": foreseen, "beyond": beyond}

    def _forecast_rows(self, scope, first_week):
        self.env["collection.forecast"].flush_model()
        return self.env["collection.ledger"]._select(
            FORECAST, company_ids=scope.companies.ids, first_week=first_week
        )
