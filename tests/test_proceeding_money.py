from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .common import day
from .proceeding_common import MODULE, ProceedingStories

FEW, MANY = 3, 30


@tagged("post_install", "-at_install")
class TestProceedingMoney(ProceedingStories):
    """Payments after the handover, fees, costs, and whether it is worth it."""

    def agency_of(self, **terms):
        counterpart = self.env["collection.counterpart"].search(
            [("partner_id", "=", self.agency.id), ("company_id", "=", self.company.id)]
        )
        counterpart.write(terms)
        return counterpart

    def note(self, offset):
        with freeze_time(day(offset)):
            self.env["collection.proceeding"]._note_all_receipts(day(offset))
            self.env.cr.flush()

    def paid_summaries(self, proceeding):
        kind = self.env.ref(f"{MODULE}.mail_activity_proceeding_payment")
        activities = proceeding.activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )
        return activities.mapped("summary")

    def test_an_agency_takes_a_percentage_of_what_comes_in(self):
        """10 % of 400: 40; then at least 50; then 10 % of all 1,000."""
        counterpart = self.agency_of(fee_percentage=10, fee_minimum=50)
        invoice = self.invoice(1000)
        proceeding = self.hand_over([invoice], "agency", counterpart_id=self.agency.id)
        self.assertEqual(proceeding.fee_percentage, 10)
        self.note(42)
        self.assertFalse(self.paid_summaries(proceeding))
        self.pay_on(invoice, day(50), 400)
        self.note(51)
        receipt = proceeding.receipt_ids
        self.assertEqual((receipt.amount, receipt.fee), (400, 40))
        self.assertEqual((proceeding.amount_recovered, proceeding.fee_due), (400, 50))
        [summary] = self.paid_summaries(proceeding)
        money = self.company.currency_id.format
        self.assertEqual(
            summary,
            f"{money(400)} came in since the handover: the fee is now {money(50)}",
        )
        self.note(52)
        self.assertEqual(len(self.paid_summaries(proceeding)), 1, "It is told once.")
        self.pay_on(invoice, day(70))
        self.enter(proceeding, "paid", day(71))
        self.assertEqual(proceeding.fee_due, 100)
        self.assertEqual(len(self.paid_summaries(proceeding)), 2)
        # What is agreed later does not change what was agreed for this file.
        counterpart.fee_percentage = 20
        self.assertEqual(proceeding.fee_due, 100)

    def test_credit_notes_and_what_was_paid_before_bear_no_fee(self):
        self.agency_of(fee_percentage=10)
        invoice = self.invoice(1000)
        proceeding = self.hand_over([invoice], "agency", counterpart_id=self.agency.id)
        self.credit_note(100, allocate_to=invoice)
        self.pay_on(invoice, day(40), 300)
        self.note(50)
        kinds = {r.kind: (r.amount, r.fee) for r in proceeding.receipt_ids}
        self.assertEqual(kinds, {"credit": (100, 0), "earlier": (300, 0)})
        self.assertEqual(proceeding.amount_recovered, 0)
        self.assertEqual(proceeding.amount_settled, 400)
        self.assertEqual(len(self.paid_summaries(proceeding)), 1)

    def test_a_payment_that_bounces_is_recovered_no_more(self):
        self.agency_of(fee_percentage=10)
        invoice = self.invoice(1000)
        proceeding = self.hand_over([invoice], "agency", counterpart_id=self.agency.id)
        self.pay_on(invoice, day(50), 400)
        self.note(51)
        self.claim(invoice).remove_move_reconcile()
        self.note(52)
        self.assertFalse(proceeding.receipt_ids)
        self.assertEqual(proceeding.fee_due, 0)

    def test_a_payment_without_an_entry_of_its_own(self):
        """As in Odoo without accounting: the bank statement comes later, or never."""
        self.agency_of(fee_percentage=10)
        invoice = self.invoice(1000)
        proceeding = self.hand_over([invoice], "agency", counterpart_id=self.agency.id)
        self.company_data["default_journal_bank"].inbound_payment_method_line_ids.write(
            {"payment_account_id": False}
        )
        self.pay_on(invoice, day(50))
        self.assertEqual(invoice.payment_state, "paid")
        self.note(51)
        self.assertEqual((proceeding.amount_recovered, proceeding.fee_due), (1000, 100))

    def test_a_payment_that_was_cancelled_is_not_the_one_that_settled(self):
        self.agency_of(fee_percentage=10)
        invoice = self.invoice(1000)
        proceeding = self.hand_over([invoice], "agency", counterpart_id=self.agency.id)
        bank = self.company_data["default_journal_bank"]
        bank.inbound_payment_method_line_ids.payment_account_id = False
        payment = self.pay_on(invoice, day(50))
        cancelled = payment.copy({"date": day(55)})
        cancelled.invoice_ids = invoice
        cancelled.action_cancel()
        self.assertFalse(cancelled.move_id)
        self.note(56)
        self.assertEqual(proceeding.receipt_ids.date, day(50))

    def test_a_payment_whose_day_or_amount_is_corrected(self):
        """What was recorded of it follows the books, in the same row."""
        self.agency_of(fee_percentage=10)
        invoice = self.invoice(1000)
        proceeding = self.hand_over([invoice], "agency", counterpart_id=self.agency.id)
        self.pay_on(invoice, day(50))
        self.note(51)
        receipt = proceeding.receipt_ids
        # As the books had it before.
        wrong = {"amount": 900, "date": day(40), "kind": "earlier"}
        receipt.sudo().write(wrong)
        self.assertEqual((proceeding.amount_settled, proceeding.fee_due), (900, 0))
        self.note(52)
        self.assertEqual(proceeding.receipt_ids, receipt)
        self.assertEqual((receipt.date, receipt.kind), (day(50), "payment"))
        self.assertEqual((receipt.amount, receipt.fee), (1000, 100))
        self.assertEqual((proceeding.amount_settled, proceeding.fee_due), (1000, 100))

    def test_what_comes_in_after_the_end_is_the_counterparts_no_more(self):
        self.agency_of(fee_percentage=10)
        invoice = self.invoice(1000)
        proceeding = self.hand_over([invoice], "agency", counterpart_id=self.agency.id)
        self.enter(proceeding, "failed", day(50))
        self.pay_on(invoice, day(60))
        self.note(61)
        with self.assertRaisesRegex(UserError, "are over"):
            proceeding.action_look_for_payments()
        self.assertFalse(proceeding.receipt_ids)
        self.assertEqual(proceeding.fee_due, 0)

    # === COSTS AND ESTIMATE === #

    def test_costs_come_from_vendor_bills(self):
        proceeding = self.hand_over([self.invoice(10000)], "payment_order")
        registry, service = proceeding.cost_ids
        self.assertEqual((registry.foreseen, service.foreseen), (38, 75))
        bill = self.init_invoice("in_invoice", self.bailiff, amounts=[80], post=True)
        service.bill_line_ids = bill.invoice_line_ids
        registry.paid_otherwise = 39
        self.assertEqual((proceeding.cost_foreseen, proceeding.cost_spent), (113, 119))
        bill.button_draft()
        self.assertEqual(proceeding.cost_spent, 39)

    def test_worth_it_in_words(self):
        """10,176.48 at 60 %: 6,105.89, less 113."""
        proceeding = self.hand_over([self.invoice(10000)], "payment_order")
        self.assertEqual(proceeding.probability, 60)
        self.assertAlmostEqual(proceeding.estimate_result, 5992.89, places=2)
        money = self.company.currency_id.format
        self.assertEqual(
            proceeding.estimate,
            f"At 60 %, {money(6105.89)} may be expected to come in, against "
            f"{money(113)} of costs and fees. It is worth it: {money(5992.89)} remain. "
            f"It pays from a probability of 1.1 % on, or from {money(188.33)} that can "
            "be collected.",
        )

    def test_not_worth_it_in_words(self):
        proceeding = self.hand_over([self.invoice(100)], "payment_order")
        proceeding.probability = 20
        # 141.36 at 20 %, less 113
        self.assertAlmostEqual(proceeding.estimate_result, -84.73, places=2)
        self.assertIn("It is not worth it", proceeding.estimate)
        proceeding.cost_ids[0].foreseen = 500
        self.assertIn("would not pay even if all came in", proceeding.estimate)

    def test_an_agency_without_costs_costs_nothing_unless_it_succeeds(self):
        self.agency_of(fee_percentage=15)
        proceeding = self.hand_over(
            [self.invoice(1000)], "agency", counterpart_id=self.agency.id
        )
        self.assertIn("costs nothing unless", proceeding.estimate)

    # === THE COUNTERPART === #

    def test_what_a_counterpart_has_recovered(self):
        """1,000 and 3,000 handed over; 400 after 10 days, 600 after 40."""
        counterpart = self.agency_of(fee_percentage=10)
        first, second = self.invoice(1000), self.invoice(3000)
        one = self.hand_over([first], "agency", 41, counterpart_id=self.agency.id)
        two = self.hand_over([second], "agency", 41, counterpart_id=self.agency.id)
        self.pay_on(first, day(51), 400)
        self.pay_on(second, day(81), 600)
        self.note(82)
        self.assertEqual(counterpart.file_count, 2)
        total = one.amount_declared + two.amount_declared
        self.assertEqual(counterpart.handed_over, total)
        self.assertEqual(counterpart.recovered, 1000)
        self.assertAlmostEqual(counterpart.recovery_rate, 1000 / total)
        # (400 × 10 + 600 × 40) / 1,000
        self.assertEqual(counterpart.average_days, 28)

    def test_what_is_missing_of_a_counterpart(self):
        counterpart = self.agency_of()
        with freeze_time(day(0)):
            counterpart.invalidate_recordset()
            self.assertFalse(counterpart.missing)
            counterpart.write({"mandate_date": False, "insurance_until": day(-1)})
            self.assertIn("the mandate", counterpart.missing)
            self.assertIn("an insurance that has not run out", counterpart.missing)
            proceeding = self.hand_over(
                [self.invoice()], "agency", 0, counterpart_id=self.agency.id
            )
            self.assertIn("the mandate", proceeding.missing_terms)

    # === QUERIES === #

    def test_the_night_asks_as_often_for_many_as_for_few(self):
        few, many = self.many_handovers(FEW), self.many_handovers(MANY)

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.sudo()._note_receipts()  # as the night does
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        for paid in (False, True):
            if paid:
                for proceeding in few | many:
                    self.pay_on(proceeding._claims().move_id, day(60))
            count(few[:1])  # the caches are warm
            self.assertEqual(count(few[1:]), count(many), f"paid: {paid}")

    def many_handovers(self, number):
        partners = [self.create_customer(f"C{number}-{i}") for i in range(number)]
        return self.env["collection.proceeding"].union(
            *(
                self.hand_over(
                    [self.invoice(partner=partner)],
                    "agency",
                    partner=partner,
                    counterpart_id=self.agency.id,
                )
                for partner in partners
            )
        )


@tagged("post_install", "-at_install")
class TestHandover(ProceedingStories):
    """The window in which claims are handed over, and who may."""

    def window(self, user=None):
        self.env.cr.flush()
        debtor = self.debtor().with_user(user or self.env.user)
        action = debtor.action_hand_over()
        window = self.env[action["res_model"]].with_user(user or self.env.user)
        return window.with_context(**action["context"])

    def fitting(self, **values):
        window = self.window().create({"debtor_id": self.debtor().id, **values})
        return window.fitting_kind_ids

    def test_overdue_claims_are_proposed_with_the_kinds_that_suit(self):
        late, coming = self.invoice(1000), self.invoice(300, due=day(60))
        with freeze_time(day(41)), Form(self.window()) as form:
            self.assertEqual(form.claim_ids[:].move_id, late)
            form.kind_id = self.kind("agency")
            self.assertEqual(form.counterpart_id, self.agency)
            form.claim_ids.add(self.claim(coming))
            self.assertEqual(form.amount, 1300)
        with freeze_time(day(41)):
            action = form.save().action_hand_over()
        proceeding = self.env["collection.proceeding"].browse(action["res_id"])
        self.assertEqual(proceeding._claims().move_id, late | coming)
        self.assertEqual(proceeding.counterpart_id, self.agency)
        for action in (
            self.debtor().action_view_proceedings(),
            late.action_view_collection_proceedings(),
        ):
            self.assertEqual(action["res_id"], proceeding.id)

    def test_small_claims_up_to_5000_and_not_between_traders(self):
        """Principal and interest count: 4,900 and 41 days at 2.62 % are below."""
        small = self.kind("small_claims")
        invoice = self.invoice(4990)
        with freeze_time(day(41)):
            self.assertNotIn(small, self.fitting())
            self.assertIn(
                "not for claims between traders",
                self.window().create({"debtor_id": self.debtor().id}).unfit,
            )
            # 41 days at 12.15 % are 68.10: above the limit
            self.assertNotIn(small, self.fitting(between_traders=False))
            self.pay_on(invoice, day(40), 200)
            self.assertIn(small, self.fitting(between_traders=False))
        with self.assertRaisesRegex(Exception, "not for claims between traders"):
            self.hand_over([invoice], "small_claims")

    def test_the_new_procedure_is_off_until_a_company_wants_it(self):
        uncontested = self.kind("uncontested")
        self.invoice(20000)
        with freeze_time(day(41)):
            self.assertNotIn(uncontested, self.fitting())
            self.company.collection_optional_kind_ids = uncontested
            self.assertIn(uncontested, self.fitting())
            self.assertNotIn(uncontested, self.fitting(between_traders=False))

    def test_a_european_order_needs_a_border(self):
        european = self.kind("european")
        self.invoice()
        with freeze_time(day(41)):
            self.assertNotIn(european, self.fitting())
            for code, suits in (("de", True), ("dk", False), ("ch", False)):
                self.customer.country_id = self.env.ref(f"base.{code}")
                self.assertEqual(european in self.fitting(), suits, code)

    def test_enforcement_needs_a_title(self):
        invoice = self.invoice()
        with freeze_time(day(41)):
            self.assertNotIn(self.kind("enforcement"), self.fitting())
        proceeding = self.hand_over(
            [invoice],
            "summary",
            notice_date=day(35),
            notice_proof_ids=[Command.set(self.proof().ids)],
        )
        self.enter(proceeding, "summoned", day(42))
        self.enter(proceeding, "title", day(60))
        claims = [Command.set(self.claim(invoice).ids)]
        with freeze_time(day(61)):
            self.assertIn(self.kind("enforcement"), self.fitting(claim_ids=claims))

    def test_claims_of_others_are_refused(self):
        self.invoice()
        foreign = self.invoice(partner=self.create_customer("Other SA"))
        with self.assertRaisesRegex(Exception, "no claim on this customer"):
            self.hand_over([foreign], "agency", partner=self.customer)
        with self.assertRaisesRegex(Exception, "Choose the claims"):
            self.hand_over([], "agency")

    # === RIGHTS === #

    def test_managers_hand_over_and_the_others_look_on(self):
        invoice = self.invoice()
        manager = self.as_role(f"{MODULE}.group_collection_manager")
        officer = self.as_role(f"{MODULE}.group_collection_officer")
        billing = self.as_role("account.group_account_invoice")
        sales = self.as_role("base.group_user")
        portal = self.as_role("base.group_portal")
        with freeze_time(day(41)), Form(self.window(manager)) as form:
            form.kind_id = self.kind("agency")
            form.counterpart_id = self.agency
        with freeze_time(day(41)):
            action = form.save().action_hand_over()
        proceeding = self.env["collection.proceeding"].browse(action["res_id"])
        for user in (officer, billing, sales, portal):
            with self.assertRaises(AccessError):
                self.window(user).create({"debtor_id": self.debtor().id})
        working = self.stage("agency", "working")
        for user in (officer, billing):
            seen = proceeding.with_user(user)
            self.assertEqual(seen.amount_declared, proceeding.amount_declared)
            self.assertTrue(seen.estimate)
            self.assertIn("how far the agency has come", seen.deadline_ids.name)
            self.assertFalse(seen.cost_ids)
            for forbidden in (
                lambda seen=seen: seen._enter(working),
                lambda seen=seen: seen.write({"stage_id": working.id}),
                seen.action_undo_step,
                seen.action_cancel,
                lambda seen=seen: seen.step_ids.write({"date": day(40)}),
                lambda seen=seen: seen.write({"fee_percentage": 0}),
                lambda seen=seen: seen.deadline_ids.write({"date": day(40)}),
                seen.terms_id.unlink,
            ):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    forbidden()
            seen.action_look_for_payments()
        for user in (sales, portal):
            for record in (
                proceeding,
                proceeding.step_ids,
                proceeding.deadline_ids,
                proceeding.terms_id,
                proceeding.kind_id,
                working,
            ):
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["display_name"])
        managed = proceeding.with_user(manager)
        for vals in ({"state": "closed"}, {"date": day(1)}):
            with self.assertRaises(AccessError):
                managed.write(vals)
        with self.assertRaises(AccessError):
            managed.step_ids.write({"stage_id": working.id})
        for forbidden in (
            lambda: managed.deadline_ids.write({"date": day(300)}),
            managed.deadline_ids.unlink,
        ):
            with self.assertRaises(AccessError):
                forbidden()
        with self.assertRaises(AccessError):
            managed.write({"step_ids": [Command.create({"stage_id": working.id})]})
        with self.assertRaises(AccessError):
            self.env["collection.proceeding.receipt"].with_user(manager).create(
                {"proceeding_id": proceeding.id, "date": day(1), "kind": "payment"}
            )
        with freeze_time(day(50)):
            managed._enter(working)
        self.assertTrue(invoice)

    def test_another_company_sees_none_of_it(self):
        proceeding = self.hand_over(
            [self.invoice()], "agency", counterpart_id=self.agency.id
        )
        proceeding.cost_ids = [Command.create({"name": "Stamps", "foreseen": 5})]
        other = self.setup_other_company()["company"]
        stranger = self.as_role(f"{MODULE}.group_collection_manager", other)
        for record in (
            proceeding,
            proceeding.step_ids,
            proceeding.deadline_ids,
            proceeding.cost_ids,
            proceeding.terms_id,
        ):
            self.assertTrue(record)
            self.assertFalse(
                record.with_user(stranger).search([("id", "in", record.ids)])
            )
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["display_name"])
