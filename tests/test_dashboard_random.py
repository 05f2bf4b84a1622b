import random
from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .common import day
from .dashboard_common import TODAY, DashboardCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestRandomDashboard(DashboardCommon):
    """The figures against a slow and obvious computation, item by item."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        chance = random.Random(20260430)  # noqa: S311  no secret
        for _invoice in range(25):
            due = day(chance.randint(-120, 80))
            invoice = cls.invoice(chance.randint(10, 900), due=due)
            while invoice.amount_residual and chance.random() < 0.6:
                amount = chance.randint(1, max(int(invoice.amount_residual), 1))
                paid = min(due - timedelta(days=30 - chance.randint(0, 100)), day(51))
                if chance.random() < 0.2:
                    cls.credit_note(amount, allocate_to=invoice)
                else:
                    cls._register_payment(invoice, payment_date=paid, amount=amount)

    def receipts(self, since, until):
        """[(amount, days late)] of payments in these days."""
        items = self.env["account.move.line"].search(
            [
                *self.env["collection.debtor"]._trade_items_domain(),
                ("company_id", "=", self.company.id),
                ("balance", ">", 0),
            ]
        )
        return [
            (match.amount, (match.max_date - item.date_maturity).days)
            for item in items
            for match in item.matched_credit_ids
            if match.credit_move_id.move_id.move_type == "entry"
            and since <= match.max_date <= until
        ]

    def test_against_a_slow_computation(self):
        since, until = day(-37), day(51)
        receipts = self.receipts(since, until)
        received = sum(amount for amount, _late in receipts)
        weighted = sum(amount * max(late, 0) for amount, late in receipts)
        moves = self.env["account.move"].search(
            [
                ("company_id", "=", self.company.id),
                ("state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "out_refund")),
            ]
        )
        sales = sum(
            move.amount_total_signed for move in moves if since <= move.date <= until
        )
        opening = self.ageing((since - day(0)).days - 1)
        closing = self.ageing(51)
        current = closing.get("not_due", 0)
        opening, closing = sum(opening.values()), sum(closing.values())
        values = self.values()
        self.assertTrue(received and sales > 0 and weighted)
        self.assertAlmostEqual(values["received"], received, 2)
        self.assertAlmostEqual(values["days_late"], weighted / received, 6)
        self.assertAlmostEqual(values["dso"], closing / sales * 89, 6)
        self.assertAlmostEqual(values["best_dso"], current / sales * 89, 6)
        self.assertAlmostEqual(
            values["effectiveness"],
            (opening + sales - closing) / (opening + sales - current) * 100,
            6,
        )
