from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import DUE, day
from .statement_common import MODULE, REPORT, StatementCommon


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

    def test_no_customer_no_statement(self):
        wizard = self.wizard(day(1), debtor_ids=[Command.clear()])
        for action in (wizard.action_pdf, wizard.action_xlsx, wizard.action_send):
            with self.assertRaisesRegex(UserError, "Choose a customer"):
                action()

    def test_as_of_the_end_of_all_days(self):
        self.assertTrue(self.wizard(date.max).action_xlsx())

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
