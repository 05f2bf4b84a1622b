import re
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from ..models.collection_portal_visit import LIMITS
from ..rules.portal_link import make_mark
from .portal_common import PortalCommon

GIF = b"GIF89a"
PICTURE = re.compile(r'src="[^"]*(/collection/picture/[\w-]+\.gif)"')
LINK = re.compile(r'href="[^"]*(/my/collection/[\w-]+\?mail=[\w-]+)"')
NOTE = "we record whether this e-mail is opened"


@tagged("post_install", "-at_install")
class TestTrace(PortalCommon):
    """The customer opens the e-mail of a reminder, and uses its link."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.collection_trace = True

    def remind(self, partner=None):
        """The reminder that goes out today."""
        with freeze_time(self.today):
            sent = self.night(self.today)
        reminder = sent.filtered(
            lambda r: r.partner_id == (partner or self.customer) and r.mail_id
        )
        self.assertEqual(len(reminder), 1)
        return reminder

    def load(self, path, **kwargs):
        answer = self.url_open(path, allow_redirects=False, **kwargs)
        self.assertEqual(answer.status_code, 200)
        return answer

    def picture_of(self, reminder):
        (path,) = PICTURE.findall(reminder.mail_id.body_html)
        return path

    def link_of(self, reminder):
        (path,) = LINK.findall(reminder.mail_id.body_html)
        return path

    def forged(self, reminder, secret=None):
        secret = secret or self.env["collection.debtor"]._portal_secret()
        return f"/collection/picture/{make_mark(reminder.id, secret)}.gif"

    def assertUntraced(self, reminder):
        self.assertNotIn("/collection/picture/", reminder.mail_id.body_html)
        self.assertNotIn("?mail=", reminder.mail_id.body_html)
        self.assertNotIn(NOTE, reminder.mail_id.body_html)
        self.assertTrue(self.load(self.forged(reminder)).content.startswith(GIF))
        self.assertNothingNoted(reminder)

    def assertNothingNoted(self, reminder):
        self.assertFalse(reminder.opened_on or reminder.clicked_on)
        self.assertFalse(reminder.opened_count + reminder.clicked_count)

    # === WHAT IS RECORDED === #

    def test_opened_twice(self):
        reminder = self.remind()
        self.assertIn(NOTE, reminder.mail_id.body_html)
        answer = self.load(self.picture_of(reminder))
        self.assertTrue(answer.content.startswith(GIF))
        self.assertEqual(answer.headers["Content-Type"], "image/gif")
        first = reminder.opened_on
        self.assertTrue(first)
        with freeze_time(fields.Datetime.now() + timedelta(hours=2)):
            self.load(self.picture_of(reminder))
        self.assertEqual((reminder.opened_on, reminder.opened_count), (first, 2))
        self.assertFalse(reminder.clicked_on)

    def test_the_link_is_used(self):
        reminder = self.remind()
        page = self.load(self.link_of(reminder))
        self.assertIn("1,234.50", self.words_of(page))
        self.assertTrue(reminder.clicked_on)
        self.assertEqual(reminder.clicked_count, 1)
        self.assertFalse(reminder.opened_on)

    def test_it_shows_in_the_timeline_and_can_be_searched(self):
        reminder = self.remind()
        self.load(self.picture_of(reminder))
        self.load(self.link_of(reminder))
        self.env.flush_all()
        rows = self.account.timeline_ids.filtered(lambda r: r.res_id == reminder.id)
        kinds = rows.filtered(lambda r: r.res_model == reminder._name).mapped("kind")
        self.assertEqual(sorted(kinds), ["clicked", "opened", "reminder"])
        found = self.reminders().search([("opened_on", "!=", False)])
        self.assertEqual(found, reminder)

    def test_what_was_sent_stays_as_it_was(self):
        reminder = self.remind()
        self.assertNotIn("/collection/picture/", reminder.body)
        self.load(self.picture_of(reminder))
        self.assertFalse(list(reminder._differences()))
        letter = self.letter_of(reminder)
        self.assertNotIn("/collection/picture/", str(letter.xpath(".//img/@src")))

    def test_other_mails_bear_no_picture(self):
        self.account.sudo()._send_statements(self.today)
        mail = self.account.statement_mail_id
        self.assertNotIn("/collection/picture/", mail.body_html)
        self.assertNotIn(NOTE, mail.body_html)

    # === OF WHOM === #

    def test_nothing_where_the_company_has_not_asked_for_it(self):
        self.company.collection_trace = False
        self.assertUntraced(self.remind())

    def test_nothing_of_consumers_until_the_company_says_so(self):
        self.account.customer_kind = "consumer"
        reminder = self.remind()
        self.assertUntraced(reminder)
        self.company.collection_trace_consumers = True
        reminder.sudo()._come_back_by("email", "Unknown here")
        reminder.action_send_again()
        self.load(self.picture_of(reminder))
        self.assertEqual(reminder.opened_count, 1)

    def test_switching_it_off_counts_for_mails_on_their_way(self):
        reminder = self.remind()
        self.company.collection_trace = False
        self.load(self.picture_of(reminder))
        self.load(self.link_of(reminder))
        self.assertNothingNoted(reminder)

    def test_whoever_objects_is_forgotten(self):
        reminder = self.remind()
        self.load(self.picture_of(reminder))
        self.load(self.link_of(reminder))
        officer = new_test_user(
            self.env, "officer", "account_debt_collection.group_collection_officer"
        )
        self.account.with_user(officer).refuses_trace = True
        self.assertNothingNoted(reminder)
        self.load(self.picture_of(reminder))
        self.assertNothingNoted(reminder)

    def test_nothing_is_kept_for_longer_than_a_year(self):
        reminder = self.remind()
        self.load(self.picture_of(reminder))
        reminder._gc_traces()
        self.assertTrue(reminder.opened_on)
        with freeze_time(self.today + timedelta(days=367)):
            reminder._gc_traces()
        self.assertNothingNoted(reminder)

    def test_our_own_people_do_not_count(self):
        reminder = self.remind()
        new_test_user(self.env, "clerk", "account.group_account_invoice")
        self.authenticate("clerk", "clerk")
        self.load(self.picture_of(reminder))
        self.load(self.link_of(reminder))
        self.assertNothingNoted(reminder)

    def test_asking_what_a_page_would_be_like_is_no_opening(self):
        reminder = self.remind()
        self.load(self.picture_of(reminder), method="HEAD")
        self.load(self.link_of(reminder), method="HEAD")
        self.assertNothingNoted(reminder)

    # === WHO TRIES === #

    def test_a_forged_mark_gets_the_picture_and_writes_nothing(self):
        reminder = self.remind()
        visits = self.env["collection.portal.visit"].sudo()
        visits.search([]).unlink()
        picture = self.load(self.picture_of(reminder)).content
        self.env["collection.reminder"].sudo().browse(reminder.id)._forget_traces()
        visits.search([]).unlink()
        for path in (
            self.forged(reminder, b"guessed"),
            self.forged(reminder.browse(2**40)),
            f"/collection/picture/{self.token}.gif",
            f"/collection/picture/{'x' * 32}.gif",
            "/collection/picture/%C3%A9.gif",
            f"/collection/picture/{reminder.id}.gif",
        ):
            self.assertEqual(self.load(path).content, picture)
        self.assertNothingNoted(reminder)
        self.assertFalse(visits.search([]))

    def test_a_mark_of_another_customer_on_ones_own_page(self):
        neighbour = self.create_customer("Neighbour SA")
        self.invoice(77, due=self.on(-9), partner=neighbour)
        foreign = self.remind(neighbour)
        mark = self.link_of(foreign).split("=")[1]
        self.see(f"?mail={mark}")
        self.see("?mail=é")
        self.see(f"?mail={'x' * 32}")
        self.assertNothingNoted(foreign)

    def test_loading_it_for_ever_is_not_counted_for_ever(self):
        reminder = self.remind()
        most, _minutes = LIMITS["picture"]
        for _index in range(most + 2):
            self.load(self.picture_of(reminder))
        self.assertEqual(reminder.opened_count, most)

    def test_no_cookie_is_set_and_no_address_kept(self):
        reminder = self.remind()
        self.opener.cookies.clear()
        answer = self.load(self.picture_of(reminder))
        self.assertNotIn("Set-Cookie", answer.headers)
        self.assertIn("no-store", answer.headers["Cache-Control"])
        visits = self.env["collection.portal.visit"].sudo().search([])
        address = visits._visitor("address", "127.0.0.1")
        self.assertNotIn(address, visits.mapped("visitor"))

    def test_traces_are_not_written_by_hand(self):
        reminder = self.remind()
        manager = new_test_user(
            self.env, "manager", "account_debt_collection.group_collection_manager"
        )
        with self.assertRaises(AccessError):
            reminder.with_user(manager).opened_count = 9

    # === MANY === #

    def test_tracing_costs_no_query_for_each(self):
        for index in range(12):
            self.invoice(
                100,
                due=self.on(-3),
                partner=self.create_customer(f"Many{index} SA"),
            )
        self.env.cr.flush()
        sent = self.night(self.today).filtered("mail_id")
        self.assertGreater(len(sent), 10)
        self.env.invalidate_all()
        few = self.queries_of(sent[:3])
        self.assertLessEqual(self.queries_of(sent), few)

    def queries_of(self, reminders):
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        reminders._frame_bodies()
        return self.env.cr.sql_log_count - before
