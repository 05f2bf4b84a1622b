from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import DUE, CollectionCommon, day, text

ALLOCATE = "account_debt_collection.mail_activity_allocate"


@tagged("post_install", "-at_install")
class TestStories(CollectionCommon):
    """S1 to S4, S6 to S8: what happens in the ledger, and what goes out for it."""

    # === S1: PARTIAL PAYMENT === #

    def test_s01_partial_payment(self):
        invoice = self.invoice(1000)
        self.assertReminded(self.night(day(1)), self.friendly)
        self.pay(invoice, 350)
        self.nights(2, 7)
        sent = self.night(day(8))
        self.assertReminded(sent, self.firm)
        self.assertEqual(sent.amount, 650)
        self.assertEqual((sent.line_ids.amount, sent.line_ids.residual), (1000, 650))
        self.assertIn("650.00", sent.total_text)
        self.assertIn("650.00", self.debtor().activity_ids.summary)
        self.pay(invoice, 600)
        sent = self.night(day(15))
        self.assertReminded(sent, self.last)
        self.assertEqual(sent.amount, 50)
        self.assertIn("Total due $ 50.00", self.claims_shown(sent.mail_id.body_html))

    # === S2: CREDIT NOTE === #

    def test_s02_credit_note_allocated(self):
        invoice = self.invoice(1000)
        self.credit_note(300, allocate_to=invoice)
        sent = self.night(day(1))
        self.assertReminded(sent, self.friendly)
        self.assertEqual(sent.amount, 700)
        self.assertEqual(sent.line_ids.move_line_id, self.claim(invoice))

    def test_s02_credit_note_not_allocated(self):
        invoice = self.invoice(1000)
        credit = self.credit_note(250)
        sent = self.night(day(1))
        self.assertReminded(sent, self.friendly)
        self.assertEqual(sent.amount, 750)
        shown = self.claims_shown(sent.mail_id.body_html)
        self.assertIn(f"{credit.name} credit in your favour", shown)
        self.assertIn("Total due $ 750.00", shown)
        (self.claim(invoice) + self.claim(credit)).reconcile()
        self.assertEqual(self.night(day(8)).amount, 750)
        self.assertLevels({self.claim(invoice): self.firm})

    def test_s02_the_minimum_is_compared_after_deduction_of_credits(self):
        self.policy.minimum_amount = 100
        self.invoice(1000)
        self.credit_note(901)
        self.nights(1, 3)
        self.assertHistory([])
        with freeze_time(day(3)):
            self.assertIn("below the minimum", self.debtor().explanation)

    def test_s02_credits_that_cover_what_is_due_are_to_be_allocated(self):
        due = self.invoice(300)
        self.invoice(1000, due=day(60))
        credit = self.credit_note(400)
        self.nights(1, 3)
        self.assertHistory([])
        activity = self.debtor().activity_ids
        self.assertEqual(len(activity), 1, "Asked once, not every night.")
        self.assertEqual(activity.activity_type_id, self.env.ref(ALLOCATE))
        self.assertEqual(activity.user_id, self.debtor()._responsible())
        with freeze_time(day(3)):
            self.assertIn("allocate", self.debtor().explanation)
        (self.claim(due) + self.claim(credit)).reconcile()
        self.env.cr.flush()
        self.assertFalse(self.debtor().activity_ids)
        self.invoice(500, due=day(3))
        sent = self.night(day(4))
        self.assertReminded(sent, self.friendly)
        self.assertEqual(sent.amount, 400)

    # === S3: INSTALMENTS === #

    def test_s03_three_instalments_one_overdue(self):
        first, second, third = self._three_instalments()
        sent = self.night(day(1))
        self.assertReminded(sent, self.friendly)
        self.assertEqual(sent.line_ids.move_line_id, first)
        self.assertEqual(sent.amount, 300)
        self.nights(2, 14)
        self.assertEqual(self.night(day(15)).amount, 300)
        nothing = self.env["collection.level"]
        self.assertLevels({first: self.last, second: nothing, third: nothing})

    def test_s03_each_instalment_has_its_own_level(self):
        first, second, third = self._three_instalments()
        self.nights(1, 30)
        sent = self.night(day(31))
        self.assertReminded(sent, self.friendly)
        climbing = sent.line_ids.filtered("level_id")
        self.assertEqual(climbing.move_line_id, second)
        self.assertEqual(sent.line_ids.move_line_id, first + second)
        self.assertEqual(sent.amount, 600, "The first is still owed, too.")
        self.assertLevels(
            {
                first: self.last,  # its formal notice waits for a person
                second: self.friendly,
                third: self.env["collection.level"],
            }
        )
        self.pay(first.move_id, 300)
        sent = self.night(day(38))
        self.assertReminded(sent, self.firm)
        self.assertEqual(sent.line_ids.move_line_id, second)

    def _three_instalments(self):
        """300 due on day 0, 300 on day 30, 400 on day 60."""
        shares = ((30, 0), (30, 30), (40, 60))
        term = self.env["account.payment.term"].create(
            {
                "name": "Three instalments",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": share, "nb_days": days}
                    )
                    for share, days in shares
                ],
            }
        )
        invoice = self.invoice(1000, invoice_payment_term_id=term.id, invoice_date=DUE)
        claims = self.claim(invoice).sorted("date_maturity")
        self.assertEqual(
            claims.mapped(lambda claim: (claim.date_maturity, claim.amount_residual)),
            [(DUE, 300), (day(30), 300), (day(60), 400)],
        )
        return claims

    # === S4: FOREIGN CURRENCY === #

    def test_s04_currencies_are_never_added_up(self):
        euro = self.setup_other_currency("EUR")  # 2 for one of ours
        self.invoice(1000)
        self.invoice(600, currency_id=euro.id)
        sent = self.night(day(1))
        self.assertEqual(sent._totals(), {self.company.currency_id: 1000, euro: 600})
        self.assertEqual(sent.amount, 1000 + 600 / 2)
        for reader in (
            self.claims_shown(sent.mail_id.body_html),
            text(self.letter_of(sent)),
        ):
            self.assertIn("Total due in USD $ 1,000.00", reader)
            self.assertIn("Total due in EUR 600.00 €", reader)
            self.assertNotIn("1,600", reader)
            self.assertNotIn("1,300", reader)

    def test_s04_the_minimum_is_in_the_companys_currency(self):
        euro = self.setup_other_currency("EUR")
        self.policy.minimum_amount = 50
        self.invoice(98, currency_id=euro.id)
        self.nights(1, 3)
        self.assertHistory([])
        self.invoice(2, currency_id=euro.id)
        self.assertReminded(self.night(day(4)), self.friendly)

    def test_s04_a_currency_without_rate_fails_and_heals(self):
        coin = self.env["res.currency"].create({"name": "XCO", "symbol": "Ȼ"})
        self.invoice(500, currency_id=coin.id)
        other = self.create_customer("Other SA")
        self.invoice(partner=other)
        self.assertReminded(self.night(day(1)), self.friendly, other)
        self.assertFailed(self.reminders(self.customer), "no exchange rate for XCO")
        self.assertEqual(self.debtor().state, "attention")
        self.env["res.currency.rate"].create(
            {"currency_id": coin.id, "rate": 4, "name": day(-60)}
        )
        self.assertReminded(self.night(day(2)), self.friendly)

    # === S6: PAID BETWEEN DECIDING AND SENDING === #

    def test_s06_paid_between_deciding_and_sending(self):
        invoice = self.invoice()
        self.plan(day(1))
        self.pay(invoice)
        self.dispatch(day(1))
        reminder = self.reminders()
        self.assertEqual(reminder.state, "cancelled")
        self.assertIn("Nothing is owed", reminder.note)
        self.assertFalse(reminder.mail_id)
        self.assertFalse(reminder.name, "A number is for what goes out.")
        self.assertEqual(self.debtor().state, "settled")

    def test_s06_partly_paid_between_deciding_and_sending(self):
        invoice = self.invoice(1000)
        self.plan(day(1))
        self.pay(invoice, 400)
        self.dispatch(day(1))
        self.assertReminded(self.reminders(), self.friendly)
        self.assertEqual(self.reminders().amount, 600)
        self.assertIn("600.00", self.reminders().body)

    def test_s06_one_of_two_invoices_paid_between_deciding_and_sending(self):
        paid, unpaid = self.invoice(1000), self.invoice(200)
        self.plan(day(1))
        self.pay(paid)
        self.dispatch(day(1))
        self.assertReminded(self.reminders(), self.friendly)
        self.assertEqual(self.reminders().line_ids.move_line_id, self.claim(unpaid))
        self.assertNotIn(paid.name, self.reminders().body)

    def test_s06_the_leading_invoice_paid_between_deciding_and_sending(self):
        """What is left deserves a milder text: it goes out the night after."""
        old = self.invoice(1000, due=day(-7))
        self.night(day(-6))
        new = self.invoice(200)
        self.plan(day(1))
        self.assertEqual(self.reminders()[-1].level_id, self.firm)
        self.pay(old)
        self.dispatch(day(1))
        self.assertEqual(self.reminders()[-1].state, "cancelled")
        sent = self.night(day(2))
        self.assertReminded(sent, self.friendly)
        self.assertEqual(sent.line_ids.move_line_id, self.claim(new))

    # === S7: PAID, THEN BOUNCED === #

    def test_s07_a_bounced_payment_goes_on_from_the_level_it_had(self):
        invoice = self.invoice()
        self.assertReminded(self.night(day(1)), self.friendly)
        payment = self.pay(invoice)
        self.nights(2, 20)
        self.assertLevels({self.claim(invoice): self.env["collection.level"]})
        payment.move_id.line_ids.remove_move_reconcile()
        payment.action_cancel()
        self.assertLevels({self.claim(invoice): self.friendly})
        self.assertReminded(self.night(day(21)), self.firm)
        self.nights(22, 26)
        self.assertHistory(
            [(1, self.friendly), (21, self.firm), (26, self.last)],
        )

    def test_s07_an_unreconciled_payment_is_to_be_allocated_until_it_is_cancelled(self):
        invoice = self.invoice()
        self.night(day(1))
        payment = self.pay(invoice)
        payment.move_id.line_ids.remove_move_reconcile()
        self.assertNothing(self.night(day(8)))
        activity = self.debtor().activity_ids
        self.assertEqual(activity.activity_type_id, self.env.ref(ALLOCATE))
        payment.action_cancel()
        self.assertReminded(self.night(day(9)), self.firm)
        self.assertNotIn(activity, self.debtor().activity_ids)

    def test_s07_quiet_days_count_for_a_payment_that_bounces_at_once(self):
        invoice = self.invoice(due=day(-4))
        self.invoice(300, due=DUE)
        self.assertReminded(self.night(day(1)), self.friendly)
        payment = self.pay(invoice)
        self.night(day(2))
        payment.move_id.line_ids.remove_move_reconcile()
        payment.action_cancel()
        self.nights(3, 5)
        self.assertHistory([(1, self.friendly)])
        self.assertReminded(self.night(day(6)), self.firm)

    # === S8: HOLD === #

    def test_s08_one_of_three_invoices_on_hold_and_its_end(self):
        held, open_, other = self.invoice(1000), self.invoice(200), self.invoice(30)
        self.night(day(1))
        self.hold(self.claim(held), until=20, date_start=day(2))
        sent = self.night(day(8))
        self.assertReminded(sent, self.firm)
        self.assertEqual(sent.amount, 230)
        self.assertNotIn(held.name, sent.body)
        self.nights(9, 20)
        self.assertLevels(
            {
                self.claim(held): self.friendly,
                self.claim(open_): self.last,
                self.claim(other): self.last,
            }
        )
        sent = self.night(day(21))
        self.assertReminded(sent, self.firm)
        self.assertEqual(sent.amount, 1230)
        self.assertLevels({self.claim(held): self.firm, self.claim(open_): self.last})
