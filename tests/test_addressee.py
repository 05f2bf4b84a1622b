from email.utils import getaddresses

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import CollectionCommon, day

MODULE = "account_debt_collection"


@tagged("post_install", "-at_install")
class TestAddressee(CollectionCommon):
    """To whom a reminder goes, and what the customer wishes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.email, cls.letter, cls.call = (
            cls.env.ref(f"{MODULE}.channel_{code}")
            for code in ("email", "letter", "call")
        )

    def contact(self, address_type, email=False, **values):
        return self.env["res.partner"].create(
            {
                "name": f"The {address_type} contact",
                "type": address_type,
                "parent_id": self.customer.id,
                "email": email,
                **values,
            }
        )

    def owes(self):
        """An invoice, and the debtor as it is known from its posting on."""
        self.invoice()
        self.env.cr.flush()
        return self.debtor()

    def addresses(self, emails, header):
        return [address for _name, address in getaddresses(emails[header])]

    # === WHO === #

    def test_the_collection_contact_comes_first(self):
        self.contact("invoice", "accounts@customer.example")
        collection = self.contact("collection", "debts@customer.example")
        self.assertEqual(self.owes().contact_id, collection)
        self.assertEqual(self.night(day(1)).mail_id.recipient_ids, collection)

    def test_who_lacks_the_address_is_passed_over(self):
        accounts = self.contact("invoice", "accounts@customer.example")
        collection = self.contact("collection", street="3 rue Haute", city="Lyon")
        self.invoice()
        self.assertEqual(self.night(day(1)).mail_id.recipient_ids, accounts)
        self.assertEqual(self.debtor()._postal_contact(), collection)

    def test_half_an_address_is_passed_over(self):
        self.contact("collection", street="3 rue Haute")
        self.invoice(due=day(-20))
        self.firm.channel_ids = self.last.channel_ids - self.friendly.channel_ids
        self.nights(0, 5)
        letter = self.reminders()[1]
        self.assertEqual((letter.state, letter.level_id), ("sent", self.firm))
        self.assertIn("1 quai du Port", letter.postal_address)

    def test_another_companys_contact_is_not_written_to(self):
        other = self.setup_other_company()["company"]
        self.contact("collection", "theirs@customer.example")
        theirs = self.customer.child_ids
        self.env.cr.execute(
            "UPDATE res_partner SET company_id = %s WHERE id = %s",
            (other.id, theirs.id),
        )
        theirs.invalidate_recordset()
        self.invoice()
        self.assertEqual(self.night(day(1)).mail_id.recipient_ids, self.customer)

    def test_a_nameless_collection_contact_is_shown_like_the_others(self):
        nameless = self.contact("collection", name=False)
        self.assertEqual(nameless.display_name, "Debtor SA, Collection")
        self.assertEqual(nameless.type_address_label, "Collection Address")
        self.assertTrue(nameless.avatar_128)

    # === SECOND CONTACT === #

    def test_from_the_last_reminder_on_the_second_contact_gets_a_copy(self):
        self.invoice()
        self.night(day(1))
        boss = self.create_customer("Boss", is_company=False)
        self.debtor().copy_partner_id = boss
        firm = self.night(day(8)).mail_id
        self.assertEqual(firm.recipient_ids, self.customer)
        self.assertFalse(firm.email_cc)
        last = self.night(day(15)).mail_id
        (email,) = last._prepare_outgoing_list()
        self.assertEqual(self.addresses(email, "email_to"), [self.customer.email])
        self.assertEqual(self.addresses(email, "email_cc"), [boss.email])

    def test_a_copy_that_cannot_be_sent_is_told_and_stops_nothing(self):
        self.invoice()
        self.nights(1, 14)
        self.debtor().copy_partner_id = self.create_customer("Boss", email=False)
        sent = self.night(day(15))
        self.assertReminded(sent, self.last)
        self.assertEqual(sent.mail_id.recipient_ids, self.customer)
        self.assertIn("No copy was sent to Boss", sent.note)

    def test_nobody_gets_a_copy_of_his_own_letter(self):
        self.invoice()
        self.nights(1, 14)
        self.debtor().copy_partner_id = self.customer
        sent = self.night(day(15))
        self.assertEqual(sent.mail_id.recipient_ids, self.customer)
        self.assertFalse(sent.note)

    # === WISHES === #

    def test_the_preferred_channel_replaces_the_written_ones_not_the_call(self):
        self.invoice()
        self.night(day(1))
        self.debtor().preferred_channel_id = self.letter
        sent = self.night(day(8))
        self.assertReminded(sent, self.firm)
        self.assertEqual(sent.channel_ids, self.letter + self.call)
        self.assertFalse(sent.mail_id)
        self.assertTrue(sent.letter_id)

    def test_a_person_who_chooses_a_channel_is_obeyed(self):
        self.owes().preferred_channel_id = self.email
        self.plan(day(1))
        self.reminders().channel_ids = self.letter
        self.dispatch(day(1))
        self.assertEqual(self.reminders().channel_ids, self.letter)

    def test_a_formal_notice_asks_nobody_for_preferences(self):
        self.owes().preferred_channel_id = self.email
        self.nights(1, 30)
        notice = self.reminders()[-1]
        with freeze_time(day(30)):
            notice.action_send()
        self.assertReminded(notice, self.formal)
        self.assertEqual(notice.channel_ids, self.formal.channel_ids)
        self.assertIn("registered", notice.channel_ids.mapped("code"))

    def test_a_forbidden_channel_gives_way_to_the_fallback(self):
        self.owes().forbidden_channel_ids = self.email
        sent = self.night(day(1))
        self.assertReminded(sent, self.friendly)
        self.assertEqual(sent.channel_ids, self.letter)
        self.assertIn("must not be contacted through the channel “E-mail”", sent.note)

    def test_where_all_is_forbidden_it_fails_visibly(self):
        self.owes().forbidden_channel_ids = self.email + self.letter
        self.night(day(1))
        self.assertFailed(self.reminders(), "“E-mail”")
        self.assertFailed(self.reminders(), "“Letter”")
        self.assertEqual(self.debtor().state, "attention")

    def test_a_channel_is_not_preferred_and_forbidden_at_once(self):
        self.owes().forbidden_channel_ids = self.email
        with self.assertRaisesRegex(ValidationError, "preferred and forbidden"):
            self.debtor().preferred_channel_id = self.email

    @mute_logger("odoo.models.unlink")
    def test_the_officer_enters_wishes_and_billing_does_not(self):
        debtor = self.owes()
        values = {
            "copy_partner_id": self.create_customer("Boss").id,
            "preferred_channel_id": self.letter.id,
            "forbidden_channel_ids": [(4, self.call.id)],
        }
        for group, may in (
            (f"{MODULE}.group_collection_officer", True),
            ("account.group_account_invoice", False),
        ):
            user = new_test_user(
                self.env,
                login=group,
                groups=group,
                company_id=self.company.id,
                company_ids=[(6, 0, self.company.ids)],
            )
            for name, value in values.items():
                if may:
                    debtor.with_user(user).write({name: value})
                else:
                    with self.assertRaises(AccessError):
                        debtor.with_user(user).write({name: value})

    # === INVOICES === #

    def store_pdf(self, invoice):
        return self.env["ir.attachment"].create(
            {
                "name": f"{invoice.name}.pdf",
                "raw": b"%PDF-1.4 as it was sent",
                "res_model": "account.move",
                "res_id": invoice.id,
                "res_field": "invoice_pdf_report_file",
            }
        )

    def test_the_stored_invoices_go_with_the_mail(self):
        self.friendly.attach_invoices = True
        stored, unstored = self.invoice(100), self.invoice(200)
        pdf = self.store_pdf(stored)
        self.store_pdf(self.invoice(300, partner=self.create_customer("Other SA")))
        self.credit_note(50)
        self.night(day(1))
        sent = self.reminders(self.customer)
        self.assertEqual(sent.mail_id.attachment_ids, pdf)
        self.assertIn(unstored.name, sent.note)
        self.assertNotIn(stored.name, sent.note)
        (email,) = sent.mail_id._prepare_outgoing_list()
        self.assertEqual(email["attachments"][0][1], b"%PDF-1.4 as it was sent")

    def test_other_levels_carry_no_invoices(self):
        self.store_pdf(self.invoice())
        sent = self.night(day(1))
        self.assertFalse(sent.mail_id.attachment_ids)
        self.assertFalse(sent.note)

    def test_attaching_asks_no_further_questions_for_further_customers(self):
        self.friendly.attach_invoices = True
        for number in range(12):
            partner = self.create_customer(f"Debtor {number}")
            self.store_pdf(self.invoice(partner=partner))
        self.plan(day(1))
        reminders = self.reminders()
        reminders.sudo()._recheck(day(1))  # writes their lines
        self.queries_to_attach(reminders)  # the first time, Odoo asks for rights, too
        self.assertEqual(
            self.queries_to_attach(reminders[:2]), self.queries_to_attach(reminders[2:])
        )

    def queries_to_attach(self, reminders):
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        for reminder in reminders:
            self.assertTrue(reminder._invoices_to_attach())
        return self.env.cr.sql_log_count - before
