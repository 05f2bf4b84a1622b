from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CollectionCommon, day

LANGS = ("en_US", "fr_FR", "de_DE")


@tagged("post_install", "-at_install")
class TestMailsTogether(CollectionCommon):
    """Many e-mails in one go: each as if it had gone alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("de_DE")

    def planned_for(self, count, name="Crowd"):
        for index in range(count):
            partner = self.create_customer(
                f"{name}{index} <b>&</b> Co", lang=LANGS[index % 3]
            )
            self.invoice(1000 + index, partner=partner)
        before = self.reminders()
        self.plan(day(1))
        return (self.reminders() - before).sudo()

    def test_the_text_is_the_same_as_alone(self):
        german = self.friendly.template_id.with_context(lang="de_DE")
        german.subject = "Zahlungserinnerung für {{ object.partner_id.name }}"
        reminders = self.planned_for(9)
        numbers = {r: f"REM/TEST/{r.id}" for r in reminders}
        alone = {}
        with self._undone():
            for reminder in reminders:
                reminder.name = numbers[reminder]
                reminder._dispatch(day(1))
                alone[reminder] = self._written(reminder)
        for reminder in reminders:
            reminder.name = numbers[reminder]
        reminders._dispatch(day(1))
        for reminder in reminders:
            self.assertEqual(self._written(reminder), alone[reminder])
        by_lang = reminders.grouped(lambda reminder: reminder.partner_id.lang)
        self.assertEqual(by_lang.keys(), set(LANGS))
        self.assertIn("Madame, Monsieur", by_lang["fr_FR"][0].mail_id.body_html)
        for reminder in by_lang["de_DE"]:
            self.assertIn(f"für {reminder.partner_id.name}", reminder.subject)

    def _undone(self):
        return _Undone(self.env.cr)

    def _written(self, reminder):
        mail = reminder.mail_id
        return {
            "subject": reminder.subject,
            "body": reminder.body,
            "mail": mail.body_html,
            "message": mail.body,
            "from": mail.email_from,
            "reply_to": mail.reply_to,
            "recipients": mail.recipient_ids,
            "author": mail.author_id,
        }

    def test_the_thread_shows_the_mail_by_a_style_sheet(self):
        """Its tables carry no style of their own there; what the user styles does."""
        text = self.friendly.template_id.body_html
        self.friendly.template_id.body_html = f'<p style="color:red">Hello</p>{text}'
        self.invoice(1234.5)
        mail = self.night(day(1)).mail_id
        self.assertEqual(
            self.claims_shown(mail.body), self.claims_shown(mail.body_html)
        )
        self.assertIn("1,234.50", mail.body)
        self.assertIn('<p style="color:red">Hello</p>', mail.body)
        self.assertIn('class="o_collection_claims"', mail.body)
        self.assertNotIn("padding:", mail.body)
        self.assertIn("padding:", mail.body_html)

    def test_answers_go_where_odoo_sends_them(self):
        domain = self.env["mail.alias.domain"].create(
            {"name": "creditor.example", "catchall_alias": "answers"}
        )
        self.company.alias_domain_id = domain
        reminders = self.planned_for(2)
        reminders._dispatch(day(1))
        for reminder in reminders:
            mail = reminder.mail_id
            expected = self.env["mail.message"]._get_reply_to(
                {
                    "model": mail.model,
                    "res_id": mail.res_id,
                    "message_type": mail.message_type,
                    "email_from": mail.email_from,
                    "author_id": mail.author_id.id,
                }
            )
            self.assertEqual(mail.reply_to, expected)
            self.assertIn("answers@creditor.example", mail.reply_to)

    def test_many_take_hardly_more_queries_than_few(self):
        self.planned_for(2, "Warm")._dispatch(day(1))  # fills Odoo's own caches
        counts = []
        for size in (10, 60):
            reminders = self.planned_for(size, f"Size{size}-")
            self.env.flush_all()
            self.env.invalidate_all()
            going = reminders._recheck(day(1))
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            going._deliver(day(1))
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(set(reminders.mapped("state")), {"sent"})
        self.assertLess(counts[1] - counts[0], 10, counts)

    def test_a_mistake_in_one_language_stops_that_language_only(self):
        french = self.friendly.template_id.with_context(lang="fr_FR")
        french.body_html = "<p t-out='object.nothing_like_this'/>"
        reminders = self.planned_for(6)
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            reminders._dispatch(day(1))
        for reminder in reminders:
            if reminder.partner_id.lang == "fr_FR":
                self.assertFailed(reminder, "contains a mistake")
                self.assertFalse(reminder.name)
            else:
                self.assertEqual(reminder.state, "sent")

    def test_what_one_text_sets_does_not_reach_the_next(self):
        reminders = self.planned_for(2)
        first = reminders[0].partner_id.name
        template = self.friendly.template_id
        for lang in LANGS:
            template.with_context(lang=lang).body_html = (
                f"<p><t t-if=\"object.partner_id.name == '{first}'\">"
                '<t t-set="secret" t-value="\'for the first only\'"/></t>'
                "<t t-out=\"secret or 'nothing'\"/></p>"
            )
        reminders.partner_id.lang = "en_US"
        reminders._dispatch(day(1))
        self.assertIn("for the first only", reminders[0].body)
        self.assertIn("nothing", reminders[1].body)

    def test_numbers_run_on_without_doubles(self):
        reminders = self.planned_for(5)
        reminders[:2]._dispatch(day(1))
        reminders[2:]._dispatch(day(1))
        numbers = reminders.mapped("name")
        first = int(numbers[0].rpartition("/")[2])
        self.assertEqual(
            [int(number.rpartition("/")[2]) for number in numbers],
            list(range(first, first + 5)),
        )
        self.assertRegex(numbers[0], r"^REM/\d{4}/\d{5}$")

    def test_numbers_without_gap_are_drawn_one_by_one(self):
        sequence = self.env.ref("account_debt_collection.sequence_reminder")
        sequence.write({"implementation": "no_gap", "use_date_range": False})
        reminders = self.planned_for(3)
        reminders._dispatch(day(1))
        self.assertEqual(len(set(reminders.mapped("name"))), 3)


class _Undone:
    """A savepoint that is rolled back in the end."""

    def __init__(self, cr):
        self.savepoint = cr.savepoint()

    def __enter__(self):
        self.savepoint.__enter__()

    def __exit__(self, *error):
        self.savepoint.rollback()
        self.savepoint.close(rollback=False)
