from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .credit_common import CreditCommon

MODULE = "account_debt_collection"
ROLES = {
    "billing": "account.group_account_invoice",
    "officer": f"{MODULE}.group_collection_officer",
    "manager": f"{MODULE}.group_collection_manager",
}


class GuardCommon(CreditCommon):
    """The company stops what would exceed the limit of 1,000 of its customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.credit_limit = 1000
        cls.company.collection_guard = "block"
        cls.users = {
            name: cls.create_user(name, group) for name, group in ROLES.items()
        }
        cls.credit = cls.create_user(
            "credit", f"{MODULE}.group_collection_credit,account.group_account_invoice"
        )

    @classmethod
    def create_user(cls, name, groups):
        return new_test_user(
            cls.env,
            login=f"guard_{name}",
            groups=groups,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def activities(self, document):
        return document.activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id
                == self.env.ref(f"{MODULE}.mail_activity_guard")
            )
        )

    def notes(self, document):
        return document.message_ids.filtered(lambda m: "credit guard" in m.body)

    def assertStops(self, call, *words):
        with self.assertRaises(UserError) as error:
            call()
        told = str(error.exception).replace("\xa0", " ")
        for word in words:
            self.assertIn(word, told)

    def assertWaits(self, document):
        """It is a draft; one note and one activity tell why."""
        self.assertEqual(document.state, "draft")
        self.assertEqual(len(self.notes(document)), 1)
        self.assertEqual(len(self.activities(document)), 1)
        self.assertTrue(document.collection_guard_stopped_on)
