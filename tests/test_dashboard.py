from odoo.tests import tagged

from .common import CollectionCommon


@tagged("post_install", "-at_install")
class TestDashboard(CollectionCommon):
    def test_it_opens(self):
        self.invoice(1000)
        figures = self.env["collection.dashboard"].get_figures()
        self.assertTrue(figures["tiles"])
