from dataclasses import replace
from decimal import Decimal

from hypothesis import given

from odoo.tests import BaseCase, tagged

from ..rules.escalation import Bank, Debtor, Reason, decide, wakes_on
from .escalation_worlds import banks, debtors
from .test_escalation import TODAY, claim, days

OLD = Bank(newest=days(-8), max_age=7)


def decided(bank, receipts):
    debtor = Debtor(1, (claim(-3),), bank=bank, receipts=Decimal(receipts))
    return decide(debtor, TODAY)


@tagged("post_install", "-at_install")
class TestBankRules(BaseCase):
    def test_an_entry_may_be_as_old_as_the_company_allows(self):
        self.assertFalse(Bank(days(-7), 7).is_stale(TODAY))
        self.assertTrue(Bank(days(-8), 7).is_stale(TODAY))

    def test_without_a_limit_or_without_bank_entries_nothing_is_too_old(self):
        self.assertFalse(Bank(days(-900), 0).is_stale(TODAY))
        self.assertFalse(Bank(None, 7).is_stale(TODAY))

    def test_the_bank_warns_and_the_reminder_goes_out(self):
        warned = decided(OLD, 1000)
        self.assertTrue(warned.climbing)
        self.assertEqual(warned.warnings, (Reason.RECEIPTS, Reason.STALE_BANK))

    def test_by_option_the_reminder_waits(self):
        for bank, receipts, reason in (
            (replace(OLD, waits=True), 0, Reason.STALE_BANK),
            (Bank(waits=True), 1000, Reason.RECEIPTS),
            (replace(OLD, waits=True), 1000, Reason.RECEIPTS),
        ):
            waiting = decided(bank, receipts)
            self.assertEqual((waiting.climbing, waiting.reason), ((), reason))
            self.assertEqual([step.reason for step in waiting.waiting], [reason])
            self.assertEqual(wakes_on(waiting, TODAY), days(1))
            self.assertIsNone(waiting.next_date)

    def test_receipts_below_what_is_due_are_no_reason(self):
        self.assertFalse(decided(Bank(waits=True), "999.99").warnings)

    @given(debtors())
    def test_the_bank_makes_no_reminder_and_keeps_no_proposal_back(self, debtor):
        without = decide(replace(debtor, bank=Bank(), receipts=Decimal(0)), TODAY)
        with_bank = decide(debtor, TODAY)
        self.assertEqual(with_bank.proposed, without.proposed)
        taken = [(step.claim, step.level) for step in with_bank.climbing]
        kept = [(step.claim, step.level) for step in with_bank.waiting]
        wanted = [(step.claim, step.level) for step in without.climbing]
        self.assertEqual(taken + kept, wanted)
        self.assertFalse(taken and kept)

    @given(debtors(), banks)
    def test_a_warning_alone_changes_nothing(self, debtor, bank):
        warned = decide(replace(debtor, bank=replace(bank, waits=False)), TODAY)
        unwarned = decide(replace(debtor, bank=Bank(), receipts=Decimal(0)), TODAY)
        self.assertEqual(warned.steps, unwarned.steps)
        self.assertEqual(warned.reason, unwarned.reason)

    @given(debtors(), banks)
    def test_once_the_bank_is_up_to_date_what_waited_goes(self, debtor, bank):
        debtor = replace(debtor, bank=bank)
        waiting = decide(debtor, TODAY).waiting
        fresh = replace(bank, newest=TODAY)
        seen_to = decide(replace(debtor, bank=fresh, receipts=Decimal(0)), TODAY)
        if waiting:
            self.assertEqual(
                [step.claim for step in seen_to.climbing],
                [step.claim for step in waiting],
            )
