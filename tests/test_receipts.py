from odoo.tests import freeze_time, tagged

from .bank_common import BankCommon
from .common import day


@tagged("post_install", "-at_install")
class TestReceipts(BankCommon):
    """Money has come in, and nobody has matched it yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.collection_bank_waits = True
        cls.due = cls.invoice()

    def waits(self):
        return not self.night(day(1))

    def test_the_reminder_waits_until_the_receipt_is_matched(self):
        line = self.bank_line(0, 1000, self.customer)
        for offset in (1, 2):
            self.assertNothing(self.night(day(offset)))
        request = self.requests("receipts", self.debtor())
        self.assertEqual(request.user_id, self.officer)
        explanation = self.explanation(day(2))
        self.assertIn("Waits for receipts to be matched. $ 1,000.00", explanation)
        self.match(line, self.due)
        self.assertFalse(self.requests("receipts", self.debtor()))
        self.assertNothing(self.night(day(3)))
        self.assertEqual(self.debtor().state, "settled")

    def test_a_receipt_for_something_else_lets_the_reminder_go(self):
        line = self.bank_line(0, 1000, self.customer)
        self.assertNothing(self.night(day(1)))
        self.match(line, self.invoice(1000, due=day(60)))
        self.assertFalse(self.requests("receipts", self.debtor()))
        self.assertReminded(self.night(day(2)), self.friendly)

    def test_a_receipt_that_is_deleted_or_somebody_elses_holds_nothing_up(self):
        other = self.create_customer("Other SA")
        for change in (
            lambda line: line.unlink(),
            lambda line: line.write({"partner_id": other.id}),
        ):
            line = self.bank_line(0, 1000, self.customer)
            self.plan(day(1))
            self.assertTrue(self.requests("receipts", self.debtor()))
            change(line)
            self.env.cr.flush()
            self.assertFalse(self.requests("receipts", self.debtor()))
        self.assertReminded(self.night(day(1)), self.friendly)

    def test_a_warning_only_is_the_default(self):
        self.company.collection_bank_waits = False
        self.bank_line(0, 1000, self.customer)
        self.assertReminded(self.night(day(1)), self.friendly)
        self.assertTrue(self.requests("receipts", self.debtor()))

    def test_receipts_count_where_the_age_of_the_bank_does_not(self):
        self.company.collection_bank_days = 0
        self.bank_line(-200, 1000, self.customer)
        self.assertTrue(self.waits())

    def test_a_part_payment_is_no_reason_to_wait(self):
        self.bank_line(0, 999, self.customer)
        self.assertReminded(self.night(day(1)), self.friendly)

    def test_receipts_together_with_open_credits_may_cover_the_debt(self):
        self.credit_note(300)
        self.bank_line(0, 350, self.customer)
        self.bank_line(0, 350, self.customer)
        self.assertTrue(self.waits())

    def test_money_that_went_out_covers_nothing(self):
        self.bank_line(0, -1000, self.customer)
        self.assertFalse(self.waits())

    def test_a_contact_pays_for_its_company(self):
        contact = self.create_customer(
            "Desk", parent_id=self.customer.id, is_company=False
        )
        self.bank_line(0, 1000, contact)
        self.assertTrue(self.waits())

    def test_another_customers_money_is_not_ours(self):
        self.bank_line(0, 1000, self.create_customer("Other SA"))
        self.assertFalse(self.waits())

    def test_a_receipt_in_another_currency_counts_at_its_rate(self):
        """2 of it are 1 of ours: 2,000 cover 1,000."""
        foreign = self.setup_other_currency("GBP", rates=[("2020-01-01", 2.0)])
        self.bank_line(
            0, 999, self.customer, foreign_currency_id=foreign.id, amount_currency=1998
        )
        self.assertFalse(self.waits())
        journal = self.bank.copy({"currency_id": foreign.id, "code": "BNK8"})
        self.bank_line(0, 2, self.customer, journal_id=journal.id)
        self.bank_line(0, 1998, self.customer, journal_id=journal.id)
        self.assertIn("$ 1,999.00 from this customer", self.explanation(day(9)))

    # === WITHOUT A NAME === #

    def assertQuoted(self, label, waits):
        line = self.bank_line(0, 1000, label=label)
        debtor = self.debtor().sudo()
        decision = debtor._decide(day(1))[debtor.id]
        self.assertEqual(bool(decision.waiting), waits, label)
        line.unlink()

    def test_a_label_that_quotes_the_invoice_is_enough(self):
        self.env.cr.flush()
        number = self.due.name
        for label in (number, f"Sale {number}", f"PAID ({number.lower()}), thank you."):
            self.assertQuoted(label, waits=True)
        for label in ("Transfer", f"{number}0", f"X{number}", "", "1000", "%", "INV"):
            self.assertQuoted(label, waits=False)

    def test_a_payment_reference_in_groups_is_enough(self):
        self.due.payment_reference = "RF18 5390 0754 7034"
        self.env.cr.flush()
        self.assertQuoted("RF18 5390 0754 7034", waits=True)
        self.assertQuoted("RF18539007547034", waits=True)
        self.assertQuoted("7034", waits=False)

    def test_a_label_that_quotes_two_invoices_counts_once(self):
        second = self.invoice(500)
        self.bank_line(0, 1000, label=f"{self.due.name} {second.name}")
        self.assertFalse(self.waits())

    def test_the_quoted_invoice_of_another_customer_is_not_ours(self):
        other = self.create_customer("Other SA")
        invoice = self.invoice(1000, partner=other)
        self.bank_line(0, 1000, label=invoice.name)
        self.assertReminded(self.night(day(1)), self.friendly)

    # === AT THE DOOR === #

    def test_a_statement_imported_after_the_plan_stops_the_reminder(self):
        self.plan(day(1))
        self.bank_line(1, 1000, self.customer)
        self.dispatch(day(1))
        reminder = self.reminders()
        self.assertEqual((reminder.state, reminder.date), ("planned", day(2)))
        self.assertIn("are not matched yet", reminder.note)

    def approved(self, offset):
        """A reminder that a person approves on day ``offset``."""
        with freeze_time(day(offset)):
            reminder = self.reminders()[-1]
            reminder.invalidate_recordset()
            reminder.action_approve()
        return reminder

    def test_who_approves_with_the_receipts_in_sight_decides(self):
        self.friendly.mode = "approve"
        self.bank_line(0, 1000, self.customer)
        self.plan(day(1))
        reminder = self.approved(1)
        self.assertEqual(reminder.receipts_seen, 1000)
        self.assertReminded(self.night(day(2)), self.friendly)

    def test_receipts_that_came_after_the_approval_stop_the_reminder(self):
        self.friendly.mode = "approve"
        self.plan(day(1))
        reminder = self.approved(1)
        self.bank_line(1, 1000, self.customer)
        self.assertNothing(self.night(day(2)))
        self.assertEqual(reminder.state, "planned")
        with freeze_time(day(2)):
            reminder.action_send()
        self.assertReminded(reminder, self.friendly)

    def test_the_formal_notice_is_proposed_with_the_warning(self):
        for offset in (1, 8, 15):
            self.night(day(offset))
        self.bank_line(20, 1000, self.customer)
        self.night(day(30))
        notice = self.reminders()[-1]
        self.assertEqual((notice.level_id, notice.state), (self.formal, "to_approve"))
        with freeze_time(day(30)):
            notice.invalidate_recordset()
            self.assertIn("are not matched yet", notice.bank_warning)

    # === THE PREVIEW === #

    def test_the_preview_shows_who_waits_and_why(self):
        self.bank_line(0, 1000, self.customer)
        stopped = self.create_customer("Stopped SA")
        self.invoice(50, partner=stopped)
        self.env.cr.flush()
        preview = self.env["collection.night.preview"].new({"date": day(1)})
        lines = {line.debtor_id.partner_id: line for line in preview.line_ids}
        line = lines[self.customer]
        self.assertEqual((line.outcome, line.level_id), ("waits", self.friendly))
        self.assertIn("are not matched yet", line.reason)
        self.assertEqual(lines[stopped].outcome, "send")
        self.assertFalse(preview.bank_warning)
        late = self.env["collection.night.preview"].new({"date": day(20)})
        self.assertEqual(set(late.line_ids.mapped("outcome")), {"waits"})
        self.assertIn("import the bank statements", late.bank_warning)
        self.assertIn("wait until then", late.bank_warning)


@tagged("post_install", "-at_install")
class TestBankQueries(BankCommon):
    def test_more_receipts_and_customers_are_no_more_queries(self):
        counts = []
        for number in range(3):
            for other in range(number * 5 + 1):
                customer = self.create_customer(f"C{number}{other}")
                self.invoice(50, partner=customer)
                self.bank_line(0, 50, customer)
                self.bank_line(0, 50, label=f"{customer.name} 12345")
            self.env.cr.flush()
            debtors = self.env["collection.debtor"].sudo().search([])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            decisions = debtors._decide(day(1))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertTrue(all(d.warnings for d in decisions.values()))
        self.assertEqual(counts[1], counts[2], counts)

    def test_who_is_not_asked_to_pay_costs_no_query(self):
        """Posting an invoice that is not due looks into no bank statement."""
        self.invoice(due=day(30))
        self.env.cr.flush()
        debtor = self.debtor().sudo()
        self.assertFalse(debtor._decide(day(1))[debtor.id].asks)
        self.env.flush_all()
        facts = {debtor.id: debtor._decide(day(1))[debtor.id]}
        with self.assertQueryCount(0):
            debtor._heed_bank(facts, day(1))
