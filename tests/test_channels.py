from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestChannels(CollectionCommon):
    """How a reminder reaches the customer, and what happens when it cannot."""

    # === E-MAIL === #

    def test_hostile_names_are_text(self):
        self.customer.name = "<script>alert(1)</script> & Co"
        self.invoice()
        sent = self.night(day(1))
        self.assertNotIn("<script>", sent.body)
        self.assertNotIn("<script>", sent.mail_id.body_html)

    # === CALL === #

    def test_the_call_is_planned_for_the_responsible(self):
        caller = self.env["res.users"].create(
            {
                "name": "Caller",
                "login": "caller",
                "email": "caller@creditor.example",
                "company_ids": [(6, 0, self.company.ids)],
                "company_id": self.company.id,
                "group_ids": [
                    (
                        4,
                        self.env.ref(
                            "account_debt_collection.group_collection_officer"
                        ).id,
                    )
                ],
            }
        )
        self.invoice()
        self.night(day(1))
        self.debtor().user_id = caller
        self.assertReminded(self.night(day(8)), self.firm)
        call = self.debtor().activity_ids
        self.assertEqual(call.user_id, caller)
        self.assertEqual(call.date_deadline, day(8))
        self.assertIn("date of payment", call.note)
        self.assertIn("1,000.00", call.summary)
        mails = self.env["mail.mail"].search(
            [("recipient_ids", "in", caller.partner_id.id)]
        )
        self.assertFalse(mails, "One mail for each call would be a flood on a Monday.")

    def test_a_new_call_replaces_the_one_that_was_not_made(self):
        self.invoice()
        self.invoice(300, due=day(12))
        self.nights(1, 23)
        calls = self.reminders().filtered(lambda r: r.level_id == self.firm)
        self.assertEqual(calls.mapped("date_done"), [day(8), day(23)])
        self.assertEqual(self.debtor().activity_ids.mapped("date_deadline"), [day(23)])

    def test_the_call_is_dropped_when_the_customer_has_paid(self):
        invoice = self.invoice()
        self.nights(1, 8)
        self.assertTrue(self.debtor().activity_ids)
        self.pay(invoice)
        self.env.cr.flush()
        self.assertFalse(self.debtor().activity_ids)

    def test_an_answer_reaches_the_responsible(self):
        self.company.collection_user_id = self.env.ref("base.user_admin")
        self.invoice()
        mail = self.night(day(1)).mail_id
        followers = self.debtor().message_partner_ids
        self.assertIn(self.company.collection_user_id.partner_id, followers)
        self.assertNotIn(self.customer, followers)
        answer = (
            f"From: {self.customer.email}\nTo: books@creditor.example\n"
            f"Subject: Re: {mail.subject}\nMessage-Id: <answer@customer.example>\n"
            f"In-Reply-To: {mail.message_id}\n\nPaid yesterday."
        )
        thread = self.env["mail.thread"].message_process(False, answer)
        self.assertEqual(thread, self.debtor().id)
        message = self.debtor().message_ids[0]
        self.assertIn("Paid yesterday", message.body)
        self.assertIn(
            self.company.collection_user_id.partner_id, message.notified_partner_ids
        )

    # === TASK === #

    def test_a_task_for_the_responsible_and_the_next_call_leaves_it(self):
        task = self.env.ref("account_debt_collection.channel_task")
        self.friendly.write({"channel_ids": [(4, task.id)], "activity_note": "Ask Bob"})
        self.invoice()
        self.assertReminded(self.night(day(1)), self.friendly)
        activity = self.debtor().activity_ids
        self.assertEqual(
            activity.activity_type_id, self.env.ref("mail.mail_activity_data_todo")
        )
        self.assertEqual(activity.summary, "Friendly reminder")
        self.assertEqual(activity.user_id, self.debtor()._responsible())
        self.assertEqual(activity.date_deadline, day(1))
        self.assertIn("Ask Bob", activity.note)
        self.assertIn("1,000.00", activity.note)
        self.night(day(8))
        self.assertEqual(len(self.debtor().activity_ids), 2)
        self.assertIn(activity, self.debtor().activity_ids)

    # === OBSTACLES === #

    def test_a_level_of_calls_alone_needs_no_text(self):
        call = self.env.ref("account_debt_collection.channel_call")
        self.friendly.write({"channel_ids": call.ids, "template_id": False})
        self.invoice()
        sent = self.night(day(1))
        self.assertReminded(sent, self.friendly)
        self.assertFalse(sent.preview)
        self.assertEqual(len(self.debtor().activity_ids), 1)

    def test_nobody_keeps_a_task_about_a_customer_who_has_paid(self):
        task = self.env.ref("account_debt_collection.channel_task")
        self.friendly.channel_ids += task
        invoice = self.invoice()
        self.night(day(1))
        self.assertTrue(self.debtor().activity_ids)
        self.pay(invoice)
        self.env.cr.flush()
        self.assertFalse(self.debtor().activity_ids)

    def test_without_email_the_fallback_letter_goes_out(self):
        self.customer.email = False
        self.invoice()
        sent = self.night(day(1))
        self.assertReminded(sent, self.friendly)
        self.assertEqual(sent.channel_ids.mapped("code"), ["letter"])
        self.assertTrue(sent.letter_id)
        self.assertFalse(sent.mail_id)

    def test_a_failed_courtesy_note_does_not_stop_the_reminders(self):
        self.customer.email = False
        self.invoice()
        self.night(day(-5))
        self.assertFailed(self.reminders(), "no valid e-mail address")
        self.assertReminded(self.night(day(1)), self.friendly)
        self.assertEqual(self.reminders().mapped("state"), ["cancelled", "sent"])

    def test_an_incomplete_address_leaves_the_mail_and_says_so(self):
        self.customer.city = False
        self.invoice()
        self.nights(1, 14)
        sent = self.night(day(15))
        self.assertReminded(sent, self.last)
        self.assertEqual(sent.channel_ids.mapped("code"), ["email"])
        self.assertIn("postal address", sent.note)

    def test_a_level_without_text_fails_and_the_others_go_out(self):
        self.firm.template_id = False
        self._one_at_each_level()
        sent = self.night(day(8))
        self.assertEqual(sent.partner_id.name, "Later SA")
        self.assertFailed(self.reminders(self.customer)[-1], "has no text")

    def test_a_broken_text_fails_and_the_others_go_out(self):
        self.firm.template_id.body_html = "<p t-out='object.nothing_like_this'/>"
        self._one_at_each_level()
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            sent = self.night(day(8))
        self.assertEqual(sent.partner_id.name, "Later SA")
        self.assertFailed(self.reminders(self.customer)[-1], "contains a mistake")
        self.assertIn("contains a mistake", self.reminders(self.customer)[-1].preview)

    def _one_at_each_level(self):
        """Debtor SA is ripe for the firm level on day 8, Later SA for the friendly."""
        self.invoice()
        self.night(day(1))
        self.invoice(partner=self.create_customer("Later SA"), due=day(7))

    def test_without_wkhtmltopdf_the_letter_waits(self):
        self.customer.email = False
        self.invoice()
        report = type(self.env["ir.actions.report"])
        error = UserError("Unable to find Wkhtmltopdf on this system.")
        with patch.object(report, "_render_qweb_pdf", side_effect=error):
            self.assertNothing(self.night(day(1)))
        self.assertFailed(self.reminders(), "Wkhtmltopdf")
        self.assertReminded(self.night(day(2)), self.friendly)

    # === WHAT COMES BACK === #

    def test_a_mail_that_cannot_be_sent_comes_back_onto_the_reminder(self):
        self.env["ir.mail_server"].create(
            {"name": "Nobody", "smtp_host": "127.0.0.1", "smtp_port": 1}
        )
        self.invoice()
        sent = self.night(day(1))
        mail_server = type(self.env["ir.mail_server"])
        with patch.object(mail_server, "_disable_send", return_value=False):
            sent.mail_id.send()
        self.assertEqual(sent.mail_id.state, "exception")
        self.assertCameBack(sent, "could not be sent")

    def test_sending_again_needs_an_address(self):
        self.invoice()
        sent = self.night(day(1))
        sent.sudo()._come_back("Unknown user")
        self.customer.email = False
        with self.assertRaisesRegex(UserError, "no valid e-mail address"):
            sent.action_send_again()
        self.assertTrue(sent.undelivered)

    def test_nothing_is_sent_again_to_a_customer_who_has_paid(self):
        invoice = self.invoice()
        sent = self.night(day(1))
        sent.sudo()._come_back("Unknown user")
        first = sent.mail_id
        self.pay(invoice)
        self.env.cr.flush()
        with self.assertRaisesRegex(UserError, "Nothing is owed"):
            sent.action_send_again()
        self.assertEqual(sent.mail_id, first)

    def test_the_next_reminder_overtakes_what_came_back(self):
        self.invoice()
        first = self.night(day(1))
        first.sudo()._come_back("Unknown user")
        self.assertReminded(self.night(day(8)), self.firm)
        self.assertFalse(first.undelivered)
        self.assertEqual(self.debtor().state, "reminded")

    def assertCameBack(self, reminder, words):
        self.assertTrue(reminder.undelivered)
        self.assertIn(words, reminder.note)
        self.assertEqual(reminder.state, "sent")
        self.assertEqual(self.debtor().state, "attention")
        self.assertIn(words, self.debtor().activity_ids.note)

    # === BUTTONS === #

    def test_send_now_sends_and_tells(self):
        self.invoice()
        self.plan(day(1))
        with freeze_time(day(1)):
            action = self.reminders().action_send()
        self.assertReminded(self.reminders(), self.friendly)
        self.assertEqual(action["params"]["type"], "success")

    def test_send_now_respects_the_quiet_days_and_says_so(self):
        self.invoice()
        self.nights(1, 15)
        self.night(day(30))
        notice = self.reminders()[-1]
        self.invoice(300, due=day(29))
        self.night(day(30))
        with freeze_time(day(31)):
            action = notice.action_send()
        self.assertEqual(notice.state, "planned")
        self.assertEqual(action["params"]["type"], "warning")
        self.assertIn("contacted recently", action["params"]["message"])

    def test_nothing_to_send_is_told(self):
        self.invoice()
        sent = self.night(day(1))
        with self.assertRaisesRegex(UserError, "nothing left to send"):
            sent.action_send()

    def test_a_level_in_writing_is_not_sent_by_call_alone(self):
        self.invoice()
        self.plan(day(1))
        self.reminders().channel_ids = self.env.ref(
            "account_debt_collection.channel_call"
        )
        self.friendly.fallback_channel_id = False
        self.dispatch(day(1))
        self.assertFailed(self.reminders(), "Choose a channel that carries the text")

    def test_what_was_sent_cannot_be_changed_or_deleted(self):
        self.invoice()
        sent = self.night(day(1))
        with self.assertRaises(UserError):
            sent.channel_ids = False
        with self.assertRaises(UserError):
            sent.sudo().unlink()

    # === MANY === #

    def test_calls_and_tasks_are_planned_together(self):
        for index in range(9):
            self.invoice(100, partner=self.create_customer(f"Many{index} SA"))
        self.nights(1, 1)
        sent = self.reminders().filtered(lambda r: r.state == "sent").sudo()
        self.assertEqual(len(sent), 9)
        for step in (
            lambda reminders: reminders._send_call(),
            lambda reminders: reminders._send_task(),
        ):
            self.queries(step, sent[:1])
            few, many = self.queries(step, sent[1:3]), self.queries(step, sent[3:])
            self.assertLessEqual(many, few)

    def queries(self, step, reminders):
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        step(reminders)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
