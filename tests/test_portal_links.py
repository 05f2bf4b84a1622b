import re

from odoo.tests import freeze_time, tagged

from ..rules.portal_link import read_token
from .common import CollectionCommon, day

LINK = re.compile(r'href="([^"]*/my/collection/([\w-]{32}))"')


@tagged("post_install", "-at_install")
class TestPortalLinks(CollectionCommon):
    """Every mail and letter bears the link to the customer's own account."""

    def link_of(self, mail):
        (link,) = LINK.findall(mail.body_html)
        return link

    def link_behind(self, token, today):
        secret = self.env["collection.debtor"]._portal_secret()
        return read_token(token, secret, today)

    def test_a_reminder_bears_the_link_of_its_own_customer(self):
        partners = [self.create_customer(f"Customer{n} SA") for n in range(3)]
        for partner in partners:
            self.invoice(100, partner=partner)
        with freeze_time(day(1)):
            reminders = self.night(day(1))
        self.assertEqual(len(reminders), 3)
        for reminder in reminders:
            url, token = self.link_of(reminder.mail_id)
            self.assertTrue(url.startswith(self.env["res.partner"].get_base_url()))
            link = self.link_behind(token, day(1))
            self.assertEqual(link.debtor_id, reminder.debtor_id.id)
            self.assertEqual(link.last_day, day(61))
            self.assertNotIn(token, reminder.body)

    def test_what_is_sent_again_bears_a_link_of_that_day(self):
        self.invoice()
        with freeze_time(day(1)):
            sent = self.night(day(1))
        first = sent.mail_id
        sent.sudo()._come_back_by("email", "Unknown here")
        with freeze_time(day(70)):
            sent.action_send_again()
        self.assertNotEqual(sent.mail_id, first)
        _url, token = self.link_of(sent.mail_id)
        self.assertEqual(self.link_behind(token, day(70)).last_day, day(130))

    def test_no_link_where_the_company_wants_none(self):
        self.company.collection_portal_days = 0
        self.invoice()
        mail = self.night(day(1)).mail_id
        self.assertFalse(LINK.findall(mail.body_html))
        self.assertNotIn("See your account", mail.body_html)
        self.assertNotIn("account.invalid", mail.body_html)

    def test_a_statement_bears_it_too(self):
        self.invoice()
        self.env.cr.flush()
        with freeze_time(day(2)):
            self.debtor().sudo()._send_statements(day(2))
            _url, token = self.link_of(self.debtor().statement_mail_id)
        self.assertEqual(self.link_behind(token, day(2)).debtor_id, self.debtor().id)

    def test_a_letter_bears_a_code_to_scan(self):
        self.invoice()
        reminder = self.night(day(1))
        code = self.letter_of(reminder).find_class("o_collection_portal")
        self.assertEqual(len(code), 1)
        self.assertTrue(code[0].find(".//img").get("src").startswith("data:image/"))
        self.company.collection_portal_days = 0
        self.assertFalse(self.letter_of(reminder).find_class("o_collection_portal"))

    def test_links_cost_one_query_for_all(self):
        for index in range(30):
            self.invoice(100, partner=self.create_customer(f"Many{index} SA"))
        self.env.cr.flush()
        debtors = self.env["collection.debtor"].search([])
        debtors[:1]._portal_url(day(1))
        self.env.invalidate_all()
        self.assertTrue(self.company.collection_portal_days)  # every mail reads it
        with self.assertQueryCount(1):
            urls = {debtor._portal_url(day(1)) for debtor in debtors}
        self.assertEqual(len(urls), len(debtors))
