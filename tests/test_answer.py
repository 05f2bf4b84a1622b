from odoo.tests import freeze_time, new_test_user, tagged

from .common import CollectionCommon, day

ANSWER = "account_debt_collection.mail_activity_answer"

MAIL = """\
From: {sender}
To: {to}
Subject: Re: {subject}
Message-Id: <{number}.answer@customer.example>
In-Reply-To: {reference}
References: {reference}
Content-Type: text/plain; charset=utf-8

{words}
"""


@tagged("post_install", "-at_install")
class TestAnswer(CollectionCommon):
    """The customer answers the reminder by e-mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["mail.alias.domain"].create(
            {
                "name": "creditor.example",
                "catchall_alias": "catchall",
                "bounce_alias": "bounce",
                "company_ids": [(6, 0, cls.company.ids)],
            }
        )
        cls.officer = new_test_user(
            cls.env,
            login="officer",
            groups="account_debt_collection.group_collection_officer",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
            email="officer@creditor.example",
        )
        cls.invoice()
        cls.env.cr.flush()
        cls.debtor().user_id = cls.officer

    def answer(self, words="We pay next week.", sender=None, number=1):
        """A mail comes in, as the mail server hands it over."""
        reminder = self.reminders()[-1]
        self.env["mail.thread"].message_process(
            False,
            MAIL.format(
                sender=sender or f"The Debtor <{self.customer.email}>",
                to=reminder.mail_id.reply_to,
                subject=reminder.subject,
                reference=reminder.mail_id.message_id,
                number=number,
                words=words,
            ),
        )

    def answers(self):
        return self.debtor().activity_search([ANSWER])

    def test_it_lands_on_the_debtor_and_somebody_hears_of_it(self):
        self.assertReminded(self.night(day(1)), self.friendly)
        self.answer("We pay <b>next</b> week.")
        message = self.debtor().message_ids[0]
        self.assertEqual(message.message_type, "email")
        self.assertIn("next", message.body)
        activity = self.answers()
        self.assertEqual(activity.user_id, self.officer)
        self.assertIn("has answered", activity.summary)
        self.assertIn("next", activity.note)
        self.answer("And again.", number=2)
        self.assertEqual(self.answers(), activity)
        activity.action_feedback()
        self.answer("A third time.", number=3)
        self.assertEqual(len(self.answers()), 1)

    def test_a_stranger_who_answers_is_heard_too(self):
        self.night(day(1))
        self.answer(sender="accountant@other.example")
        self.assertTrue(self.answers())

    def test_a_colleague_who_answers_is_no_customer(self):
        self.night(day(1))
        self.answer(sender=self.officer.email_formatted)
        self.assertFalse(self.answers())
        self.debtor().message_post(body="A note of ours")
        self.assertFalse(self.answers())

    @freeze_time(day(2))
    def test_the_answer_shows_on_the_call_screen(self):
        self.night(day(1))
        self.answer("The goods were damaged.")
        call = self.env["collection.call"].browse(self.debtor().action_call()["res_id"])
        self.assertIn("The goods were damaged.", call.history)


@tagged("post_install", "-at_install")
class TestOwnerLeft(CollectionCommon):
    """Whoever answered for a hold, or had to call, has left the company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leaver, cls.chief = (
            new_test_user(
                cls.env,
                login=login,
                groups="account.group_account_invoice",
                company_id=cls.company.id,
                company_ids=[(6, 0, cls.company.ids)],
            )
            for login in ("leaver", "chief")
        )
        cls.company.collection_user_id = cls.chief
        cls.invoice()
        cls.env.cr.flush()
        cls.debtor().user_id = cls.leaver

    def activities(self, xmlid):
        return self.debtor().activity_search([xmlid])

    @freeze_time(day(1))
    def test_the_companys_responsible_takes_over_a_hold(self):
        hold = self.hold(until=90, user_id=self.leaver.id)
        over = self.hold(until=90, user_id=self.leaver.id)
        over.action_lift()
        self.night(day(1))
        self.assertFalse(hold.owner_left)
        self.leaver.action_archive()
        self.nights(2, 4)
        self.assertTrue(hold.owner_left)
        found = hold.search([("owner_left", "=", True), ("state", "!=", "over")])
        self.assertEqual(found, hold)
        asked = self.activities("account_debt_collection.mail_activity_owner_left")
        self.assertEqual(asked.user_id, self.chief)
        self.assertIn(hold.name, asked.note)
        self.assertNothing(self.reminders())
        hold.user_id = self.chief
        self.assertFalse(hold.owner_left)

    def test_calls_are_handed_over(self):
        self.nights(1, 8)
        calls = self.activities("mail.mail_activity_data_call")
        self.assertEqual(calls.user_id, self.leaver)
        self.leaver.action_archive()
        self.assertEqual(calls.exists().user_id, self.chief)
        self.assertEqual(self.debtor()._responsible(), self.chief)

    def test_a_promise_taken_by_somebody_who_left_is_the_chiefs_to_call(self):
        self.policy.level_ids = self.friendly  # no level with a call
        with freeze_time(day(1)):
            self.env["collection.promise"].create(
                {
                    "debtor_id": self.debtor().id,
                    "date": day(3),
                    "user_id": self.leaver.id,
                }
            )
        self.leaver.action_archive()
        self.night(day(7))
        call = self.activities("mail.mail_activity_data_call")
        self.assertEqual(call.user_id, self.chief)
