from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..rules import kpi, periods
from ..rules.forecast import ONE_WEEK, WEEKS, monday
from ..rules.statement import LATE
from .collection_ledger import AMOUNTS

MONTHS = 12  # of the trend
WEEKS_BACK = 8  # of receipts, beside the forecast
SALES_MONTHS = 3  # behind each DSO of the trend
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Scope:
    """What somebody wants to see."""

    companies: Any
    user_id: int | None  # None: everybody's; 0: what has no salesperson
    period: str
    since: date
    until: date
    today: date
    currency: Any
    rates: dict  # of each company's currency, into ``currency``

    @property
    def opening(self):
        """The evening before the period."""
        return self.since - ONE_DAY

    @property
    def is_open(self):
        """Whether the period goes on."""
        return self.until == self.today

    def convert(self, company_id, amount):
        return float(amount or 0) * self.rates[company_id]

    def covers(self, user_id):
        return self.user_id is None or (user_id or 0) == self.user_id

    def total(self, rows):
        """Sum of (company id, salesperson id, amount) rows, of those that count."""
        return sum(
            self.convert(company_id, amount)
            for company_id, user_id, amount in rows
            if self.covers(user_id)
        )


class CollectionDashboard(models.AbstractModel):
    """Key figures of collection, on one page.

    What is open today comes from the ledger as it is now, the past from the evenings
    that were recorded, the weeks to come from the forecast of this morning. Companies
    with different currencies are shown in that of the current company, at the rate of
    today.
    """

    _name = "collection.dashboard"
    _description = "Collection Dashboard"

    @api.model
    @api.readonly
    def get_figures(self, filters=None):
        """All figures of the dashboard, in a constant number of queries.

        :param filters: {"period": one of ``rules.periods.PERIODS``, "company_ids": some
            of the companies that are active, "user_id": a salesperson, 0 for none}; all
            optional
        :raise AccessError: neither officer nor auditor, or a company of others
        """
        scope = self._scope(filters or {})
        facts = self._facts(scope)
        return {
            **self._frame(scope, facts),
            "tiles": self._tiles(scope, facts),
            "ageing": self._ageing_bars(scope, facts),
            "trend": self._trend(scope, facts),
            "recovered": facts["recovered"],
            "debtors": self._top_debtors(scope, facts),
            "weeks": self._weeks(scope, facts),
            "beyond": facts["forecast"]["beyond"],
        }

    # === FILTERS === #

    @api.model
    def _check_rights(self):
        """Whoever may read the evenings that were recorded may see the figures."""
        self.env["collection.snapshot"].check_access("read")

    @api.model
    def _scope(self, filters):
        self._check_rights()
        period = filters.get("period") or periods.DEFAULT
        today = fields.Date.context_today(self)
        if period not in periods.PERIODS:
            raise UserError(self.env._("Choose one of the periods of the list."))
        companies = self._chosen_companies(filters.get("company_ids"))
        currency = self._currency(companies)
        user_id = filters.get("user_id")
        since, until = periods.span(period, today)
        return Scope(
            companies=companies,
            # Zero is an answer: no salesperson.
            user_id=None if user_id is None or user_id is False else int(user_id),
            period=period,
            since=since,
            until=until,
            today=today,
            currency=currency,
            rates=self._rates(companies, currency, today),
        )

    def _chosen_companies(self, company_ids):
        companies = self.env.companies
        if not company_ids:
            return companies
        chosen = companies.filtered(lambda company: company.id in company_ids)
        if len(chosen) != len(set(company_ids)):
            raise AccessError(self.env._("This company is not among those you chose."))
        return chosen

    def _currency(self, companies):
        """The one that they share, else that of the current company."""
        currencies = companies.currency_id
        return currencies if len(currencies) == 1 else self.env.company.currency_id

    def _rates(self, companies, currency, today):
        """{company id: rate}, as the current company knows it."""
        return {
            company.id: self.env["res.currency"]._get_conversion_rate(
                company.currency_id, currency, self.env.company, today
            )
            for company in companies
        }

    # === FACTS: one query each === #

    def _facts(self, scope):
        ends = periods.month_ends(scope.today, MONTHS)
        past = {*ends, scope.opening} | (set() if scope.is_open else {scope.until})
        evenings = self.env["collection.snapshot"]._evenings(
            scope.companies, sorted(past)
        )
        first_sale = periods.first_of_month(scope.today, MONTHS + SALES_MONTHS - 1)
        first_receipt = min(scope.since, self._first_week(scope))
        received = self._received_rows(scope, first_receipt)
        today, debtors, sellers = self._today(scope)
        return {
            "ageing": {**self._by_day(scope, evenings), scope.today: today},
            "debtors": debtors,
            "sellers": sellers | {user_id for _company, user_id, _day in evenings},
            "sales": self.env["collection.ledger"]._sales(
                scope.companies, first_sale, date.max
            ),
            "receipts": received,
            "recovered": self._recovered(scope, received),
            "promises": self._promises(scope),
            "forecast": self._forecast(scope, self._first_week(scope)),
        }

    def _first_week(self, scope):
        return monday(scope.today) - ONE_WEEK * WEEKS_BACK

    def _by_day(self, scope, evenings):
        """{day: {bucket: amount}}, of the salesperson, in one currency."""
        days = defaultdict(lambda: dict.fromkeys(AMOUNTS, 0.0))
        for (company_id, user_id, day), amounts in evenings.items():
            if scope.covers(user_id):
                for name, amount in amounts.items():
                    days[day][name] += scope.convert(company_id, amount)
        return days

    # === FIGURES === #

    @api.model
    def _period(self, scope, facts, since=None, until=None):
        """``kpi.Period`` of the scope, or of the months from ``since`` to ``until``."""
        since, until = since or scope.since, until or scope.until
        closing = facts["ageing"].get(until, {})
        sales = scope.total(
            (company_id, user_id, amount)
            for (company_id, user_id, month), amount in facts["sales"].items()
            # What is open today has been sold, though it be dated tomorrow.
            if since <= month and (month <= until or until >= scope.today)
        )
        return kpi.Period(
            days=periods.days(since, until),
            opening=sum(facts["ageing"].get(since - ONE_DAY, {}).values()),
            sales=sales,
            closing=sum(closing.values()),
            closing_current=closing.get("not_due", 0.0),
        )

    def _received(self, scope, facts, since, until):
        """(amount, average days late) of the receipts of these days."""
        rows = [row for row in facts["receipts"] if since <= row[2] <= until]
        amount = scope.total((row[0], row[1], row[5]) for row in rows)
        weight = scope.total((row[0], row[1], row[6]) for row in rows)
        return amount, weight / amount if amount else None

    def _trend(self, scope, facts):
        """A point for each month end and for today: what was open, and the DSO."""
        days = [*periods.month_ends(scope.today, MONTHS), scope.today]
        return [
            {
                "day": day,
                "dso": kpi.dso(
                    self._period(
                        scope,
                        facts,
                        periods.first_of_month(day, SALES_MONTHS - 1),
                        day,
                    )
                ),
                **{
                    name: facts["ageing"].get(day, {}).get(name, 0.0)
                    for name in ("not_due", *LATE)
                },
            }
            for day in days
        ]

    def _weeks(self, scope, facts):
        """What came in each week, what was foreseen, and what is expected."""
        forecast, first = facts["forecast"], self._first_week(scope)
        return [
            {
                "week": week,
                "received": self._received_in_week(scope, facts, week),
                "foreseen": forecast["foreseen"].get(week),
                "expected": forecast["expected"].get(week, 0.0),
                "is_past": week < monday(scope.today),
            }
            for week in (first + ONE_WEEK * n for n in range(WEEKS_BACK + WEEKS))
        ]

    def _received_in_week(self, scope, facts, week):
        last = week + ONE_WEEK - ONE_DAY
        amount, _days_late = self._received(scope, facts, week, last)
        return amount

    def _top_debtors(self, scope, facts):
        """The debtors that owe most of what is overdue, with their share of it."""
        overdue = self._overdue(facts["ageing"][scope.today])
        return [
            {**debtor, "share": kpi.share(debtor["overdue"], overdue)}
            for debtor in facts["debtors"]
        ]

    def _overdue(self, amounts):
        return sum(amounts.get(name, 0.0) for name in LATE)
