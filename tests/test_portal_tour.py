from odoo.tests import tagged

from .portal_common import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalTour(PortalCommon):
    """The customer, in a browser, by the link of a mail."""

    def tour(self, name):
        page = f"/my/collection/{self.token}"
        self.start_tour(page, f"account_debt_collection_portal_{name}", login=None)

    def test_a_customer_contests(self):
        self.tour("dispute")
        dispute = self.account.dispute_ids
        self.assertEqual((dispute.amount, dispute.state), (1000, "open"))

    def test_a_customer_asks_for_a_plan_and_signs_it(self):
        self.tour("plan")
        plan = self.account.plan_ids
        self.assertEqual((plan.state, plan.signed_by), ("active", "Ada Payer"))
        self.assertEqual((len(plan.instalment_ids), plan.total), (4, 1234.5))
