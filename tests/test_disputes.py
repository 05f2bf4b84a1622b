from contextlib import contextmanager

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .common import CollectionCommon, day
from .test_s17_charges import ChargesCommon

MODULE = "account_debt_collection"


class DisputeStories:
    """Builders of disputes."""

    @classmethod
    def dispute(cls, parts, reason="defective", opened=0, **values):
        """The customer contests ``parts``: {invoice: amount, None for the whole}."""
        cls.env.cr.flush()  # makes the debtor
        lines = [
            {"claim_id": cls.claim(invoice).id, **({"amount": part} if part else {})}
            for invoice, part in parts.items()
        ]
        with freeze_time(day(opened)):
            return cls.env["collection.dispute"].create(
                {
                    "debtor_id": cls.debtor(values.pop("partner", None)).id,
                    "reason_id": cls.env.ref(f"{MODULE}.dispute_reason_{reason}").id,
                    "line_ids": [Command.create(line) for line in lines],
                    **values,
                }
            )

    @contextmanager
    def refused(self, words):
        """Nothing of what is tried within is left."""
        with (
            self.assertRaisesRegex(ValidationError, words),
            self.env.cr.savepoint(),
        ):
            yield

    def new_user(self, name, groups):
        return new_test_user(
            self.env,
            login=f"dispute_{name}",
            groups=groups,
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )


@tagged("post_install", "-at_install")
class TestDisputes(DisputeStories, CollectionCommon):
    """What is contested is not asked for, and the rest is."""

    def test_dispute_of_40_of_100_with_reminders_of_60(self):
        invoice = self.invoice(100)
        self.night(day(1))
        dispute = self.dispute({invoice: 40}, opened=2)
        self.assertEqual(dispute.hold_ids.amount, 40)
        self.assertEqual(dispute.hold_ids.kind, "dispute")
        sent = self.night(day(8))
        self.assertReminded(sent, self.firm)
        self.assertEqual(sent.amount, 60)
        self.assertIn("40.00", sent.body)
        with freeze_time(day(10)):
            dispute.action_creditor_right()
        self.assertEqual(dispute.state, "creditor_right")
        self.assertEqual(dispute.hold_ids.state, "over")
        sent = self.night(day(15))
        self.assertReminded(sent, self.last)
        self.assertEqual(sent.amount, 100)

    def test_the_customer_was_right_and_pays_the_rest(self):
        invoice = self.invoice(100)
        dispute = self.dispute({invoice: 40})
        with self.assertRaisesRegex(UserError, "Make the credit note first"):
            dispute.action_debtor_right()
        dispute.credit_note_ids = self.credit_note(40, allocate_to=invoice)
        dispute.action_debtor_right()
        self.assertEqual(self.night(day(1)).amount, 60)
        self.pay(invoice)
        self.nights(8, 9)
        self.assertHistory([(1, self.friendly)])

    def test_part_amounts_over_two_claims(self):
        first, second, third = self.invoice(100), self.invoice(200), self.invoice(50)
        dispute = self.dispute({first: 40, second: None})
        self.assertEqual(dispute.amount, 240)
        self.assertEqual(sorted(dispute.hold_ids.mapped("amount")), [0, 40])
        sent = self.night(day(1))
        self.assertEqual(sent.amount, 60 + 50)
        # One of them is withdrawn.
        whole = dispute.line_ids.filtered(lambda line: line.amount == 200)
        dispute.line_ids = [Command.delete(whole.id)]
        self.assertEqual(self.night(day(8)).amount, 60 + 200 + 50)
        dispute.line_ids.amount = 60
        self.assertEqual(self.night(day(15)).amount, 40 + 200 + 50)
        self.assertTrue(third)

    def test_settled_for_a_part(self):
        invoice = self.invoice(100)
        dispute = self.dispute({invoice: 40})
        with self.assertRaisesRegex(UserError, "Enter what the customer is to pay"):
            dispute.action_settle()
        dispute.line_ids.agreed = 15
        dispute.credit_note_ids = self.credit_note(20)
        with self.assertRaisesRegex(UserError, "come to.*20.*concede.*25"):
            dispute.action_settle()
        dispute.credit_note_ids += self.credit_note(5)
        (self.claim(invoice) + dispute.credit_note_ids.line_ids.filtered(
            lambda item: item.account_type == "asset_receivable"
        )).reconcile()  # fmt: skip
        dispute.action_settle()
        self.assertEqual(dispute.state, "settled")
        self.assertEqual(self.night(day(1)).amount, 75)

    def test_part_of_a_claim_in_another_currency(self):
        euro = self.setup_other_currency("EUR")
        dispute = self.dispute({self.invoice(1000, currency_id=euro.id): 250})
        self.assertEqual(dispute.amount, 125)
        self.assertEqual(self.night(day(1))._totals(), {euro: 750})

    def test_a_payment_of_the_rest_leaves_nothing_to_ask_for(self):
        invoice = self.invoice(100)
        dispute = self.dispute({invoice: 40})
        self.pay(invoice, 60)
        self.nights(1, 3)
        self.assertHistory([])
        with freeze_time(day(4)):
            dispute.action_creditor_right()
        self.assertEqual(self.night(day(4)).amount, 40)

    def test_no_more_than_what_is_open_can_be_disputed(self):
        invoice = self.invoice(100)
        for amount in (101, -1):
            with self.refused("no more than that"):
                self.dispute({invoice: amount})
        self.dispute({invoice: 60})
        with self.refused("no more than that"):
            self.dispute({invoice: 60}, reason="price")
        self.dispute({invoice: 40}, reason="price")
        self.assertNothing(self.night(day(1)))

    def test_only_claims_and_credit_notes_of_this_customer(self):
        invoice, other = self.invoice(), self.create_customer("Other SA")
        foreign = self.invoice(partner=other)
        with self.refused("no claim on this customer"):
            self.dispute({foreign: 40}, partner=self.customer)
        dispute = self.dispute({invoice: 40})
        draft = self.credit_note(40).copy()
        for wrong in (self.credit_note(40, partner=other), invoice, draft):
            with self.refused("no posted credit note"):
                dispute.credit_note_ids = wrong

    def test_the_owner_has_an_activity_until_it_is_closed(self):
        owner = self.new_user("owner", f"{MODULE}.group_collection_officer")
        dispute = self.dispute({self.invoice(): 40}, deadline=day(12))
        dispute.user_id = owner
        self.assertEqual(dispute.activity_ids.user_id, owner)
        self.assertEqual(dispute.activity_ids.date_deadline, day(12))
        self.assertEqual(dispute.hold_ids.user_id, owner)
        with freeze_time(day(5)):
            self.assertEqual(dispute.age, 5)
            dispute.action_cancel()
        self.assertFalse(dispute.activity_ids)
        with freeze_time(day(50)):
            dispute.invalidate_recordset()
            self.assertEqual(dispute.age, 5)
        for vals in ({"deadline": day(1)}, {"line_ids": [Command.clear()]}):
            with self.assertRaisesRegex(UserError, "cannot be changed any more"):
                dispute.write(vals)
        with self.assertRaisesRegex(UserError, "cannot be changed any more"):
            dispute.line_ids.amount = 5

    def test_the_hold_is_lifted_by_the_dispute_only(self):
        officer = self.new_user("officer", f"{MODULE}.group_collection_officer")
        dispute = self.dispute({self.invoice(): 40})
        with self.assertRaisesRegex(UserError, "belongs to “Dispute: Defective"):
            dispute.hold_ids.with_user(officer).action_lift()

    def test_an_invoice_opens_its_dispute(self):
        invoice = self.invoice()
        self.env.cr.flush()
        action = invoice.action_collection_dispute()
        defaults = (
            self.env["collection.dispute"]
            .with_context(**action["context"])
            .default_get(["debtor_id", "line_ids"])
        )
        self.assertEqual(defaults["debtor_id"], self.debtor().id)
        self.assertEqual(
            defaults["line_ids"][-1],
            Command.create({"claim_id": self.claim(invoice).id}),
        )
        self.assertEqual(
            self.debtor().action_dispute()["context"]["default_line_ids"], []
        )

    def test_on_the_screen(self):
        invoice = self.invoice(100)
        self.env.cr.flush()
        context = invoice.action_collection_dispute()["context"]
        with Form(self.env["collection.dispute"].with_context(**context)) as form:
            form.reason_id = self.env.ref(f"{MODULE}.dispute_reason_price")
            with form.line_ids.edit(0) as line:
                self.assertEqual(line.amount, 100)
                line.amount = 40
        dispute = form.save()
        self.assertEqual(dispute.hold_ids.amount, 40)
        with Form(dispute) as form, form.line_ids.edit(0) as line:
            line.amount = 30
        self.assertEqual(dispute.hold_ids.amount, 30)

    # === RIGHTS === #

    def test_officers_open_and_close_disputes(self):
        officer = self.new_user("officer", f"{MODULE}.group_collection_officer")
        invoice = self.invoice()
        self.env.cr.flush()
        dispute = (
            self.env["collection.dispute"]
            .with_user(officer)
            .create(
                {
                    "debtor_id": self.debtor().id,
                    "reason_id": self.env.ref(f"{MODULE}.dispute_reason_price").id,
                    "line_ids": [
                        Command.create(
                            {"claim_id": self.claim(invoice).id, "amount": 40}
                        )
                    ],
                }
            )
        )
        for vals in ({"state": "settled"}, {"date_closed": day(1)}):
            with self.assertRaises(AccessError):
                dispute.write(vals)
        with self.assertRaises(AccessError):
            dispute.line_ids.hold_id = False
        with self.assertRaises(AccessError):
            dispute.create({"debtor_id": self.debtor().id, "state": "settled"})
        dispute.line_ids.amount = 30
        self.assertEqual(dispute.hold_ids.amount, 30)
        dispute.action_creditor_right()
        self.assertEqual(dispute.closed_by_id, officer)

    def test_billing_reads_and_others_see_nothing(self):
        dispute = self.dispute({self.invoice(): 40})
        billing = self.new_user("billing", "account.group_account_invoice")
        self.assertEqual(dispute.with_user(billing).amount, 40)
        for action in ("action_debtor_right", "action_creditor_right", "action_cancel"):
            with self.assertRaises(AccessError):
                getattr(dispute.with_user(billing), action)()
        with self.assertRaises(AccessError):
            dispute.line_ids.with_user(billing).amount = 1
        with self.assertRaises(AccessError):
            self.env["collection.dispute"].with_user(billing).create(
                {"debtor_id": self.debtor().id, "reason_id": dispute.reason_id.id}
            )
        portal = self.new_user("portal", "base.group_portal")
        employee = self.new_user("employee", "base.group_user")
        for user in (portal, employee):
            for record in (dispute, dispute.line_ids):
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["amount"])

    def test_another_company_sees_none_of_it(self):
        dispute = self.dispute({self.invoice(): 40})
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env,
            login="dispute_stranger",
            groups=f"{MODULE}.group_collection_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        for record in (dispute, dispute.line_ids):
            self.assertFalse(
                record.with_user(stranger).search([("id", "in", record.ids)])
            )
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["amount"])


@tagged("post_install", "-at_install")
class TestDisputedInterest(DisputeStories, ChargesCommon):
    """What the customer was right about has never borne interest."""

    def reach_last_reminder(self):
        for offset in (1, 8, 15):
            sent = self.night(day(offset))
        return sent

    def interest(self, invoice, offset):
        claim = self.claim(invoice)
        accrued, _obstacles = self.env["collection.charge"]._accrue(claim, day(offset))
        return float(accrued[claim].interest)

    def credit_on(self, offset, amount, invoice):
        """A credit note made, and allocated, on that day."""
        credit = self.invoice(
            amount, move_type="out_refund", invoice_date=day(offset), due=day(offset)
        )
        (self.claim(credit) + self.claim(invoice)).reconcile()
        return credit

    def test_the_debtor_was_right_so_that_part_bears_no_interest(self):
        invoice = self.invoice(10000)
        dispute = self.dispute({invoice: 4000})
        credit = self.credit_on(10, 4000, invoice)
        # 10 days on 10,000 and 10 days on 6,000 at 12.15 %
        self.assertEqual(self.interest(invoice, 20), 53.26)
        dispute.credit_note_ids = credit
        with freeze_time(day(10)):
            dispute.action_debtor_right()
        # 20 days on 6,000
        self.assertEqual(self.interest(invoice, 20), 39.95)

    def test_a_credit_note_not_allocated_yet_counts_already(self):
        invoice = self.invoice(10000)
        dispute = self.dispute({invoice: 4000})
        dispute.credit_note_ids = self.credit_note(4000)
        dispute.action_debtor_right()
        self.assertEqual(self.interest(invoice, 20), 39.95)

    def test_the_creditor_was_right_so_all_of_it_bears_interest(self):
        invoice = self.invoice(10000)
        self.dispute({invoice: 4000}).action_creditor_right()
        # 20 days on 10,000
        self.assertEqual(self.interest(invoice, 20), 66.58)

    def test_settled_for_a_part_the_rest_bears_interest(self):
        invoice = self.invoice(10000)
        dispute = self.dispute({invoice: 4000})
        dispute.line_ids.agreed = 3000
        dispute.credit_note_ids = self.credit_on(10, 1000, invoice)
        dispute.action_settle()
        # 20 days on 9,000
        self.assertEqual(self.interest(invoice, 20), 59.92)

    def test_more_credit_than_was_disputed_counts_from_its_own_day(self):
        invoice = self.invoice(10000)
        dispute = self.dispute({invoice: 4000})
        dispute.credit_note_ids = self.credit_on(10, 5000, invoice)
        dispute.action_debtor_right()
        # 10 days on 6,000 and 10 days on 5,000
        self.assertEqual(self.interest(invoice, 20), 36.62)

    def test_what_was_claimed_before_is_claimed_no_more(self):
        invoice = self.invoice(10000)
        self.reach_last_reminder()
        self.assertCharges(claimed=[49.93, 40])
        dispute = self.dispute({invoice: 4000}, opened=16)
        dispute.credit_note_ids = self.credit_on(18, 4000, invoice)
        with freeze_time(day(18)):
            dispute.action_debtor_right()
        # 18 days on 6,000; the indemnity is owed for the rest.
        self.assertCharges(claimed=[35.95, 40])

    def test_invoiced_charges_that_are_not_due_are_shown(self):
        invoice = self.invoice(10000)
        self.reach_last_reminder()
        with freeze_time(day(20)):
            self.debtor().action_invoice_charges()
        dispute = self.dispute({invoice: None}, opened=21)
        dispute.credit_note_ids = self.credit_on(22, 10000, invoice)
        with freeze_time(day(22)):
            dispute.action_debtor_right()
        self.assertCharges(claimed=[0, 0])
        self.assertIn("make a credit note of it", str(dispute.message_ids[0].body))
