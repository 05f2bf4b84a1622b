from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from .common import DUE, CollectionCommon, day


@tagged("post_install", "-at_install")
class TestNight(CollectionCommon):
    """Stories of one customer, night after night."""

    # === CLIMBING === #

    def test_a_claim_climbs_one_level_after_the_other(self):
        self.invoice()
        self.nights(-8, 29)
        self.assertHistory(
            [(-5, self.courtesy), (1, self.friendly), (8, self.firm), (15, self.last)]
        )
        self.night(day(30))
        notice = self.reminders()[-1]
        self.assertEqual((notice.level_id, notice.state), (self.formal, "to_approve"))

    def test_missed_nights_are_caught_up_without_skipping_a_level(self):
        self.invoice()
        self.assertReminded(self.night(day(20)), self.friendly)
        self.assertNothing(self.night(day(24)))
        self.assertReminded(self.night(day(25)), self.firm)
        self.assertReminded(self.night(day(30)), self.last)

    def test_one_reminder_at_the_highest_level_lists_all_that_is_due(self):
        old = self.invoice(1000, due=day(-14))
        self.nights(-13, -6)  # friendly and firm for the old invoice
        new = self.invoice(200, due=DUE)
        later = self.invoice(500, due=day(60))
        sent = self.night(day(1))
        self.assertReminded(sent, self.last)
        self.assertEqual(
            sent.line_ids.mapped(lambda line: (line.name, line.level_id)),
            [(old.name, self.last), (new.name, self.friendly)],
        )
        self.assertEqual(sent.amount, 1200)
        self.assertEqual(self.claim(old).collection_level_id, self.last)
        self.assertEqual(self.claim(new).collection_level_id, self.friendly)
        self.assertFalse(self.claim(later).collection_level_id)

    def test_no_courtesy_note_to_somebody_who_is_late(self):
        self.invoice(1000, due=DUE)
        self.invoice(300, due=day(10))
        self.nights(1, 7)
        self.assertHistory([(1, self.friendly)])

    def test_courtesy_note_lists_what_falls_due_soon_only(self):
        soon = self.invoice(300, due=DUE)
        self.invoice(900, due=day(20))
        sent = self.night(day(-5))
        self.assertReminded(sent, self.courtesy)
        self.assertEqual(sent.line_ids.move_line_id, self.claim(soon))

    def test_delay_from_the_previous_reminder(self):
        self.firm.write({"basis": "previous", "delay": 12})
        self.invoice()
        self.nights(1, 14)
        self.assertHistory([(1, self.friendly), (13, self.firm)])

    # === QUIET DAYS === #

    def test_quiet_days_delay_a_second_claim_and_silence_nothing(self):
        self.invoice(1000, due=DUE)
        self.invoice(400, due=day(2))
        self.nights(1, 12)
        self.assertHistory([(1, self.friendly), (6, self.friendly), (11, self.firm)])

    def test_quiet_days_count_even_when_the_leading_claim_was_paid(self):
        first = self.invoice(1000, due=DUE)
        self.assertReminded(self.night(day(1)), self.friendly)
        self.pay(first)
        self.invoice(300, due=day(1))
        self.nights(2, 5)
        self.assertHistory([(1, self.friendly)])
        self.assertReminded(self.night(day(6)), self.friendly)

    def test_a_refused_reminder_comes_back_after_the_quiet_days(self):
        self.invoice()
        self.plan(day(1))
        with freeze_time(day(1)):
            self.reminders().action_cancel()
        self.nights(1, 5)
        self.assertHistory([])
        self.assertReminded(self.night(day(6)), self.friendly)

    # === MONEY === #

    def test_small_amounts_wait_until_the_minimum_is_reached(self):
        self.policy.minimum_amount = 50
        self.invoice(30)
        self.nights(1, 3)
        self.assertHistory([])
        self.invoice(25, due=day(2))
        self.assertReminded(self.night(day(4)), self.friendly)

    def test_minimum_of_a_level_keeps_the_claim_below_it(self):
        self.last.minimum_amount = 500
        self.invoice(100)
        self.nights(1, 20)
        self.assertHistory([(1, self.friendly), (8, self.firm)])

    # === APPROVAL === #

    def test_formal_notice_waits_and_other_claims_go_on(self):
        self.invoice(1000, due=day(-30))
        for offset in (-29, -22, -15):
            self.night(day(offset))
        self.night(DUE)
        notice = self.reminders()[-1]
        self.assertEqual((notice.level_id, notice.state), (self.formal, "to_approve"))
        self.invoice(200, due=DUE)
        self.assertReminded(self.night(day(1)), self.friendly)
        self.assertEqual(notice.state, "to_approve")

    def test_a_claim_that_ripens_with_the_notice_does_not_wait_for_it(self):
        self.invoice(1000)
        for offset in (1, 8, 15):
            self.night(day(offset))
        self.invoice(200, due=day(29))
        sent = self.night(day(30))
        self.assertReminded(sent, self.friendly)
        notice = self.reminders().filtered(lambda r: r.state == "to_approve")
        self.assertEqual(notice.level_id, self.formal)
        self.assertEqual(
            notice.line_ids.filtered("level_id").mapped("residual"), [1000]
        )

    def test_formal_notice_is_cancelled_when_paid_while_it_waits(self):
        notice, invoice = self._formal_notice()
        self.pay(invoice)
        self.night(day(31))
        self.assertEqual(notice.state, "cancelled")

    def test_formal_notice_follows_the_ledger_while_it_waits(self):
        notice, invoice = self._formal_notice()
        self.pay(invoice, 400)
        self.night(day(31))
        self.assertEqual((notice.state, notice.amount), ("to_approve", 600))

    def test_approved_notice_leaves_with_the_next_night(self):
        notice, _invoice = self._formal_notice()
        with freeze_time(day(31)):
            notice.action_approve()
        self.assertEqual(
            (notice.state, notice.approved_by_id), ("planned", self.env.user)
        )
        self.assertEqual(self.night(day(32)), notice)

    def test_an_approved_notice_waits_for_the_quiet_days(self):
        notice, _invoice = self._formal_notice()
        self.invoice(200, due=day(29))
        self.assertReminded(self.night(day(30)), self.friendly)
        with freeze_time(day(31)):
            notice.action_approve()
        self.assertNothing(self.night(day(31)))
        self.assertEqual((notice.state, notice.date), ("planned", day(35)))
        self.assertReminded(self.night(day(35)), self.formal)

    def test_a_refused_notice_is_not_proposed_again_before_the_quiet_days(self):
        notice, _invoice = self._formal_notice()
        with freeze_time(day(30)):
            notice.action_cancel()
        self.nights(30, 34)
        self.assertEqual(self.reminders()[-1], notice)
        self.night(day(35))
        self.assertEqual(self.reminders()[-1].state, "to_approve")

    def test_an_approved_notice_is_not_starved_by_later_reminders(self):
        notice, _invoice = self._formal_notice()
        self.invoice(200, due=day(30))
        with freeze_time(day(30)):
            notice.action_approve()
        self.plan(day(31))
        ready = self.env["collection.reminder"].sudo()._ready(day(31))
        self.assertEqual(ready.level_id, self.formal + self.friendly)
        for reminder in ready:  # as when they fall into different batches
            reminder._dispatch(day(31))
        self.assertEqual(notice.state, "sent")

    def test_a_level_that_comes_to_need_approval_waits_for_it(self):
        self.invoice()
        self.plan(day(1))
        self.friendly.mode = "approve"
        self.dispatch(day(1))
        self.assertEqual(self.reminders().state, "to_approve")

    def _formal_notice(self):
        invoice = self.invoice(1000)
        for offset in (1, 8, 15, 30):
            self.night(day(offset))
        return self.reminders()[-1], invoice

    # === LEFT OUT === #

    def test_a_payment_that_is_not_in_the_books_yet_counts(self):
        """As with Odoo's accounting app: no outstanding account, no entry."""
        invoice = self.invoice(1000)
        lines = self.company_data[
            "default_journal_bank"
        ].inbound_payment_method_line_ids
        lines.payment_account_id = False
        payment = self.pay(invoice)
        payment.outstanding_account_id = False
        if payment.move_id:
            payment.action_draft()
            payment.move_id.unlink()
            payment.action_post()
        self.assertFalse(payment.move_id)
        self.assertEqual(invoice.amount_residual, 1000)
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.nights(1, 3)
        self.assertHistory([])

    def test_what_a_silent_policy_covers_is_not_asked_for_in_other_letters(self):
        silence = self.env["collection.policy"].create({"name": "Silence"})
        self.invoice(5000, collection_policy_id=silence.id)
        self.invoice(100)
        self.assertEqual(self.night(day(1)).amount, 100)

    def test_no_follow_up_items_are_shown_and_never_reminded(self):
        invoice = self.invoice(1000)
        invoice.no_followup = True
        self.nights(1, 3)
        self.assertHistory([])
        self.assertEqual(self.debtor().left_out, 1000)

    def test_customer_with_a_policy_that_does_nothing(self):
        silence = self.env["collection.policy"].create({"name": "Silence"})
        self.customer.collection_policy_id = silence
        self.invoice()
        self.nights(1, 3)
        self.assertHistory([])

    def test_policy_of_the_invoice_comes_first(self):
        silence = self.env["collection.policy"].create({"name": "Silence"})
        self.invoice(1000, collection_policy_id=silence.id)
        self.invoice(200)
        sent = self.night(day(1))
        self.assertEqual(sent.line_ids.filtered("level_id").mapped("residual"), [200])

    # === MANY === #

    def test_deciding_takes_as_many_queries_for_many_as_for_few(self):
        counts = []
        for size in (5, 40):
            for index in range(size):
                partner = self.create_customer(f"Crowd{size}-{index}")
                self.invoice(100 + index, partner=partner)
            self.env.cr.flush()
            debtors = self.env["collection.debtor"].sudo().search([])
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            decisions = debtors._decide(day(1))
            counts.append(self.env.cr.sql_log_count - before)
            self.assertGreaterEqual(len(decisions), size)
        self.assertEqual(*counts)
        self.assertLess(counts[0], 20)

    def test_the_scheduled_action_does_it_all(self):
        today = fields.Date.today()
        self.invoice(1000, due=today - timedelta(days=2))
        cron = self.env.ref("account_debt_collection.cron_night")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertReminded(self.reminders(), self.friendly)
        self.assertEqual(self.debtor().state, "reminded")
