from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestHold(CollectionCommon):
    """What is on hold is not asked for, and comes back by itself."""

    def test_a_whole_debtor_on_hold_is_left_alone_until_it_ends(self):
        self.invoice()
        self.hold(until=5)
        self.nights(1, 5)
        self.assertHistory([])
        with freeze_time(day(3)):
            self.assertIn("On hold", self.debtor().explanation)
        self.assertReminded(self.night(day(6)), self.friendly)

    def test_the_undisputed_part_goes_on_being_asked_for(self):
        invoice = self.invoice(1000)
        self.hold(self.claim(invoice), amount=400)
        sent = self.night(day(1))
        self.assertReminded(sent, self.friendly)
        self.assertEqual(sent.amount, 600)
        self.assertEqual(sent.line_ids.held, 400)
        self.assertIn("400.00", sent.body)
        self.assertIn("is suspended", sent.body)

    def test_a_part_in_another_currency(self):
        euro = self.setup_other_currency("EUR")
        invoice = self.invoice(1000, currency_id=euro.id)
        self.hold(self.claim(invoice), amount=250)
        sent = self.night(day(1))
        self.assertEqual(sent._totals(), {euro: 750})
        self.assertEqual(sent.amount, 375)

    def test_a_hold_after_planning_means_not_sent(self):
        self.invoice()
        self.plan(day(1))
        self.hold()
        self.dispatch(day(1))
        self.assertEqual(self.reminders().state, "cancelled")
        self.assertIn("On hold", self.reminders().note)

    def hold_until(self, event):
        """A hold without an end date, made some time before what follows."""
        hold = self.hold(date_end=False, lift_event=event)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE collection_hold SET create_date = create_date - interval '1 day' "
            "WHERE id = %s",
            (hold.id,),
        )
        return hold

    def test_the_next_payment_lifts_it(self):
        invoice, _other = self.invoice(1000), self.invoice(500)
        hold = self.hold_until("payment")
        self.nights(1, 9)
        self.credit_note(10)
        self.night(day(10))
        self.assertHistory([])
        self.pay(invoice)
        self.assertReminded(self.night(day(11)), self.friendly)
        self.assertEqual(hold.state, "over")
        self.assertIn("next payment", hold.message_ids[0].body)

    def test_the_next_credit_note_lifts_it(self):
        self.invoice(1000)
        self.hold_until("credit_note")
        self.night(day(1))
        self.assertHistory([])
        self.credit_note(10)
        self.assertReminded(self.night(day(2)), self.friendly)

    def test_the_customers_next_message_lifts_it(self):
        self.invoice(1000)
        hold = self.hold_until("answer")
        self.debtor().message_post(
            body="We wait for the answer", message_type="comment"
        )
        self.night(day(1))
        self.assertEqual(hold.state, "active")
        self.debtor().message_post(body="You are right", message_type="email")
        self.assertReminded(self.night(day(2)), self.friendly)

    def test_another_customers_payment_lifts_nothing(self):
        self.invoice(1000)
        hold = self.hold_until("payment")
        self.pay(self.invoice(50, partner=self.create_customer("Other SA")))
        self.night(day(1))
        self.assertEqual(hold.state, "active")

    def test_lifted_the_claim_goes_on_from_the_level_it_had(self):
        self.invoice()
        self.night(day(1))
        hold = self.hold(until=60)
        self.nights(2, 9)
        with freeze_time(day(10)):
            hold.action_lift()
            self.assertEqual(hold.state, "over")
        self.assertReminded(self.night(day(10)), self.firm)

    def test_later_claims_of_a_debtor_on_hold_are_held_too(self):
        self.invoice()
        self.hold(until=20)
        self.invoice(300, due=day(8))
        self.nights(9, 12)
        self.assertHistory([])

    def test_a_hold_needs_an_end_and_sense(self):
        invoice = self.invoice()
        other = self.invoice(partner=self.create_customer("Other SA"))
        with self.assertRaisesRegex(ValidationError, "until when"):
            self.hold(date_end=False)
        with self.assertRaisesRegex(ValidationError, "exactly one claim"):
            self.hold(amount=10)
        with self.assertRaisesRegex(ValidationError, "no claim on this customer"):
            self.hold(self.claim(other))
        self.assertTrue(self.hold(self.claim(invoice)))

    @freeze_time(day(3))
    def test_states_and_age(self):
        self.invoice()
        active = self.hold(until=5)
        coming = self.hold(date_start=day(4))
        over = self.hold(until=2)
        self.assertEqual(
            (active + coming + over).mapped("state"), ["active", "coming", "over"]
        )
        self.assertEqual(active.age, 3)
        for state, hold in (("active", active), ("coming", coming), ("over", over)):
            self.assertEqual(active.search([("state", "=", state)]), hold)

    def test_billing_users_pause_and_employees_do_not(self):
        self.invoice()
        self.env.cr.flush()
        values = {
            "name": "On holiday",
            "debtor_id": self.debtor().id,
            "date_end": "2999-12-31",
        }
        for groups, allowed in (
            ("account.group_account_invoice", True),
            ("base.group_user", False),
        ):
            user = new_test_user(
                self.env,
                login=f"hold_{allowed}",
                groups=groups,
                company_id=self.company.id,
                company_ids=[(6, 0, self.company.ids)],
            )
            holds = self.env["collection.hold"].with_user(user)
            if allowed:
                self.assertEqual(holds.create(values).user_id, user)
            else:
                with self.assertRaises(AccessError):
                    holds.create(values)
