import random
from collections import defaultdict
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..rules.statement import LAST_DAYS, LATE
from .common import DUE, CollectionCommon, day


class LedgerCommon(CollectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = cls.env["collection.ledger"]

    def ageing(self, offset, company=None):
        """{bucket: amount} on the evening of day ``offset``, of all salespersons."""
        evening = day(offset)
        totals = defaultdict(float)
        found = self.ledger._ageing(company or self.company, [evening])
        for amounts in found.values():
            for bucket, amount in amounts.items():
                totals[bucket] += amount
        return {bucket: amount for bucket, amount in totals.items() if amount}

    def pay_on(self, offset, invoice, amount=None):
        values = {"amount": amount} if amount else {}
        return self._register_payment(invoice, payment_date=day(offset), **values)


@tagged("post_install", "-at_install")
class TestLedger(LedgerCommon):
    """What the ledger said on any day, from the reconciliations."""

    def test_an_invoice_grows_older_until_it_is_paid(self):
        invoice = self.invoice(1000)
        self.pay_on(40, invoice, 400)
        self.pay_on(70, invoice)
        self.assertEqual(self.ageing(-31), {})
        self.assertEqual(self.ageing(-30), {"not_due": 1000})
        self.assertEqual(self.ageing(0), {"not_due": 1000})
        self.assertEqual(self.ageing(1), {"late_30": 1000})
        self.assertEqual(self.ageing(39), {"late_60": 1000})
        self.assertEqual(self.ageing(40), {"late_60": 600})
        self.assertEqual(self.ageing(61), {"late_90": 600})
        self.assertEqual(self.ageing(70), {})

    def test_a_credit_stays_apart_until_it_is_allocated(self):
        invoice = self.invoice(1000)
        credit = self.credit_note(300)
        self.assertEqual(self.ageing(5), {"late_30": 1000, "credits": -300})
        (self.claim(credit) + self.claim(invoice)).reconcile()
        self.assertEqual(self.ageing(5), {"late_30": 700})

    def test_what_is_never_reminded_is_told_apart(self):
        invoice = self.invoice(1000)
        self.claim(invoice).no_followup = True
        self.assertEqual(self.ageing(5), {"left_out": 1000})

    def test_every_company_for_itself(self):
        other = self.setup_other_company()["company"]
        self.invoice(1000)
        self.invoice(20, company=other, partner=self.create_customer("Other SA"))
        self.assertEqual(self.ageing(5), {"late_30": 1000})
        self.assertEqual(self.ageing(5, other), {"late_30": 20})

    def test_by_salesperson(self):
        seller = self.env.ref("base.user_admin")
        self.invoice(1000, invoice_user_id=seller.id)
        self.invoice(70, invoice_user_id=False)
        found = self.ledger._ageing(self.company, [day(0)])
        self.assertEqual(
            found,
            {
                (self.company.id, seller.id, day(0)): {"not_due": 1000},
                (self.company.id, False, day(0)): {"not_due": 70},
            },
        )

    def test_sales_by_month_less_credit_notes(self):
        self.invoice(1000, due=day(0))
        self.invoice(500, due=day(31))
        self.credit_note(100)
        sales = self.ledger._sales(self.company, day(-365), day(365))
        months = defaultdict(float)
        for (_company, _user, month), amount in sales.items():
            months[month.month] += amount
        # Invoiced 30 days before they are due; the credit note on the first day.
        self.assertEqual(months, {2: 900, 3: 500})

    def test_receipts_and_how_late_they_were(self):
        invoice = self.invoice(1000)
        self.pay_on(-5, invoice, 200)
        self.pay_on(10, invoice, 500)
        self.credit_note(300, allocate_to=invoice)
        receipts = self.ledger._receipts(self.company, day(-30), day(30), "month")
        amounts = [tuple(received) for received in receipts.values()]
        self.assertEqual(amounts, [(700, 5000)])

    def test_many_days_in_one_query(self):
        self.invoice(1000)
        days = [day(n) for n in range(30)]
        self.ledger._ageing(self.company, days[:1])
        with self.assertQueryCount(1):
            self.ledger._ageing(self.company, days[:1])
        with self.assertQueryCount(1):
            self.ledger._ageing(self.company, days)


@tagged("post_install", "-at_install")
class TestRandomLedger(LedgerCommon):
    """The query against a slow and obvious computation, on a random ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chance = random.Random(20260310)  # noqa: S311  no secret
        invoices = [
            cls.invoice(
                cls.chance.randint(1, 900),
                due=DUE + timedelta(days=cls.chance.randint(-120, 60)),
            )
            for _invoice in range(25)
        ]
        for invoice in invoices:
            cls._settle_somehow(invoice)

    @classmethod
    def _settle_somehow(cls, invoice):
        while invoice.amount_residual and cls.chance.random() < 0.7:
            offset = cls.chance.randint(-100, 100)
            amount = cls.chance.randint(1, max(int(invoice.amount_residual), 1))
            if cls.chance.random() < 0.3:
                cls.credit_note(amount, allocate_to=invoice)
            else:
                cls._register_payment(invoice, payment_date=day(offset), amount=amount)

    def slow_ageing(self, evening):
        """{bucket: amount}, item by item."""
        totals = defaultdict(float)
        items = self.env["account.move.line"].search(
            [
                *self.env["collection.debtor"]._trade_items_domain(),
                ("company_id", "=", self.company.id),
                ("date", "<=", evening),
            ]
        )
        for item in items:
            totals[self.bucket(item, evening)] += self.open_on(item, evening)
        return {key: round(amount, 2) for key, amount in totals.items() if amount}

    def open_on(self, item, evening):
        matches = item.matched_debit_ids | item.matched_credit_ids
        settled = sum(m.amount for m in matches if m.max_date <= evening)
        return item.balance - settled if item.balance > 0 else item.balance + settled

    def bucket(self, item, evening):
        late = (evening - item.date_maturity).days
        if item.balance < 0:
            return "credits"
        if late <= 0:
            return "not_due"
        buckets = zip(LATE, LAST_DAYS, strict=False)
        return next((name for name, last in buckets if late <= last), LATE[-1])

    def test_against_a_slow_computation(self):
        for offset in range(-150, 160, 9):
            with self.subTest(offset):
                found = self.ageing(offset)
                rounded = {key: round(amount, 2) for key, amount in found.items()}
                self.assertEqual(rounded, self.slow_ageing(day(offset)))


@tagged("post_install", "-at_install")
class TestSnapshot(CollectionCommon):
    def evenings(self):
        return self.env["collection.snapshot"].search(
            [("company_id", "=", self.company.id)], order="date"
        )

    def test_the_first_night_looks_back_a_year(self):
        self.invoice(1000)
        self.env["collection.snapshot"]._take(day(2))
        evenings = self.evenings()
        self.assertEqual(len(evenings.grouped("date")), 14)
        self.assertEqual(evenings[0].date.day, 28)  # of February, a year ago
        latest = evenings.filtered(lambda snapshot: snapshot.balance)[-1]
        self.assertEqual(latest.date, day(1))
        self.assertEqual((latest.late_30, latest.overdue), (1000, 1000))

    def test_missed_nights_are_made_up_for_and_none_comes_twice(self):
        self.invoice(1000)
        snapshots = self.env["collection.snapshot"]
        snapshots._take(day(1))
        before = self.evenings()
        snapshots._take(day(1))
        self.assertEqual(self.evenings(), before)
        snapshots._take(day(4))
        added = (self.evenings() - before).filtered("balance")
        self.assertEqual(added.mapped("date"), [day(1), day(2), day(3)])

    def test_what_is_dated_back_does_not_change_the_past(self):
        invoice = self.invoice(1000)
        snapshots = self.env["collection.snapshot"]
        snapshots._take(day(10))
        self._register_payment(invoice, payment_date=day(5))
        snapshots._take(day(11))
        balances = {s.date: s.balance for s in self.evenings()}
        self.assertEqual(balances[day(9)], 1000)
        self.assertEqual(balances[day(10)], 0)

    def test_a_salesperson_of_the_past_keeps_its_evenings(self):
        """Without a name, they would be a second one of the same evening."""
        seller = new_test_user(self.env, "snapshot_seller", "base.group_user")
        evening = {"company_id": self.company.id, "date": day(1)}
        snapshots = self.env["collection.snapshot"].sudo()
        snapshots.create([evening, {**evening, "user_id": seller.id}])
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError) as error,
            self.env.cr.savepoint(),
        ):
            seller.unlink()
        self.assertIn("collection_snapshot_user_id_fkey", str(error.exception))
        self.assertEqual(len(self.evenings().user_id), 1)

    def test_evenings_of_long_ago_are_thinned_out(self):
        snapshots = self.env["collection.snapshot"]
        company = self.company.id
        for date in ("2020-01-30", "2020-01-31", "2020-02-29", "2020-03-01"):
            snapshots.sudo().create({"company_id": company, "date": date})
        snapshots._take(day(1))
        recent = self.evenings().filtered(lambda s: s.date > DUE - timedelta(days=399))
        snapshots._gc_evenings()
        long_ago = self.evenings() - recent
        days = {str(s.date) for s in long_ago}
        self.assertTrue({"2020-01-31", "2020-02-29"} <= days)
        self.assertFalse({"2020-01-30", "2020-03-01"} & days)

    def test_what_was_not_recorded_comes_from_the_ledger(self):
        self.invoice(1000)
        snapshots = self.env["collection.snapshot"]
        live = snapshots._evenings(self.company, [day(5)])
        self.assertEqual([a["late_30"] for a in live.values()], [1000])
        snapshots._take(day(6))
        with self.assertQueryCount(1):
            recorded = snapshots._evenings(self.company, [day(5)])
        self.assertEqual([a["late_30"] for a in recorded.values()], [1000])
