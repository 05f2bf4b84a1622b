from odoo import models

from ..rules import kpi
from ..rules.statement import LATE


# pylint: disable=consider-merging-classes-inherited
class CollectionDashboard(models.AbstractModel):
    """The figures in words: names, formulas, and the numbers that went into them."""

    _inherit = "collection.dashboard"

    def _frame(self, scope, facts):
        """What stands around the figures: filters, currency, as of when."""
        everybody = self.env["res.users"].browse(filter(None, facts["sellers"]))
        # Salespersons of other companies' users, and those who have left, have names.
        sellers = everybody.sudo().with_context(active_test=False).sorted("name")
        return {
            "filters": {
                "period": scope.period,
                "company_ids": scope.companies.ids,
                "user_id": scope.user_id,
            },
            "periods": [
                {"id": key, "name": name} for key, name in self._period_names().items()
            ],
            "companies": [{"id": c.id, "name": c.name} for c in self.env.companies],
            "salespersons": [{"id": u.id, "name": u.name} for u in sellers],
            "since": scope.since,
            "until": scope.until,
            "today": scope.today,
            "currency_id": scope.currency.id,
            "is_converted": len(scope.companies.currency_id) > 1,
            "currency": scope.currency.name,
            "is_empty": self._is_empty(facts),
        }

    def _is_empty(self, facts):
        """Whether nothing has ever been invoiced, or only what is forgotten by now."""
        open_once = any(any(day.values()) for day in facts["ageing"].values())
        return not (open_once or facts["sales"] or facts["receipts"])

    def _period_names(self):
        return {
            "this_month": self.env._("This month"),
            "last_month": self.env._("Last month"),
            "this_quarter": self.env._("This quarter"),
            "three_months": self.env._("Last 3 months"),
            "this_year": self.env._("This year"),
            "twelve_months": self.env._("Last 12 months"),
        }

    def _bucket_names(self):
        rows = self.env["collection.ageing.report"]
        return dict(rows._fields["bucket"]._description_selection(self.env))

    def _ageing_bars(self, scope, facts):
        amounts = facts["ageing"][scope.today]
        names = self._bucket_names()
        return [
            {"id": bucket, "name": names[bucket], "amount": amounts[bucket]}
            for bucket in ("not_due", *LATE, "left_out", "credits")
        ]

    # === TILES === #

    def _tiles(self, scope, facts):
        period = self._period(scope, facts)
        return [
            self._tile_overdue(scope, facts),
            self._tile_open(scope, facts),
            self._tile_received(scope, facts),
            self._tile_promises(facts),
            self._tile_dso(scope, period),
            self._tile_best_dso(scope, period),
            self._tile_effectiveness(scope, period),
            self._tile_days_late(scope, facts),
        ]

    def _tile_overdue(self, scope, facts):
        amounts = facts["ageing"][scope.today]
        overdue, everything = self._overdue(amounts), sum(amounts.values())
        before = self._overdue(facts["ageing"].get(scope.opening, {}))
        part = kpi.share(overdue, everything) if everything > 0 else None
        return {
            "id": "overdue",
            "name": self.env._("Overdue"),
            "unit": "money",
            "value": overdue,
            "detail": part is not None
            and self.env._("%s of what is open", self._percent(part)),
            "change": self._change(overdue, before, less_is_better=True),
            "formula": self.env._(
                "Claims whose due date is past today, before open credits. The arrow "
                "compares with the evening before the period."
            ),
        }

    def _tile_open(self, scope, facts):
        everything = sum(facts["ageing"][scope.today].values())
        before = sum(facts["ageing"].get(scope.opening, {}).values())
        return {
            "id": "open",
            "name": self.env._("Receivables"),
            "unit": "money",
            "value": everything,
            "detail": self.env._("today, less open credits"),
            "change": self._change(everything, before),
            "formula": self.env._(
                "All that customers owe today, open credits deducted. The arrow "
                "compares with the evening before the period."
            ),
        }

    def _tile_received(self, scope, facts):
        amount, _late = self._received(scope, facts, scope.since, scope.until)
        return {
            "id": "received",
            "name": self.env._("Money received"),
            "unit": "money",
            "value": amount,
            "detail": self.env._("in the period"),
            "formula": self.env._(
                "Payments that were matched with claims in the period. Credit notes "
                "and write-offs are no money."
            ),
        }

    def _tile_promises(self, facts):
        kept, judged = facts["promises"].get("kept", 0), sum(facts["promises"].values())
        return {
            "id": "promises",
            "name": self.env._("Promises kept"),
            "unit": "percent",
            "value": kpi.share(kept, judged),
            "detail": judged
            and self.env._("%(kept)s of %(judged)s", kept=kept, judged=judged),
            "formula": self.env._(
                "Promises kept ÷ promises that fell due in the period × 100. One that "
                "was kept in part is not kept."
            ),
            "unknown": self.env._("No promise fell due in the period."),
        }

    def _tile_dso(self, scope, period):
        late = kpi.average_days_delinquent(period)
        return {
            "id": "dso",
            "name": self.env._("DSO"),
            "unit": "days",
            "value": kpi.dso(period),
            "detail": late is not None
            and self.env._("%s of them for late payment", self._days(late)),
            "formula": self.env._(
                "Days sales outstanding: receivables ÷ sales of the period × its days, "
                "tax included."
            ),
            "numbers": self._days_of_sales(scope, period, period.closing),
            "unknown": self._nothing_sold(),
        }

    def _tile_best_dso(self, scope, period):
        return {
            "id": "best_dso",
            "name": self.env._("Best possible DSO"),
            "unit": "days",
            "value": kpi.best_possible_dso(period),
            "detail": self.env._("if everybody paid in time"),
            "formula": self.env._(
                "Receivables that are not due yet ÷ sales of the period × its days."
            ),
            "numbers": self._days_of_sales(scope, period, period.closing_current),
            "unknown": self._nothing_sold(),
        }

    def _tile_effectiveness(self, scope, period):
        return {
            "id": "effectiveness",
            "name": self.env._("Effectiveness (CEI)"),
            "unit": "percent",
            "value": kpi.collection_effectiveness(period),
            "detail": self.env._("of what could come in"),
            "formula": self.env._(
                "(Receivables before the period + sales − receivables at its end) ÷ "
                "(receivables before + sales − what is not due yet at its end) × 100."
            ),
            "numbers": self.env._(
                "(%(opening)s + %(sales)s − %(closing)s) ÷ (%(opening)s + %(sales)s − "
                "%(current)s) × 100",
                opening=self._money(scope, period.opening),
                sales=self._money(scope, period.sales),
                closing=self._money(scope, period.closing),
                current=self._money(scope, period.closing_current),
            ),
            "unknown": self.env._("Nothing could come in: nothing was due."),
        }

    def _tile_days_late(self, scope, facts):
        _amount, late = self._received(scope, facts, scope.since, scope.until)
        return {
            "id": "days_late",
            "name": self.env._("Average days late"),
            "unit": "days",
            "value": late,
            "detail": self.env._("of the money received"),
            "formula": self.env._(
                "Sum of amount × days late ÷ sum of the amounts, of the money received "
                "in the period. What came early is 0 days late."
            ),
            "unknown": self.env._("No money was received in the period."),
        }

    # === WORDS === #

    def _nothing_sold(self):
        return self.env._("Nothing was invoiced in the period.")

    def _days_of_sales(self, scope, period, amount):
        return self.env._(
            "%(amount)s ÷ %(sales)s × %(days)s days",
            amount=self._money(scope, amount),
            sales=self._money(scope, period.sales),
            days=period.days,
        )

    def _change(self, now, before, *, less_is_better=False):
        """{"percent", "is_good"} since ``before``; None where there was nothing."""
        if before <= 0:
            return None
        percent = (now - before) / before * 100
        is_good = percent <= 0 if less_is_better else None
        return {"percent": percent, "is_good": is_good}

    def _money(self, scope, amount):
        return scope.currency.format(amount)

    def _percent(self, value):
        return self.env._("%s %%", round(value))

    def _days(self, value):
        return self.env._("%s days", round(value))
