from datetime import datetime, time

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..rules import escalation
from .common import DUE, CollectionCommon, day


@tagged("post_install", "-at_install")
class TestAwake(CollectionCommon):
    """Whatever may change a decision wakes the debtor, or leaves what it had alone."""

    def segment(self, levels=(), **values):
        return self.env["collection.policy"].create(
            {
                "name": "Segment",
                "segmented": True,
                "level_ids": [Command.create(level) for level in levels],
                **values,
            }
        )

    def level(self, delay, **values):
        return {
            "name": f"Level {delay}",
            "sequence": delay,
            "delay": delay,
            "channel_ids": self.env.ref("account_debt_collection.channel_email").ids,
            "template_id": self.friendly.template_id.id,
            **values,
        }

    # === POLICIES AND LEVELS === #

    def test_a_deleted_segment_policy_wakes_those_it_had_silenced(self):
        silence = self.segment()
        self.invoice()
        self.assertFalse(self.night(day(1)))
        silence.unlink()
        self.assertReminded(self.night(day(2)), self.friendly)

    def test_a_deleted_level_lets_the_next_one_come_earlier(self):
        policy = self.segment(
            [self.level(1), self.level(60), self.level(10, sequence=70)]
        )
        first, middle, last = policy.level_ids
        self.invoice()
        self.assertReminded(self.night(day(1)), first)
        self.nights(2, 7)
        middle.unlink()
        self.assertReminded(self.night(day(10)), last)

    def test_a_claim_type_in_use_cannot_be_deleted(self):
        rent = self.env.ref("account_debt_collection.claim_type_rent")
        policy = self.segment(claim_type_ids=rent.ids)
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            rent.unlink()
        self.assertEqual(policy.claim_type_ids, rent)

    def test_a_policy_in_use_is_not_given_to_another_company(self):
        other = self.setup_other_company()["company"]
        with self.assertRaises(ValidationError):
            self.policy.company_id = other
        free = self.segment()
        self.invoice()
        self.env.cr.flush()
        self.debtor().policy_id = free
        with self.assertRaises(UserError):
            free.company_id = other

    def test_a_branch_may_not_go_above_a_level_of_its_parents_policy(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        debtor = (
            self.env["collection.debtor"]
            .sudo()
            .create({"partner_id": self.customer.id, "company_id": branch.id})
        )
        debtor.tone_cap_id = self.firm
        self.assertEqual(debtor.tone_cap_id, self.firm)

    def test_a_copy_bears_the_name_that_it_is_given(self):
        self.assertEqual(self.policy.copy({"name": "Public"}).name, "Public")

    def test_levels_of_several_policies_can_be_told_apart(self):
        shown = self.firm.with_context(show_policy=True)
        self.assertEqual(
            shown.display_name, "Firm reminder and call (Standard reminders)"
        )

    # === HOLDS === #

    def test_the_hold_on_a_deleted_invoice_does_not_spread_to_all(self):
        doubtful, clear = self.invoice(500), self.invoice(700)
        hold = self.hold(self.claim(doubtful), until=90)
        doubtful.button_draft()
        doubtful.name = False
        doubtful.unlink()
        self.assertEqual(hold.state, "over")
        reminder = self.night(day(1))
        self.assertReminded(reminder, self.friendly)
        self.assertEqual(reminder.line_ids.move_line_id, self.claim(clear))

    def test_a_deleted_hold_wakes_its_debtor(self):
        self.invoice()
        hold = self.hold(until=90)
        self.assertFalse(self.night(day(1)))
        hold.sudo().unlink()
        self.assertReminded(self.night(day(2)), self.friendly)

    def test_a_hold_is_lifted_by_its_button_and_by_no_forger(self):
        self.invoice()
        billing = new_test_user(
            self.env,
            login="collection_holder",
            groups="account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        hold = self.hold().with_user(billing)
        for vals in ({"date_lifted": DUE}, {"lifted_by_id": self.env.uid}):
            with self.assertRaises(AccessError):
                hold.write(vals)
        hold.action_lift()
        self.assertEqual(hold.lifted_by_id, billing)

    # === ERRORS === #

    def test_a_debtor_that_recovers_needs_no_attention_any_more(self):
        invoice = self.invoice()
        self.env.cr.flush()
        debtor = self.debtor().sudo()
        debtor.error = "Something went wrong."
        debtor._refresh_figures(debtor.partner_id, day(-20))
        self.assertEqual(debtor.state, "attention")
        self.night(day(-19))
        self.assertFalse(debtor.error)
        self.assertEqual(debtor.state, "current", invoice.name)

    # === CALENDAR === #

    def test_a_holiday_that_is_cancelled_does_not_delay_the_reminder(self):
        self.policy.working_days_only = True
        self.invoice()
        closed = self.env["resource.calendar.leaves"].create(
            {
                "name": "Works holiday",
                "calendar_id": self.company.resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": datetime.combine(day(-1), time.min),
                "date_to": datetime.combine(day(20), time.max),
            }
        )
        self.assertFalse(self.night(day(1)))
        closed.unlink()
        self.assertReminded(self.night(day(2)), self.friendly)

    # === RULES === #

    def test_an_old_claim_that_grows_into_a_level_without_minimum_is_looked_at(self):
        """The minimum of the first level keeps it back; the next one has none."""
        policy = escalation.Policy(
            levels=(
                escalation.Level(1, 1, 1, minimum=100),
                escalation.Level(2, 2, 8),
            ),
            enters_by_age=True,
        )
        debtor = escalation.Debtor(1, (escalation.Claim(1, DUE, 50, policy),))
        decision = escalation.decide(debtor, day(1))
        self.assertEqual(decision.reason, escalation.Reason.MINIMUM)
        self.assertTrue(escalation.decide(debtor, day(8)).climbing)
        self.assertLessEqual(escalation.wakes_on(decision, day(1)), day(8))

    # === NOTICE === #

    def test_an_announced_reminder_is_not_said_to_go_out_tonight(self):
        self.friendly.notice_hours = 24
        self.customer.user_id = self.env.user
        self.invoice()
        self.assertFalse(self.night(day(1)))
        self.assertEqual(self.debtor().next_date, day(2))
