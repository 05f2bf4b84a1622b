import re
from io import BytesIO
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfReader

from odoo.addons.base.models import ir_actions_report

from .common import CollectionCommon, day

LETTER = "account_debt_collection.action_report_letter"
RUN = "_run_wkhtmltopdf"
MODULE = "odoo.addons.account_debt_collection.models.ir_actions_report"
LANGS = ("en_US", "fr_FR", "de_DE")
HOSTILE = {
    7: "REM/2026/00001 Customer 01 SA",
    8: "0123456789abcdef",
    9: "</div><div style='page-break-before:always'>0123456789abcdef</div>",
    10: "<style>p{position:fixed}</style>",
    11: "%s {{ object }} \N{RIGHT-TO-LEFT OVERRIDE}",
}


@tagged("post_install", "-at_install")
class TestLettersTogether(CollectionCommon):
    """Many letters in one start of wkhtmltopdf, each archived on its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].sudo().set_param("report.print_delay", "1")
        cls.env["res.lang"]._activate_lang("de_DE")
        cls.friendly.channel_ids = cls.env["collection.channel"].search(
            [("code", "=", "letter")]
        )

    def reminders_to(self, count, claims=lambda index: 1):
        """Reminders, ready to be sent by letter, to ``count`` customers."""
        for index in range(count):
            partner = self.create_customer(
                HOSTILE.get(index, f"Customer {index:02} SA"),
                email=False,
                lang=LANGS[index % 3],
            )
            for claim in range(claims(index)):
                self.invoice(1000 + claim, partner=partner)
        self.plan(day(1))
        return self.reminders()

    def send(self, reminders):
        """Send the letters; return how often wkhtmltopdf was started."""
        reminders = reminders.sudo().with_context(force_report_rendering=True)
        run = getattr(ir_actions_report, RUN)
        with (
            self.allow_pdf_render(),
            patch.object(ir_actions_report, RUN, side_effect=run) as starts,
        ):
            reminders._dispatch(day(1))
        return starts.call_count

    def pages_of(self, reminder):
        content = reminder.letter_id.raw
        self.assertEqual(reminder.letter_id.mimetype, "application/pdf")
        return [
            re.sub(r"\s+", " ", page.extract_text())
            for page in PdfReader(BytesIO(content)).pages
        ]

    def test_sixty_letters_each_with_its_own_pages(self):
        reminders = self.reminders_to(60, lambda index: 45 if index % 15 == 4 else 1)
        self.assertEqual(self.send(reminders), 2, "Fifty at once, then ten.")
        self.assertEqual(set(reminders.mapped("state")), {"sent"})
        self.assertEqual(len(reminders.letter_id), 60)
        for reminder in reminders:
            pages = self.pages_of(reminder)
            self.assertEqual(len(pages), 2 if len(reminder.line_ids) > 1 else 1)
            words = " ".join(pages).replace(HOSTILE[7], "")
            self.assertEqual(set(re.findall(r"REM/\d+/\d+", words)), {reminder.name})
            self.assertEqual(
                set(re.findall(r"INV/\d+/\d+", words)),
                set(reminder.line_ids.mapped("name")),
            )
            if plain := re.fullmatch(r"Customer \d\d SA", reminder.partner_id.name):
                self.assertEqual(
                    set(re.findall(r"Customer \d\d SA", words)), {plain.group()}
                )

    def test_it_looks_as_if_it_had_been_printed_alone(self):
        reminders = self.reminders_to(4, lambda index: 40 if index == 2 else 3)
        self.send(reminders)
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        for reminder in reminders:
            together = reminder.letter_id.raw
            reminder.sudo().letter_id = False  # what is archived is not printed again
            with self.allow_pdf_render():
                alone, _extension = report._render_qweb_pdf(LETTER, reminder.ids)
            self.assertEqual(self._drawing(together), self._drawing(alone))
            self.assertLess(len(together), 1.2 * len(alone))

    def _drawing(self, content):
        """Where each piece of text stands on which page."""
        places = []
        for number, page in enumerate(PdfReader(BytesIO(content)).pages):
            page.extract_text(
                visitor_text=lambda text, cm, tm, _font, _size, n=number: places.append(
                    (n, text.strip(), round(tm[4], 1), round(cm[0], 2))
                )
            )
        return [place for place in places if place[1]]

    def test_a_letter_that_cannot_be_made_fails_alone(self):
        reminders = self.reminders_to(8)
        bad = reminders[3]
        view = self.env.ref("account_debt_collection.letter_document")
        view.arch_db = view.arch_db.replace(
            '<t t-set="company"',
            f'<t t-if="reminder.id == {bad.id}" t-out="1 / 0" /><t t-set="company"',
            1,
        )
        with mute_logger(
            "odoo.addons.account_debt_collection.models.collection_reminder_dispatch"
        ):
            starts = self.send(reminders)
        self.assertLess(starts, 5, "The others still go in company.")
        self.assertFailed(bad, "technical error")
        self.assertFalse(bad.letter_id)
        self.assertEqual(set((reminders - bad).mapped("state")), {"sent"})
        self.assertEqual(len((reminders - bad).letter_id), 7)

    def test_a_text_that_could_run_into_another_letter_is_printed_alone(self):
        reminders = self.reminders_to(4)
        self.friendly.template_id.with_context(
            lang="de_DE"
        ).body_html = "<p style='position:absolute;top:2000px'>far below</p>"
        self.assertEqual(self.send(reminders), 2)
        for reminder in reminders:
            words = "".join(self.pages_of(reminder))
            self.assertEqual("far below" in words, reminder.partner_id.lang == "de_DE")

    def test_in_any_doubt_each_is_printed_alone(self):
        reminders = self.reminders_to(3)
        with patch(f"{MODULE}.DIVIDER_SIZE", 0), self.assertLogs(MODULE, "WARNING"):
            self.assertEqual(self.send(reminders), 4)
        for reminder in reminders:
            [page] = self.pages_of(reminder)
            self.assertIn(reminder.name, page)

    def test_printed_from_the_list_they_come_in_one_file(self):
        reminders = self.reminders_to(3)
        self.send(reminders)
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            content, _extension = report._render_qweb_pdf(LETTER, reminders.ids)
        pages = PdfReader(BytesIO(content)).pages
        for reminder, page in zip(reminders, pages, strict=True):
            self.assertIn(reminder.name, page.extract_text())

    def test_a_text_that_tears_others_apart_is_not_printed_with_them(self):
        reminders = self.reminders_to(3)
        reminders.sudo().body = "<p>whole</p>"
        report = self.env["ir.actions.report"]._get_report(LETTER)
        forged = (
            "</div></div><div data-oe-model='collection.reminder' "
            f"data-oe-id='{reminders[0].id}'>forged"
        )
        for tear in ("<table><tr><td>", "</div></div><p>", forged):
            reminders[1].sudo().body = f"<p>torn</p>{tear}"
            with self.subTest(tear), self.assertLogs(MODULE, "WARNING"):
                self.assertEqual(report._print_letters(report, reminders.ids, {}), {})
        reminders[1].sudo().body = "<p>mended</p>"
        printed = report._print_letters(report, reminders.ids, {})
        self.assertEqual(list(printed), reminders.ids)

    def test_who_may_not_read_the_reminders_prints_none(self):
        reminders = self.reminders_to(2)
        stranger = new_test_user(self.env, "stranger", groups="base.group_user")
        report = self.env["ir.actions.report"].with_user(stranger)
        report = report.with_context(force_report_rendering=True)
        for ids in (reminders[:1].ids, reminders.ids):
            with self.allow_pdf_render(), self.assertRaises(AccessError):
                report._pre_render_qweb_pdf(LETTER, ids)
