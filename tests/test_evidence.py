from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .case_common import TODAY, CaseCommon, pdf
from .common import day

MODULE = "account_debt_collection"


@tagged("post_install", "-at_install")
class TestEvidence(CaseCommon):
    """What a court wants to see is there, or somebody says why not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(
            cls.env, "officer", f"{MODULE}.group_collection_officer"
        )
        cls.manager = new_test_user(
            cls.env, "manager", f"{MODULE}.group_collection_manager"
        )
        cls.filed = cls.kind.stage_ids[-1]
        cls.require("order", "invoice", "reminders")

    @classmethod
    def require(cls, *codes):
        cls.kind.evidence_kind_ids = cls.kind_of(*codes)

    @classmethod
    def kind_of(cls, *codes):
        return cls.env["collection.evidence.kind"].search([("code", "in", codes)])

    def row(self, proceeding, code):
        return proceeding.evidence_ids.filtered(lambda row: row.kind_id.code == code)

    def assertState(self, row, state, words=""):
        row.invalidate_recordset()
        self.assertEqual(row.state, state, row.summary)
        self.assertIn(words, row.summary)

    def test_what_odoo_has_is_found(self):
        proceeding = self.sue(self.first, self.second)
        invoice, reminders = (self.row(proceeding, c) for c in ("invoice", "reminders"))
        self.assertState(invoice, "missing", "print it with “Send”")
        self.store_pdf(self.first, "invoice")
        self.assertState(invoice, "missing", f"Missing for {self.second.name}.")
        self.store_pdf(self.second, "invoice")
        self.assertState(invoice, "found", "2 invoice(s)")
        self.assertState(reminders, "missing")
        for offset in (1, 21):
            with freeze_time(day(offset)):
                self.night(day(offset))
        self.assertState(reminders, "found", "reminder(s) were sent")

    def test_a_stage_that_needs_evidence_is_refused_until_all_is_there(self):
        self.require("order", "invoice")
        self.store_pdf(self.first, "invoice")
        proceeding = self.sue(self.first)
        with self.assertRaises(UserError) as caught:
            proceeding._enter(self.filed)
        self.assertIn(
            "Order, contract or quote accepted: Attach", str(caught.exception)
        )
        self.assertNotIn("Invoices", str(caught.exception))
        row = self.row(proceeding, "order")
        row.attachment_ids = self.attach(row, "order.pdf", pdf("ordered"))
        self.assertState(row, "attached", "order.pdf")
        self.assertFalse(proceeding.evidence_missing)
        with freeze_time(TODAY):
            proceeding._enter(self.filed)
        self.assertEqual(proceeding.stage_id, self.filed)

    def test_a_payment_order_asks_for_what_the_court_wants_to_see(self):
        kind = self.env.ref(f"{MODULE}.proceeding_kind_payment_order")
        proceeding = self.sue(self.first, kind=kind)
        required = proceeding.evidence_ids.filtered("is_required").kind_id
        self.assertEqual(
            set(required.mapped("code")),
            {
                "order",
                "delivery",
                "invoice",
                "statement",
                "formal_notice",
                "registration",
                "insolvency_check",
            },
        )
        filed = self.env.ref(f"{MODULE}.proceeding_stage_payment_order_filed")
        proceeding.write(
            {
                "notice_date": day(60),
                "notice_proof_ids": self.attach(proceeding, "p.pdf", pdf("x")).ids,
            }
        )
        with self.assertRaisesRegex(UserError, "Proof of delivery"):
            proceeding._enter(filed)
        for row in proceeding._missing_evidence():
            row._waive("The judge knows")
        with freeze_time(TODAY):
            proceeding._enter(filed)
        self.assertEqual(proceeding.stage_id, filed)

    def test_what_only_helps_stops_nothing(self):
        self.require("statement")
        self.kind.useful_evidence_kind_ids = self.kind_of("delivery")
        proceeding = self.sue(self.first)
        self.assertState(self.row(proceeding, "delivery"), "missing")
        with freeze_time(TODAY):
            proceeding._enter(self.filed)

    def test_an_extract_grows_old(self):
        self.require("registration")
        proceeding = self.sue(self.first)
        row = self.row(proceeding, "registration")
        row.attachment_ids = self.attach(row, "kbis.pdf", pdf("extract"))
        row.date = day(0)
        with freeze_time(day(80)):
            self.assertState(row, "attached", "kbis.pdf")
        with freeze_time(day(100)):
            self.assertState(row, "missing", "Out of date since 06/10/2026")

    def test_a_signed_plan_and_a_dispute_are_found(self):
        self.require("acknowledgment", "exchanges")
        proceeding = self.sue(self.first)
        row = self.row(proceeding, "exchanges")
        self.assertState(row, "missing")
        with freeze_time(TODAY):
            self.env["collection.dispute"].create(
                {
                    "debtor_id": self.debtor().id,
                    "reason_id": self.env.ref(f"{MODULE}.dispute_reason_other").id,
                    "line_ids": [
                        Command.create({"claim_id": self.claim(self.first).id})
                    ],
                }
            )
        self.assertState(row, "found", "1 dispute(s)")
        self.assertState(self.row(proceeding, "acknowledgment"), "missing")

    def test_a_notice_served_by_somebody_else(self):
        self.require("formal_notice")
        proceeding = self.sue(self.first)
        row = self.row(proceeding, "formal_notice")
        self.assertState(row, "missing", "registered letter")
        proceeding.notice_date = day(60)
        self.assertState(row, "missing")
        proceeding.notice_proof_ids = self.attach(
            proceeding, "proof.pdf", pdf("served")
        )
        self.assertState(row, "found", "Served on 05/09/2026")

    def test_managers_do_without_it_and_say_why(self):
        proceeding = self.sue(self.first)
        row = self.row(proceeding, "order")
        with self.assertRaises(AccessError):
            row.with_user(self.officer).action_waive()
        with self.assertRaises(AccessError):
            row.with_user(self.officer)._waive("We do not need it")
        for values in (
            {"waived_by_id": self.officer.id},
            {"waive_reason": "x"},
            {"is_required": False},
        ):
            for user in (self.officer, self.manager):
                with self.assertRaises(AccessError):
                    row.with_user(user).write(values)
        with self.assertRaises(AccessError):
            self.env["collection.evidence.waiver"].with_user(self.officer).create(
                {"evidence_ids": row.ids, "reason": "x"}
            )
        with self.assertRaises(UserError):
            row.with_user(self.manager)._waive("  ")
        waiver = self.env["collection.evidence.waiver"].with_user(self.manager)
        waiver.create(
            {"evidence_ids": row.ids, "reason": "By <b>phone</b>"}
        ).action_waive()
        self.assertState(row, "waived", "By <b>phone</b>")
        self.assertIn("By &lt;b&gt;phone", proceeding.message_ids[0].body)
        row.with_user(self.manager).action_ask_again()
        self.assertState(row, "missing")

    def test_officers_attach_and_everybody_who_sees_the_proceeding_reads(self):
        proceeding = self.sue(self.first)
        row = self.row(proceeding, "order").with_user(self.officer)
        uploaded = (
            self.env["ir.attachment"]
            .with_user(self.officer)
            .create(
                {
                    "name": "order.pdf",
                    "raw": pdf("x"),
                    "res_model": row._name,
                    "res_id": 0,
                }
            )
        )
        row.attachment_ids = uploaded
        self.assertEqual(uploaded.res_id, row.id)
        self.assertTrue(row.date)
        self.assertTrue(uploaded.with_user(self.manager).raw)
        biller = new_test_user(self.env, "biller", "account.group_account_invoice")
        self.assertEqual(row.with_user(biller).state, "attached")
        with self.assertRaises(AccessError):
            row.with_user(biller).note = "x"
        with self.assertRaises(UserError):
            row.unlink()
        case = self.make(proceeding, self.officer)
        self.assertIn(
            "Order, contract or quote accepted: order", " ".join(self.texts(case)[1:2])
        )

    def test_another_company_sees_no_evidence(self):
        row = self.row(self.sue(self.first), "order")
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "stranger",
            f"{MODULE}.group_collection_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        with self.assertRaises(AccessError):
            row.with_user(stranger).read(["note"])
