from datetime import date

from lxml import html

from odoo.tests import freeze_time, tagged

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
@freeze_time(day(10))
class TestFigures(CollectionCommon):
    """The debtor's figures follow the ledger during the day, without a night."""

    def assertFigures(self, **expected):
        self.env.cr.flush()  # runs what runs before a commit
        debtor = self.debtor()
        self.assertEqual({name: debtor[name] for name in expected}, expected)

    def test_posting_makes_the_debtor(self):
        self.assertFalse(self.debtor())
        self.invoice(1000)
        self.invoice(400, due=day(20))
        self.assertFigures(
            overdue=1000,
            not_due=400,
            balance=1400,
            credit=0,
            oldest_due_date=day(0),
            days_overdue=10,
            state="overdue",
        )

    def test_an_invoice_that_is_never_due_can_be_posted(self):
        self.invoice(1000)
        self.invoice(400, due=date.max, invoice_date=day(0))
        self.assertFigures(overdue=1000, not_due=400)

    def test_payment_and_its_undoing(self):
        invoice = self.invoice(1000)
        payment = self.pay(invoice, 400)
        self.assertFigures(overdue=600, balance=600)
        payment.move_id.line_ids.remove_move_reconcile()
        self.assertFigures(overdue=1000, credit=400, balance=600)

    def test_all_paid_is_settled(self):
        invoice = self.invoice(1000)
        self.assertFigures(state="overdue")
        self.pay(invoice)
        self.assertFigures(state="settled", balance=0, overdue=0, oldest_due_date=False)

    def test_reset_to_draft_and_cancel(self):
        invoice = self.invoice(1000)
        self.assertFigures(overdue=1000)
        invoice.button_draft()
        self.assertFigures(overdue=0, state="settled")

    def test_credit_note_before_and_after_its_allocation(self):
        invoice = self.invoice(1000)
        credit = self.credit_note(300)
        self.assertFigures(overdue=1000, credit=300, balance=700)
        (self.claim(invoice) + self.claim(credit)).reconcile()
        self.assertFigures(overdue=700, credit=0, balance=700)

    def test_no_follow_up_is_told_apart(self):
        invoice = self.invoice(1000)
        invoice.no_followup = True
        self.assertFigures(overdue=0, left_out=1000, balance=1000)

    def test_next_step_is_shown(self):
        self.invoice(1000, due=day(9))
        self.assertFigures(next_date=day(10), next_level_id=self.friendly)
        self.night(day(10))
        self.assertFigures(
            next_date=day(17), next_level_id=self.firm, level_id=self.friendly
        )

    def test_why_tells_of_each_claim(self):
        self.invoice(1000, due=day(-20))
        self.night(day(5))
        silent = self.invoice(300, due=day(1))
        silent.no_followup = True
        self.env.cr.flush()
        rows = [
            [" ".join("".join(cell.itertext()).split()) for cell in row.iter("td")]
            for row in html.fromstring(self.debtor().why).iter("tr")
        ]
        self.assertEqual(
            [row[2:] for row in rows if row],
            [
                [
                    "Standard reminders the company's default",
                    "Friendly reminder",
                    "Firm reminder and call",
                    "02/26/2026",
                    "A reminder goes out tonight.",
                ],
                [
                    "Standard reminders the company's default",
                    "",
                    "",
                    "",
                    "Flagged “no follow-up”.",
                ],
            ],
        )

    def test_invoice_and_customer_lead_to_the_debtor(self):
        invoice = self.invoice(1000)
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.customer.id}
        )
        self.assertFigures(overdue=1000)
        for action in (
            invoice.action_view_collection_debtor(),
            contact.action_view_collection_debtor(),
        ):
            self.assertEqual(action["res_id"], self.debtor().id)
        contact.invalidate_recordset()
        self.assertEqual(contact.collection_overdue, 1000)

    def test_a_courtesy_note_is_no_reminder(self):
        self.invoice(1000, due=day(12))
        self.night(day(8))
        self.assertFigures(level_id=self.courtesy, state="current")
        with freeze_time(day(14)):
            self.env["collection.debtor"]._refresh()
            self.assertEqual(self.debtor().state, "overdue")

    def test_merged_customers_share_one_debtor(self):
        double = self.create_customer("Double SA")
        self.invoice(1000)
        self.invoice(500, partner=double)
        sent = self.night(day(10))
        self.assertEqual(len(sent), 2)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer + double).ids, self.customer, extra_checks=False)
        self.env.invalidate_all()
        self.env["collection.debtor"]._refresh()
        self.assertFigures(overdue=1500)
        self.assertEqual(self.debtor().reminder_ids, sent)
        self.assertEqual(len(self.debtor().message_ids.filtered("subject")), 2)
        self.assertNothing(self.night(day(11)))
