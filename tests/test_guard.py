from dateutil.relativedelta import relativedelta

from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import DUE, day
from .guard_common import MODULE, GuardCommon


@freeze_time(DUE)
@tagged("post_install", "-at_install")
class TestGuard(GuardCommon):
    """Who posts beyond the limit, by whatever way, does not get through."""

    # === WHAT STOPS === #

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

    def test_interest_and_indemnity_claim_what_is_owed(self):
        self.draft(1000).action_post()
        invoice = self.draft(50)
        charge = (
            self.env["collection.charge"]
            .sudo()
            .create(
                {
                    "debtor_id": self.file().id,
                    "claim_id": self.claim(self.invoice(0)).id,
                    "kind": "interest",
                    "claimed": 50,
                    "date": DUE,
                    "currency_id": self.company.currency_id.id,
                }
            )
        )
        invoice.invoice_line_ids.collection_charge_id = charge
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    # === S18: WHATEVER WAY === #

    def test_s18_by_button_as_each_role(self):
        for name, user in self.users.items():
            with self.subTest(name):
                invoice = self.draft(1001).with_user(user)
                self.assertStops(invoice.action_post)
                self.assertEqual(invoice.state, "draft")

    def test_s18_by_writing_the_state(self):
        invoice = self.draft(1001).with_user(self.users["billing"])
        keys = {"collection_guard": "off", "skip_readonly_check": True}
        for context in ({}, keys, {"cron_id": 1}):
            with self.subTest(context):
                self.assertStops(
                    lambda keys=context: invoice.with_context(**keys).write(
                        {"state": "posted"}
                    )
                )
        small = self.draft(1).with_user(self.users["billing"])
        line = Command.update(small.invoice_line_ids.id, {"price_unit": 5000})
        self.assertStops(
            lambda: small.with_context(**keys).write(
                {"state": "posted", "invoice_line_ids": [line]}
            )
        )

    def test_s18_by_server_action(self):
        invoice = self.draft(1001)
        action = self.env["ir.actions.server"].create(
            {
                "name": "Post",
                "model_id": self.env.ref("account.model_account_move").id,
                "state": "code",
                "code": "records.action_post()",
            }
        )
        context = {
            "active_model": "account.move",
            "active_ids": invoice.ids,
            "active_id": invoice.id,
        }
        self.assertStops(action.with_context(**context).run)

    def test_s18_by_import(self):
        moves = self.env["account.move"].with_user(self.users["billing"])
        result = moves.load(
            ["move_type", "partner_id/.id", "state", "invoice_line_ids/price_unit"],
            [["out_invoice", str(self.customer.id), "posted", "5000"]],
        )
        self.assertFalse(result["ids"])
        invoice = self.draft(5000)
        result = moves.load([".id", "state"], [[str(invoice.id), "posted"]])
        self.assertFalse(result["ids"])
        self.assertIn("Debtor SA", str(result["messages"]))

    def test_s18_by_validating_a_list(self):
        wizard = self.env["validate.account.move"].with_user(self.users["billing"])
        invoice = self.draft(1001)
        wizard = wizard.create({"move_ids": [Command.set(invoice.ids)]})
        self.assertStops(wizard.validate_move)

    def test_s18_the_49_others_post(self):
        customers = [self.create_customer(f"C{n} SA") for n in range(49)]
        invoices = self.env["account.move"].union(
            *(self.draft(500, partner=customer) for customer in customers)
        )
        over = self.draft(1001)
        batch = (invoices[:20] + over + invoices[20:]).with_user(self.users["billing"])
        self.env.cr.flush()
        posted = batch._post(soft=False)
        self.assertEqual(posted, batch - over)
        self.assertEqual(set(posted.mapped("state")), {"posted"})
        self.assertWaits(over)
        self.assertIn("credit limit", self.notes(over).body)
        self.assertEqual(self.activities(over).user_id, self.env.ref("base.user_admin"))

    def test_s18_the_invoice_of_a_batch_that_crosses_stops(self):
        bills = [self.draft(amount) for amount in (600, 500, 400)]
        batch = self.env["account.move"].union(*reversed(bills))
        posted = batch._post(soft=False)
        self.assertEqual(posted.sorted("id"), bills[0] + bills[2])
        self.assertWaits(bills[1])

    def test_a_batch_of_which_all_stop_is_an_error(self):
        batch = self.draft(2000) + self.draft(3000)
        self.assertStops(lambda: batch._post(soft=False), "2,000.00", "3,000.00")

    # === S19: AUTOMATIC FLOWS === #

    def autopost(self, batch_size=100):
        cron = self.env.ref("account.ir_cron_auto_post_draft_entry")
        cron.code = f"model._autopost_draft_entries({batch_size})"
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def test_s19_automatic_posting_leaves_an_activity_once(self):
        over = self.draft(1001, auto_post="at_date", date=DUE)
        fits = self.draft(100, auto_post="at_date", date=DUE)
        alone = self.draft(
            1001, partner=self.create_customer("Free SA"), auto_post="at_date", date=DUE
        )
        for offset in range(3):
            with freeze_time(day(offset)):
                self.autopost()
        self.assertEqual([fits.state, alone.state], ["posted", "posted"])
        self.assertWaits(over)
        self.pay(fits)
        self.customer.credit_limit = 2000
        with freeze_time(day(3)):
            self.autopost()
        self.assertEqual(over.state, "posted")
        self.assertFalse(self.activities(over))
        self.assertFalse(over.collection_guard_stopped_on)

    def test_s19_only_stopped_invoices_break_no_night(self):
        over = self.draft(1001, auto_post="at_date", date=DUE)
        for offset in range(2):
            with freeze_time(day(offset)):
                self.autopost()
        self.assertWaits(over)
        self.assertFalse(
            over.message_ids.filtered(lambda m: "could not be posted" in m.body)
        )

    def test_s19_many_that_wait_keep_nobody_waiting(self):
        for _number in range(3):
            self.draft(1001, auto_post="at_date", date=DUE)
        self.autopost(batch_size=2)
        free = self.create_customer("Free SA")
        fits = self.draft(10, partner=free, auto_post="at_date", date=DUE)
        fits.invoice_date = DUE - relativedelta(days=5)
        self.autopost(batch_size=2)
        self.assertEqual(fits.state, "posted")

    def test_s19_a_future_invoice_is_judged_on_its_day(self):
        later = self.draft(1001, invoice_date=day(5))
        self.assertFalse(later._post(soft=True))
        self.assertEqual(later.auto_post, "at_date")
        self.assertFalse(self.notes(later))
        with freeze_time(day(5)):
            self.autopost()
        self.assertWaits(later)

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
