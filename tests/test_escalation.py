from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..rules.escalation import Claim, Debtor, Level, Policy, Reason, decide

TODAY = date(2026, 3, 10)


def days(count):
    return TODAY + timedelta(days=count)


POLICY = Policy(
    levels=(
        Level(id=11, rank=1, delay=-5),
        Level(id=12, rank=2, delay=1),
        Level(id=13, rank=3, delay=8),
        Level(id=14, rank=4, delay=15, minimum=Decimal(100)),
    ),
    min_gap=5,
    minimum=Decimal(10),
)


def claim(due, residual=1000, rank=0, **values):
    return Claim(
        id=values.pop("id", 1),
        due_date=days(due),
        residual=Decimal(residual),
        policy=values.pop("policy", POLICY),
        rank=rank,
        **values,
    )


def decision(*claims, credit=0, contacted_on=None, refused_on=None):
    debtor = Debtor(1, claims, Decimal(credit), contacted_on, refused_on)
    return decide(debtor, TODAY)


@tagged("post_install", "-at_install")
class TestDecide(BaseCase):
    def assertReason(self, decided, reason):
        self.assertIsNone(decided.level)
        self.assertEqual(decided.climbing, ())
        self.assertEqual(decided.reason, reason)

    def test_each_reason_has_its_case(self):
        self.assertReason(decision(), Reason.SETTLED)
        self.assertReason(decision(claim(-3, excluded=True)), Reason.EXCLUDED)
        self.assertReason(decision(claim(-3, policy=Policy())), Reason.NO_POLICY)
        self.assertReason(decision(claim(-30, rank=4)), Reason.EXHAUSTED)
        self.assertReason(decision(claim(-3, pending=True)), Reason.PENDING)
        self.assertReason(decision(claim(-3, held=Decimal(1000))), Reason.HELD)
        self.assertReason(decision(claim(6)), Reason.NOT_RIPE)
        self.assertReason(decision(claim(-3, residual=9)), Reason.MINIMUM)
        self.assertReason(decision(claim(-3, held=Decimal(991))), Reason.MINIMUM)
        self.assertReason(decision(claim(-3), credit=1000), Reason.CREDIT)
        self.assertReason(decision(claim(-3), contacted_on=days(-4)), Reason.GAP)
        self.assertReason(decision(credit=50), Reason.SETTLED)

    def test_a_level_fires_on_its_day(self):
        self.assertEqual(decision(claim(5)).level.id, 11)
        self.assertReason(decision(claim(6)), Reason.NOT_RIPE)
        self.assertEqual(decision(claim(-1)).level.id, 12)
        self.assertEqual(decision(claim(-8, rank=2)).level.id, 13)
        self.assertReason(decision(claim(-7, rank=2)), Reason.NOT_RIPE)

    def test_a_level_on_the_due_date_itself(self):
        policy = Policy((Level(1, 1, 0),))
        self.assertEqual(decision(claim(0, policy=policy)).level.id, 1)
        self.assertReason(decision(claim(1, policy=policy)), Reason.NOT_RIPE)

    def test_courtesy_ends_with_the_due_date(self):
        self.assertEqual(decision(claim(0)).level.id, 11)
        self.assertEqual(decision(claim(-1)).level.id, 12)

    def test_delay_from_the_previous_reminder(self):
        policy = Policy((Level(1, 1, 0), Level(2, 2, 10, after_previous=True)))
        reached = {"policy": policy, "rank": 1, "reached_on": days(-9)}
        self.assertReason(decision(claim(-90, **reached)), Reason.NOT_RIPE)
        self.assertEqual(decision(claim(-90, **reached)).next_date, days(1))
        reached["reached_on"] = days(-10)
        self.assertEqual(decision(claim(-90, **reached)).level.id, 2)

    def test_the_gap_ends_on_its_last_day(self):
        self.assertEqual(decision(claim(-3), contacted_on=days(-5)).level.id, 12)
        self.assertEqual(decision(claim(-3), contacted_on=days(-1)).next_date, days(4))

    def test_even_without_gap_once_a_day(self):
        policy = replace(POLICY, min_gap=0)
        self.assertReason(
            decision(claim(-3, policy=policy), contacted_on=TODAY), Reason.GAP
        )

    def test_minimum_of_a_level_holds_its_claims_back_only(self):
        held = decision(claim(-15, residual=90, rank=3))
        self.assertReason(held, Reason.MINIMUM)
        both = decision(claim(-15, residual=40, rank=3), claim(-1, residual=30, id=2))
        self.assertEqual(both.level.id, 12)
        self.assertEqual([step.claim.id for step in both.climbing], [2])

    def test_what_needs_approval_is_proposed_and_holds_nothing_up(self):
        policy = replace(
            POLICY,
            levels=(*POLICY.levels, Level(15, 5, 30, needs_approval=True)),
        )
        old = claim(-40, rank=4, policy=policy)
        alone = decision(old)
        self.assertReason(alone, Reason.TO_APPROVE)
        self.assertEqual([step.claim for step in alone.proposed], [old])
        both = decision(old, claim(-1, id=2, policy=policy))
        self.assertEqual(both.level.id, 12)
        self.assertEqual([step.claim for step in both.proposed], [old])
        quiet = decision(old, contacted_on=TODAY)
        self.assertEqual(quiet.reason, Reason.GAP)
        self.assertEqual([step.claim for step in quiet.proposed], [old])
        refused = decision(old, refused_on=days(-1))
        self.assertReason(refused, Reason.GAP)
        self.assertFalse(refused.proposed)
        self.assertTrue(decision(old, refused_on=days(-5)).proposed)
        covered = decision(old, credit=1000)
        self.assertReason(covered, Reason.CREDIT)
        self.assertFalse(covered.proposed)

    def test_a_due_date_at_the_end_of_the_calendar(self):
        never = claim(0, id=2)._replace(due_date=date.max)
        self.assertEqual(decision(claim(-3), never).level.id, 12)

    def test_next_step_is_told(self):
        decided = decision(claim(-3, rank=2), contacted_on=days(-2))
        self.assertEqual((decided.next_date, decided.next_level.id), (days(5), 13))
        self.assertEqual(decision(claim(-3)).next_date, TODAY)
