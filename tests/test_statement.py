import re
from io import BytesIO

from lxml import html
from openpyxl import load_workbook

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools.pdf import PdfReader

from .common import DUE, CollectionCommon, day, text

MODULE = "account_debt_collection"
REPORT = f"{MODULE}.action_report_statement"


class StatementCommon(CollectionCommon):
    def account_of(self, partner=None):
        """The debtor; made here where invoice and payment came in one transaction."""
        self.env.cr.flush()
        partner = partner or self.customer
        debtors = self.env["collection.debtor"].sudo()
        debtor = self.debtor(partner) or debtors._for_partner(partner, self.company)
        return debtor.sudo(False)

    def sections(self, today, since=None, partner=None):
        """The account of the customer, a section for each currency."""
        debtor = self.account_of(partner)
        return debtor._statements(today, since)[debtor].sections

    def section(self, *args, **values):
        [section] = self.sections(*args, **values)
        return section

    def letter(self, today, since=None, partner=None):
        """The statement, as the customer reads it."""
        content, _extension = self.env["ir.actions.report"]._render_qweb_html(
            REPORT, self.account_of(partner).ids, {"day": today, "since": since}
        )
        return html.fromstring(content).find_class("o_collection_statement")[0]

    def rows(self, letter, table):
        rows = [row for part in letter.find_class(table) for row in part.iter("tr")]
        cells = [[text(cell) for cell in row.iter("td")] for row in rows]
        return [row for row in cells if row]

    def wizard(self, today, user=None, debtors=None, **values):
        debtors = debtors or self.account_of()
        return (
            self.env["collection.statement"]
            .with_user(user or self.env.user)
            .with_context(active_model="collection.debtor", active_ids=debtors.ids)
            .create({"date": today, **values})
        )

    def file_of(self, action):
        attachment_id = int(action["url"].split("/")[3].split("?")[0])
        return self.env["ir.attachment"].sudo().browse(attachment_id)

    def pages_of(self, content):
        pages = PdfReader(BytesIO(content)).pages
        return [re.sub(r"\s+", " ", page.extract_text()) for page in pages]

    def pay_on(self, offset, invoice, amount=None, **values):
        if amount:
            values["amount"] = amount
        return self._register_payment(invoice, payment_date=day(offset), **values)


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


@tagged("post_install", "-at_install")
class TestStatementScreen(StatementCommon):
    """The window in which somebody asks for statements."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            name: new_test_user(
                cls.env,
                login=f"statement_{name}",
                groups=groups,
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for name, groups in {
                "employee": "base.group_user",
                "portal": "base.group_portal",
                "billing": "account.group_account_invoice",
                "officer": f"{MODULE}.group_collection_officer",
            }.items()
        }
        cls.invoice(1000)
        cls.env.cr.flush()

    # === FILES === #

    def test_one_pdf_of_two_customers(self):
        other = self.create_customer("Other SA")
        self.invoice(70, partner=other)
        self.env.cr.flush()
        wizard = self.wizard(day(1), debtors=self.debtor() + self.debtor(other))
        wizard = wizard.with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            attachment = self.file_of(wizard.action_pdf())
        self.assertEqual(attachment.mimetype, "application/pdf")
        pages = self.pages_of(attachment.raw)
        self.assertEqual(len(pages), 2)
        self.assertIn("Debtor SA", pages[0])
        self.assertIn("Other SA", pages[1])

    def test_the_workbook_has_real_figures_and_dates(self):
        self.credit_note(150.5)
        sheet = self.workbook(self.wizard(day(15))).worksheets[0]
        rows = [list(row) for row in sheet.values]
        self.assertIn("Creditor SARL", rows[1])
        self.assertIn("Debtor SA", rows[2])
        self.assertEqual(rows[3][1].date(), day(15))
        self.assertEqual(rows[7][1].date(), day(-30))
        self.assertEqual(rows[7][2].date(), DUE)
        self.assertEqual(rows[7][3:6], [15, 1000, 1000])
        self.assertEqual(rows[8][5], -150.5)
        self.assertEqual(rows[9][5], 849.5)
        self.assertEqual(rows[12], [-150.5, 0, 1000, 0, 0, 0, 849.5])
        self.assertEqual(sheet["F8"].number_format, "#,##0.00")
        self.assertEqual(sheet["B8"].number_format, "mm/dd/yyyy")
        formulas = self.workbook(self.wizard(day(15)), data_only=False).worksheets[0]
        self.assertEqual(formulas["F10"].value, "=SUM(F8:F9)")

    def test_the_workbook_of_movements(self):
        wizard = self.wizard(day(1), kind="movements", date_from=day(-60))
        rows = [list(row) for row in self.workbook(wizard).worksheets[0].values]
        self.assertEqual(rows[8][5], 0)
        self.assertEqual(rows[9][3:6], [1000, None, 1000])
        self.assertEqual(rows[10][3:6], [1000, 0, 1000])

    def test_a_name_is_no_formula_and_no_bad_name_of_a_sheet(self):
        name = "=HYPERLINK(\"http://x\") [a]:*?/\\ 'very' long " + "x" * 40
        self.customer.name = name
        self.invoice(10, name="=1+1")
        workbook = self.workbook(self.wizard(day(1)), data_only=False)
        cells = [cell for row in workbook.worksheets[0].rows for cell in row]
        formulas = [cell.value for cell in cells if cell.data_type == "f"]
        self.assertTrue(all(value.startswith("=SUM(") for value in formulas))
        self.assertIn(name, [cell.value for cell in cells])
        self.assertIn("Invoice =1+1", [cell.value for cell in cells])

    def workbook(self, wizard, data_only=True):
        content = self.file_of(wizard.action_xlsx()).raw
        return load_workbook(BytesIO(content), data_only=data_only)

    def test_the_movements_begin_before_they_end(self):
        for first in (day(2), False):
            wizard = self.wizard(day(1), kind="movements", date_from=first)
            with self.assertRaises(UserError):
                wizard.action_pdf()

    # === SENDING === #

    def test_it_is_sent_with_the_letter_and_shows_on_the_debtor(self):
        wizard = self.wizard(day(1), user=self.users["officer"])
        with freeze_time(day(1)):
            action = wizard.action_send()
        self.assertEqual(action["params"]["type"], "success")
        mail = self.debtor().statement_mail_id
        self.assertEqual(mail.state, "outgoing")
        self.assertEqual(mail.recipient_ids, self.customer)
        self.assertIn("03/11/2026", mail.subject)
        self.assertIn("1,000.00", mail.body_html)
        self.assertEqual(len(mail.attachment_ids), 1)
        self.assertIn("Debtor SA", mail.attachment_ids.name)
        message = self.debtor().message_ids.filtered("attachment_ids")
        self.assertEqual(message, mail.mail_message_id)
        self.assertEqual(self.debtor().statement_date, day(1))

    def test_who_cannot_be_reached_is_named(self):
        deaf = self.create_customer("Deaf SA", email=False)
        forbidden = self.create_customer("Forbidden SA")
        for partner in (deaf, forbidden):
            self.invoice(10, partner=partner)
        self.env.cr.flush()
        email = self.env.ref(f"{MODULE}.channel_email")
        self.debtor(forbidden).forbidden_channel_ids = email
        debtors = self.debtor() + self.debtor(deaf) + self.debtor(forbidden)
        wizard = self.wizard(day(1), debtors=debtors)
        self.assertEqual(wizard.recipient, "debtor@customer.example")
        message = wizard.action_send()["params"]["message"]
        self.assertIn("Deaf SA", message)
        self.assertIn("Forbidden SA", message)
        self.assertEqual(debtors.statement_mail_id.recipient_ids, self.customer)
        with self.assertRaises(UserError):
            self.wizard(day(1), debtors=self.debtor(deaf)).action_send()

    def test_what_comes_back_is_noted_on_the_debtor(self):
        self.night(day(1))
        reminder = self.reminders()
        self.wizard(day(2)).action_send()
        self.debtor()._message_receive_bounce(self.customer.email, self.customer)
        self.assertIn("came back", self.debtor().statement_note)
        self.assertTrue(self.debtor().activity_ids)
        self.assertFalse(reminder.undelivered)

    def test_what_the_server_refuses_is_noted_on_the_debtor(self):
        self.wizard(day(2)).action_send()
        self.debtor().statement_mail_id._postprocess_sent_message(
            [], [], failure_reason="No such host", failure_type="mail_smtp"
        )
        self.assertIn("No such host", self.debtor().statement_note)

    # === RIGHTS === #

    def test_billing_makes_statements_and_does_not_send_them(self):
        wizard = self.wizard(day(1), user=self.users["billing"])
        self.assertTrue(self.file_of(wizard.action_pdf()))
        self.assertTrue(self.file_of(wizard.action_xlsx()))
        with self.assertRaises(AccessError):
            wizard.action_send()
        self.assertFalse(self.debtor().statement_mail_id)

    def test_the_officer_chooses_who_gets_one_each_month(self):
        self.debtor().with_user(self.users["officer"]).monthly_statement = "never"
        self.assertEqual(self.debtor().monthly_statement, "never")
        with self.assertRaises(AccessError):
            self.debtor().with_user(self.users["billing"]).monthly_statement = False
        with self.assertRaises(AccessError):
            self.debtor().with_user(self.users["officer"]).statement_date = DUE

    def test_others_make_none(self):
        for name in ("employee", "portal"):
            with self.assertRaises(AccessError):
                self.wizard(day(1), user=self.users[name])
            debtor = self.debtor().with_user(self.users[name])
            with self.assertRaises(AccessError):
                debtor._statements(day(1))
            report = self.env["ir.actions.report"].with_user(self.users[name])
            with self.assertRaises(AccessError):
                report._render_qweb_html(REPORT, debtor.ids)

    def test_another_company_is_another_world(self):
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env,
            login="statement_stranger",
            groups=f"{MODULE}.group_collection_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        for action in ("action_pdf", "action_xlsx", "action_send"):
            with self.assertRaises(AccessError):
                getattr(self.wizard(day(1), user=stranger), action)()

    def test_a_file_is_seen_by_who_asked_for_it_alone(self):
        wizard = self.wizard(day(1), user=self.users["billing"])
        attachment = self.file_of(wizard.action_xlsx())
        self.assertTrue(attachment.with_user(self.users["billing"]).read(["raw"]))
        with self.assertRaises(AccessError):
            attachment.with_user(self.users["officer"]).read(["raw"])
