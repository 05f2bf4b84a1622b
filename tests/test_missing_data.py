from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import day
from .test_mentions import FormalNoticeCommon


@tagged("post_install", "-at_install")
class TestMissingData(FormalNoticeCommon):
    """Where the data are missing, the notice says what to enter, and waits for it."""

    def test_customer_without_country(self):
        self.customer.country_id = False
        notice = self.propose()
        self.assertRefused(notice, "Enter the country of Debtor SA.")
        self.customer.country_id = self.env.ref("base.fr")
        self.plan(day(31))
        self.assertEqual(notice.state, "to_approve", notice.note)
        self.assertFalse(notice.missing_points)
        self.assertIn("complete now", notice.note)

    def test_customer_without_address(self):
        self.customer.write({"street": False, "zip": False, "city": False})
        self.assertRefused(self.propose(), "postal address of Debtor SA")

    def test_customer_abroad_where_there_is_no_postcode(self):
        ireland = self.env.ref("base.hk")
        self.customer.write({"country_id": ireland.id, "zip": False})
        self.assertFalse(ireland.zip_required)
        self.assertEqual(self.propose().state, "to_approve")

    def test_company_without_number_or_signatory(self):
        self.company.write({"company_registry": False, "collection_user_id": False})
        self.company.vat = False
        notice = self.propose()
        self.assertRefused(notice, "company ID or the tax number", "who signs")
        self.debtor().user_id = self.env.user
        self.company.company_registry = "73282932000074"
        self.assertIsNone(notice.action_check_again())
        self.assertEqual(notice.state, "to_approve", notice.note)

    def test_company_without_bank_account(self):
        self.company.partner_id.bank_ids.unlink()
        notice = self.propose()
        self.assertRefused(notice, "No bank account of Creditor SARL takes payments")

    def test_currency_that_the_bank_account_does_not_take(self):
        euro = self.setup_other_currency("EUR")
        self.company.partner_id.bank_ids.currency_id = self.company.currency_id
        notice = self.propose(currency_id=euro.id)
        self.assertRefused(notice, "takes payments in EUR")
        self.assertNotIn("FR76", notice._render_texts()[notice][1])
        self.env["res.partner.bank"].create(
            {
                "acc_number": "DE89370400440532013000",
                "partner_id": self.company.partner_id.id,
                "currency_id": euro.id,
            }
        )
        notice.action_check_again()
        self.assertEqual(notice.state, "to_approve", notice.note)
        self.assertIn("DE89 3704", notice._render_texts()[notice][1])

    def test_what_is_not_complete_is_not_printed(self):
        self.customer.country_id = False
        notice = self.propose()
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        with self.allow_pdf_render(), self.assertRaisesRegex(UserError, "the country"):
            report._render_qweb_pdf(
                "account_debt_collection.action_report_letter", notice.ids
            )

    def test_claim_without_due_date(self):
        notice = self.propose()
        claim = notice.line_ids.move_line_id
        self.env.cr.execute(
            "UPDATE account_move_line SET date_maturity = NULL WHERE id = %s",
            [claim.id],
        )
        claim.invalidate_recordset()
        notice.action_approve()
        self.assertEqual(notice.state, "to_complete")
        self.assertIn(f"{claim.move_id.name} has no due date", notice.missing_points)

    def test_text_with_a_mistake(self):
        self.template.body_html = "<p t-out='object.nothing_like_this'/>"
        other = self.create_customer("Other SA")
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            self.invoice(500, partner=other)
            notice = self.propose()
        self.assertEqual(set(self.reminders().mapped("state")), {"to_complete"})
        self.assertIn("contains a mistake", notice.missing_points)

    def test_the_last_look_is_at_what_goes_out(self):
        """Approved, and then the text is spoilt: it waits, and is approved again."""
        notice = self.propose()
        with freeze_time(day(30)):
            notice.action_approve()
        self.assertEqual(notice.state, "planned")
        whole = self.template.body_html
        self.drop("//p[@class='o_collection_consequences']")
        self.dispatch(day(30))
        self.assertEqual(notice.state, "to_complete")
        self.assertFalse(notice.body or notice.mail_id or notice.approved_by_id)
        self.assertFalse(notice.letter_id or notice.date_done)
        self.template.body_html = whole
        self.plan(day(31))
        self.assertEqual(notice.state, "to_approve", notice.note)

    def test_it_is_open_like_any_other(self):
        """It is not proposed twice, follows the ledger, and shows on the debtor."""
        self.customer.country_id = False
        notice = self.propose()
        self.assertEqual(self.debtor().state, "attention")
        self.invoice(200)
        self.plan(day(31))
        self.plan(day(32))
        self.assertEqual(self.reminders(), notice)
        self.assertEqual(notice.amount, 1200)
        for invoice in notice.line_ids.move_line_id.move_id:
            self.pay(invoice)
        self.plan(day(33))
        self.assertEqual(notice.state, "cancelled")
        self.assertEqual(self.debtor().state, "settled")

    def test_only_a_manager_approves_and_an_officer_may_look_again(self):
        self.customer.country_id = False
        notice = self.propose()
        officer = new_test_user(
            self.env,
            "officer",
            groups="account_debt_collection.group_collection_officer",
        )
        clerk = new_test_user(self.env, "clerk", groups="account.group_account_invoice")
        self.customer.country_id = self.env.ref("base.fr")
        with self.assertRaises(AccessError):
            notice.with_user(clerk).action_check_again()
        with self.assertRaises(AccessError):
            notice.with_user(officer).action_approve()
        notice.with_user(officer).action_check_again()
        self.assertEqual(notice.state, "to_approve", notice.note)
        with self.assertRaises(AccessError):
            notice.with_user(officer).action_send()

    def test_consumers_are_owed_no_sentence_on_interest(self):
        self.customer.write({"is_company": False, "vat": False})
        self.drop("//p[@class='o_collection_interest']")
        self.assertEqual(self.propose().state, "to_approve")

    def test_hundred_are_read_with_hardly_more_queries_than_ten(self):
        counts = []
        for size in (10, 50):
            partners = [
                self.create_customer(f"Size{size}-{index} SA") for index in range(size)
            ]
            for partner in partners:
                self.invoice(1000, partner=partner)
            self.plan(day(30))
            notices = (
                self.reminders()
                .filtered(lambda r, p=partners: r.partner_id in p)
                .sudo()
            )
            self.assertEqual(set(notices.mapped("note")), {False})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            notices._check_notices()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 10, counts)
