from base64 import b64encode

from odoo import Command
from odoo.tests import freeze_time, new_test_user

from .common import day
from .test_s17_charges import ChargesCommon

MODULE = "account_debt_collection"
SCAN = b"%PDF-1.4 a scan"


class ProceedingStories(ChargesCommon):
    """Builders of proceedings; amounts are the same in euro and the company's money."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].sudo().set_param("report.print_delay", "1")
        rates = cls.env["res.currency.rate"]
        rates.search([("currency_id", "=", cls.euro.id)]).unlink()
        rates.create({"currency_id": cls.euro.id, "name": "2020-01-01", "rate": 1})
        cls.formal.channel_ids = cls.env.ref(f"{MODULE}.channel_registered")
        cls.agency = cls.create_counterpart("Rhône Recouvrement", "agency")
        cls.bailiff = cls.create_counterpart("Étude Vivienne", "bailiff", "enforcement")

    @classmethod
    def create_counterpart(cls, name, *kinds, **terms):
        partner = cls.env["res.partner"].create({"name": name, "is_company": True})
        cls.env["collection.counterpart"].create(
            {
                "partner_id": partner.id,
                "kind_ids": [Command.set([cls.kind(kind).id for kind in kinds])],
                "mandate_date": day(-100),
                "insurance_until": day(400),
                "data_agreement_date": day(-100),
                **terms,
            }
        )
        return partner

    @classmethod
    def kind(cls, code):
        return cls.env.ref(f"{MODULE}.proceeding_kind_{code}")

    @classmethod
    def stage(cls, kind, code):
        return cls.env.ref(f"{MODULE}.proceeding_stage_{kind}_{code}")

    @classmethod
    def hand_over(cls, invoices, kind, when=41, **values):
        """``invoices`` are handed over on ``when``: an offset, or a day.

        A bailiff acts for us where somebody has to, and nobody else is named.
        """
        cls.env.cr.flush()  # makes the debtor
        kind = cls.kind(kind) if isinstance(kind, str) else kind
        if kind.needs_counterpart:
            values.setdefault("counterpart_id", cls.bailiff.id)
        with freeze_time(day(when) if isinstance(when, int) else when):
            return cls.env["collection.proceeding"].create(
                {
                    "debtor_id": cls.debtor(values.pop("partner", None)).id,
                    "kind_id": kind.id,
                    "line_ids": [
                        Command.create({"claim_id": cls.claim(invoice).id})
                        for invoice in invoices
                    ],
                    **values,
                }
            )

    def enter(self, proceeding, code, when):
        """The stage ``code`` of the kind is reached on the day ``when``.

        Counsel has seen the evidence on paper: the checklist is not the story here.
        """
        kind = proceeding.kind_id.get_external_id()[proceeding.kind_id.id]
        name = kind.removeprefix(f"{MODULE}.proceeding_kind_")
        with freeze_time(when):
            for evidence in proceeding._missing_evidence():
                evidence._waive("Seen on paper")
            proceeding._enter(self.stage(name, code))
            self.env.cr.flush()

    def serve_notice(self, received=35, proof=True):
        """Nights up to the formal notice; it is approved, sent and received."""
        for offset in (1, 8, 15, 30):
            self.night(day(offset))
        notice = self.reminders(self.customer)[-1]
        self.assertEqual((notice.level_id, notice.state), (self.formal, "to_approve"))
        with freeze_time(day(30)):
            notice.action_approve()
            self.dispatch(day(30))
            self.assertEqual(notice.state, "sent", notice.note)
        with freeze_time(day(received)):
            scans = {"receipt_proof_id": ("receipt.pdf", SCAN)} if proof else {}
            notice._enter_registered(
                {"deposited_on": day(31), "received_on": day(received)}, scans
            )
        return notice

    def proof(self):
        return self.env["ir.attachment"].create(
            {"name": "sommation.pdf", "datas": b64encode(SCAN)}
        )

    @classmethod
    def as_role(cls, groups, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login=f"proceeding_{groups}_{company.id}",
            groups=groups,
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    def assertDeadlines(self, proceeding, expected):
        """``expected``: {what to do: day} of those that are open."""
        rows = proceeding._open_deadlines()
        found = {row.name: str(row.date) for row in rows}
        self.assertEqual(found, expected)
