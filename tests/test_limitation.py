from datetime import date

from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import day
from .limitation_common import DOCUMENT, LimitationCommon


@tagged("post_install", "-at_install")
class TestLimitation(LimitationCommon):
    """From the due date to the last safe day, and what moves it."""

    # === EVENTS === #

    def test_one_event_for_each_debtor(self):
        other = self.create_customer("Other SA")
        claims = self.owed() + self.owed(partner=other)
        events = self.record(claims, "court_act", day(40))
        self.assertEqual(events.claim_ids, claims)
        self.assertEqual(events.partner_id, self.customer + other)

    def test_what_an_origin_has_begun_it_ends_or_voids(self):
        claim = self.owed()
        act = date(2026, 5, 4)
        event = self.record(claim, "court_act", act, origin=claim.move_id)
        again = self.record(claim, "court_act", act, origin=claim.move_id)
        self.assertEqual(again, event)
        self.assertEqual(event.reference, claim.move_id.display_name)
        self.assertEqual(claim.collection_limitation_state, "still")
        self.assertFalse(claim.collection_limitation_date)
        self.assertEqual(self.found(claim).fallback, date(2026, 6, 14))
        self.events._end_of(claim.move_id, date(2026, 9, 30))
        self.env.cr.flush()
        self.assertSafeUntil(claim, 2031, 9, 29)
        self.assertEqual(claim.collection_limitation_state, "running")
        self.events._void_of(claim.move_id, "Withdrawn.")
        self.env.cr.flush()
        self.assertEqual(event.void_reason, "Withdrawn.")
        self.assertSafeUntil(claim, 2026, 6, 14)
        self.assertFalse(self.events._end_of(claim.move_id, day(90)))

    def test_every_kind(self):
        on, end = date(2026, 5, 4), date(2026, 5, 14)
        expected = {
            "acknowledgment": date(2031, 5, 3),
            "plan_signed": date(2031, 5, 3),
            "part_payment": date(2026, 6, 14),  # until somebody relies upon it
            "court_act": date(2031, 5, 13),
            "service": date(2031, 5, 3),
            "enforcement": date(2031, 5, 3),
            "title": date(2036, 5, 3),
            "mediation": date(2026, 11, 13),  # six months are left
            "conciliation": date(2026, 11, 13),
            "insolvency": date(2031, 5, 13),
            "other": date(2031, 5, 3),
        }
        kinds = dict(self.events._fields["kind"].selection)
        self.assertEqual(list(expected), list(kinds))
        lasting = ("court_act", "mediation", "conciliation", "insolvency")
        for kind, last_day in expected.items():
            with self.subTest(kind):
                claim = self.owed()
                until = {"date_end": end} if kind in lasting else {}
                self.record(claim, kind, on, **until)
                self.assertEqual(claim.collection_limitation_date, last_day)

    # === THE TWO STORIES === #

    def test_a_trade_claim_interrupted_twice(self):
        claim = self.owed()
        self.watch(date(2026, 1, 5))
        self.assertSafeUntil(claim, 2026, 6, 14)
        self.record(claim, "acknowledgment", date(2024, 2, 29), document=DOCUMENT)
        self.assertSafeUntil(claim, 2029, 2, 27)
        payment = self.pay_part(claim, 300, date(2026, 2, 2))
        self.assertSafeUntil(claim, 2029, 2, 27)
        self.assertEqual(self.found(claim).hoped, date(2031, 2, 1))
        event = self.events.search([("kind", "=", "part_payment")])
        self.assertEqual((event.claim_ids, event.date), (claim, date(2026, 2, 2)))
        self.assertEqual(event.reference, payment.move_id.name)
        event.action_rely()
        self.env.cr.flush()
        self.assertSafeUntil(claim, 2031, 2, 1)

    def test_a_consumer_claim_interrupted_twice(self):
        claim = self.owed(self.CONSUMER, partner=self.consumer)
        self.watch(date(2026, 1, 5))
        self.assertSafeUntil(claim, 2026, 6, 14)
        self.company.collection_limitation_payments = True
        self.pay_part(claim, 100, date(2025, 12, 1))
        self.assertSafeUntil(claim, 2027, 11, 30)
        self.record(claim, "acknowledgment", date(2026, 3, 2), document=DOCUMENT)
        self.assertSafeUntil(claim, 2028, 3, 1)

    # === WHAT IS RECORDED BY ITSELF === #

    def test_a_payment_that_bounces_is_no_acknowledgment(self):
        claim = self.owed()
        self.company.collection_limitation_payments = True
        payment = self.pay_part(claim, 300, date(2026, 2, 2))
        self.assertSafeUntil(claim, 2031, 2, 1)
        payment.move_id.line_ids.remove_move_reconcile()
        self.env.cr.flush()
        self.assertSafeUntil(claim, 2026, 6, 14)
        self.assertFalse(self.events.search([]))

    def test_credit_notes_and_write_offs_are_no_word_of_the_debtor(self):
        claim = self.owed()
        self.credit_note(200, allocate_to=claim.move_id)
        write_off = self.env["account.move"].create(
            {
                "line_ids": [
                    Command.create(
                        {
                            "account_id": claim.account_id.id,
                            "partner_id": self.customer.id,
                            "credit": 100,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": self.company_data[
                                "default_account_expense"
                            ].id,
                            "debit": 100,
                        }
                    ),
                ]
            }
        )
        write_off.action_post()
        (claim + self.claim(write_off)).reconcile()
        self.env.cr.flush()
        self.assertEqual(claim.amount_residual, 700)
        self.assertFalse(self.events.search([]))

    def test_a_claim_that_is_paid_in_full_needs_no_event(self):
        claim = self.owed()
        self.pay_part(claim, 1000, date(2026, 2, 2))
        self.assertFalse(self.events.search([]))

    def test_payments_from_before_are_recorded_when_the_claim_comes_near(self):
        claim = self.owed()
        self.pay_part(claim, 300, date(2026, 2, 2))
        self.events.search([]).sudo().unlink()
        claim._collection_forget_limitation()
        self.watch(date(2026, 3, 2))
        self.assertEqual(self.events.search([]).claim_ids, claim)

    def test_a_mediation_suspends_what_is_disputed(self):
        claim = self.owed()
        dispute = self.env["collection.dispute"].create(
            {
                "debtor_id": self.debtor().id,
                "reason_id": self.env["collection.dispute.reason"].search([])[0].id,
                "line_ids": [Command.create({"claim_id": claim.id})],
            }
        )
        self.assertFalse(self.events.search([]))
        dispute.mediation_start = date(2026, 1, 5)
        self.env.cr.flush()
        self.assertSafeUntil(claim, 2026, 6, 14)  # until it is known when it ended
        dispute.mediation_end = date(2026, 2, 4)
        self.env.cr.flush()
        self.assertSafeUntil(claim, 2026, 8, 3)  # six months are left
        dispute.mediation_end = date(2026, 1, 15)
        self.env.cr.flush()
        self.assertSafeUntil(claim, 2026, 7, 14)
        dispute.write({"mediation_start": False, "mediation_end": False})
        self.env.cr.flush()
        self.assertSafeUntil(claim, 2026, 6, 14)

    def test_declared_claims_do_not_lapse_until_insolvency_is_over(self):
        claim = self.owed()
        with freeze_time(date(2026, 3, 2)):
            proceeding = self.env["collection.proceeding"].create(
                {
                    "debtor_id": self.debtor().id,
                    "kind_id": self.env["collection.proceeding.kind"]
                    .search([("category", "=", "insolvency")])[0]
                    .id,
                    "date_judgment": date(2026, 2, 20),
                    "date_publication": date(2026, 2, 25),
                    "administrator_id": self.create_customer("Maître Mandataire").id,
                    "court": "Dijon",
                    "name": "2026/1",
                }
            )
            proceeding.action_declare()
            self.env.cr.flush()
        self.assertEqual(claim.collection_limitation_state, "still")
        event = self.events.search([])
        self.assertEqual((event.kind, event.date), ("insolvency", date(2026, 3, 2)))
        with freeze_time(date(2026, 9, 1)):
            proceeding.action_close()
            self.env.cr.flush()
        self.assertSafeUntil(claim, 2031, 8, 31)
        proceeding.sudo().state = "cancelled"
        self.env.cr.flush()
        self.assertSafeUntil(claim, 2026, 6, 14)

    # === THE FORMAL NOTICE === #

    def test_formal_notice_does_not_interrupt(self):
        claim = self.owed(date(2026, 3, 10), partner=self.customer)
        before = self.found(claim)
        for offset in (1, 8, 15, 30):
            self.night(day(offset))
        notice = self.reminders()[-1]
        self.assertEqual(notice.level_id, self.formal)
        with freeze_time(day(30)):
            notice.action_approve()
        self.dispatch(day(30))
        self.assertEqual(notice.state, "sent")
        claim._collection_store_limitation()
        self.assertEqual(self.found(claim), before)
        self.assertSafeUntil(claim, 2031, 3, 9)
        self.assertFalse(self.events.search([]))
        told = self.debtor().limitation_why
        self.assertIn("Formal notice: does not interrupt limitation", told)
        self.assertIn("20-23.204", told)
