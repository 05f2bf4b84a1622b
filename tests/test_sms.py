from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.sms.tests.common import MockSMS

from .common import CollectionCommon, day

MOBILE = "06 12 34 56 78"
MODULE = "account_debt_collection"


@tagged("post_install", "-at_install")
class TestSms(CollectionCommon, MockSMS):
    """A short text, by Odoo's own queue; only its gateway is a mock, Odoo's own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sms = cls.env.ref(f"{MODULE}.channel_sms")
        cls.email = cls.env.ref(f"{MODULE}.channel_email")
        cls.friendly.channel_ids = cls.sms
        cls.friendly.fallback_channel_id = False
        cls.customer.phone = MOBILE

    def queued(self):
        return self.env["sms.sms"].search([("state", "=", "outgoing")])

    def test_the_short_text_is_queued_and_shows_on_the_debtor(self):
        self.invoice(1234.5)
        sent = self.night(day(1))
        self.assertReminded(sent, self.friendly)
        sms = self.queued()
        self.assertEqual(sms.number, "+33612345678")
        self.assertEqual(sms.partner_id, self.customer)
        self.assertEqual(sms.body, sent.sms_text)
        self.assertIn("1,234.50", sms.body)
        self.assertIn("03/19/2026", sms.body)
        self.assertFalse(sent.mail_id)
        message = self.debtor().message_ids.filtered(lambda m: m.message_type == "sms")
        self.assertEqual(message, sent.sms_message_id)
        self.assertIn("1,234.50", message.body)
        self.assertEqual(message.notification_ids.notification_status, "ready")

    def test_it_is_sent_and_says_so(self):
        self.invoice()
        sent = self.night(day(1))
        with self.mockSMSGateway():
            self.queued().send()
        self.assertEqual([sms["body"] for sms in self._sms], [sent.sms_text])
        notification = sent.sms_message_id.notification_ids
        self.assertEqual(notification.notification_status, "pending")
        self.assertFalse(sent.undelivered)

    def test_no_dear_character_from_the_amount(self):
        self.customer.lang = "fr_FR"
        self.invoice(1234.5)
        text = self.night(day(1)).sms_text
        self.assertIn("1 234,50", text)
        self.assertNotIn("\xa0", text)
        self.assertNotIn("\u202f", text)

    def test_hostile_names_are_text(self):
        self.company.name = "<b>Creditor</b> & Sons"
        self.invoice()
        sent = self.night(day(1))
        self.assertIn("<b>Creditor</b> & Sons", sent.sms_text)
        self.assertNotIn("<b>", sent.sms_message_id.body)

    # === OBSTACLES === #

    def test_without_a_number_it_fails(self):
        self.customer.phone = "12"
        self.invoice()
        self.night(day(1))
        self.assertFailed(self.reminders(), "no valid mobile number")

    def test_a_landline_reads_no_sms(self):
        self.customer.phone = "03 80 12 34 56"
        self.invoice()
        self.night(day(1))
        self.assertFailed(self.reminders(), "no valid mobile number")

    def test_the_collection_contacts_mobile_comes_first(self):
        contact = self.env["res.partner"].create(
            {
                "name": "Debts",
                "type": "collection",
                "parent_id": self.customer.id,
                "phone": "+33 7 56 12 34 56",
            }
        )
        self.invoice()
        self.night(day(1))
        self.assertEqual(self.queued().partner_id, contact)

    def test_a_number_without_country_is_one_of_the_companys(self):
        self.customer.country_id = False
        self.invoice()
        self.night(day(1))
        self.assertEqual(self.queued().number, "+33612345678")

    def test_a_level_without_short_text_says_so(self):
        self.friendly.sms_template_id = False
        self.invoice()
        self.night(day(1))
        self.assertFailed(self.reminders(), "has no SMS text")

    def test_a_broken_short_text_stops_its_level_only(self):
        self.friendly.sms_template_id.body = "{{ object.nothing_like_this }}"
        self.invoice()
        self.plan(day(1))
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            self.dispatch(day(1))
        self.assertFailed(self.reminders(), "contains a mistake")
        self.assertFalse(self.queued())

    def test_a_formal_notice_does_not_go_by_sms_alone(self):
        with self.assertRaisesRegex(UserError, "not an SMS alone"):
            self.formal.channel_ids = self.sms
        self.formal.channel_ids = self.sms + self.email
        self.formal.sms_template_id = self.last.sms_template_id
        self.customer.write({"phone": MOBILE, "email": False})
        self.invoice()
        self.nights(1, 30)
        notice = self.reminders()[-1]
        self.assertEqual(notice.level_id, self.formal)
        self.assertFalse(notice._route().channels)

    # === WHAT COMES BACK === #

    def test_an_sms_that_is_refused_comes_back_and_is_sent_again(self):
        self.invoice()
        sent = self.night(day(1))
        with self.mockSMSGateway(sim_error="credit"):
            self.queued().send()
        self.assertTrue(sent.undelivered)
        self.assertIn("Insufficient Credit", sent.note)
        self.assertEqual(sent.returned_channel_id, self.sms)
        self.assertEqual(self.debtor().state, "attention")
        self.assertIn("Insufficient Credit", self.debtor().activity_ids.note)
        sent.action_send_again()
        self.assertFalse(sent.undelivered)
        self.assertEqual(self.queued().body, sent.sms_text)
        self.assertFalse(sent.mail_id)

    def test_a_later_report_comes_back_too(self):
        self.invoice()
        sent = self.night(day(1))
        with self.mockSMSGateway():
            self.queued().send()
        self.assertFalse(sent.undelivered)
        tracker = self.env["sms.tracker"].search(
            [("mail_notification_id", "in", sent.sms_message_id.notification_ids.ids)]
        )
        tracker.sudo()._action_update_from_provider_error("invalid_destination")
        self.assertTrue(sent.undelivered)
        self.assertIn("Invalid Destination", sent.note)

    def test_sending_again_needs_a_number(self):
        self.invoice()
        sent = self.night(day(1))
        with self.mockSMSGateway(sim_error="wrong_number_format"):
            self.queued().send()
        self.customer.phone = False
        with self.assertRaisesRegex(UserError, "no valid mobile number"):
            sent.action_send_again()

    # === RIGHTS === #

    def test_the_manager_writes_the_short_texts_of_reminders_only(self):
        manager, officer = (
            new_test_user(self.env, login=f"sms_{group}", groups=f"{MODULE}.{group}")
            for group in ("group_collection_manager", "group_collection_officer")
        )
        text = self.friendly.sms_template_id
        text.with_user(manager).body = "Please pay."
        with self.assertRaises(AccessError):
            text.with_user(officer).body = "Please pay."
        foreign = text.sudo().copy(
            {"model_id": self.env["ir.model"]._get("res.partner").id}
        )
        with self.assertRaises(AccessError):
            foreign.with_user(manager).body = "Please pay."

    # === MANY === #

    def test_many_cost_no_more_queries_than_a_few(self):
        for number in range(24):
            self.invoice(partner=self.create_customer(f"N{number}", phone=MOBILE))
        self.plan(day(1))
        reminders = self.reminders().sudo()
        reminders.date_done = day(1)
        self.queries_to_send(reminders[:4])
        few = self.queries_to_send(reminders[4:8])
        many = self.queries_to_send(reminders[8:])
        self.assertEqual(len(self.queued()), 24)
        self.assertEqual(many, few)

    def queries_to_send(self, reminders):
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        reminders._send_sms()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
