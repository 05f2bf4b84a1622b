from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common import day
from .proceeding_common import MODULE, ProceedingStories

SERVE = "Have the order served"
MAY_OPPOSE = "The debtor may oppose"


@tagged("post_install", "-at_install")
class TestProceedings(ProceedingStories):
    """Claims go to third parties and to court, and nothing is forgotten."""

    def test_story_from_invoice_to_enforceable_title(self):
        """Due on 10 March 2026, enforceable on 11 July."""
        invoice, other = self.invoice(10000), self.invoice(500, due=day(200))
        notice = self.serve_notice()
        self.assertEqual(notice.served_on, day(35))
        proceeding = self.hand_over([invoice], "payment_order", "2026-04-20")
        self.assertEqual(proceeding.stage_id.name, "To prepare")
        # 41 days at 12.15 %, and 40
        self.assertEqual(proceeding.interest, 136.48)
        self.assertEqual(proceeding.amount_declared, 10176.48)
        self.assertEqual(proceeding.cost_foreseen, 38 + 75)
        self.assertEqual(proceeding.hold_ids.kind, "proceeding")
        self.assertEqual(proceeding.hold_ids.claim_ids, self.claim(invoice))
        self.enter(proceeding, "filed", "2026-04-27")
        self.assertDeadlines(proceeding, {"Pay the registry's fee": "2026-05-12"})
        self.assertFalse(self.limitation(proceeding))
        self.enter(proceeding, "ordered", "2026-05-12")
        self.assertDeadlines(proceeding, {SERVE: "2026-11-12"})
        self.assertEqual(str(proceeding.next_deadline), "2026-11-12")
        [activity] = proceeding.activity_ids
        self.assertEqual(str(activity.date_deadline), "2026-10-13")
        self.assertEqual(activity.user_id, proceeding.user_id)
        self.assertEqual(
            activity.summary, "Have the order served (last day: 11/12/2026)"
        )
        self.enter(proceeding, "served", "2026-06-10")
        # The petition did not interrupt limitation: the service of the order does.
        self.assertEqual(
            [(event.kind, str(event.date)) for event in self.limitation(proceeding)],
            [("service", "2026-06-10")],
        )
        self.assertDeadlines(
            proceeding,
            {
                MAY_OPPOSE: "2026-07-10",
                "The order can be enforced, unless opposed": "2026-07-11",
            },
        )
        self.enter(proceeding, "title", "2026-07-13")
        self.assertDeadlines(proceeding, {})
        self.assertFalse(proceeding.activity_ids)
        self.assertEqual(
            set(self.limitation(proceeding).mapped("kind")), {"service", "title"}
        )
        self.assertEqual(
            [(step.stage_id.name, str(step.date)) for step in proceeding.step_ids],
            [
                ("To prepare", "2026-04-20"),
                ("Petition filed", "2026-04-27"),
                ("Order made", "2026-05-12"),
                ("Order served", "2026-06-10"),
                ("Enforceable", "2026-07-13"),
            ],
        )
        self.assertNothing(self.night(day(130)))
        enforcement = self.hand_over(
            [invoice], "enforcement", "2026-07-15", counterpart_id=self.bailiff.id
        )
        self.enter(enforcement, "paid", "2026-08-20")
        self.assertEqual(enforcement.state, "closed")
        self.assertTrue(other)

    def limitation(self, proceeding):
        return self.env["collection.limitation.event"]._of_origin(proceeding)

    # === DEADLINES === #

    def test_payment_orders_of_31_august_and_1_september(self):
        """Six months to serve the one, three to serve the other."""
        old, new = self.invoice(1000), self.invoice(2000)
        self.serve_notice()
        old = self.hand_over([old], "payment_order", "2026-08-20")
        new = self.hand_over([new], "payment_order", "2026-08-20")
        for proceeding, ordered in ((old, "2026-08-31"), (new, "2026-09-01")):
            self.enter(proceeding, "filed", "2026-08-21")
            self.enter(proceeding, "ordered", ordered)
        # 28 February 2027 is a Sunday.
        self.assertDeadlines(old, {SERVE: "2027-03-01"})
        self.assertDeadlines(new, {SERVE: "2026-12-01"})
        for proceeding in (old, new):
            self.enter(proceeding, "served", "2026-10-15")
        # 15 November 2026 is a Sunday; 16 December follows two whole months.
        self.assertDeadlines(
            old,
            {
                MAY_OPPOSE: "2026-11-16",
                "The order can be enforced, unless opposed": "2026-11-17",
            },
        )
        self.assertDeadlines(
            new,
            {
                MAY_OPPOSE: "2026-11-16",
                "The order can be enforced, unless the registry tells of an "
                "opposition": "2026-12-16",
            },
        )

    def test_a_day_that_was_entered_wrong(self):
        invoice = self.invoice()
        self.serve_notice()
        proceeding = self.hand_over([invoice], "payment_order", "2026-08-20")
        self.enter(proceeding, "filed", "2026-08-21")
        self.enter(proceeding, "ordered", "2026-09-01")
        with freeze_time("2026-09-02"):
            proceeding.step_ids[-1].date = "2026-08-31"
        self.assertDeadlines(proceeding, {SERVE: "2027-03-01"})
        self.enter(proceeding, "served", "2026-09-10")
        self.assertEqual(str(self.limitation(proceeding).date), "2026-09-10")
        with freeze_time("2026-09-12"):
            proceeding.step_ids[-1].date = "2026-09-09"
        valid = self.limitation(proceeding).filtered(lambda event: not event.is_void)
        self.assertEqual(str(valid.date), "2026-09-09")
        for wrong in ("2026-08-30", "2026-09-13"):
            with (
                freeze_time("2026-09-12"),
                self.assertRaisesRegex(ValidationError, "follow one another"),
                self.env.cr.savepoint(),
            ):
                proceeding.step_ids[-1].date = wrong

    def test_a_stage_that_was_entered_by_mistake(self):
        invoice = self.invoice()
        self.serve_notice()
        proceeding = self.hand_over([invoice], "payment_order", "2026-04-20")
        self.enter(proceeding, "filed", "2026-04-27")
        self.enter(proceeding, "ordered", "2026-05-12")
        self.enter(proceeding, "refused", "2026-05-13")
        self.assertEqual(proceeding.state, "closed")
        self.assertTrue(proceeding.hold_ids.date_lifted)
        with freeze_time("2026-05-14"):
            proceeding.action_undo_step()
        self.assertEqual(
            (proceeding.state, proceeding.stage_id.name), ("open", "Order made")
        )
        self.assertDeadlines(proceeding, {SERVE: "2026-11-12"})
        active = proceeding.hold_ids.filtered(lambda hold: not hold.date_lifted)
        self.assertEqual(active.claim_ids, self.claim(invoice))

    def test_a_day_that_was_corrected_before_its_stage_was_withdrawn(self):
        invoice = self.invoice()
        self.serve_notice()
        proceeding = self.hand_over([invoice], "payment_order", "2026-04-20")
        self.enter(proceeding, "filed", "2026-04-27")
        self.enter(proceeding, "ordered", "2026-05-12")
        self.enter(proceeding, "served", "2026-06-02")
        serve = proceeding.deadline_ids.filtered(lambda row: row.name == SERVE)
        with freeze_time("2026-06-03"):
            proceeding.step_ids[-1].date = "2026-06-01"
            self.assertEqual(str(serve.date_done), "2026-06-01")
            proceeding.action_undo_step()
        self.assertDeadlines(proceeding, {SERVE: "2026-11-12"})

    def test_the_insurers_deadline(self):
        """60 days from the oldest due date, on whatever day that is."""
        invoice, younger = self.invoice(1000), self.invoice(500, due=day(20))
        insurer = self.create_counterpart("Assurance-Crédit", "insurer")
        proceeding = self.hand_over(
            [invoice, younger],
            "insurer",
            30,
            counterpart_id=insurer.id,
            reminders="go_on",
        )
        # 9 May 2026 is a Saturday: a contract does not wait until Monday.
        self.assertDeadlines(proceeding, {"Notify the insurer": "2026-05-09"})
        self.assertFalse(proceeding.hold_ids)
        self.enter(proceeding, "notified", "2026-05-05")
        self.assertDeadlines(proceeding, {"Claim the indemnity": "2026-10-06"})

    def test_what_was_ticked_off_stays_so_at_the_next_stage(self):
        invoice = self.invoice()
        self.serve_notice()
        proceeding = self.hand_over([invoice], "payment_order", 41)
        fee = self.env.ref(f"{MODULE}.proceeding_delay_payment_order_fee")
        served = self.env.ref(f"{MODULE}.proceeding_stage_payment_order_served")
        fee.until_stage_id = served
        self.enter(proceeding, "filed", "2026-04-27")
        [paid] = proceeding.deadline_ids
        paid.date_done = "2026-04-29"
        self.enter(proceeding, "ordered", "2026-05-12")
        self.assertEqual(str(paid.date_done), "2026-04-29")
        self.assertDeadlines(proceeding, {SERVE: "2026-11-12"})
        filed = proceeding.step_ids.filtered(lambda s: str(s.date) == "2026-04-27")
        filed.date = "2026-04-28"
        self.assertFalse(paid.date_done, "Its day has changed.")

    def test_a_deadline_of_ones_own(self):
        invoice = self.invoice()
        self.serve_notice()
        proceeding = self.hand_over([invoice], "summary", 41)
        with freeze_time(day(42)):
            proceeding.deadline_ids = [
                Command.create({"name": "Hearing", "date": "2026-06-12"})
            ]
        [activity] = proceeding.activity_ids
        self.assertEqual(activity.summary, "Hearing (last day: 06/12/2026)")
        self.enter(proceeding, "summoned", "2026-05-04")
        self.assertDeadlines(proceeding, {"Hearing": "2026-06-12"})
        with freeze_time("2026-06-13"):
            proceeding.invalidate_recordset()
            self.assertTrue(proceeding.deadline_ids.is_late)
            proceeding.deadline_ids.date_done = "2026-06-12"
        self.assertFalse(proceeding.activity_ids)
        self.assertFalse(proceeding.next_deadline)

    # === WITHOUT NOTICE === #

    def test_no_court_without_a_formal_notice_that_was_served(self):
        invoice, later = self.invoice(), self.invoice(300)
        proceeding = self.hand_over([invoice], "payment_order", 2)
        with self.assertRaisesRegex(UserError, "Send one by registered letter"):
            self.enter(proceeding, "filed", day(3))
        self.assertEqual(proceeding.stage_id.name, "To prepare")
        proceeding.notice_date = day(1)
        with self.assertRaisesRegex(UserError, "No formal notice"):
            self.enter(proceeding, "filed", day(3))
        proceeding.notice_proof_ids = self.proof()
        self.enter(proceeding, "filed", day(3))
        self.assertTrue(later)

    def test_a_notice_without_its_proof_does_not_count(self):
        invoice = self.invoice()
        notice = self.serve_notice(proof=False)
        proceeding = self.hand_over([invoice], "summary")
        with self.assertRaisesRegex(UserError, "proof of receipt"):
            self.enter(proceeding, "summoned", day(42))
        notice.sudo().receipt_proof_id = self.proof()
        self.enter(proceeding, "summoned", day(42))

    def test_a_notice_about_other_claims_does_not_count(self):
        self.invoice()
        self.serve_notice()
        later = self.invoice(700, due=day(40))
        proceeding = self.hand_over([later], "merits", 45)
        with self.assertRaisesRegex(UserError, later.name):
            self.enter(proceeding, "summoned", day(46))

    # === ENDS === #

    def test_what_cannot_be_collected_stays_on_hold_and_is_doubtful(self):
        invoice = self.invoice()
        proceeding = self.hand_over([invoice], "agency", counterpart_id=self.agency.id)
        self.enter(proceeding, "uncollectable", day(60))
        self.assertEqual(
            (proceeding.state, proceeding.outcome), ("closed", "uncollectable")
        )
        self.assertNothing(self.night(day(61)))
        self.assertEqual(self.claim(invoice).collection_doubt, "proceeding")

    def test_what_comes_back_is_reminded_again(self):
        invoice = self.invoice()
        self.night(day(1))
        given = {"counterpart_id": self.agency.id}
        proceeding = self.hand_over([invoice], "agency", 2, **given)
        self.assertNothing(self.night(day(8)))
        self.enter(proceeding, "failed", day(60))
        self.assertReminded(self.night(day(60)), self.firm)

    def test_recorded_by_mistake(self):
        invoice = self.invoice()
        self.serve_notice()
        proceeding = self.hand_over([invoice], "summary", 41)
        self.enter(proceeding, "summoned", day(42))
        with freeze_time(day(43)):
            proceeding.action_cancel()
        self.assertTrue(proceeding.hold_ids.date_lifted)
        self.assertFalse(proceeding.activity_ids)
        self.assertTrue(self.limitation(proceeding).is_void)
        with self.assertRaisesRegex(UserError, "are over"):
            self.enter(proceeding, "heard", day(44))

    def test_a_dismissed_claim_has_interrupted_nothing(self):
        invoice = self.invoice()
        self.serve_notice()
        proceeding = self.hand_over([invoice], "merits")
        self.enter(proceeding, "summoned", "2026-05-04")
        self.assertFalse(self.limitation(proceeding).is_void)
        self.enter(proceeding, "refused", "2026-10-05")
        self.assertTrue(self.limitation(proceeding).is_void)

    # === LIMITATION FOLLOWS THE STEPS === #

    def sue_on_the_merits(self, *stages):
        """``stages``: (code, day) in their order."""
        invoice = self.invoice()
        self.serve_notice()
        proceeding = self.hand_over([invoice], "merits")
        for code, when in stages:
            self.enter(proceeding, code, when)
        return proceeding

    def undo(self, proceeding, when):
        with freeze_time(when):
            proceeding.action_undo_step()
            self.env.cr.flush()

    def assertActs(self, proceeding, *expected):
        """``expected``: (kind, day, end) of the events that are not void."""
        valid = self.limitation(proceeding).filtered(lambda event: not event.is_void)
        found = {
            (event.kind, str(event.date), str(event.date_end or "")) for event in valid
        }
        self.assertEqual(found, set(expected))

    def test_a_dismissal_that_was_entered_by_mistake(self):
        """The court act is pending again, and its claim does not lapse."""
        proceeding = self.sue_on_the_merits(("summoned", "2026-05-04"))
        claim = proceeding._claims()
        self.assertEqual(claim.collection_limitation_state, "still")
        self.enter(proceeding, "refused", "2026-10-05")
        self.assertActs(proceeding)
        self.assertEqual(claim.collection_limitation_state, "running")
        self.undo(proceeding, "2026-10-06")
        self.assertActs(proceeding, ("court_act", "2026-05-04", ""))
        self.assertFalse(self.limitation(proceeding).void_reason)
        self.assertEqual(claim.collection_limitation_state, "still")

    def test_the_end_moves_with_the_judgment(self):
        proceeding = self.sue_on_the_merits(
            ("summoned", "2026-05-04"), ("judged", "2026-10-05")
        )
        with freeze_time("2026-10-09"):
            proceeding.step_ids[-1].date = "2026-10-01"
        self.assertActs(
            proceeding,
            ("court_act", "2026-05-04", "2026-10-01"),
            ("title", "2026-10-01", ""),
        )
        with freeze_time("2026-10-09"):
            proceeding.step_ids[-2].date = "2026-05-05"
        self.assertActs(
            proceeding,
            ("court_act", "2026-05-05", "2026-10-01"),
            ("title", "2026-10-01", ""),
        )
        self.undo(proceeding, "2026-10-09")
        self.assertActs(proceeding, ("court_act", "2026-05-05", ""))

    def test_an_end_that_is_withdrawn_leaves_the_judgment(self):
        """Closing after the title neither lengthens what was pending nor reopens it."""
        proceeding = self.sue_on_the_merits(
            ("summoned", "2026-05-04"), ("judged", "2026-10-05")
        )
        acts = (
            ("court_act", "2026-05-04", "2026-10-05"),
            ("title", "2026-10-05", ""),
        )
        self.enter(proceeding, "uncollectable", "2026-11-20")
        self.assertActs(proceeding, *acts)
        self.undo(proceeding, "2026-11-21")
        self.assertActs(proceeding, *acts)

    def test_what_a_person_has_declared_void_stays_so(self):
        proceeding = self.sue_on_the_merits(("summoned", "2026-05-04"))
        self.limitation(proceeding).action_void()
        self.enter(proceeding, "refused", "2026-10-05")
        self.undo(proceeding, "2026-10-06")
        self.assertActs(proceeding)

    def test_a_step_of_closed_proceedings_stays_as_it_is(self):
        proceeding = self.sue_on_the_merits(
            ("summoned", "2026-05-04"), ("refused", "2026-10-05")
        )
        with (
            freeze_time("2026-10-06"),
            self.assertRaisesRegex(UserError, "Undo the last stage"),
        ):
            proceeding.step_ids[-1].date = "2026-10-02"
        self.undo(proceeding, "2026-10-06")
        with freeze_time("2026-10-06"):
            proceeding.step_ids[-1].date = "2026-05-05"
        self.assertActs(proceeding, ("court_act", "2026-05-05", ""))

    # === NO WAY AROUND === #

    def test_proceedings_begin_at_their_first_stage(self):
        """Nobody begins behind the checklist, nor by a default of the context."""
        manager = self.as_role(f"{MODULE}.group_collection_manager")
        claim, stage = self.claim(self.invoice()), self.stage("merits", "judged")
        self.env.cr.flush()
        values = {
            "debtor_id": self.debtor().id,
            "kind_id": self.kind("merits").id,
            "counterpart_id": self.bailiff.id,
            "line_ids": [Command.create({"claim_id": claim.id})],
        }
        proceedings = self.env["collection.proceeding"].with_user(manager)
        step = Command.create({"stage_id": stage.id, "date": day(1)})
        for name, value in {
            "stage_id": stage.id,
            "step_ids": [step],
            "state": "closed",
        }.items():
            with self.subTest(name), self.assertRaisesRegex(AccessError, "first stage"):
                proceedings.create({**values, name: value})
            by_default = proceedings.with_context(**{f"default_{name}": value})
            with self.subTest(name):
                begun = by_default.create(values)
                self.assertEqual(begun.state, "open")
                self.assertEqual(begun.stage_id.name, "To prepare")
        self.assertEqual(proceedings.create(values).stage_id.name, "To prepare")

    def test_insolvency_does_not_turn_into_an_agencys_file(self):
        proceeding = self.hand_over([self.invoice()], "agency")
        liquidation = self.kind("liquidation")
        with self.assertRaisesRegex(UserError, "nothing in common"):
            proceeding.write({"kind_id": liquidation.id, "date_judgment": day(1)})
        insolvency = self.hand_over([], liquidation, date_judgment=day(40))
        with self.assertRaisesRegex(UserError, "nothing in common"):
            insolvency.kind_id = self.kind("payment_order")
        insolvency.kind_id = self.kind("reorganisation")
        self.assertEqual(insolvency.category, "insolvency")

    def test_who_acts_for_us_is_named_where_somebody_has_to(self):
        with self.assertRaisesRegex(ValidationError, "choose whom"):
            self.hand_over([self.invoice()], "agency", counterpart_id=False)
        proceeding = self.hand_over([self.invoice()], "agency")
        with self.assertRaisesRegex(ValidationError, "choose whom"):
            proceeding.counterpart_id = False
        self.hand_over([self.invoice()], "payment_order", counterpart_id=False)

    def test_a_claim_on_somebody_else_is_not_added_later(self):
        other = self.create_customer("Other SA")
        foreign = self.invoice(100, partner=other)
        proceeding = self.hand_over([self.invoice()], "agency")
        for item in (
            self.claim(foreign),
            proceeding._claims().move_id.line_ids - proceeding._claims(),
        ):
            with (
                self.assertRaisesRegex(ValidationError, "no claim on this customer"),
                self.env.cr.savepoint(),
            ):
                proceeding.line_ids = [Command.create({"claim_id": item[:1].id})]

    # === THE OWNER IS ASKED ONCE === #

    def test_the_owner_is_asked_once_for_all_days_and_gets_no_mail(self):
        """Whoever enters a stage of somebody else's file writes to nobody."""
        invoice = self.invoice()
        self.serve_notice()
        colleague = self.as_role(f"{MODULE}.group_collection_manager")
        proceeding = self.hand_over(
            [invoice], "payment_order", "2026-08-20", user_id=colleague.id
        )
        for code, when in (("filed", "2026-08-21"), ("ordered", "2026-09-01")):
            self.enter(proceeding, code, when)
        told = self.env["mail.message"].search_count([])
        asked = self.env["mail.activity"].search([], order="id desc", limit=1)
        self.enter(proceeding, "served", "2026-10-15")
        activities = proceeding.activity_ids
        self.assertEqual(len(activities), 2)
        self.assertEqual(activities.user_id, colleague)
        # Their numbers follow the last one: none was made and thrown away again.
        self.assertEqual(sorted(activities.ids), [asked.id + 1, asked.id + 2])
        notes = self.env["mail.message"].search_count([]) - told
        tracking = proceeding.message_ids.filtered("tracking_value_ids")
        self.assertLessEqual(notes, len(tracking))

    # === OUR REMINDERS === #

    def test_a_reminder_that_waits_is_cancelled(self):
        invoice = self.invoice()
        for offset in (1, 8, 15, 30):
            self.night(day(offset))
        waiting = self.reminders()[-1]
        self.assertEqual(waiting.state, "to_approve")
        self.hand_over([invoice], "agency", 31, counterpart_id=self.agency.id)
        self.assertEqual(waiting.state, "cancelled")

    def test_other_claims_are_reminded_as_before(self):
        invoice, kept = self.invoice(1000), self.invoice(300)
        self.hand_over([invoice], "agency", 1, counterpart_id=self.agency.id)
        sent = self.night(day(1))
        self.assertReminded(sent, self.friendly)
        self.assertEqual(sent.amount, 300)
        self.assertEqual(sent.line_ids.filtered("level_id").move_line_id.move_id, kept)

    def test_a_factor_is_to_be_paid(self):
        """The claims are sold: reminders name the factor's account, or stop."""
        invoice = self.invoice()
        factor = self.create_counterpart("Affacturage SA", "factoring")
        proceeding = self.hand_over(
            [invoice], "factoring", 0, counterpart_id=factor.id, reminders="factor"
        )
        with freeze_time(day(1)):
            self.plan(day(1))
            self.dispatch(day(1))
        failed = self.reminders()
        self.assertFailed(failed, "has no bank account")
        self.env["res.partner.bank"].create(
            {"acc_number": "FR7610107001011234567890129", "partner_id": factor.id}
        )
        with freeze_time(day(2)):
            failed.action_send()
        self.assertReminded(failed, self.friendly)
        self.assertIn("FR76 1010 7001 0112 3456 7890 129", failed.body)
        with freeze_time(day(3)):
            proceeding.reminders = "stop"
        self.assertEqual(proceeding.hold_ids.claim_ids, self.claim(invoice))
        self.assertNothing(self.night(day(9)))

    def test_a_letter_names_one_payee(self):
        sold, kept = self.invoice(1000), self.invoice(300)
        factor = self.create_counterpart("Affacturage SA", "factoring")
        self.hand_over(
            [sold], "factoring", 0, counterpart_id=factor.id, reminders="factor"
        )
        self.night(day(1))
        self.assertFailed(self.reminders(), "Some of these claims are paid to")
        self.assertTrue(kept)

    # === A KIND OF ONE'S OWN === #

    def test_a_user_adds_a_kind(self):
        manager = self.as_role("account_debt_collection.group_collection_manager")
        kinds = self.env["collection.proceeding.kind"].with_user(manager)
        with Form(kinds) as form:
            form.name = "Mediation of the chamber"
            for name in ("Asked for", "Agreed"):
                with form.stage_ids.new() as stage:
                    stage.name = name
        kind = form.save()
        with Form(kind) as form, form.delay_ids.new() as delay:
            delay.name = "Ask for the mediator's answer"
            delay.stage_id = kind.stage_ids[0]
            delay.days = 21
        kind.stage_ids[1].write({"is_end": True, "outcome": "settled"})
        invoice = self.invoice()
        proceeding = self.hand_over([invoice], kind, "2026-04-20")
        self.assertDeadlines(
            proceeding, {"Ask for the mediator's answer": "2026-05-11"}
        )
        with freeze_time("2026-05-12"):
            proceeding.with_user(manager)._enter(kind.stage_ids[1])
        self.assertEqual((proceeding.state, proceeding.outcome), ("closed", "settled"))

    def test_stages_of_other_kinds_are_refused(self):
        invoice = self.invoice()
        proceeding = self.hand_over([invoice], "agency", counterpart_id=self.agency.id)
        with self.assertRaisesRegex(UserError, "is no stage of"):
            proceeding._enter(self.stage("merits", "judged"))
        with self.assertRaisesRegex(ValidationError, "have begun as"):
            proceeding.kind_id = self.kind("merits")

    def test_drawing_a_card_to_another_column(self):
        invoice = self.invoice()
        proceeding = self.hand_over([invoice], "agency", counterpart_id=self.agency.id)
        with freeze_time(day(50)):
            proceeding.stage_id = self.stage("agency", "working")
        self.assertEqual(proceeding.step_ids[-1].date, day(50))
        self.assertIn("Decide whether", proceeding.activity_ids.summary)
