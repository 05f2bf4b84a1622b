from collections import defaultdict

from odoo import api, fields, models

from ..rules import forecast

USUAL_MONTHS = 12  # of payments that tell when a customer usually pays


class CollectionForecast(models.Model):
    """Money expected in one week, as it looked on one morning."""

    _name = "collection.forecast"
    _description = "Cash Forecast"
    _order = "date_taken desc, week, company_id, user_id"
    _rec_name = "week"

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
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    amount = fields.Monetary(readonly=True)

    @api.model
    def _take(self, today):
        """Record today's forecast; of each week, keep the first, and today's."""
        # The night is nobody's: it works in all companies.
        forecasts = self.sudo()
        kept = forecasts._first_of_weeks(today)
        forecasts.search([("date_taken", "not in", kept)]).unlink()
        companies = self.env["res.company"].sudo().search([])
        forecasts.create(forecasts._rows(companies, today))

    def _first_of_weeks(self, today):
        """Days before ``today``, each the first of its week with a forecast."""
        taken = self._read_group([("date_taken", "<", today)], ["date_taken:day"])
        first = {}
        for (day,) in sorted(taken):
            first.setdefault(forecast.monday(day), day)
        return [*first.values()]

    def _rows(self, companies, today):
        by_seller = defaultdict(list)
        for (company_id, _partner), claims in self._expected(companies, today).items():
            for claim in claims:
                by_seller[company_id, claim.seller].append(claim)
        return [
            {
                "date_taken": today,
                "company_id": company_id,
                "user_id": seller,
                "kind": kind,
                "week": week,
                "amount": amount,
            }
            for (company_id, seller), claims in by_seller.items()
            for kind, week, amount in _weeks(claims, today)
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
            companies
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


def _weeks(claims, today):
    """Yield (kind, Monday, amount), without what is nothing."""
    weeks, later, doubtful = forecast.weeks(claims, today)
    rows = [("week", week, amount) for week, amount in weeks]
    rows += [("later", False, later), ("doubtful", False, doubtful)]
    return [row for row in rows if row[2]]
