from dateutil.relativedelta import relativedelta
from psycopg2 import IntegrityError

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import DUE, day
from .guard_common import MODULE, GuardCommon


@freeze_time(DUE)
@tagged("post_install", "-at_install")
class TestGuard(GuardCommon):
    """What stops, what passes, and what is said."""

    def test_the_limit_may_be_reached_and_not_exceeded(self):
        self.draft(600).action_post()
        self.draft(400).action_post()
        self.assertStops(self.draft(1).action_post, "Debtor SA")

    def test_off_and_warn_pass(self):
        for mode in ("off", "warn"):
            with self.subTest(mode):
                self.company.collection_guard = mode
                invoice = self.draft(5000)
                invoice.action_post()
                self.assertEqual(invoice.state, "posted")
                warned = "Passed with a warning" in str(
                    invoice.message_ids.mapped("body")
                )
                self.assertEqual(warned, mode == "warn")

    def test_the_refusal_tells_who_how_much_and_what_to_do(self):
        self.draft(900).action_post()
        self.assertStops(
            self.draft(250).action_post,
            "Debtor SA",
            "Credit limit $ 1,000.00, exposure $ 900.00, this document $ 250.00: "
            "$ 150.00 too much.",
            "Ask the customer to pay",
        )

    def test_credit_notes_entries_and_bills_pass(self):
        self.draft(1000).action_post()
        for move_type in ("out_refund", "in_invoice", "in_receipt"):
            with self.subTest(move_type):
                move = self.draft(5000, move_type=move_type)
                move.action_post()
                self.assertEqual(move.state, "posted")
        self.assertStops(self.draft(9000, move_type="out_receipt").action_post)

    def test_a_payment_makes_room(self):
        first = self.invoice(1000)
        second = self.draft(1000)
        self.assertStops(second.action_post)
        self.pay(first)
        second.action_post()
        self.assertEqual(second.state, "posted")

    def test_a_contact_uses_the_credit_of_its_company(self):
        self.draft(1000).action_post()
        self.assertStops(self.draft(1, partner=self.contact).action_post, "Debtor SA")

    def test_an_amount_in_a_foreign_currency_is_converted(self):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 0.5)])
        self.draft(500, currency_id=euro.id).action_post()  # 1,000 of ours
        self.assertStops(self.draft(1, currency_id=euro.id).action_post, "$ 2.00")

    def test_the_limit_of_one_company_never_decides_in_another(self):
        journals = self.env["account.journal"].sudo()
        journal = journals.search(
            [("type", "=", "sale"), ("company_id", "=", self.other.id)], limit=1
        )
        there = {"company_id": self.other.id, "journal_id": journal.id}

        def post(amount, active, **values):
            companies = (active | self.company | self.other).ids
            draft = self.draft(amount, **values)
            draft.with_context(allowed_company_ids=companies).action_post()

        post(5000, self.other, **there)  # no guard there
        self.other.collection_guard = "block"
        self.customer.with_company(self.other).credit_limit = 6000
        post(1000, self.company, **there)
        self.assertStops(lambda: post(1, self.company, **there), "6,000")
        # What is owed there takes no credit here.
        post(1000, self.other)
        self.assertStops(lambda: post(1, self.other), "limit $ 1,000")

    def test_overdue_for_too_long(self):
        self.company.write({"collection_guard_overdue": True})
        self.invoice(10, due=DUE - relativedelta(days=30))
        self.env.cr.flush()
        self.draft(10).action_post()
        self.invoice(10, due=DUE - relativedelta(days=31))
        self.env.cr.flush()
        self.assertStops(
            self.draft(10).action_post,
            "The oldest claim is 31 days overdue; 30 are accepted.",
        )

    def test_level_reached(self):
        self.company.collection_guard_level_id = self.firm
        self.invoice(10)
        self.night(day(1))
        with freeze_time(day(2)):
            self.draft(10).action_post()
        self.night(day(8))
        with freeze_time(day(9)):
            self.assertStops(self.draft(10).action_post, "reminded too often")

    def test_a_level_at_which_the_guard_stops_cannot_be_deleted(self):
        self.company.collection_guard_level_id = self.last
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.last.unlink()
        self.assertEqual(self.company.collection_guard_level_id, self.last)

    def test_insolvent(self):
        self.invoice(10)
        self.env.cr.flush()
        self.env["collection.proceeding"].create(
            {
                "debtor_id": self.debtor().id,
                "kind_id": self.env.ref(f"{MODULE}.proceeding_kind_liquidation").id,
                "date_judgment": DUE,
                "court": "Dijon",
            }
        )
        self.assertStops(self.draft(10).action_post, "insolvency proceedings")
        self.company.collection_guard_insolvent = False
        self.draft(10).action_post()

    def test_drafts_count_once(self):
        self.company.collection_credit_drafts = True
        first, second = self.draft(600), self.draft(600)
        self.assertStops(first.action_post, "exposure $ 600.00")
        second.unlink()
        first.action_post()
        self.assertEqual(first.state, "posted")

    def interest(self, amount):
        """Claimed of the customer, on an invoice that takes no credit."""
        charges = self.env["collection.charge"].sudo()
        return charges.create(
            {
                "debtor_id": self.file().id,
                "claim_id": self.claim(self.invoice(0)).id,
                "kind": "interest",
                "claimed": amount,
                "date": DUE,
                "currency_id": self.company.currency_id.id,
            }
        )

    def draft_of(self, charge, amount, **values):
        invoice = self.draft(amount, **values)
        invoice.invoice_line_ids.collection_charge_id = charge
        return invoice

    def test_interest_and_indemnity_claim_what_is_owed(self):
        self.draft(1000).action_post()
        charge = self.interest(50)
        for part in (20, 30):
            invoice = self.draft_of(charge, part)
            invoice.action_post()
            self.assertEqual(invoice.state, "posted")
        self.assertStops(self.draft_of(charge, 1).action_post)

    def test_interest_that_is_not_owed_takes_credit(self):
        self.draft(1000).action_post()
        charge = self.interest(50)
        more = self.draft_of(charge, 51)
        self.assertStops(more.action_post)
        more.unlink()
        two = self.draft_of(charge, 50) + self.draft_of(charge, 50)
        self.assertStops(lambda: two._post(soft=False))
        two[0].unlink()
        charge.waived = 1
        self.assertStops(two[1].action_post)
        charge.waived = 0
        two[1].action_post()
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 0.01)])
        charge = self.interest(50)
        self.assertStops(self.draft_of(charge, 50, currency_id=euro.id).action_post)

    def test_interest_of_another_customer_takes_credit(self):
        charge = self.interest(5000)
        other = self.create_customer("Other SA")
        other.credit_limit = 1000
        invoice = self.draft_of(charge, 5000, partner=other)
        self.assertStops(invoice.action_post, "Other SA")

    # === HOW MUCH IT COSTS === #

    def queries(self, count):
        customers = [self.create_customer(f"Q{n} SA") for n in range(count)]
        batch = self.env["account.move"].union(
            *(self.draft(5, partner=customer) for customer in customers)
        )
        self.env.cr.flush()
        self.env.invalidate_all()
        batch.mapped("invoice_line_ids.display_type")
        batch.mapped("commercial_partner_id")
        before = self.env.cr.sql_log_count
        batch._collection_guard()
        return self.env.cr.sql_log_count - before

    def test_a_batch_costs_the_same_number_of_queries(self):
        self.queries(1)
        few = self.queries(3)
        self.assertEqual(self.queries(30), few)
        self.company.collection_guard = "off"
        self.assertLessEqual(self.queries(3), 1)  # the company
