from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ..rules import forecast

USUAL_MONTHS = 12  # of payments that tell when a customer usually pays


FORGET = """
DELETE FROM collection_forecast WHERE date_taken != ALL(%s::date[])
"""

# Whose money it was is of no use any more once there is a newer forecast.
SUM_UP = """
WITH detail AS (
    DELETE FROM collection_forecast WHERE partner_id IS NOT NULL RETURNING *)
INSERT INTO collection_forecast (date_taken, company_id, user_id, kind, week, amount)
SELECT date_taken, company_id, user_id, kind, week, SUM(amount)
  FROM detail
 GROUP BY 1, 2, 3, 4, 5
 ORDER BY 1, 2, 3, 4, 5
"""

STORE = """
INSERT INTO collection_forecast (
    date_taken, company_id, partner_id, user_id, kind, week, amount)
SELECT %s, *
  FROM unnest(%s::int[], %s::int[], %s::int[], %s::varchar[], %s::date[],
              %s::numeric[])
"""


class CollectionForecast(models.Model):
    """Money expected in one week, as it looked on one morning."""

    _name = "collection.forecast"
    _description = "Cash Forecast"
    _inherit = ["collection.sealed"]
    _order = "date_taken desc, week, amount desc, id"
    _rec_name = "week"
    _log_access = False  # the night writes it, by thousands

    date_taken = fields.Date(string="As Of", required=True, readonly=True, index=True)
    week = fields.Date(
        string="Week From", readonly=True, help="Empty: later, or not counted on."
    )
    kind = fields.Selection(
        selection=[
            ("week", "Expected"),
            ("later", "Later"),
            ("doubtful", "Not Counted On"),
        ],
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Of the latest forecast only; older ones are summed up.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    amount = fields.Monetary(readonly=True)

    # === ACTIONS === #

    def action_open_debtor(self):
        """Open the customer whose money is expected."""
        self.ensure_one()
        debtor = self.env["collection.debtor"].search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "collection.debtor",
            "res_id": debtor.id,
            "view_mode": "form",
        }

    # === BUSINESS METHODS === #

    @api.model
    def _take(self, today):
        """Record today's forecast; of each week, keep the first, and today's."""
        # The night is nobody's: it works in all companies.
        forecasts = self.sudo()
        companies = self.env["res.company"].sudo().search([("active", "=", True)])
        rows = forecasts._rows(companies, today)
        forecasts.flush_model()
        forecasts._forget_except(forecasts._first_of_weeks(today))
        forecasts._sum_up()
        forecasts._store(today, rows)
        self.invalidate_model()

    @api.model
    def _latest(self):
        """Day of the latest forecast, None before the first."""
        # A day is no secret.
        return self.sudo().search([], limit=1, order="date_taken desc").date_taken

    def _first_of_weeks(self, today):
        """Days before ``today``, each the first of its week with a forecast."""
        taken = self._read_group([("date_taken", "<", today)], ["date_taken:day"])
        first = {}
        for (day,) in sorted(taken):
            first.setdefault(forecast.monday(day), day)
        return [*first.values()]

    def _forget_except(self, days):
        self.env.execute_query(SQL(FORGET, days))

    def _sum_up(self):
        self.env.execute_query(SQL(SUM_UP))

    def _store(self, today, rows):
        if rows:
            columns = (list(column) for column in zip(*rows, strict=True))
            self.env.execute_query(SQL(STORE, today, *columns))

    @api.model
    def _rows(self, companies, today):
        """Rows (company id, partner id, salesperson id, kind, Monday, amount)."""
        return [
            (company_id, partner_id, seller or None, kind, week, amount)
            for (company_id, partner_id), claims in self._expected(
                companies, today
            ).items()
            for seller, own in _by_seller(claims).items()
            for kind, week, amount in _weeks(own, today)
        ]

    @api.model
    def _expected(self, companies, today):
        """{(company id, partner id): [``rules.forecast.Expected``]}"""
        ledger = self.env["collection.ledger"]
        since = fields.Date.subtract(today, months=USUAL_MONTHS)
        usual = ledger._usual_days_late(companies, since)
        agreed = self._agreed(companies)
        claims, credits = defaultdict(list), defaultdict(float)
        for company, partner, seller, due, amount, doubtful in ledger._open_now(
            companies, today
        ):
            key = (company, partner)
            if amount < 0:
                credits[key] -= float(amount)
            for part, is_doubtful in ((amount - doubtful, False), (doubtful, True)):
                if part > 0:
                    late = usual.get(key, 0)
                    claims[key].append(
                        forecast.Expected(
                            float(part), due, late, None, is_doubtful, seller or False
                        )
                    )
        return {
            key: forecast.net_of_agreements(own, agreed.get(key, ()), credits[key])
            for key, own in claims.items()
        }

    @api.model
    def _agreed(self, companies):
        """{(company id, partner id): [(day, amount)]}: promises and instalments."""
        agreed = defaultdict(list)
        # The night reads what every owner has recorded.
        open_promises = (
            self.env["collection.promise"]
            .sudo()
            .search([("state", "=", "open"), ("company_id", "in", companies.ids)])
        )
        for promise in open_promises:
            due = (promise.date, promise.amount - promise.received)
            agreed[self._key(promise)].append(self._in_company(promise, *due))
        # As with the promises: whoever the owner is.
        instalments = (
            self.env["collection.plan.instalment"]
            .sudo()
            .search(
                [
                    ("plan_id.state", "in", ("active", "late")),
                    ("residual", ">", 0),
                    ("company_id", "in", companies.ids),
                ]
            )
        )
        for instalment in instalments:
            due = (instalment.date, instalment.residual)
            agreed[self._key(instalment)].append(self._in_company(instalment, *due))
        return agreed

    def _key(self, record):
        return record.company_id.id, record.partner_id.id

    def _in_company(self, record, day, amount):
        """(day, amount in company currency), at the rate of today."""
        company = record.company_id
        return day, record.currency_id._convert(amount, company.currency_id, company)


def _by_seller(claims):
    own = defaultdict(list)
    for claim in claims:
        own[claim.seller].append(claim)
    return own


def _weeks(claims, today):
    """Yield (kind, Monday, amount), without what is nothing."""
    weeks, later, doubtful = forecast.weeks(claims, today)
    rows = [("week", week, amount) for week, amount in weeks]
    rows += [("later", None, later), ("doubtful", None, doubtful)]
    return [(kind, week, round(amount, 4)) for kind, week, amount in rows if amount]
