from datetime import date, timedelta

from odoo.tests import new_test_user

from .bank_common import BankCommon
from .common import DUE

MODULE = "account_debt_collection"
TODAY = date(2026, 6, 30)
MONTHS = [date(2026, month, 10) for month in range(1, 7)]


class ScoreCommon(BankCommon):
    """Builders for stories about payers, scored on 30 June 2026.

    Of each month of 2026, an invoice was due on the tenth.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            name: new_test_user(
                cls.env,
                login=f"score_{name}",
                groups=groups,
                company_id=cls.company.id,
                company_ids=[(6, 0, cls.company.ids)],
            )
            for name, groups in {
                "billing": "account.group_account_invoice",
                "officer": f"{MODULE}.group_collection_officer",
                "credit": f"{MODULE}.group_collection_credit",
            }.items()
        }

    # === BUILDERS === #

    @classmethod
    def receive(cls, invoice, late=0, amount=None):
        """Money on the bank, ``late`` days after the due date of the invoice."""
        claim = cls.claim(invoice)
        day = (claim.date_maturity - DUE).days + late
        line = cls.bank_line(day, amount or claim.amount_residual, invoice.partner_id)
        cls.match(line, invoice)

    @classmethod
    def payer(cls, name, *lates, amount=1000):
        """A customer who has paid, month by month, ``lates`` days late; None: not."""
        partner = cls.create_customer(name)
        for due, late in zip(MONTHS, lates, strict=False):
            invoice = cls.invoice(amount, due=due, partner=partner)
            cls.env.cr.flush()  # makes the debtor
            if late is not None:
                cls.receive(invoice, late)
        return cls.debtor(partner)

    def pay_without_entry(self, invoice, day):
        """As with Odoo's accounting app: no outstanding account, no entry."""
        self.bank.inbound_payment_method_line_ids.payment_account_id = False
        payment = self._register_payment(invoice, payment_date=day)
        payment.outstanding_account_id = False
        if payment.move_id:
            payment.action_draft()
            payment.move_id.unlink()
            payment.action_post()
        self.assertFalse(payment.move_id)

    @classmethod
    def score(cls, debtor, today=TODAY):
        debtor.sudo()._score(today)
        return debtor[:1].score

    @classmethod
    def profile(cls, debtor, user=None, **values):
        profiles = cls.env["collection.credit.profile"]
        profiles = profiles.with_user(user) if user else profiles
        return profiles.create({"debtor_id": debtor.id, **values})

    # === WHAT IS KNOWN === #

    def parts(self, debtor):
        """{code: (value, points)} of its present score."""
        return {
            part["code"]: (part["value"], part["points"])
            for part in debtor.score_id.parts
        }

    def as_user(self, name, record):
        return record.with_user(self.users[name])

    def days_ago(self, days):
        return TODAY - timedelta(days=days)
