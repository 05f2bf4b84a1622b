from base64 import b64decode

from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, new_test_user, tagged

from .common import CollectionCommon, day

TRACES = (
    "collection.reminder",
    "collection.reminder.line",
    "ir.attachment",
    "mail.mail",
    "mail.message",
)


@tagged("post_install", "-at_install")
class TestLevelPreview(CollectionCommon, HttpCase):
    """The text of a level, on a real customer, before anybody receives it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(
            cls.env,
            "officer",
            groups="account_debt_collection.group_collection_officer",
            company_id=cls.company.id,
        )

    def preview(self, level, user=None):
        level = level.with_user(user or self.officer).with_company(self.company)
        context = level.action_preview()["context"]
        return Form(level.env["collection.level.preview"].with_context(**context))

    def traces(self):
        self.env.flush_all()
        return [self.env[model].sudo().search_count([]) for model in TRACES]

    def test_subject_and_text_of_the_customer_who_owes_most(self):
        self.invoice(1000)
        other = self.create_customer("Other SA", lang="fr_FR")
        self.invoice(5000, partner=other)
        self.env.cr.flush()
        before = self.traces()
        preview = self.preview(self.friendly)
        self.assertEqual(preview.debtor_id, self.debtor(other))
        self.assertIn("Rappel de paiement", preview.subject)
        preview.debtor_id = self.debtor()
        self.assertIn("Payment reminder", preview.subject)
        self.assertIn("1,000.00", preview.body)
        self.assertFalse(preview.missing_points)
        self.assertEqual(self.traces(), before)

    def test_it_says_what_a_formal_notice_lacks(self):
        self.invoice(1000)
        self.customer.country_id = False
        self.env.cr.flush()
        preview = self.preview(self.formal)
        self.assertIn("Enter the country of Debtor SA.", preview.missing_points)

    def test_a_reminder_of_the_level_may_wait_meanwhile(self):
        self.invoice(1000)
        self.plan(day(1))
        waiting = self.reminders()
        preview = self.preview(self.friendly)
        self.assertIn("1,000.00", preview.body)
        self.assertEqual(self.reminders(), waiting)
        self.assertEqual(waiting.state, "planned")

    def test_a_mistake_in_the_text_is_told(self):
        self.invoice(1000)
        self.env.cr.flush()
        self.friendly.template_id = False
        preview = self.preview(self.friendly)
        self.assertIn("has no text", preview.missing_points)

    def test_hostile_text_stays_text(self):
        self.customer.name = "<script>alert(1)</script>"
        self.invoice(1000)
        self.friendly.template_id.body_html = (
            "<p t-out='object.partner_id.name'/><script>alert(2)</script>"
        )
        self.env.cr.flush()
        preview = self.preview(self.friendly)
        self.assertNotIn("<script", preview.body)

    def test_the_letter_opens_as_a_pdf_and_leaves_nothing(self):
        self.env["ir.config_parameter"].sudo().set_param("report.print_delay", "1")
        self.invoice(1000)
        self.env.cr.flush()
        preview = self.preview(self.last).save()
        before = self.traces()
        self.authenticate("officer", "officer")
        answer = self.url_open(preview.action_open_letter()["url"])  # HTML in tests
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Last reminder before formal notice", answer.text)
        self.assertIn("Specimen", answer.text)
        printing = preview.with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            self.assertTrue(b64decode(printing.letter).startswith(b"%PDF"))
        self.assertEqual(self.traces(), before)

    def test_who_may_not_see_reminders_previews_nothing(self):
        self.invoice(1000)
        self.env.cr.flush()
        clerk = new_test_user(
            self.env,
            "clerk",
            groups="account.group_account_invoice",
            company_id=self.company.id,
        )
        with self.assertRaises(AccessError):
            self.preview(self.friendly, clerk)

    def test_a_debtor_of_another_company_is_not_shown(self):
        other = self.setup_other_company()["company"]
        invoice = self.invoice(700, company=other)
        self.env.cr.flush()
        debtor = self.debtor(company=other)
        self.assertTrue(invoice and debtor)
        preview = self.env["collection.level.preview"].with_user(self.officer)
        with self.assertRaises(AccessError):
            preview.new({"level_id": self.friendly.id, "debtor_id": debtor.id}).body
