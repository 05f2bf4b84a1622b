import re
from io import BytesIO

from lxml import html

from odoo.tools.pdf import PdfReader

from .common import CollectionCommon, day, text

MODULE = "account_debt_collection"
REPORT = f"{MODULE}.action_report_statement"


class StatementCommon(CollectionCommon):
    def account_of(self, partner=None):
        """The debtor; made here where invoice and payment came in one transaction."""
        self.env.cr.flush()
        partner = partner or self.customer
        debtors = self.env["collection.debtor"].sudo()
        debtor = self.debtor(partner) or debtors._for_partner(partner, self.company)
        return debtor.sudo(False)

    def sections(self, today, since=None, partner=None):
        """The account of the customer, a section for each currency."""
        debtor = self.account_of(partner)
        return debtor._statements(today, since)[debtor].sections

    def section(self, *args, **values):
        [section] = self.sections(*args, **values)
        return section

    def letter(self, today, since=None, partner=None):
        """The statement, as the customer reads it."""
        content, _extension = self.env["ir.actions.report"]._render_qweb_html(
            REPORT, self.account_of(partner).ids, {"day": today, "since": since}
        )
        return html.fromstring(content).find_class("o_collection_statement")[0]

    def rows(self, letter, table):
        rows = [row for part in letter.find_class(table) for row in part.iter("tr")]
        cells = [[text(cell) for cell in row.iter("td")] for row in rows]
        return [row for row in cells if row]

    def wizard(self, today, user=None, debtors=None, **values):
        debtors = debtors or self.account_of()
        return (
            self.env["collection.statement"]
            .with_user(user or self.env.user)
            .with_context(active_model="collection.debtor", active_ids=debtors.ids)
            .create({"date": today, **values})
        )

    def file_of(self, action):
        attachment_id = int(action["url"].split("/")[3].split("?")[0])
        return self.env["ir.attachment"].sudo().browse(attachment_id)

    def pages_of(self, content):
        pages = PdfReader(BytesIO(content)).pages
        return [re.sub(r"\s+", " ", page.extract_text()) for page in pages]

    def pay_on(self, offset, invoice, amount=None, **values):
        if amount:
            values["amount"] = amount
        return self._register_payment(invoice, payment_date=day(offset), **values)
