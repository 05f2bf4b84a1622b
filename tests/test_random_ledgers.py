import random
import time
from itertools import pairwise

from odoo.tests import freeze_time, tagged

from .common import CollectionCommon, day

CUSTOMERS = 5
NIGHTS = 24
GAP = 5  # quiet days of the default policy


@tagged("post_install", "-at_install")
class TestRandomLedgers(CollectionCommon):
    """Small ledgers in which anything may happen, through several real nights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.patient = cls.policy.copy({"name": "Counted from the previous reminder"})
        for level in cls.patient.level_ids[2:]:
            level.write({"basis": "previous", "delay": 7})

    def test_whatever_happens_the_rules_are_kept(self):
        seed = time.time_ns() % 1_000_000
        self.dice = random.Random(seed)  # noqa: S311  no secret
        try:
            self._open_a_business()
            for offset in range(-3, NIGHTS):
                self._live_through(offset)
            self.assertNobodyContactedTwice()
            self.assertNoLevelSkipped()
            self.assertStatementsAgree()
        except AssertionError as error:
            raise AssertionError(f"Seed {seed}") from error

    # === WHAT HAPPENS === #

    def _open_a_business(self):
        self.payments = []
        self.customers = [
            self.create_customer(f"Customer{number} SA") for number in range(CUSTOMERS)
        ]
        for customer in self.customers:
            customer.collection_policy_id = self.dice.choice((False, self.patient))
        for _invoice in range(2 * CUSTOMERS):
            self._new_invoice(0)

    def _live_through(self, offset):
        today = day(offset)
        self._something_happens(offset)
        if self.dice.random() < 0.3:
            return  # nobody runs the night
        before = self.reminders().filtered(lambda r: r.state == "sent")
        self.plan(today)
        if happens := self.dice.random() < 0.3:
            self._something_happens(offset)
        self.dispatch(today)
        sent = self.reminders().filtered(lambda r: r.state == "sent") - before
        self.assertNeitherPaidNorHeld(sent, today)
        if self.dice.random() < 0.2:
            again = self.night(today)
            self.assertFalse(again.debtor_id & sent.debtor_id, "twice on one day")
            # What a payment that bounced meanwhile brings about is for the next night.
            self.assertTrue(happens or not again, "nothing was left to be sent")

    def _something_happens(self, offset):
        event = self.dice.choice(
            (
                self._new_invoice,
                self._new_invoice,
                self._new_credit_note,
                self._payment,
                self._bounced_payment,
                self._hold,
                self._lifted_hold,
                self._approval,
            )
        )
        with freeze_time(day(offset)):
            event(offset)

    def _new_invoice(self, offset):
        due = day(offset + self.dice.randint(-40, 10))
        amount = self.dice.choice((3, 80, 500, 1200))
        self.invoice(amount, due=due, partner=self.dice.choice(self.customers))

    def _new_credit_note(self, offset):
        amount = self.dice.choice((2, 100, 600))
        invoice = self._some(self._open_invoices())
        self.credit_note(
            amount,
            partner=invoice.partner_id or self.customers[0],
            allocate_to=self.dice.choice((None, invoice)),
        )

    def _payment(self, offset):
        if invoice := self._some(self._open_invoices()):
            share = self.dice.choice((1, 1, 0.5))
            amount = invoice.currency_id.round(invoice.amount_residual * share)
            self.payments.append(self.pay(invoice, amount))

    def _bounced_payment(self, offset):
        if self.payments:
            payment = self.payments.pop(self.dice.randrange(len(self.payments)))
            payment.move_id.line_ids.remove_move_reconcile()
            payment.action_cancel()

    def _hold(self, offset):
        if invoice := self._some(self._open_invoices()):
            self.hold(
                self.dice.choice((None, self.claim(invoice))),
                partner=invoice.partner_id,
                date_start=day(offset),
                until=offset + self.dice.randint(0, 12),
            )

    def _lifted_hold(self, offset):
        self._some(self.env["collection.hold"].search([])).action_lift()

    def _approval(self, offset):
        waiting = self.reminders().filtered(lambda r: r.state == "to_approve")
        self._some(waiting).action_approve()

    def _open_invoices(self):
        return self.env["account.move"].search(
            [
                ("partner_id", "in", [customer.id for customer in self.customers]),
                ("move_type", "=", "out_invoice"),
                ("amount_residual", ">", 0),
            ],
            order="id",
        )

    def _some(self, records):
        return records[self.dice.randrange(len(records))] if records else records

    # === WHAT IS ALWAYS TRUE === #

    def assertNeitherPaidNorHeld(self, sent, today):
        for line in sent.line_ids.filtered(lambda line: line.residual > 0):
            claim = line.move_line_id
            self.assertFalse(claim.reconciled, "paid")
            self.assertEqual(line.residual, claim.amount_residual_currency)
            self.assertNotIn(claim, self._held(line.reminder_id.debtor_id, today))
        for reminder in sent:
            self.assertGreater(reminder.amount, 0)

    def _held(self, debtor, today):
        """Claims of a debtor on hold today, as a person reads the list of holds."""
        active = debtor.hold_ids.filtered(
            lambda hold: (
                not hold.date_lifted and hold.date_start <= today <= hold.date_end
            )
        )
        if any(not hold.claim_ids for hold in active):
            return debtor.claim_ids
        return active.claim_ids

    def assertNobodyContactedTwice(self):
        sent = self.reminders().filtered(lambda r: r.state == "sent")
        self.assertGreater(len(sent), CUSTOMERS, "The nights have been busy.")
        for reminders in sent.grouped("debtor_id").values():
            for earlier, later in pairwise(sorted(reminders.mapped("date_done"))):
                self.assertGreaterEqual((later - earlier).days, GAP)

    def assertNoLevelSkipped(self):
        lines = self.env["collection.reminder.line"].search(
            [("level_id", "!=", False), ("date", "!=", False)], order="date, id"
        )
        for history in lines.grouped("move_line_id").values():
            reached = history.level_id.browse(history.mapped("level_id.id"))
            levels = history.level_id.policy_id.level_ids
            if reached[0].delay >= 0:
                levels = levels[1:]  # too late for the courtesy
            names = history.mapped("level_id.name")
            self.assertEqual(names, levels[: len(names)].mapped("name"))

    def assertStatementsAgree(self):
        """Movements end at what is open; in the end that is what the ledger says."""
        debtors = self.env["collection.debtor"].search([])
        for offset in range(-60, NIGHTS, 7):
            since = day(offset - 20)
            for account in debtors._statements(day(offset), since).values():
                for section in account.sections:
                    moved = sum(movement.amount for movement in section.movements)
                    self.assertEqual(section.opening + moved, section.balance)
        for debtor, account in debtors._statements(day(5000)).items():
            self.assertEqual(
                {
                    line.item.id: float(line.residual)
                    for section in account.sections
                    for line in section.open_items
                },
                {item.id: item.amount_residual_currency for item in debtor.claim_ids},
            )
