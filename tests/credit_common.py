from datetime import date

from odoo import Command
from odoo.tests import new_test_user

from .common import DUE, CollectionCommon

TODAY = date(2026, 3, 10)
MODULE = "account_debt_collection"
WRITER = "base.group_partner_manager"
ROLES = {
    "seller": "base.group_user",
    "billing": "account.group_account_invoice",
    "auditor": "account.group_account_readonly",
    "officer": f"{MODULE}.group_collection_officer",
    "manager": f"{MODULE}.group_collection_manager",
    "administrator": "base.group_system",
}


class CreditCommon(CollectionCommon):
    """Builders for stories about how much a customer may owe."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.account_use_credit_limit = True
        cls.other = cls.setup_other_company()["company"]
        cls.other.account_use_credit_limit = True
        cls.contact = cls.env["res.partner"].create(
            {"name": "Purchasing", "parent_id": cls.customer.id}
        )

    @classmethod
    def draft(cls, amount=1000, partner=None, **values):
        return cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or cls.customer).id,
                "invoice_date": DUE,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Work", "price_unit": amount, "tax_ids": False}
                    )
                ],
                **values,
            }
        )

    @classmethod
    def exposure(cls, partner=None, company=None):
        """What is counted for the customer of ``partner``."""
        exposures = cls.env["collection.exposure"]._of(
            partner or cls.customer, company or cls.company
        )
        (exposure,) = exposures.values()
        return exposure

    @classmethod
    def limit(cls, partner=None, company=None, today=None):
        limits = cls.env["collection.exposure"]._limits(
            partner or cls.customer, company or cls.company, today
        )
        (limit,) = limits.values()
        return limit

    @classmethod
    def file(cls):
        """The debtor, also of a customer who has never bought."""
        cls.env.cr.flush()  # makes the debtor
        debtors = cls.env["collection.debtor"].sudo()
        return cls.debtor() or debtors._for_partner(cls.customer, cls.company)

    @classmethod
    def temporary_limit(cls, amount=5000, start=TODAY, end=date(2026, 3, 31)):
        return cls.env["collection.credit.limit"].create(
            {
                "debtor_id": cls.file().id,
                "amount": amount,
                "date_start": start,
                "date_end": end,
                "reason": "Order of the season",
            }
        )

    @classmethod
    def insure(cls, amount=600, start=TODAY, end=date(2026, 12, 31), **values):
        return cls.env["collection.credit.insurance"].create(
            {
                "debtor_id": cls.file().id,
                "insurer_id": cls.env["res.partner"].create({"name": "Insurer SA"}).id,
                "reference": "A-7781",
                "amount": amount,
                "date_start": start,
                "date_end": end,
                **values,
            }
        )


class LimitsCommon(CreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.credit_limit = 500
        cls.users = {
            name: cls.create_user(name, groups) for name, groups in ROLES.items()
        }
        cls.creditor = cls.create_user("credit", f"{MODULE}.group_collection_credit")

    @classmethod
    def create_user(cls, name, groups):
        """Somebody who may change customers, in whatever role."""
        return new_test_user(
            cls.env,
            login=f"limits_{name}",
            password=f"limits_{name}",
            groups=f"base.group_user,{WRITER},{groups}",
            company_id=cls.company.id,
            company_ids=[(6, 0, (cls.company + cls.other).ids)],
        )
