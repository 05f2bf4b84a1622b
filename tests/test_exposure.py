from datetime import date, timedelta
from decimal import Decimal

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from ..rules.credit import LimitKind
from .common import DUE
from .credit_common import TODAY, CreditCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00")
class TestExposure(CreditCommon):
    """What a customer owes and will owe, and how much it may."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.setup_other_currency(
            "EUR", rates=[("2026-01-01", 2.0), ("2026-03-01", 2.5)]
        )

    def assertExposure(self, receivable=0, credits=0, drafts=0, partner=None):
        exposure = self.exposure(partner)
        self.assertEqual(
            (exposure.receivable, exposure.credits, exposure.drafts, exposure.orders),
            (receivable, credits, drafts, 0),
        )
        self.assertEqual(exposure.total, receivable - credits + drafts)

    def test_a_customer_without_anything(self):
        self.assertExposure()

    def test_from_invoice_to_payment(self):
        invoice = self.invoice(1000)
        self.assertExposure(receivable=1000)
        self.pay(invoice, 400)
        self.assertExposure(receivable=600)
        self.pay(invoice, 600)
        self.assertExposure()

    def test_credits_count_while_they_are_not_allocated(self):
        invoice = self.invoice(1000)
        credit = self.credit_note(300)
        self.assertExposure(receivable=1000, credits=300)
        (self.claim(invoice) + self.claim(credit)).reconcile()
        self.assertExposure(receivable=700)

    def test_who_has_paid_in_advance_has_a_negative_exposure(self):
        self.credit_note(300)
        self.assertEqual(self.exposure().total, -300)

    def test_a_contact_counts_to_its_company(self):
        self.invoice(1000, partner=self.contact)
        self.invoice(200)
        self.assertExposure(receivable=1200)
        self.assertExposure(receivable=1200, partner=self.contact)
        self.assertEqual(
            list(self.env["collection.exposure"]._of(self.contact, self.company)),
            [self.customer],
        )

    def test_a_customer_that_joins_a_group_brings_its_debts(self):
        bought = self.create_customer("Bought SA", is_company=False)
        self.invoice(500, partner=bought)
        self.invoice(200)
        bought.parent_id = self.customer
        self.assertExposure(receivable=700)

    def test_an_archived_customer_still_owes(self):
        self.invoice(1000)
        self.customer.active = False
        self.assertExposure(receivable=1000)

    def test_invoices_count_at_the_rate_of_their_own_day(self):
        """2.00 euros to the dollar in January, 2.50 in March."""
        january = date(2026, 1, 15)
        self.invoice(
            900, due=january + timedelta(days=30), currency_id=self.euro.id
        )  # 900 / 2 = 450
        self.invoice(
            900, due=TODAY + timedelta(days=30), currency_id=self.euro.id
        )  # 900 / 2.5 = 360
        self.assertExposure(receivable=810)

    def test_drafts_count_if_the_company_wants_it(self):
        self.draft(1000)
        self.assertExposure()
        self.company.collection_credit_drafts = True
        self.assertExposure(drafts=1000)

    def test_drafts_count_at_the_rate_of_their_own_day(self):
        self.company.collection_credit_drafts = True
        self.draft(900, currency_id=self.euro.id, invoice_date="2026-02-28")  # 450
        self.draft(900, currency_id=self.euro.id)  # 360, of today
        self.draft(900, currency_id=self.euro.id, invoice_date=False)  # the same
        self.draft(0.05, currency_id=self.euro.id)  # 0.02
        self.assertEqual(self.exposure().drafts, Decimal("1170.02"))

    def test_no_draft_credit_note_is_granted_yet(self):
        self.company.collection_credit_drafts = True
        self.draft(1000, partner=self.contact)
        self.draft(300, move_type="out_refund")
        self.draft(500, move_type="in_invoice")
        self.assertExposure(drafts=1000)

    def test_a_draft_for_a_later_month_does_not_count_yet(self):
        self.company.collection_credit_drafts = True
        later = self.draft(1000, invoice_date="2026-06-01", auto_post="at_date")
        self.assertExposure()
        with freeze_time("2026-06-01 09:00"):
            self.assertExposure(drafts=1000)
        later.auto_post = "no"
        self.assertExposure(drafts=1000)

    def test_a_cancelled_invoice_does_not_count(self):
        self.company.collection_credit_drafts = True
        self.draft(1000).button_cancel()
        self.assertExposure()

    def test_each_company_has_its_own(self):
        self.invoice(1000)
        self.invoice(700, company=self.other)
        self.assertExposure(receivable=1000)
        self.assertEqual(self.exposure(company=self.other).total, 700)

    # === LIMITS === #

    def set_limit(self, amount, company=None, partner=None):
        (partner or self.customer).with_company(
            company or self.company
        ).credit_limit = amount

    def assertLimit(self, amount, kind, **of):
        limit = self.limit(**of)
        self.assertEqual((limit.amount, limit.kind), (amount, kind))

    def test_no_company_limits_another(self):
        self.set_limit(500)
        for active in (self.company, self.other):
            credit = self.env["collection.exposure"].with_company(active)
            for company, amount in ((self.company, 500), (self.other, None)):
                limits = credit._limits(self.customer, company)
                self.assertEqual(limits[self.customer].amount, amount)

    def test_a_contact_has_the_limit_of_its_company(self):
        self.set_limit(500)
        self.contact.credit_limit = 0  # as Odoo would read it
        self.assertLimit(500, LimitKind.CUSTOMER, partner=self.contact)

    def test_whoever_has_no_own_limit_has_the_companys(self):
        self.env["ir.default"].set(
            "res.partner", "credit_limit", 800.0, company_id=self.company.id
        )
        self.assertLimit(800, LimitKind.DEFAULT)
        self.assertLimit(None, LimitKind.NONE, company=self.other)
        self.set_limit(900)
        self.assertLimit(900, LimitKind.CUSTOMER)
        self.set_limit(0)  # of Odoo: unlimited
        self.assertLimit(None, LimitKind.NONE)

    def test_a_company_without_limits(self):
        self.set_limit(500)
        self.temporary_limit(100)
        self.company.account_use_credit_limit = False
        self.assertLimit(None, LimitKind.NONE)

    def test_the_limit_is_the_same_whoever_asks(self):
        self.set_limit(500)
        self.temporary_limit(700)
        seller = self.env.ref("base.public_user")
        credit = self.env["collection.exposure"].with_user(seller)
        limits = credit._limits(self.customer, self.company)
        self.assertEqual(limits[self.customer].amount, 700)

    # === WHAT PEOPLE SEE === #

    def test_the_debtor_explains_its_exposure(self):
        self.company.collection_credit_drafts = True
        self.set_limit(1500)
        self.invoice(1000)
        self.credit_note(300)
        self.draft(900)
        self.env.cr.flush()
        debtor = self.debtor()
        self.assertEqual(debtor.exposure, 1600)
        self.assertEqual(debtor.limit_amount, 1500)
        self.assertEqual(debtor.limit_room, -100)
        self.assertEqual(self.contact.collection_exposure, 1600)
        self.assertEqual(self.contact.collection_limit_room, -100)

    def test_each_figure_opens_its_documents(self):
        self.company.collection_credit_drafts = True
        claim = self.claim(self.invoice(1000, partner=self.contact))
        credit = self.claim(self.credit_note(300))
        draft = self.draft(900)
        self.draft(900, partner=self.create_customer("Somebody Else SA"))
        self.invoice(700, company=self.other)
        self.env.cr.flush()
        debtor = self.debtor()
        for action, documents in (
            (debtor.action_view_exposure_receivable(), claim),
            (debtor.action_view_exposure_credits(), credit),
            (debtor.action_view_exposure_drafts(), draft),
        ):
            found = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(found, documents)

    def test_the_credit_of_somebody_who_has_never_bought(self):
        new = self.create_customer("New SA")
        action = new.action_view_collection_credit()
        debtor = self.env["collection.debtor"].browse(action["res_id"])
        self.assertEqual(debtor.partner_id, new)
        self.assertEqual(new.action_view_collection_credit()["res_id"], debtor.id)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00")
class TestExposureQueries(CreditCommon):
    """As many questions to the database for three customers as for twelve hundred."""

    FEW, BUYERS, MANY = 3, 20, 1200  # more than Odoo reads at once

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {"collection_credit_drafts": True, "collection_insurance_use": "add"}
        )
        cls.customers = cls.env["res.partner"].create(
            [
                {"name": f"Customer {number}", "credit_limit": 100 + number}
                for number in range(cls.MANY)
            ]
        )
        cls.contacts = cls.env["res.partner"].create(
            [{"name": "Contact", "parent_id": one.id} for one in cls.customers]
        )
        cls.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": contact.id,
                    "invoice_date": DUE,
                    "invoice_line_ids": [
                        Command.create(
                            {"name": "Work", "price_unit": 100, "tax_ids": False}
                        )
                    ],
                }
                for contact in cls.contacts[: cls.BUYERS]
            ]
        )
        debtors = (
            cls.env["collection.debtor"]
            .sudo()
            .create(
                [
                    {"partner_id": one.id, "company_id": cls.company.id}
                    for one in cls.customers
                ]
            )
        )
        grant = {"date_start": TODAY, "date_end": TODAY, "amount": 50}
        cls.env["collection.credit.limit"].create(
            [{**grant, "debtor_id": one.id, "reason": "Fair"} for one in debtors]
        )
        cls.env["collection.credit.insurance"].create(
            [
                {**grant, "debtor_id": one.id, "insurer_id": cls.customer.id}
                for one in debtors
            ]
        )

    def count_queries(self, question, partners):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        answer = question(partners, self.company)
        return self.env.cr.sql_log_count - before, answer

    def ask_constantly(self, question):
        """The answer for all, asked as often as for a few."""
        question(self.customer, self.company)  # the caches of the registry are warm
        few, _answer = self.count_queries(question, self.contacts[: self.FEW])
        many, answer = self.count_queries(question, self.contacts)
        self.assertEqual(many, few)
        return answer

    def test_exposure(self):
        credit = self.env["collection.exposure"]
        answer = self.ask_constantly(credit._of)
        self.assertEqual(len(answer), self.MANY)
        self.assertEqual(sum(one.total for one in answer.values()), 100 * self.BUYERS)

    def test_limits(self):
        credit = self.env["collection.exposure"]
        answer = self.ask_constantly(credit._limits)
        self.assertEqual([one.amount for one in answer.values()], [100] * self.MANY)
