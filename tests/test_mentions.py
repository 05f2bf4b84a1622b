from lxml import etree, html
from markupsafe import Markup

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import CollectionCommon, day

LEVEL_TEXT = "Correct the text of the level"


class FormalNoticeCommon(CollectionCommon):
    """A customer who owes one invoice, and whose formal notice is proposed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.level_ids.filtered(lambda lv: lv.kind != "formal_notice").unlink()
        cls.template = cls.formal.template_id

    def propose(self, **values):
        """The formal notice as the night proposes it, 30 days after the due date."""
        self.invoice(1000, **values)
        self.plan(day(30))
        return self.reminders()[-1]

    def drop(self, xpath, keep_children=False):
        """Remove from the text of the level what ``xpath`` finds, as a user would."""
        body = html.fromstring(self.template.body_html)
        nodes = body.xpath(xpath)
        self.assertTrue(nodes, xpath)
        for node in nodes:
            node.drop_tag() if keep_children else node.drop_tree()
        self.template.body_html = etree.tostring(body, encoding="unicode")

    def drop_from_letter(self, old, new=""):
        view = self.env.ref("account_debt_collection.letter_document")
        self.assertIn(old, view.arch_db)
        view.arch_db = view.arch_db.replace(old, new, 1)

    def assertRefused(self, notice, *words):
        """It waits, says why, and neither approval nor dispatch lets it out."""
        notice = notice.sudo()
        self.assertEqual(notice.state, "to_complete", notice.note)
        for word in words:
            self.assertIn(word, notice.missing_points)
        notice.action_approve()
        notice.action_send()
        self.assertEqual(notice.state, "to_complete")
        self.dispatch(day(60))
        self.assertEqual((notice.state, notice.mail_id.id), ("to_complete", False))
        self.assertFalse(notice.letter_id)


@tagged("post_install", "-at_install")
class TestMentions(FormalNoticeCommon):
    """A formal notice from which one mention is removed is refused."""

    def test_mention_none_missing(self):
        notice = self.propose()
        self.assertEqual(notice.state, "to_approve", notice.note)
        with freeze_time(day(30)):
            notice.action_approve()
        self.dispatch(day(30))
        self.assertEqual(notice.state, "sent", notice.note)

    def test_mention_sender_name_removed(self):
        self.drop_from_letter('t-out="company.name"')
        self.assertRefused(self.propose(), "the sender's name")

    def test_mention_sender_address_removed(self):
        self.drop_from_letter('t-as="line" t-out="line"', 't-as="line"')
        self.assertRefused(self.propose(), "the sender's address")

    def test_mention_sender_identity_removed(self):
        self.drop_from_letter('t-out="company.partner_id._collection_identity()"')
        self.assertRefused(self.propose(), "the sender's identification number")

    def test_mention_recipient_removed(self):
        self.drop_from_letter('t-out="recipient"')
        points = ("the customer's name", "the customer's address")
        self.assertRefused(self.propose(), *points)

    def test_mention_country_of_a_foreign_recipient_removed(self):
        self.customer.country_id = self.env.ref("base.be")
        self.drop_from_letter(
            "._collection_postal_address(company.partner_id)",
            "._collection_postal_address(env['res.partner'])",
        )
        self.assertRefused(self.propose(), "the customer's country")

    def test_mention_title_removed(self):
        self.template.subject = "About your account"
        self.assertRefused(self.propose(), "“formal notice” in its subject")

    def test_mention_title_in_another_language(self):
        self.template.subject = "MISE EN DEMEURE"
        self.assertRefused(self.propose(), "“formal notice” in its subject")

    def test_mention_title_elsewhere_is_no_title(self):
        self.drop_from_letter('<t t-out="letter[0]"/>')
        self.assertRefused(self.propose(), "“formal notice” in its subject")

    def test_mention_date_removed(self):
        self.drop_from_letter('t-out="reminder.date_done or reminder.date"')
        self.assertRefused(self.propose(), "its date")

    def test_mention_claims_removed(self):
        self.drop("//t[@t-out='object.claims_table']")
        notice = self.propose()
        self.assertRefused(notice, "due date and amount of " + notice.line_ids.name)

    def test_mention_due_date_of_the_claims_removed(self):
        view = self.env.ref("account_debt_collection.claims_table")
        view.arch_db = view.arch_db.replace("format_day(line.due_date)", "''")
        self.assertRefused(self.propose(), "number, date, due date and amount of")

    def test_mention_total_removed(self):
        self.drop("//t[@t-out='object.total_text']")
        self.assertRefused(self.propose(), "the total in figures")

    def test_mention_total_in_words_removed(self):
        self.drop("//t[@t-out='object.total_words']")
        self.assertRefused(self.propose(), "the total in words")

    def test_mention_interest_and_indemnity_removed(self):
        self.drop("//t[@t-out='object.charges_table']")
        self.assertRefused(self.propose(), "the interest", "the indemnity")

    def test_mention_interest_removed(self):
        block = self.env.ref("account_debt_collection.charges_table")
        self.assertIn("line.interest", block.arch_db)
        self.hide_amounts(block, "interest")
        self.assertRefused(self.propose(), "the interest")

    def test_mention_indemnity_removed(self):
        block = self.env.ref("account_debt_collection.charges_table")
        self.hide_amounts(block, "indemnity")
        # In one currency with the claim: the total does not equal the indemnity.
        euro = self.setup_other_currency("EUR")
        self.assertRefused(self.propose(currency_id=euro.id), "the indemnity")

    def hide_amounts(self, block, kind):
        """Print something else wherever the amounts of this kind stand."""
        tree = etree.fromstring(block.arch_db)
        for node in tree.xpath(f"//*[contains(@t-out, '{kind}')]"):
            node.set("t-out", "'…'")
        for total in tree.xpath(f"//tr[contains(@t-foreach, '_{kind}_totals')]"):
            total.getparent().remove(total)
        block.arch_db = etree.tostring(tree, encoding="unicode")

    def test_interest_that_cannot_be_computed(self):
        table = self.env.ref("account_debt_collection.interest_reference_ecb")
        table.rate_ids.unlink()
        self.assertRefused(self.propose(), "has no rate from 01/01/2026 on")

    def test_mention_sentence_on_interest_removed(self):
        self.drop("//p[@class='o_collection_interest']")
        self.assertRefused(self.propose(), "a sentence on interest and indemnity")

    def test_mention_deadline_removed(self):
        self.drop("//strong[@t-out='object.deadline_text']")
        self.assertRefused(self.propose(), "the new deadline")

    def test_mention_account_removed(self):
        self.drop("//t[@t-out='object.payment_details']")
        self.assertRefused(self.propose(), "the bank account for USD")

    def test_mention_reference_removed(self):
        block = self.env.ref("account_debt_collection.payment_details")
        block.arch_db = block.arch_db.replace('<strong t-out="reference"/>', "")
        self.assertRefused(self.propose(), "the payment reference")

    def test_mention_consequences_removed(self):
        self.drop("//p[@class='o_collection_consequences']")
        self.assertRefused(self.propose(), "what follows if nothing is paid")

    def test_mention_consequences_emptied(self):
        self.drop("//p[@class='o_collection_consequences']/t")
        self.assertRefused(self.propose(), "what follows if nothing is paid")

    def test_mention_signatory_and_signature_removed(self):
        self.drop("//t[@t-out='object.signature']")
        points = ("the signatory's name", "the signature, or the room for one")
        self.assertRefused(self.propose(), *points)

    def test_mention_signature_removed(self):
        block = self.env.ref("account_debt_collection.signature")
        block.arch_db = block.arch_db.replace(
            '<br class="o_collection_signature"/>', ""
        )
        self.assertRefused(self.propose(), "the signature, or the room for one")

    def test_mention_that_nobody_sees_is_missing(self):
        number = self.company.partner_id.bank_ids.acc_number
        self.drop("//t[@t-out='object.payment_details']")
        notice = self.propose()
        text = self.template.body_html
        for hidden in (
            f"<!-- {number} -->",
            f"<p style='display: none'>{number}</p>",
            f"<style>.x{{display:none}}</style><p class='x'>{number}</p>",
            f"<div style='font-size:0'><b>{number}</b></div>",
            f"<p title='{number}'>See our invoices</p>",
        ):
            with self.subTest(hidden):
                self.template.body_html = f"{text}{hidden}"
                notice.action_check_again()
                self.assertRefused(notice, "the bank account for USD")

    def test_mention_account_written_by_hand_is_there(self):
        self.drop("//t[@t-out='object.payment_details']")
        self.template.body_html += Markup(
            "<p>FR76 3000 6000 0112 3456 7890 189, "
            "<t t-out='object._payment_reference()'/></p>"
        )
        self.assertEqual(self.propose().state, "to_approve")


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
