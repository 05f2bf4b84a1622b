from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from ..rules.forecast import expected_date
from .common import DUE, day
from .plan_common import PlanCommon


@tagged("post_install", "-at_install")
class TestForecast(PlanCommon):
    """What comes in, and when: due dates, habits, promises, plans."""

    def expected(self, offset=-10):
        """[(days after DUE, amount)] of what is counted on, [amount] of the rest."""
        forecasts = self.env["collection.forecast"]
        found = forecasts._expected(self.company, day(offset))
        claims = found.get((self.company.id, self.customer.id), ())
        return sorted(
            (self.day_of(claim, day(offset)), round(claim.amount, 2))
            for claim in claims
        )

    def day_of(self, claim, today):
        expected = expected_date(claim, today)
        return (expected - DUE).days if expected else 9999

    def test_a_new_customer_is_expected_to_pay_in_time(self):
        self.invoice(1000)
        self.assertEqual(self.expected(), [(0, 1000)])

    def test_who_is_always_late_will_be_late(self):
        paid = self.invoice(500, due=day(-60))
        self._register_payment(paid, payment_date=day(-40))
        self.invoice(1000)
        self.assertEqual(self.expected(), [(20, 1000)])

    def test_credits_pay_the_oldest_claim(self):
        self.invoice(1000)
        self.invoice(400, due=day(30))
        self.credit_note(300)
        self.assertEqual(self.expected(), [(0, 700), (30, 400)])

    def test_a_promise_counts(self):
        invoice = self.invoice(1000)
        self.env.cr.flush()
        with freeze_time(day(0)):
            self.env["collection.promise"].create(
                {
                    "debtor_id": self.debtor().id,
                    "claim_ids": self.claim(invoice).ids,
                    "amount": 600,
                    "date": day(300),
                }
            )
        self.assertEqual(self.expected(), [(0, 400), (300, 600)])

    def test_what_is_disputed_is_not_counted_on(self):
        invoice = self.invoice(1000)
        self.env.cr.flush()
        self.env["collection.hold"].sudo().create(
            {
                "name": "Broken on arrival",
                "kind": "dispute",
                "debtor_id": self.debtor().id,
                "claim_ids": self.claim(invoice).ids,
                "amount": 250,
                "date_start": day(-20),
            }
        )
        self.assertEqual(self.expected(), [(0, 750), (9999, 250)])

    def test_a_dispute_whose_hold_is_over_is_counted_on_again(self):
        invoice = self.invoice(1000)
        self.env.cr.flush()
        self.env["collection.hold"].sudo().create(
            {
                "name": "Broken on arrival",
                "kind": "dispute",
                "debtor_id": self.debtor().id,
                "claim_ids": self.claim(invoice).ids,
                "date_start": day(-20),
                "date_end": day(-12),
            }
        )
        self.assertEqual(self.expected(-12), [(9999, 1000)])
        self.assertEqual(self.expected(-11), [(0, 1000)])

    def test_the_instalments_of_a_plan_stand_for_its_claims(self):
        invoice = self.invoice(900)
        plan = self.agree(self.claim(invoice))
        today = plan.instalment_ids[0].date - timedelta(days=1)
        found = self.env["collection.forecast"]._expected(self.company, today)
        claims = found[self.company.id, plan.partner_id.id]
        agreed = {c.agreed_date: c.amount for c in claims if c.agreed_date}
        self.assertEqual(agreed, {i.date: i.residual for i in plan.instalment_ids})

    def test_the_first_forecast_of_a_week_is_kept(self):
        self.invoice(1000, due=day(14))
        forecasts = self.env["collection.forecast"]
        for offset in range(9):  # from a Tuesday to the Wednesday of the next week
            forecasts._take(day(offset))
            forecasts._take(day(offset))
        own = [("company_id", "=", self.company.id)]
        taken = forecasts.search(own)
        self.assertEqual(
            sorted(set(taken.mapped("date_taken"))), [day(0), day(6), day(8)]
        )
        self.assertEqual(taken.mapped("amount"), [1000] * 3)
        self.assertEqual(set(taken.mapped("week")), {day(13)})

    def test_many_customers_take_as_many_queries_as_one(self):
        self.invoice(1000)
        self.assertForecastIn(4)
        for number in range(8):
            self.invoice(100, partner=self.create_customer(f"Customer {number}"))
        self.assertForecastIn(4)

    def assertForecastIn(self, queries):
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(queries):
            self.env["collection.forecast"]._rows(self.company, day(0))
