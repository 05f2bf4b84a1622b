from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .common import CollectionCommon, day


class PromiseCommon(CollectionCommon):
    """The default policy: 3 days of grace, 2 promises that hold at a time."""

    def promise(self, *invoices, made=1, by=5, partner=None, **values):
        """On day ``made`` the customer promises to pay on day ``by``."""
        self.env.cr.flush()
        claims = self.env["account.move.line"].union(*map(self.claim, invoices))
        with freeze_time(day(made)):
            return self.env["collection.promise"].create(
                {
                    "debtor_id": self.debtor(partner or claims.partner_id).id,
                    "claim_ids": [Command.set(claims.ids)],
                    "date": day(by),
                    **values,
                }
            )

    def pay_on(self, invoice, offset, amount=None, **values):
        if amount:
            values["amount"] = amount
        return self._register_payment(
            invoice, **{"payment_date": day(offset), **values}
        )

    def age(self, record, hours=1):
        """``record`` was entered some time before what else happens here."""
        self.env.flush_all()
        self.env.cr.execute(
            f"UPDATE {record._table} "
            f"SET create_date = create_date - interval '{int(hours)} hours' "
            "WHERE id = ANY(%s)",
            (record.ids,),
        )
        record.invalidate_recordset()

    def calls(self, partner=None):
        return self.debtor(partner).activity_search(["mail.mail_activity_data_call"])

    def assertPromise(self, promise, state, received=None):
        self.assertEqual(promise.state, state)
        if received is not None:
            self.assertEqual(promise.received, received)


@tagged("post_install", "-at_install")
class TestPromise(PromiseCommon):
    """What the customer says holds reminders back; what it pays is judged."""

    def test_broken_reminders_go_on_and_somebody_calls(self):
        invoice = self.invoice()
        self.night(day(1))
        promise = self.promise(invoice, made=2, by=12)
        self.assertEqual(promise.amount, 1000)
        self.nights(2, 15)  # until the end of the grace
        self.assertPromise(promise, "open")
        self.assertEqual(promise.hold_ids.date_end, day(15))
        self.assertFalse(self.calls())
        self.assertReminded(self.night(day(16)), self.firm)
        self.assertPromise(promise, "broken", 0)
        self.assertEqual(promise.hold_ids.state, "over")
        self.assertEqual(self.debtor().promise_broken_count, 1)
        self.assertEqual(self.debtor().promise_reliability, 0)
        told = " ".join(self.debtor().message_ids.mapped("body"))
        self.assertIn("broken, nothing arrived", told)

    def test_the_person_responsible_is_asked_to_call_again(self):
        self.policy.level_ids = self.friendly  # no level with a call
        self.debtor().user_id = False
        promise = self.promise(self.invoice(), by=3)
        self.company.collection_user_id = self.env.user
        self.night(day(7))
        self.assertPromise(promise, "broken")
        self.assertEqual(self.calls().user_id, self.env.user)
        self.assertIn("call again", self.calls().summary)
        self.assertIn("broken, nothing arrived", self.calls().note)
        self.night(day(8))
        self.assertEqual(len(self.calls()), 1)

    def test_kept_early_it_resumes_at_once(self):
        paid, other = self.invoice(1000), self.invoice(500)
        promise = self.promise(paid, by=20)
        self.assertReminded(self.night(day(1)), self.friendly)
        self.pay_on(paid, 4)
        self.nights(5, 7)
        self.assertPromise(promise, "kept", 1000)
        self.assertEqual(promise.hold_ids.state, "over")
        self.assertEqual(self.debtor().promise_reliability, 1)
        self.assertFalse(self.calls())
        self.assertReminded(self.night(day(8)), self.firm)
        self.assertLevels({self.claim(other): self.firm})

    def test_kept_in_two_parts_the_second_within_the_grace(self):
        invoice = self.invoice(1000)
        promise = self.promise(invoice, by=5)
        self.pay_on(invoice, 4, 400)
        self.nights(4, 6)
        self.assertPromise(promise, "open", 400)
        self.pay_on(invoice, 8, 600)
        self.night(day(9))
        self.assertPromise(promise, "kept", 1000)
        self.assertHistory([])

    def test_partly_kept_the_rest_is_asked_for(self):
        invoice = self.invoice(1000)
        promise = self.promise(invoice, by=5)
        self.pay_on(invoice, 4, 400)
        self.assertNothing(self.night(day(8)))
        sent = self.night(day(9))
        self.assertReminded(sent, self.friendly)
        self.assertEqual(sent.amount, 600)
        self.assertPromise(promise, "partly", 400)
        self.assertEqual(self.debtor().promise_broken_count, 0)
        self.assertEqual(self.debtor().promise_reliability, 0)
        self.assertIn("400.00", self.calls().note)

    def test_a_credit_note_counts(self):
        invoice = self.invoice(1000)
        promise = self.promise(invoice, by=40)
        self.credit_note(300, allocate_to=invoice)
        self.pay_on(invoice, 5, 700)
        self.night(day(6))
        self.assertPromise(promise, "kept", 1000)

    def test_money_that_nobody_has_allocated_yet_counts(self):
        promise = self.promise(self.invoice(1000), by=40)
        self.credit_note(1000)
        self.night(day(6))
        self.assertPromise(promise, "kept", 1000)

    def pay_without_entry(self, invoice, offset):
        """As with Odoo's accounting app: no outstanding account, no entry."""
        bank = self.company_data["default_journal_bank"]
        bank.inbound_payment_method_line_ids.payment_account_id = False
        payment = self.pay_on(invoice, offset)
        payment.outstanding_account_id = False
        if payment.move_id:
            payment.action_draft()
            payment.move_id.unlink()
            payment.action_post()
        self.assertFalse(payment.move_id)
        self.assertIn(invoice.payment_state, ("in_payment", "paid"))
        return payment

    def test_a_payment_without_journal_entry_counts(self):
        paid, other = self.invoice(600), self.invoice(400)
        promise = self.promise(paid, other, by=5)
        whole = self.promise(partner=self.customer, by=6, amount=300)
        self.pay_without_entry(paid, 3)
        self.nights(4, 8)
        self.assertPromise(promise, "open", 600)
        self.night(day(10))
        self.assertPromise(promise, "partly", 600)
        self.assertPromise(whole, "broken", 0)

    def test_a_payment_that_was_cancelled_is_not_the_one_that_kept_it(self):
        paid = self.invoice(600)
        promise = self.promise(paid, by=5)
        payment = self.pay_without_entry(paid, 3)
        cancelled = payment.copy({"date": day(9)})
        cancelled.invoice_ids = paid
        cancelled.action_cancel()
        self.night(day(9))
        self.assertPromise(promise, "kept", 600)

    def test_an_old_payment_without_journal_entry_does_not_count(self):
        self.age(self.pay_without_entry(self.invoice(600), 1))
        self.invoice(400)
        whole = self.promise(partner=self.customer, by=5, amount=300)
        self.night(day(9))
        self.assertPromise(whole, "broken", 0)

    def test_allocated_anew_an_old_payment_does_not_count(self):
        invoice = self.invoice(1000)
        self.pay_on(invoice, 1, 400)
        money = self.claim(invoice).matched_credit_ids.credit_move_id
        self.age(money)
        promise = self.promise(invoice, by=5)
        self.claim(invoice).remove_move_reconcile()
        (self.claim(invoice) + money).reconcile()
        self.night(day(9))
        self.assertPromise(promise, "broken", 0)

    def test_what_was_there_before_the_promise_does_not_count(self):
        invoice = self.invoice(1000)
        payment = self.pay_on(invoice, 1, 400)
        self.age(payment.move_id.line_ids or payment)
        promise = self.promise(invoice, by=5)
        self.assertEqual(promise.amount, 600)
        self.night(day(9))
        self.assertPromise(promise, "broken", 0)

    def test_kept_by_a_payment_in_another_currency(self):
        """A euro invoice, paid in the company's dollars."""
        euro = self.setup_other_currency("EUR")  # 2 EUR for 1 USD
        invoice = self.invoice(1000, currency_id=euro.id)
        promise = self.promise(invoice, by=5)
        self.assertEqual((promise.amount, promise.currency_id), (1000, euro))
        dollars = self.company.currency_id
        self.pay_on(invoice, 3, 100, currency_id=dollars.id)
        self.night(day(4))
        self.assertPromise(promise, "open", 200)
        self.pay_on(invoice, 5, 400, currency_id=dollars.id)
        self.night(day(6))
        self.assertPromise(promise, "kept", 1000)

    def test_an_amount_on_the_whole_debt_in_the_companys_currency(self):
        euro = self.setup_other_currency("EUR")
        invoice, foreign = self.invoice(300), self.invoice(1000, currency_id=euro.id)
        self.night(day(1))
        promise = self.promise(partner=self.customer, made=1, by=5, amount=500)
        self.assertTrue(promise.is_whole)
        self.assertNothing(self.night(day(8)))
        self.pay_on(foreign, 4, 800)  # 400 dollars
        self.pay_on(invoice, 4, 100)
        self.assertReminded(self.night(day(9)), self.firm)
        self.assertPromise(promise, "kept", 500)

    def test_two_overlapping_promises_share_no_receipt(self):
        invoice = self.invoice(1000)
        later = self.promise(invoice, by=20, amount=600)
        sooner = self.promise(invoice, by=10, amount=400)
        self.pay_on(invoice, 5, 500)
        self.nights(6, 13)
        self.assertPromise(sooner, "kept", 400)
        self.assertPromise(later, "open", 100)
        self.pay_on(invoice, 14, 200)
        self.night(day(15))
        self.assertPromise(later, "open", 300)
        self.assertReminded(self.night(day(24)), self.friendly)
        self.assertPromise(later, "partly", 300)
        self.assertEqual(self.debtor().promise_count, 2)
        self.assertEqual(self.debtor().promise_reliability, 0.5)

    def test_beyond_the_limit_a_promise_is_recorded_and_holds_nothing(self):
        invoices = [self.invoice(100 * n) for n in (1, 2, 3)]
        held = [self.promise(invoice, by=30) for invoice in invoices[:2]]
        third = self.promise(invoices[2], by=30)
        self.assertFalse(any(promise.beyond_limit for promise in held))
        self.assertTrue(third.beyond_limit)
        self.assertFalse(third.hold_ids)
        sent = self.night(day(2))
        self.assertReminded(sent, self.friendly)
        self.assertEqual(sent.amount, 300)
        self.pay_on(invoices[2], 3)
        self.night(day(4))
        self.assertPromise(third, "kept", 300)
        held[0].action_cancel()
        self.assertFalse(self.promise(self.invoice(400), by=30).beyond_limit)

    def test_cancelled_it_holds_and_counts_nothing(self):
        promise = self.promise(self.invoice(), by=30)
        self.assertNothing(self.night(day(1)))
        promise.action_cancel()
        self.assertReminded(self.night(day(2)), self.friendly)
        self.assertFalse(self.debtor().promise_count)
        with self.assertRaisesRegex(UserError, "open promise"):
            promise.action_cancel()

    def test_its_invoice_is_cancelled(self):
        invoice = self.invoice()
        promise = self.promise(invoice, by=30)
        invoice.button_draft()
        self.night(day(1))
        self.assertPromise(promise, "open")
        invoice.button_cancel()
        self.night(day(2))
        self.assertPromise(promise, "cancelled")

    def test_the_policy_says_how_long_it_waits(self):
        patient = self.policy.copy({"promise_grace": 10, "promise_limit": 0})
        self.env.cr.flush()
        invoice = self.invoice(collection_policy_id=patient.id)
        promise = self.promise(invoice, by=5)
        self.assertEqual(promise.deadline, day(15))
        self.assertTrue(promise.beyond_limit)

    def test_why_says_which_promise_holds_a_claim(self):
        promise = self.promise(self.invoice(), by=5)
        with freeze_time(day(2)):
            self.assertIn(promise.display_name, self.debtor().why)

    def test_what_makes_no_sense_is_refused(self):
        invoice = self.invoice()
        other = self.invoice(partner=self.create_customer("Other SA"))
        euro = self.setup_other_currency("EUR")
        foreign = self.invoice(currency_id=euro.id)
        self.env.cr.flush()
        with self.assertRaisesRegex(ValidationError, "no open claim"):
            self.promise(other, debtor_id=self.debtor().id)
        with self.assertRaisesRegex(ValidationError, "several currencies"):
            self.promise(invoice, foreign)
        self.pay(foreign)
        with self.assertRaisesRegex(ValidationError, "Nothing is owed in EUR"):
            self.promise(partner=self.customer, currency_id=euro.id, amount=5)
        self.pay(invoice)
        with self.assertRaisesRegex(ValidationError, "no open claim"):
            self.promise(invoice, amount=10)

    @freeze_time(day(1))
    def test_the_form_proposes_what_is_owed(self):
        invoice = self.invoice(1000)
        self.env.cr.flush()
        with Form(self.env["collection.promise"]) as form:
            form.debtor_id = self.debtor()
            self.assertEqual(form.amount, 1000)
            form.claim_ids.add(self.claim(invoice))
            form.date = day(1) + timedelta(days=7)
        self.assertEqual(form.record.amount, 1000)

    def test_billing_records_and_nobody_forges(self):
        invoice = self.invoice()
        self.env.cr.flush()
        users = {
            name: new_test_user(
                self.env,
                login=f"promise_{name}",
                groups=groups,
                company_id=self.company.id,
                company_ids=[(6, 0, self.company.ids)],
            )
            for name, groups in {
                "billing": "account.group_account_invoice",
                "readonly": "account.group_account_readonly",
                "sales": "base.group_user",
                "portal": "base.group_portal",
            }.items()
        }
        values = {
            "debtor_id": self.debtor().id,
            "claim_ids": [Command.set(self.claim(invoice).ids)],
            "date": "2999-12-31",
        }
        promises = self.env["collection.promise"]
        promise = promises.with_user(users["billing"]).create(values)
        self.assertEqual(promise.sudo().hold_ids.user_id, users["billing"])
        for forged in ({"state": "kept"}, {"beyond_limit": False}, {"received": 9}):
            with self.assertRaises(AccessError):
                promise.write(forged)
            with self.assertRaises(AccessError):
                promises.with_user(users["billing"]).create({**values, **forged})
        with self.assertRaises(AccessError):
            promise.date = "2999-12-30"
        for name in ("readonly", "sales", "portal"):
            with self.assertRaises(AccessError):
                promises.with_user(users[name]).create(values)
            with self.assertRaises(AccessError):
                promise.with_user(users[name]).action_cancel()
        stranger = new_test_user(
            self.env, "promise_stranger", "account.group_account_invoice"
        )
        other = self.setup_other_company()["company"]
        stranger.company_ids += other
        stranger.company_id = other
        stranger.company_ids = other
        with self.assertRaises(AccessError):
            promises.with_user(stranger).create(values)
        self.assertFalse(promises.with_user(stranger).search([]))
        promise.note = "Said on the phone"
        promise.action_cancel()
        self.assertEqual(promise.state, "cancelled")


@tagged("post_install", "-at_install")
class TestPromiseQueries(PromiseCommon):
    def promises(self, count):
        """As many customers, each with a promise for one of its invoices."""
        partners = [self.create_customer(f"Promiser{n}") for n in range(count)]
        invoices = [self.invoice(100, partner=partner) for partner in partners]
        promises = self.env["collection.promise"]
        for invoice in invoices:
            promises |= self.promise(invoice, by=5)
        return promises.sudo()

    def count_queries(self, promises, today):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        promises._judge(today)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_as_many_queries_for_many_as_for_few(self):
        one, few, many = (self.promises(count) for count in (1, 3, 30))
        for offset, state in ((2, "open"), (9, "broken")):
            self.count_queries(one, day(offset))  # the caches are warm
            expected = self.count_queries(few, day(offset))
            self.assertEqual(self.count_queries(many, day(offset)), expected)
            self.assertEqual(set((few + many).mapped("state")), {state})
