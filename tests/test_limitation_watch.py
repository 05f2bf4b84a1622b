from datetime import date
from decimal import Decimal

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from ..models.collection_debtor_limitation import ALERT
from ..rules.instalments import Instalment
from .common import day
from .limitation_common import DOCUMENT, LimitationCommon
from .test_plan_portal import drawing

JANUARY, APRIL = date(2026, 1, 5), date(2026, 4, 1)


@tagged("post_install", "-at_install")
class TestLimitationWatch(LimitationCommon):
    """Who is told in time, and who may do what."""

    # === ALERTS === #

    def test_the_responsible_is_told_once(self):
        self.owed()
        person = self.person("officer")
        self.debtor().user_id = person
        self.watch(JANUARY)
        self.assertFalse(self.alerts())
        self.watch(APRIL)
        alert = self.alerts()
        self.assertEqual(alert.user_id, person)
        self.assertIn("06/14/2026", alert.summary)
        self.assertIn("formal notice does not interrupt", alert.note)
        self.watch(APRIL)
        self.watch(date(2026, 4, 2))
        self.assertEqual(self.alerts(), alert)
        alert.action_feedback("I will see them tomorrow.")
        self.watch(date(2026, 4, 3))
        self.assertFalse(self.alerts())

    def test_one_activity_for_each_debtor_brought_up_to_date(self):
        self.owed()
        self.watch(APRIL)
        alert = self.alerts()
        self.owed(date(2021, 5, 15))
        self.watch(APRIL)
        self.assertEqual(self.alerts(), alert)
        self.assertIn("05/14/2026", alert.summary)
        self.assertIn(": 2.", alert.note)

    def test_what_helps_ends_the_alert(self):
        claim, other = self.owed(), self.owed(partner=self.consumer)
        self.watch(APRIL)
        self.assertTrue(self.alerts() and self.alerts(self.consumer))
        self.record(claim, "acknowledgment", APRIL, document=DOCUMENT)
        self.pay_part(other, 1000, APRIL)
        self.watch(APRIL)
        self.assertFalse(self.alerts() or self.alerts(self.consumer))

    def test_a_day_that_falls_back_is_told_again(self):
        claim = self.owed()
        self.watch(APRIL)
        self.alerts().action_feedback("Filed.")
        self.record(claim, "court_act", APRIL, origin=claim.move_id)
        self.watch(date(2026, 4, 2))
        self.assertFalse(self.alerts())
        self.events._void_of(claim.move_id, "Dismissed.")
        self.env.cr.flush()
        self.env.ref(
            "account_debt_collection.limitation_fr_business"
        ).months = 1  # the day is another one
        self.watch(date(2026, 4, 20))
        self.assertIn("07/14/2026", self.alerts().summary)

    def test_each_company_has_its_days_and_its_activity(self):
        other = self.setup_other_company(name="Other Creditor")["company"]
        other.write(
            {"country_id": self.env.ref("base.fr").id, "collection_limitation_days": 10}
        )
        self.owed()
        theirs = self.owed(company=other)
        self.watch(APRIL)
        self.assertTrue(self.alerts())
        debtor = self.debtor(company=other)
        alerts = debtor._limitation_activities().filtered(
            lambda activity: activity.res_id == debtor.id
        )
        self.assertFalse(alerts)
        self.watch(date(2026, 6, 5))
        self.assertTrue(debtor.activity_search([ALERT]))
        self.record(theirs, "acknowledgment", APRIL, document=DOCUMENT)
        self.assertEqual(self.events.search([]).company_id, other)
        officer = self.person("officer")
        events = self.events.with_user(officer)
        self.assertFalse(events.search([]))
        with self.assertRaises(AccessError):
            events.browse(self.events.search([]).id).note = "?"

    def test_the_night_watches(self):
        claim = self.owed()
        cron = self.env.ref("account_debt_collection.cron_night")
        with freeze_time(APRIL), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        claim.invalidate_recordset()
        self.assertSafeUntil(claim, 2026, 6, 14)
        self.assertTrue(self.alerts())

    # === PLANS === #

    def plan_of(self, claim):
        plans = self.env["collection.plan"]
        lines = plans._prepare_lines(self.debtor(), claim, "continued")
        total = sum(line["amount"] for line in lines)
        schedule = [Instalment(date(2026, 7, 31), Decimal(total))]
        return plans._make(self.debtor(), claim, schedule, interest_mode="continued")

    def test_a_plan_that_is_signed_acknowledges_the_debt(self):
        claim = self.owed()
        with freeze_time(APRIL):
            plan = self.plan_of(claim)
            plan.signed_document = DOCUMENT
        with freeze_time(date(2026, 4, 9)):
            plan.action_start_signed()
            self.env.cr.flush()
        event = self.events.search([])
        # The paper does not say on which day: not before the plan was made.
        self.assertEqual((event.kind, event.date), ("plan_signed", APRIL))
        self.assertEqual(event.reference, plan.display_name)
        self.assertSafeUntil(claim, 2031, 3, 31)

    def test_a_plan_by_word_of_mouth_proves_nothing(self):
        claim = self.owed()
        with freeze_time(APRIL):
            self.plan_of(claim).action_start_unsigned()
        self.assertFalse(self.events.search([]))

    def test_a_plan_signed_in_the_portal(self):
        claim = self.owed()
        with freeze_time(APRIL):
            plan = self.plan_of(claim)
            plan.action_propose()
            plan.sudo()._sign("D. Debtor", drawing())
            self.env.cr.flush()
        self.assertSafeUntil(claim, 2031, 3, 31)

    # === RIGHTS === #

    def values(self, claim, **values):
        return {
            "debtor_id": self.debtor(claim.partner_id).id,
            "claim_ids": [Command.set(claim.ids)],
            "kind": "acknowledgment",
            "date": date(2026, 3, 2),
            "document": DOCUMENT,
            "document_name": "letter.pdf",
            **values,
        }

    def test_the_officer_records_with_a_proof(self):
        claim = self.owed()
        events = self.events.with_user(self.person("officer"))
        with self.assertRaises(UserError):
            events.create(self.values(claim, document=False))
        with self.assertRaises(UserError):
            events.create(self.values(claim, kind="other"))
        unsaid = self.values(claim, document=False)
        unsaid.pop("kind", None)
        with self.assertRaises(UserError):
            events.create(unsaid)
        for kind in ("plan_signed", "part_payment"):
            with self.assertRaises(UserError):
                events.create(self.values(claim, kind=kind, document=False))
        for forged in (
            {"origin_model": "res.users", "origin_id": 1},
            {"user_id": self.env.ref("base.user_admin").id},
            {"is_confirmed": True},
        ):
            with self.assertRaises(AccessError):
                events.create(self.values(claim, **forged))
        with self.assertRaises(ValidationError):
            stranger = self.owed(partner=self.consumer)
            events.create(self.values(claim, claim_ids=[Command.set(stranger.ids)]))
        event = events.create(self.values(claim))
        self.env.cr.flush()
        self.assertSafeUntil(claim, 2031, 3, 1)
        for vals in (
            {"date": date(2026, 3, 3)},
            {"kind": "title"},
            {"is_void": True},
            {"document": DOCUMENT},
            {"claim_ids": [Command.clear()]},
        ):
            with self.assertRaises(AccessError):
                event.write(vals)
        with self.assertRaises(AccessError):
            event.unlink()
        event.note = "The original lies in the safe."
        event.action_void()
        self.env.cr.flush()
        self.assertSafeUntil(claim, 2026, 6, 14)

    def test_the_button_of_the_debtor(self):
        claim = self.owed()
        officer = self.person("officer")
        action = self.debtor().with_user(officer).action_acknowledgment()
        form = Form(
            self.events.with_user(officer).with_context(**action["context"]),
            "account_debt_collection.collection_limitation_event_view_form",
        )
        form.document = DOCUMENT
        event = form.save()
        self.assertEqual(event.claim_ids, claim)
        self.assertEqual(event.user_id, officer)

    def test_billing_reads(self):
        claim = self.owed()
        event = self.record(claim, "acknowledgment", APRIL, document=DOCUMENT)
        billing = self.person("account.group_account_invoice")
        event = event.with_user(billing)
        self.assertEqual(event.date, APRIL)
        self.assertTrue(self.debtor().with_user(billing).limitation_why)
        self.assertTrue(claim.move_id.with_user(billing).collection_limitation_date)
        period = self.env["collection.limitation.period"].with_user(billing)
        self.assertTrue(period.search([]))
        for forbidden in (
            lambda: event.write({"note": "?"}),
            event.action_void,
            event.action_rely,
            lambda: self.events.with_user(billing).create(self.values(claim)),
            lambda: period.search([])[0].write({"years": 30}),
        ):
            with self.assertRaises(AccessError):
                forbidden()

    def test_billing_pays_and_changes_due_dates(self):
        claim = self.owed()
        self.watch(APRIL)
        billing = self.person("account.group_account_invoice")
        self._register_payment(
            claim.move_id.with_user(billing), amount=100, payment_date=APRIL
        )
        self.env.cr.flush()
        self.assertEqual(self.events.search([]).kind, "part_payment")

    def test_nobody_else_sees_when_a_claim_lapses(self):
        claim = self.owed()
        self.watch(APRIL)
        employee = self.person("base.group_user")
        for model in ("event", "period"):
            with self.assertRaises(AccessError):
                self.env[f"collection.limitation.{model}"].with_user(employee).search(
                    []
                )
        names = self.env["account.move.line"].with_user(employee).fields_get()
        self.assertFalse([name for name in names if "limitation" in name])
        names = claim.move_id.with_user(employee).fields_get()
        self.assertFalse([name for name in names if "limitation" in name])

    def test_only_managers_change_the_periods(self):
        periods = self.env["collection.limitation.period"].search([])
        with self.assertRaises(AccessError):
            periods.with_user(self.person("officer"))[0].years = 30
        periods.with_user(self.person("manager"))[0].note = "Read."

    # === HOW OFTEN THE DATABASE IS ASKED === #

    def test_as_many_queries_for_many_claims_as_for_few(self):
        few = self.owed() + self.owed(partner=self.consumer)
        self.pay_part(few[0], 10, APRIL)
        many = few
        for number in range(40):
            claim = self.owed(partner=self.create_customer(f"Customer {number}"))
            self.pay_part(claim, 10, APRIL)
            many += claim
        few._collection_store_limitation()  # the caches are warm
        counts = []
        for claims in (few, many):
            claims._collection_forget_limitation()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            claims._collection_store_limitation()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertTrue(all(many.mapped("collection_limitation_date")))
        # Told once, an idle night asks and writes nothing more for anybody.
        self.env["collection.debtor"]._alert_limitations(APRIL)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(7):
            self.env["collection.debtor"]._alert_limitations(APRIL)
            self.env.flush_all()

    def test_posting_asks_nothing(self):
        self.owed()
        invoice = self.invoice(due=day(0), auto_post="no")
        self.assertNotIn("collection.limitation", self.env.cr.precommit.data)
        self.assertTrue(invoice)
