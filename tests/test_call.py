from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .common import CollectionCommon, day

TODAY = 9  # the day after the level with a call


@tagged("post_install", "-at_install")
class TestCall(CollectionCommon):
    """One debtor after the other; one click for each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.small = cls.create_customer("Small SA", phone="+33 1 00 00 00 01")
        cls.large = cls.create_customer("Large SA", phone="+33 1 00 00 00 02")
        cls.bill = cls.invoice(100, partner=cls.small)
        cls.large_bill = cls.invoice(9000, partner=cls.large)
        cls.firm.activity_note = "Ask for the day of payment"
        cls.nights(1, 8)
        cls.caller = new_test_user(
            cls.env,
            login="caller",
            groups="account.group_account_invoice",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def setUp(self):
        super().setUp()
        frozen = freeze_time(day(TODAY))
        frozen.start()
        self.addCleanup(frozen.stop)

    def start(self, partner=None):
        """The call screen that a billing user opens."""
        debtors = self.env["collection.debtor"].with_user(self.caller)
        if partner:
            action = self.debtor(partner).with_user(self.caller).action_call()
        else:
            action = debtors.action_start_calls()
        return (
            self.env["collection.call"].with_user(self.caller).browse(action["res_id"])
        )

    def record(self, call, outcome, **values):
        call.write(values)
        return call.with_context(collection_outcome=outcome).action_record()

    def activities(self, partner, xmlid="mail.mail_activity_data_todo"):
        return self.debtor(partner).activity_search([xmlid])

    def calls(self, partner):
        return self.activities(partner, "mail.mail_activity_data_call")

    def last_note(self, partner):
        return self.debtor(partner).message_ids[0]

    def test_the_queue_by_impact_until_it_is_empty(self):
        call = self.start()
        self.assertEqual(call.partner_id, self.large)
        self.assertEqual(call.waiting_count, 2)
        self.assertEqual((call.overdue, call.days_overdue), (9000, TODAY))
        self.assertEqual(call.phone, "+33 1 00 00 00 02")
        self.assertEqual(call.script, "Ask for the day of payment")
        self.assertEqual(call.available_claim_ids, self.claim(self.large_bill))
        self.assertIn(self.firm.name, call.history)
        self.record(call, "refuses", note="They laughed")
        self.assertIn("Large SA", call.last_result)
        self.assertEqual(call.partner_id, self.small)
        self.assertFalse(call.note)
        self.record(call, "no_answer")
        self.assertFalse(call.debtor_id)
        self.assertEqual((call.call_count, call.waiting_count), (2, 0))
        self.assertIn("No call", call.display_name)

    def test_the_list_is_sorted_by_impact(self):
        debtors = self.env["collection.debtor"].search(
            [("partner_id", "in", (self.small + self.large).ids)],
            order="call_impact, id",
        )
        self.assertEqual(debtors.partner_id, self.small + self.large)
        self.assertEqual(debtors.mapped("call_impact"), [100 * TODAY, 9000 * TODAY])

    def test_the_outcome_is_written_down_and_closes_the_call(self):
        self.record(self.start(), "refuses", note="They laughed <b>loudly</b>")
        self.assertFalse(self.calls(self.large))
        note = self.last_note(self.large)
        self.assertEqual(note.author_id, self.caller.partner_id)
        for words in ("Refuses to pay", "They laughed", "&lt;b&gt;"):
            self.assertIn(words, note.body)
        task = self.activities(self.large)
        self.assertIn("next step", task.summary)
        self.assertEqual(task.user_id, self.debtor(self.large)._responsible())

    def test_no_answer_tomorrow_again(self):
        call = self.start()
        self.record(call, "no_answer", note="Answering machine")
        self.assertIn("Answering machine", self.start(self.large).history)
        self.assertEqual(self.calls(self.large).date_deadline, day(TODAY + 1))
        self.assertNotIn(self.debtor(self.large), call._queue())

    def test_a_promise_of_no_money_at_all(self):
        """Whoever leaves the currency out is asked for the amount."""
        with self.assertRaisesRegex(UserError, "Enter the amount"):
            self.record(self.start(), "promise", currency_id=False)

    def test_a_promise(self):
        call = self.start()
        self.assertEqual(call.promise_amount, 9000)
        with Form(call) as form:
            form.promise_amount = 4000
            form.promise_date = day(TODAY + 5)
        self.record(call, "promise", note="By transfer")
        promise = self.debtor(self.large).promise_ids
        self.assertEqual((promise.amount, promise.date), (4000, day(TODAY + 5)))
        self.assertEqual(promise.claim_ids, self.claim(self.large_bill))
        self.assertEqual(promise.user_id, self.caller)
        self.assertEqual(promise.hold_ids.state, "active")
        self.assertIn("4,000.00", self.last_note(self.large).body)
        self.assertIn("4,000.00", self.start(self.large).history)

    def test_a_promise_beyond_the_limit_says_so(self):
        self.policy.promise_limit = 0
        call = self.start()
        self.record(call, "promise")
        self.assertIn("holds nothing", call.last_result)

    def test_a_claim_in_another_currency(self):
        euro = self.setup_other_currency("EUR")
        foreign = self.invoice(600, partner=self.small, currency_id=euro.id)
        self.env.cr.flush()
        call = self.start(self.small)
        with Form(call) as form:
            form.claim_ids.clear()
            self.assertEqual(form.promise_amount, 400)  # 100 and half of 600 dollars
            form.claim_ids.add(self.claim(foreign))
            self.assertEqual(form.promise_amount, 600)
        self.record(call, "promise")
        self.assertEqual(self.debtor(self.small).promise_ids.currency_id, euro)

    def test_paid_already_waits_for_the_payment(self):
        self.record(self.start(), "paid", wait_until=day(TODAY + 4))
        hold = self.debtor(self.large).hold_ids
        self.assertEqual((hold.date_end, hold.lift_event), (day(13), "payment"))
        task = self.activities(self.large)
        self.assertEqual(task.date_deadline, day(13))

    def test_a_dispute_is_opened_and_a_plan_is_somebodys_task(self):
        call = self.start()
        self.record(call, "dispute", note="Two pallets were <b>broken</b>")
        dispute = self.env["collection.dispute"].search(
            [("partner_id", "=", self.large.id)]
        )
        self.assertEqual(dispute.line_ids.claim_id, self.claim(self.large_bill))
        self.assertEqual(dispute.state, "open")
        self.assertIn("&lt;b&gt;broken", dispute.description)
        self.assertEqual(
            self.debtor(self.large).hold_ids.claim_ids, self.claim(self.large_bill)
        )
        self.record(call, "plan")
        self.assertIn("plan", self.activities(self.small).summary)

    def test_bankrupt_everything_stops(self):
        chief = new_test_user(self.env, login="chief", groups="base.group_user")
        self.company.collection_user_id = chief
        self.debtor(self.large).user_id = self.caller
        self.record(self.start(), "bankrupt")
        hold = self.debtor(self.large).hold_ids
        self.assertFalse(hold.claim_ids)
        self.assertEqual(self.activities(self.large).user_id, chief)

    def test_the_right_contact_is_called_next(self):
        call = self.start()
        self.record(call, "wrong_contact", right_name="Accounts", right_phone="+33 2")
        contact = self.large.child_ids
        self.assertEqual((contact.type, contact.phone), ("collection", "+33 2"))
        self.assertEqual((call.partner_id, call.phone), (self.large, "+33 2"))
        self.record(call, "wrong_contact", right_phone="+33 3")
        self.assertEqual(contact.phone, "+33 3")
        self.record(call, "wrong_contact")
        self.assertIn("whom to call", self.activities(self.large).summary)
        self.assertEqual(call.partner_id, self.small)

    def test_later(self):
        call = self.start()
        call.action_skip()
        self.assertEqual(call.partner_id, self.small)
        self.assertTrue(self.calls(self.large))
        self.record(call, "no_answer")
        self.assertFalse(call.debtor_id)

    def test_ones_own_calls_first(self):
        self.calls(self.small).user_id = self.caller
        call = self.start(self.small)
        self.assertTrue(call.only_mine)
        self.record(call, "no_answer")
        self.assertFalse(call.debtor_id)
        self.assertFalse(self.start(self.large).only_mine)

    def test_a_call_that_nobody_planned(self):
        call = self.start(self.small)
        self.calls(self.small).unlink()
        self.record(call, "refuses", note="We called about something else")
        self.assertIn("something else", self.last_note(self.small).body)

    def test_what_is_missing_is_asked_for(self):
        call = self.start()
        for outcome, values in (
            ("promise", {"promise_amount": 0}),
            ("promise", {"promise_date": False}),
            ("paid", {"wait_until": False}),
            ("no_answer", {"callback_date": False}),
            (None, {}),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.record(call, outcome, **values)
        with self.assertRaises(ValueError):
            self.record(call, "unlink")

    def test_billing_calls_and_nobody_else(self):
        for name, groups in (
            ("auditor", "account.group_account_readonly"),
            ("seller", "base.group_user"),
            ("customer", "base.group_portal"),
        ):
            user = new_test_user(self.env, login=f"call_{name}", groups=groups)
            with self.assertRaises(AccessError):
                self.debtor(self.large).with_user(user).action_call()
            with self.assertRaises(AccessError):
                self.start().with_user(user).read(["overdue"])

    def test_another_companys_debtor_cannot_be_looked_at(self):
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env,
            login="stranger",
            groups="account.group_account_invoice",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        calls = self.env["collection.call"].with_user(stranger)
        with self.assertRaises(AccessError):
            calls.create({"debtor_id": self.debtor(self.large).id})
        with self.assertRaises(AccessError):
            calls.create({}).debtor_id = self.debtor(self.large)
        self.assertFalse(calls.create({})._queue())

    def test_a_call_of_tomorrow_is_not_in_the_queue(self):
        self.calls(self.large).date_deadline = day(TODAY) + timedelta(days=1)
        self.assertEqual(self.start().partner_id, self.small)
