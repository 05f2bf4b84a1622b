from contextlib import ExitStack
from io import BytesIO
from zipfile import ZipFile

from reportlab.pdfgen.canvas import Canvas

from odoo import Command
from odoo.tests import freeze_time
from odoo.tools.pdf import PdfReader

from .common import CollectionCommon, day

TODAY = day(100)


def pdf(*texts):
    """A PDF with one page for each of ``texts``."""
    content = BytesIO()
    canvas = Canvas(content)
    for text in texts:
        canvas.drawString(80, 400, text)
        canvas.showPage()
    canvas.save()
    return content.getvalue()


class CaseCommon(CollectionCommon):
    """A customer who owes two invoices and is sued on day 100."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # One who reads English: a debtor in France has a French case file.
        cls.customer.country_id = cls.env.ref("base.be")
        cls.kind = cls.env["collection.proceeding.kind"].create(
            {
                "name": "Payment order",
                "category": "court",
                "stage_ids": [
                    Command.create({"name": "Preparation", "is_start": True}),
                    Command.create(
                        {"name": "Filed", "sequence": 20, "needs_evidence": True}
                    ),
                ],
            }
        )
        cls.first = cls.invoice(1000)
        cls.second = cls.invoice(500, due=day(20))
        cls.env.cr.flush()

    @classmethod
    def sue(cls, *invoices, kind=None, **values):
        claims = cls.env["account.move.line"].union(*map(cls.claim, invoices))
        with freeze_time(TODAY):
            return cls.env["collection.proceeding"].create(
                {
                    "debtor_id": cls.debtor().id,
                    "kind_id": (kind or cls.kind).id,
                    "court": "Tribunal de commerce de Marseille",
                    "line_ids": [Command.create({"claim_id": c.id}) for c in claims],
                    **values,
                }
            )

    @classmethod
    def store_pdf(cls, invoice, *texts):
        """The PDF of an invoice, as Odoo stores it when it is sent."""
        cls.env["ir.attachment"].create(
            {
                "name": f"{invoice.name.replace('/', '-')}.pdf",
                "raw": pdf(*texts),
                "res_model": "account.move",
                "res_id": invoice.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        invoice.invalidate_recordset()

    @classmethod
    def attach(cls, record, name, content):
        return cls.env["ir.attachment"].create(
            {
                "name": name,
                "raw": content,
                "res_model": record._name,
                "res_id": record.id,
            }
        )

    def make(self, record, user=None):
        """Make the case file on day 100, really printed."""
        with ExitStack() as stack:
            stack.enter_context(freeze_time(TODAY))
            stack.enter_context(self.allow_pdf_render())
            action = record.with_user(user or self.env.user).action_make_case_file()
        return self.env["collection.case.file"].browse(action["res_id"])

    def reader(self, case):
        return PdfReader(BytesIO(case.pdf_id.raw), strict=True)

    def texts(self, case):
        return [
            " ".join(page.extract_text().split()).replace("\xa0", " ")
            for page in self.reader(case).pages
        ]

    def zip_of(self, case):
        return ZipFile(BytesIO(case.zip_id.raw))
