from decimal import Decimal

from lxml import html
from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ..rules.instalments import Instalment
from .common import CollectionCommon, day, text
from .test_disputes import DisputeStories
from .test_s17_charges import ChargesCommon

MODULE = "account_debt_collection"


class InsolvencyStories(DisputeStories):
    """Builders of proceedings."""

    @classmethod
    def insolvency(cls, judgment=12, opened=16, kind="liquidation", **values):
        """The judgment of day ``judgment`` becomes known on day ``opened``."""
        cls.env.cr.flush()  # makes the debtor
        with freeze_time(day(opened)):
            return cls.env["collection.proceeding"].create(
                {
                    "debtor_id": cls.debtor().id,
                    "kind_id": cls.env.ref(f"{MODULE}.proceeding_kind_{kind}").id,
                    "court": "Tribunal de commerce de Marseille",
                    "name": "2026J00123",
                    "date_judgment": day(judgment),
                    **values,
                }
            )

    @classmethod
    def administrator(cls):
        return cls.env["res.partner"].create(
            {
                "name": "Étude du Vieux-Port",
                "street": "5 rue Paradis",
                "zip": "13001",
                "city": "Marseille",
                "country_id": cls.env.ref("base.fr").id,
            }
        )


@tagged("post_install", "-at_install")
class TestInsolvency(InsolvencyStories, CollectionCommon):
    """One act stops everything."""

    def test_everything_stops_at_once(self):
        disputed, other = self.invoice(100), self.invoice(1000)
        self.night(day(1))
        dispute = self.dispute({disputed: 40}, opened=2)
        self.plan(day(8))
        waiting = self.reminders()[-1]
        self.assertEqual(waiting.state, "planned")
        proceeding = self.insolvency(judgment=5, opened=8)
        self.assertEqual(waiting.state, "cancelled")
        self.assertIn("The customer is insolvent: Liquidation", waiting.note)
        self.assertEqual(proceeding.hold_ids.kind, "insolvency")
        self.assertFalse(proceeding.hold_ids.date_end)
        self.assertFalse(proceeding.hold_ids.claim_ids)
        self.assertEqual(self.debtor().insolvency_id, proceeding)
        self.assertIn("Liquidation opened on", self.debtor().message_ids[0].body)
        # The dispute goes on before the administrator.
        self.assertEqual(dispute.state, "open")
        self.invoice(300, due=day(9))
        self.nights(8, 60)
        self.assertHistory([(1, self.friendly)])
        self.assertTrue(other)

    def test_in_the_middle_of_a_plan(self):
        """The plan ends without blame, and the promise; nothing is asked for."""
        invoice, other = self.invoice(900), self.invoice(300)
        self.night(day(1))
        plans, debtor = self.env["collection.plan"], self.debtor()
        with freeze_time(day(5)):
            claim = self.claim(invoice)
            lines = plans._prepare_lines(debtor, claim, "continued")
            total = Decimal(str(sum(line["amount"] for line in lines)))
            schedule = [Instalment(day(offset), total / 3) for offset in (20, 50, 80)]
            plan = plans._make(debtor, claim, schedule)
            plan.action_start_unsigned()
            promise = self.env["collection.promise"].create(
                {
                    "debtor_id": debtor.id,
                    "claim_ids": [Command.set(self.claim(other).ids)],
                    "currency_id": other.currency_id.id,
                    "amount": 300,
                    "date": day(40),
                }
            )
        with freeze_time(day(20)):
            self.pay(invoice, 300)
            self.night(day(21))
        self.assertEqual(plan.instalment_ids.mapped("residual"), [0, 300, 300])
        proceeding = self.insolvency(judgment=25, opened=30)
        self.assertEqual((plan.state, promise.state), ("cancelled", "cancelled"))
        held = self.debtor().hold_ids.filtered(lambda hold: not hold.date_lifted)
        self.assertEqual(held, proceeding.hold_ids)
        self.assertFalse(held.claim_ids)
        with freeze_time(day(60)):
            self.assertNothing(self.night(day(60)))
        self.assertEqual(invoice.amount_residual, 600)

    def test_calls_and_letters_that_wait_are_dropped(self):
        self.invoice()
        for offset in (1, 8, 15):
            self.night(day(offset))
        letter = self.reminders()[-1]
        self.assertEqual(letter.print_state, "to_print")
        self.assertTrue(self.debtor().activity_ids)
        self.insolvency(judgment=10, opened=15)
        self.assertEqual(letter.print_state, "skipped")
        self.assertFalse(self.debtor().activity_ids)

    def test_what_is_contested_and_what_somebody_paused_stay_as_they_are(self):
        invoice = self.invoice()
        dispute = self.dispute({invoice: 40})
        pause = self.hold(self.claim(invoice), until=30)
        self.insolvency()
        self.assertFalse(dispute.hold_ids.date_lifted)
        self.assertFalse(pause.date_lifted)

    def test_later_claims_are_reminded_by_option(self):
        earlier = self.invoice(1000)
        proceeding = self.insolvency(judgment=2, opened=3, reminds_later_claims=True)
        self.assertEqual(proceeding.hold_ids.claim_ids, self.claim(earlier))
        later = self.invoice(300, due=day(35))
        self.nights(3, 29)
        self.assertHistory([])
        self.assertReminded(self.night(day(30)), self.courtesy)
        sent = self.night(day(36))
        self.assertReminded(sent, self.friendly)
        self.assertEqual(sent.line_ids.filtered("level_id").move_line_id.move_id, later)
        self.assertEqual(sent.amount, 300)
        # Delivered before the judgment, invoiced after it: it is an earlier claim.
        with freeze_time(day(40)):
            proceeding.line_ids = [Command.create({"claim_id": self.claim(later).id})]
        self.assertNothing(self.night(day(44)))
        proceeding.reminds_later_claims = False
        active = proceeding.hold_ids.filtered(lambda hold: not hold.date_lifted)
        self.assertFalse(active.claim_ids)

    def test_closed_the_earlier_claims_stay_on_hold(self):
        self.invoice(1000)
        proceeding = self.insolvency(judgment=2, opened=3)
        with freeze_time(day(40)):
            proceeding.action_close()
        self.assertFalse(self.debtor().insolvency_id)
        self.invoice(300, due=day(45))
        self.assertEqual(self.night(day(46)).amount, 300)

    def test_recorded_by_mistake(self):
        self.invoice(1000)
        self.night(day(1))
        proceeding = self.insolvency(judgment=2, opened=3)
        with freeze_time(day(8)):
            proceeding.action_cancel()
        self.assertReminded(self.night(day(8)), self.firm)
        with self.assertRaisesRegex(UserError, "another stage"):
            proceeding.action_close()

    # === DEADLINE === #

    def test_two_months_from_the_publication(self):
        self.invoice()
        proceeding = self.insolvency()
        self.assertFalse(proceeding.deadline)
        self.assertIn("Find out when", proceeding.activity_ids.summary)
        self.assertEqual(proceeding.activity_ids.date_deadline, day(16 + 7))
        proceeding.date_publication = "2026-03-25"
        # 25 May 2026 is Whit Monday.
        self.assertEqual(str(proceeding.deadline), "2026-05-26")
        self.assertEqual(proceeding.activity_ids.date_deadline, proceeding.deadline)
        self.assertEqual(len(proceeding.activity_ids), 1)
        proceeding.is_abroad = True
        self.assertEqual(str(proceeding.deadline), "2026-07-27")
        with freeze_time("2026-07-28"):
            proceeding.invalidate_recordset()
            self.assertTrue(proceeding.is_late)

    def test_overseas_there_are_two_more(self):
        self.customer.zip = "97400"
        self.invoice()
        proceeding = self.insolvency(date_publication="2026-03-25")
        self.assertTrue(proceeding.is_abroad)
        self.assertEqual(str(proceeding.deadline), "2026-07-27")

    def test_days_that_cannot_be(self):
        self.invoice()
        for values in (
            {"judgment": 17},
            {"judgment": 10, "date_publication": day(9)},
        ):
            with self.refused("The judgment comes first"):
                self.insolvency(**values)

    def test_on_the_screen(self):
        self.invoice(1000)
        self.env.cr.flush()
        context = self.debtor().action_insolvency()["context"]
        with (
            freeze_time(day(16)),
            Form(self.env["collection.proceeding"].with_context(**context)) as form,
        ):
            form.kind_id = self.env.ref(f"{MODULE}.proceeding_kind_safeguard")
            form.date_judgment = day(12)
            form.date_publication = "2026-03-25"
            self.assertEqual(str(form.deadline), "2026-05-26")
        proceeding = form.save()
        with Form(proceeding) as form, form.line_ids.edit(0) as line:
            line.interest = 5
        self.assertEqual(proceeding.interest, 5)
        self.assertEqual(len(proceeding.hold_ids), 1)
        self.assertEqual(
            self.debtor().action_view_insolvency()["res_id"], proceeding.id
        )

    # === RIGHTS === #

    def test_only_managers_open_and_declare(self):
        self.invoice()
        manager, officer, billing, employee, portal = (
            self.new_user(name, groups)
            for name, groups in {
                "manager": f"{MODULE}.group_collection_manager",
                "officer": f"{MODULE}.group_collection_officer",
                "billing": "account.group_account_invoice",
                "employee": "base.group_user",
                "portal": "base.group_portal",
            }.items()
        )
        self.env.cr.flush()
        values = {
            "debtor_id": self.debtor().id,
            "kind_id": self.env.ref(f"{MODULE}.proceeding_kind_safeguard").id,
            "date_judgment": day(2),
        }
        proceedings = self.env["collection.proceeding"]
        for user in (officer, billing, employee, portal):
            with self.assertRaises(AccessError):
                proceedings.with_user(user).create(values)
        proceeding = proceedings.with_user(manager).create(values)
        self.assertEqual(proceeding.amount_declared, 1040.33)
        for vals in ({"state": "closed"}, {"declaration_id": 1}, {"debtor_id": 1}):
            with self.assertRaises(AccessError):
                proceeding.write(vals)
        with self.assertRaises(AccessError):
            proceedings.with_user(manager).create({**values, "state": "closed"})
        for user in (officer, billing):
            other = proceeding.with_user(user)
            self.assertEqual(other.amount_declared, 1040.33)
            for action in ("action_state_claims", "action_close", "action_cancel"):
                with self.assertRaises(AccessError):
                    getattr(other, action)()
            with self.assertRaises(AccessError):
                other.line_ids.interest = 5
        for user in (employee, portal):
            for record in (proceeding, proceeding.line_ids):
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["interest"])

    def test_another_company_sees_none_of_it(self):
        self.invoice()
        proceeding = self.insolvency()
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env,
            login="insolvency_stranger",
            groups=f"{MODULE}.group_collection_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        for record in (proceeding, proceeding.line_ids):
            self.assertFalse(
                record.with_user(stranger).search([("id", "in", record.ids)])
            )
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["interest"])

    def test_one_insolvency_at_a_time(self):
        self.invoice()
        self.insolvency()
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self.insolvency(kind="safeguard")


@tagged("post_install", "-at_install")
class TestInsolvencyClaims(InsolvencyStories, ChargesCommon):
    """Amounts to the cent, as they were on the day of the judgment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # So that amounts are the same in both currencies.
        cls.env["res.currency.rate"].search(
            [("currency_id", "=", cls.euro.id)]
        ).unlink()
        cls.env["res.currency.rate"].create(
            {"currency_id": cls.euro.id, "name": "2020-01-01", "rate": 1}
        )

    def accrued(self, invoice, offset):
        self.env.cr.flush()  # makes the debtor
        claim = self.claim(invoice)
        accrued, _obstacles = self.env["collection.charge"]._accrue(claim, day(offset))
        due = accrued.get(claim)
        return (float(due.interest), float(due.indemnity)) if due else (0, 0)

    def test_interest_up_to_the_day_before_the_judgment(self):
        invoice, not_due = self.invoice(10000), self.invoice(500, due=day(12))
        # 20 days at 12.15 %
        self.assertEqual(self.accrued(invoice, 20), (66.58, 40))
        self.assertEqual(self.accrued(not_due, 20), (1.33, 40))
        proceeding = self.insolvency(judgment=12, opened=16)
        # 11 days; and no indemnity on what falls due on the day of the judgment.
        self.assertEqual(self.accrued(invoice, 60), (36.62, 40))
        self.assertEqual(self.accrued(not_due, 60), (0, 0))
        self.assertEqual(proceeding.interest, 36.62)
        self.assertEqual(proceeding.indemnity, 40)
        self.assertEqual(proceeding.amount_declared, 10576.62)
        with freeze_time(day(60)):
            proceeding.action_cancel()
        self.assertEqual(self.accrued(invoice, 20), (66.58, 40))

    def test_later_claims_bear_interest_when_they_are_reminded(self):
        self.invoice(10000)
        proceeding = self.insolvency(judgment=2, opened=3)
        later = self.invoice(10000, due=day(40))
        self.assertEqual(self.accrued(later, 50), (0, 0))
        proceeding.reminds_later_claims = True
        # 10 days at 12.15 %
        self.assertEqual(self.accrued(later, 50), (33.29, 40))

    def test_what_was_claimed_since_the_judgment_is_claimed_no_more(self):
        self.invoice(10000)
        for offset in (1, 8, 15):
            self.night(day(offset))
        self.assertCharges(claimed=[49.93, 40])
        self.insolvency(judgment=12, opened=16)
        self.assertCharges(claimed=[36.62, 40])

    def test_the_statement_is_that_of_the_day_of_the_judgment(self):
        part_paid, paid_since = self.invoice(1000), self.invoice(200)
        paid_before, later = self.invoice(700), self.invoice(300, due=day(60))
        not_due = self.invoice(400, due=day(20))
        self.pay_on(part_paid, day(5), 250)
        self.pay_on(paid_before, day(0))
        self.pay_on(paid_since, day(13))
        self.credit_note(60)
        proceeding = self.insolvency(judgment=12, opened=16)
        amounts = {
            line.claim_id.move_id: line.principal for line in proceeding.line_ids
        }
        credit = next(move for move in amounts if move.move_type == "out_refund")
        self.assertEqual(
            amounts, {part_paid: 750, paid_since: 200, not_due: 400, credit: -60}
        )
        self.assertEqual(proceeding.principal_due, 750 + 200 - 60)
        self.assertEqual(proceeding.principal_not_due, 400)
        self.assertGreater(later.date, day(12))

    def test_charges_that_were_invoiced_are_declared_once(self):
        self.invoice(10000)
        for offset in (1, 8, 15):
            self.night(day(offset))
        with freeze_time(day(15)):
            self.debtor().action_invoice_charges()
        bill = self.env["account.move"].search(
            [("invoice_line_ids.collection_charge_id", "!=", False)]
        )
        bill.action_post()
        proceeding = self.insolvency(judgment=16, opened=17)
        self.assertEqual(proceeding.interest, 0)
        self.assertEqual(proceeding.indemnity, 0)
        self.assertEqual(proceeding.amount_declared, 10089.93)

    def test_the_declaration_is_frozen(self):
        invoice = self.invoice(10000)
        proceeding = self.insolvency(judgment=12, opened=16)
        with self.assertRaisesRegex(UserError, "the administrator"):
            proceeding.action_declare()
        proceeding.administrator_id = self.administrator()
        self.assertIn("13001 Marseille", proceeding.administrator_address)
        with freeze_time(day(18)):
            proceeding.action_declare()
        self.assertEqual(proceeding.state, "declared")
        self.assertFalse(proceeding.activity_ids)
        self.assertNothingJoins(proceeding)
        letter = self.declaration(proceeding)
        for words in (
            "Étude du Vieux-Port",
            "Tribunal de commerce de Marseille",
            "2026J00123",
            invoice.name,
            "10,000.00",
            "36.62",
            "40.00",
            "10,076.62",
            "Total declared",
        ):
            self.assertIn(words, letter)
        self.assertEqual(proceeding.declaration_id.res_id, proceeding.id)
        self.assertIn(proceeding.declaration_id, proceeding.message_ids.attachment_ids)
        self.assertCharges(claimed=[36.62, 40])
        self.pay_on(invoice, day(20), 5000)
        self.assertEqual(proceeding.amount_declared, 10076.62)
        for change in (
            {"line_ids": [Command.clear()]},
            {"date_judgment": day(1)},
        ):
            with self.assertRaisesRegex(UserError, "cannot be changed any more"):
                proceeding.write(change)
        for refused in (
            lambda: proceeding.line_ids.write({"amount": 1}),
            proceeding.line_ids.unlink,
            proceeding.action_state_claims,
            lambda: proceeding.line_ids.create({"proceeding_id": proceeding.id}),
        ):
            with (
                self.assertRaisesRegex(UserError, "cannot be changed any more"),
                self.env.cr.savepoint(),
            ):
                refused()
        proceeding.amount_admitted = 9000
        proceeding.action_admit()
        self.assertEqual(proceeding.state, "admitted")

    def declaration(self, proceeding):
        content, _extension = self.env["ir.actions.report"]._render_qweb_html(
            f"{MODULE}.action_report_declaration", proceeding.ids
        )
        page = html.fromstring(content).find_class("o_collection_declaration")
        return text(page[0])

    def test_a_foreign_currency_at_the_rate_of_the_day_of_the_judgment(self):
        dollar_claim = self.invoice(1000, currency_id=self.company.currency_id.id)
        rates = self.env["res.currency.rate"]
        rates.create({"currency_id": self.euro.id, "name": day(12), "rate": 0.5})
        euro_claim = self.invoice(1000)
        proceeding = self.insolvency(judgment=12, opened=16)
        amounts = {
            line.claim_id.move_id: line.principal for line in proceeding.line_ids
        }
        self.assertEqual(amounts, {dollar_claim: 1000, euro_claim: 2000})

    def assertNothingJoins(self, declared):
        """No claim of other proceedings is moved into what has been declared."""
        later = self.invoice(500)
        other = self.env["collection.proceeding"].create(
            {
                "debtor_id": declared.debtor_id.id,
                "kind_id": self.env.ref(f"{MODULE}.proceeding_kind_lawyer").id,
                "counterpart_id": self.administrator().id,
                "line_ids": [Command.create({"claim_id": self.claim(later).id})],
            }
        )
        with (
            self.assertRaisesRegex(UserError, "declared cannot be changed"),
            self.env.cr.savepoint(),
        ):
            other.line_ids.proceeding_id = declared

    def test_without_a_rate_it_stops_all_the_same(self):
        table = self.env.ref(f"{MODULE}.interest_reference_ecb")
        table.rate_ids.filtered(lambda r: str(r.date_from) == "2026-01-01").unlink()
        self.invoice(10000)
        proceeding = self.insolvency()
        self.assertIn("has no rate", proceeding.obstacle)
        self.assertTrue(proceeding.hold_ids)
        proceeding.administrator_id = self.administrator()
        with self.assertRaisesRegex(UserError, "has no rate"):
            proceeding.action_declare()
        table.rate_ids = [Command.create({"date_from": "2026-01-01", "rate": 2.15})]
        proceeding.action_state_claims()
        self.assertFalse(proceeding.obstacle)
        self.assertEqual(proceeding.interest, 36.62)
