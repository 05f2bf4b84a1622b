import re

from odoo import fields
from odoo.tests import tagged

from .common import DUE, day, text
from .statement_common import REPORT, StatementCommon


@tagged("post_install", "-at_install")
class TestStatement(StatementCommon):
    """What the customer owed on a day, from real postings and payments."""

    # === OPEN ITEMS === #

    def test_today_it_shows_what_the_ledger_has_left(self):
        first = self.invoice(1000)
        self.invoice(400, due=day(40))
        self.pay(first, 300)
        section = self.section(day(5000))
        self.env.cr.flush()
        claims = self.debtor().claim_ids
        self.assertEqual(
            {line.item.id: float(line.residual) for line in section.open_items},
            {claim.id: claim.amount_residual_currency for claim in claims},
        )
        self.assertEqual(float(section.balance), self.debtor().balance)

    def test_before_a_payment_the_invoice_was_open(self):
        invoice = self.invoice(1000)
        self.pay_on(10, invoice, 300)
        self.pay_on(20, invoice)
        for offset, balance in ((-31, None), (-30, 1000), (9, 1000), (10, 700)):
            found = self.sections(day(offset))
            self.assertEqual([s.balance for s in found], [balance] if balance else [])
        self.assertFalse(self.sections(day(20)))

    def test_a_payment_in_advance_is_a_credit_until_it_is_used(self):
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.customer.id,
                "amount": 500,
                "date": day(-60),
            }
        )
        method = payment.payment_method_line_id
        method.payment_account_id = self.inbound_payment_method_line.payment_account_id
        payment.action_post()
        invoice = self.invoice(800)
        received = payment.move_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        (received + self.claim(invoice)).reconcile()
        before = self.section(day(-40))
        self.assertEqual((before.balance, before.to_pay), (-500, 0))
        self.assertEqual(before.open_items[0].item.document.kind, "payment")
        self.assertEqual(self.section(day(1)).balance, 300)

    def test_each_instalment_has_its_own_due_date(self):
        self.invoice(
            1000,
            invoice_payment_term_id=self.env.ref(
                "account.account_payment_term_advance_60days"
            ).id,
        )
        section = self.section(day(1))
        self.assertEqual([line.residual for line in section.open_items], [300, 700])
        self.assertEqual([line.days_late for line in section.open_items], [31, 0])
        self.assertEqual(section.ageing["late_60"], 300)
        self.assertEqual(section.ageing["not_due"], 700)

    def test_a_credit_note_is_deducted(self):
        invoice = self.invoice(1000)
        self.credit_note(150)
        section = self.section(day(1))
        self.assertEqual((section.balance, section.to_pay), (850, 850))
        self.assertEqual(section.ageing["credits"], -150)
        self.credit_note(200, allocate_to=invoice)
        self.assertEqual(self.section(day(1)).balance, 650)

    def test_two_currencies_are_never_added_up(self):
        euro = self.setup_other_currency("EUR")
        self.invoice(900, currency_id=euro.id)
        self.invoice(1000)
        dollar, euros = self.sections(day(1))
        self.assertEqual(dollar.currency, self.company.currency_id.id)
        self.assertEqual((dollar.balance, euros.balance), (1000, 900))

    def test_paid_in_the_other_currency_with_an_exchange_difference(self):
        euro = self.setup_other_currency(
            "EUR", rates=[("2016-01-01", 2.0), (fields.Date.to_string(day(5)), 3.0)]
        )
        invoice = self.invoice(900, currency_id=euro.id)
        self.pay_on(10, invoice, 300, currency_id=euro.id)
        self.pay_on(20, invoice, 100, currency_id=self.company.currency_id.id)
        self.assertEqual(self.section(day(9)).balance, 900)
        self.assertEqual(self.section(day(10)).balance, 600)
        residual = self.claim(invoice).amount_residual_currency
        self.assertEqual(float(self.section(day(20)).balance), residual)
        for since in (day(-90), day(11)):
            for section in self.sections(day(30), since):
                moved = sum(m.amount for m in section.movements)
                self.assertEqual(section.opening + moved, section.balance)

    def test_a_payment_counts_before_it_is_in_the_books(self):
        """As with Odoo's accounting app: no outstanding account, no entry."""
        invoice = self.invoice(1000)
        self.inbound_payment_method_line.payment_account_id = False
        payment = self.pay_on(10, invoice)
        payment.outstanding_account_id = False
        payment.action_draft()
        payment.move_id.unlink()
        payment.action_post()
        self.assertFalse(payment.move_id)
        self.assertIn(invoice.payment_state, ("in_payment", "paid"))
        self.assertEqual(self.section(day(9)).balance, 1000)
        self.assertFalse(self.sections(day(10)))
        section = self.section(day(30), since=day(1))
        self.assertEqual([m.amount for m in section.movements], [-1000])
        self.assertEqual(section.balance, 0)
        self.assertIn(payment.name, text(self.letter(day(30), day(1))))

    def test_what_another_customer_pays_is_a_movement(self):
        mother = self.create_customer("Mother SA")
        invoice = self.invoice(1000)
        credit = self.claim(self.credit_note(1000, partner=mother))
        (self.claim(invoice) + credit).reconcile()
        section = self.section(day(30), since=day(-60))
        self.assertEqual([m.amount for m in section.movements], [1000, -1000])
        self.assertEqual(section.balance, 0)
        self.assertIn(credit.move_name, text(self.letter(day(30), day(-60))))
        section = self.section(day(30), since=day(-60), partner=mother)
        self.assertEqual([m.amount for m in section.movements], [1000, -1000])

    # === MOVEMENTS === #

    def test_all_movements_with_opening_balance(self):
        old = self.invoice(1000, due=day(-60))
        self.pay_on(-50, old, 400)
        new = self.invoice(500)
        self.pay_on(3, old)
        section = self.section(day(5), since=day(-40))
        self.assertEqual(section.opening, 600)
        self.assertEqual([m.amount for m in section.movements], [500, -600])
        self.assertEqual([m.balance for m in section.movements], [1100, 500])
        self.assertEqual(section.balance, 500)
        rows = self.rows(self.letter(day(5), day(-40)), "o_collection_movements")
        self.assertEqual(rows[0][1:3], ["Opening balance", "$ 600.00"])
        self.assertIn(new.name, rows[1][1])
        self.assertEqual(rows[1][3:], ["$ 500.00", "", "$ 1,100.00"])
        self.assertEqual(rows[2][3:], ["", "$ 600.00", "$ 500.00"])
        self.assertEqual(rows[-1][1:], ["Closing balance", "$ 500.00"])

    # === THE LETTER === #

    def test_the_letter(self):
        invoice = self.invoice(1234.5)
        self.credit_note(34.5)
        letter = self.letter(day(15))
        self.assertIn("Statement of account as of 25 March 2026", text(letter))
        self.assertEqual(
            text(letter.find_class("o_collection_recipient")[0]),
            "Debtor SA 1 quai du Port 13002 Marseille",
        )
        claim, credit, total = self.rows(letter, "o_collection_open_items")
        self.assertEqual(
            claim,
            [
                f"Invoice {invoice.name}",
                "02/08/2026",
                "03/10/2026",
                "15",
                "$ 1,234.50",
                "$ 1,234.50",
            ],
        )
        self.assertIn("Credit note", credit[0])
        self.assertEqual(credit[2:4], ["", ""])
        self.assertEqual(total, ["Total open", "$ 1,200.00"])
        [ageing] = self.rows(letter, "o_collection_ageing")
        self.assertIn("1,234.50", ageing[2])
        payment = " ".join(map(text, letter.find_class("o_collection_payment")))
        self.assertIn("To be paid now $ 1,200.00", payment)
        self.assertIn("FR76 3000 6000 0112 3456 7890 189", payment)

    def test_nothing_open_reads_well(self):
        self.pay_on(-5, self.invoice(1000))
        letter = text(self.letter(day(1)))
        self.assertIn("nothing was open on your account", letter)
        self.assertNotIn("FR76", letter)
        letter = text(self.letter(day(1), since=DUE))
        self.assertIn("nothing moved on your account", letter)

    def test_only_credits_ask_for_nothing(self):
        self.credit_note(100)
        letter = text(self.letter(day(1)))
        self.assertIn("In your favour", letter)
        self.assertIn("There is nothing for you to pay", letter)
        self.assertNotIn("FR76", letter)

    def test_the_french_read_their_own_dates_and_figures(self):
        self.customer.lang = "fr_FR"
        self.invoice(1234.5)
        letter = text(self.letter(day(1)))
        self.assertIn("11 mars 2026", letter)
        self.assertIn("10/03/2026", letter)
        self.assertRegex(letter, r"\b1\s234,50\b")

    def test_hostile_names_stay_text(self):
        self.customer.write(
            {"name": "<b>Bold</b> & Sons", "street": '"><img src=x onerror=alert(1)>'}
        )
        self.invoice(1000, name="=1+1<script>", payment_reference="x")
        letter = self.letter(day(1))
        self.assertFalse(letter.xpath("//img[@onerror] | //script"))
        self.assertIn("<b>Bold</b> & Sons", text(letter))
        self.assertIn("=1+1<script>", text(letter))

    def test_sixty_items_break_over_pages_without_asking_a_server(self):
        for index in range(60):
            self.invoice(100 + index, due=day(-index))
        self.env.cr.flush()
        params = self.env["ir.config_parameter"].sudo()
        params.set_param("report.print_delay", "1")
        params.set_param("report.url", "http://127.0.0.1:1")
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            content, _extension = report._render_qweb_pdf(
                REPORT, self.debtor().ids, {"day": day(1)}
            )
        pages = self.pages_of(content)
        self.assertEqual(len(pages), 3)
        # What is cut in two stands on both pages.
        numbers = re.findall(r"INV/\d+/\d+", " ".join(pages))
        self.assertEqual(len(numbers), 60)
        self.assertEqual(len(set(numbers)), 60)
