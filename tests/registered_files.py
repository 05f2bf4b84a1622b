from io import BytesIO
from zipfile import ZipFile

from odoo.tests import new_test_user

from .common import CollectionCommon, day

MODULE = "account_debt_collection"


class RegisteredFilesCommon(CollectionCommon):
    """A provider with whom files are exchanged."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].sudo().set_param("report.print_delay", "1")
        cls.registered = cls.env.ref(f"{MODULE}.channel_registered")
        cls.friendly.channel_ids = cls.registered
        cls.provider = cls.env.ref(f"{MODULE}.registered_provider_file")
        cls.company.collection_registered_provider_id = cls.provider
        cls.officer = cls.create_user("officer", f"{MODULE}.group_collection_officer")

    @classmethod
    def create_user(cls, login, groups):
        return new_test_user(
            cls.env,
            login=f"files_{login}",
            groups=groups,
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def send(self, *names, **values):
        """Send a registered letter, a real PDF, to each; as their officer sees them."""
        for name in names:
            self.invoice(partner=self.create_customer(name, **values))
        self.plan(day(1))
        sent = self.reminders().filtered(lambda r: r.partner_id.name in names)
        with self.allow_pdf_render():
            sent.sudo().with_context(force_report_rendering=True)._dispatch(day(1))
        self.assertEqual(set(sent.mapped("state")), {"sent"}, sent.mapped("note"))
        return sent.sorted(lambda r: r.partner_id.name).with_user(self.officer)

    def queue(self):
        return self.env["collection.reminder"].with_user(self.officer)

    def downloaded(self, action):
        """{name: content} of the ZIP that a button has opened."""
        attachment = self.env["ir.attachment"].browse(int(action["url"].split("/")[-1]))
        with ZipFile(BytesIO(attachment.with_user(self.officer).raw)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
