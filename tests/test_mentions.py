from lxml import etree, html
from markupsafe import Markup

from odoo.tests import freeze_time, tagged

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
        written = "reminder._long_date(reminder.date_done or reminder.date)"
        self.drop_from_letter(f't-out="{written}"')
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
