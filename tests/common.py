import re
from datetime import date, timedelta

from hypothesis import HealthCheck, settings
from lxml import html

from odoo import Command

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

# A busy machine is no failure of a rule.
settings.register_profile(
    "steady", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")

DUE = date(2026, 3, 10)  # due date of the invoices in the stories


def day(offset):
    """The day ``offset`` days after the due date of the stories."""
    return DUE + timedelta(days=offset)


def text(node):
    """What a reader sees of an HTML node, in one line."""
    words = re.sub(r"\s+", " ", " ".join(node.itertext())).strip()
    return re.sub(r" ([,.])", r"\1", words)


class CollectionCommon(AccountTestInvoicingCommon):
    """Builders and assertions for stories on real postings.

    The company's policy is the default one: a courtesy e-mail 5 days before the due
    date, then reminders at +1, +8 (with a call), +15 (letter), and the formal notice,
    to be approved, at +30.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.write(
            {
                "name": "Creditor SARL",
                "street": "18 rue des Cordeliers",
                "zip": "21000",
                "city": "Dijon",
                "country_id": cls.env.ref("base.fr").id,
                "email": "books@creditor.example",
                "company_registry": "73282932000074",
                "collection_user_id": cls.env.ref("base.user_admin").id,
            }
        )
        cls.env["res.partner.bank"].create(
            {
                "acc_number": "FR7630006000011234567890189",
                "partner_id": cls.company.partner_id.id,
            }
        )
        cls.policy = cls.company.collection_policy_id
        (
            cls.courtesy,
            cls.friendly,
            cls.firm,
            cls.last,
            cls.formal,
        ) = cls.policy.level_ids
        cls.customer = cls.create_customer("Debtor SA")

    # === BUILDERS === #

    @classmethod
    def create_customer(cls, name, **values):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "street": "1 quai du Port",
                "zip": "13002",
                "city": "Marseille",
                "country_id": cls.env.ref("base.fr").id,
                "email": f"{name.split()[0].lower()}@customer.example",
                "lang": "en_US",
                **values,
            }
        )

    @classmethod
    def invoice(cls, amount=1000, due=DUE, partner=None, company=None, **values):
        """Post an invoice of ``amount`` without tax, due on ``due``."""
        moves = cls.env["account.move"].with_company(company or cls.company)
        invoice = moves.create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or cls.customer).id,
                "invoice_date": due - timedelta(days=30),
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Work", "price_unit": amount, "tax_ids": False}
                    )
                ],
                **values,
            }
        )
        invoice.action_post()
        return invoice

    @classmethod
    def claim(cls, invoice):
        return invoice.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )

    @classmethod
    def pay(cls, invoice, amount=None):
        values = {"amount": amount} if amount else {}
        return cls._register_payment(invoice, **values)

    @classmethod
    def credit_note(cls, amount, partner=None, allocate_to=None):
        credit = cls.invoice(amount, partner=partner, move_type="out_refund")
        if allocate_to:
            (cls.claim(credit) + cls.claim(allocate_to)).reconcile()
        return credit

    @classmethod
    def hold(cls, claims=None, until=5, partner=None, **values):
        """Suspend ``claims``, or the whole customer, until day ``until``."""
        cls.env.cr.flush()  # makes the debtor
        return cls.env["collection.hold"].create(
            {
                "name": "Waiting for our credit note",
                "debtor_id": cls.debtor(partner).id,
                "claim_ids": [Command.set(claims.ids if claims else [])],
                "date_start": DUE,
                "date_end": day(until),
                **values,
            }
        )

    # === THE NIGHT === #

    @classmethod
    def plan(cls, today):
        cls.env["collection.debtor"]._wake(today)._plan(today)

    @classmethod
    def dispatch(cls, today):
        cls.env["collection.reminder"].sudo()._ready(today)._dispatch(today)

    @classmethod
    def night(cls, today):
        """Live through the night of ``today``; return the reminders sent in it."""
        before = cls.reminders()
        sent_before = before.filtered(lambda r: r.state == "sent")
        cls.plan(today)
        cls.dispatch(today)
        return cls.reminders().filtered(lambda r: r.state == "sent") - sent_before

    @classmethod
    def nights(cls, first, last):
        """Live through the nights from day ``first`` to day ``last``."""
        for offset in range(first, last + 1):
            cls.night(day(offset))

    # === WHAT HAS HAPPENED === #

    @classmethod
    def reminders(cls, partner=None):
        domain = [("partner_id", "=", partner.id)] if partner else []
        return cls.env["collection.reminder"].search(domain, order="id")

    @classmethod
    def debtor(cls, partner=None, company=None):
        return cls.env["collection.debtor"].search(
            [
                ("partner_id", "=", (partner or cls.customer).id),
                ("company_id", "=", (company or cls.company).id),
            ]
        )

    def letter_of(self, reminder):
        report = self.env["ir.actions.report"]
        content, _extension = report._render_qweb_html(
            "account_debt_collection.action_report_letter", reminder.ids
        )
        return html.fromstring(content).find_class("o_collection_letter")[0]

    def claims_shown(self, body):
        """The table of claims of a text, as its reader sees it."""
        return text(html.fromstring(body).find_class("o_collection_claims")[0])

    def assertLevels(self, expected):
        """``expected``: {claim: level that it has reached}."""
        claims = self.env["account.move.line"].union(*expected)
        reached = {claim: claim.collection_level_id for claim in claims}
        self.assertEqual(reached, expected)

    def assertReminded(self, reminders, level, partner=None):
        """One reminder, of this level, for this customer, and it has gone out."""
        self.assertEqual(reminders.mapped("state"), ["sent"], reminders.mapped("note"))
        self.assertEqual(reminders.level_id, level)
        self.assertEqual(reminders.partner_id, partner or self.customer)

    def assertNothing(self, reminders):
        self.assertFalse(reminders, reminders.mapped("display_name"))

    def assertHistory(self, expected, partner=None):
        """``expected``: (day offset, level) of what went out, in order."""
        sent = self.reminders(partner or self.customer).filtered(
            lambda reminder: reminder.state == "sent"
        )
        history = [((r.date_done - DUE).days, r.level_id) for r in sent]
        self.assertEqual(history, expected)

    def assertFailed(self, reminder, words):
        self.assertEqual(reminder.state, "failed")
        self.assertIn(words, reminder.note)
