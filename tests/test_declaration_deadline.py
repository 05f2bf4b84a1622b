from odoo.tests import freeze_time, tagged

from .common import CollectionCommon
from .test_insolvency import InsolvencyStories


@tagged("post_install", "-at_install")
class TestDeclarationDeadline(InsolvencyStories, CollectionCommon):
    """The judgment was published on 25 March 2026; 25 May is Whit Monday."""

    def declared_on(self, declared):
        self.invoice()
        proceeding = self.insolvency(
            date_publication="2026-03-25", administrator_id=self.administrator().id
        )
        self.assertEqual(str(proceeding.deadline), "2026-05-26")
        with freeze_time(declared):
            proceeding.action_declare()
            self.env.cr.flush()
            proceeding.invalidate_recordset()
        self.assertEqual(str(proceeding.date_declared), declared)
        return proceeding

    def test_claims_declared_the_day_before_the_deadline(self):
        proceeding = self.declared_on("2026-05-25")
        self.assertFalse(proceeding.is_late)
        self.assertFalse(proceeding.next_deadline)

    def test_claims_declared_on_the_last_day(self):
        self.assertFalse(self.declared_on("2026-05-26").is_late)

    def test_claims_declared_the_day_after_the_deadline(self):
        """The letter goes out all the same; the court may lift the time bar."""
        proceeding = self.declared_on("2026-05-27")
        self.assertTrue(proceeding.declaration_id)
        self.assertTrue(proceeding.is_late)
        self.assertEqual(str(proceeding.relief_deadline), "2026-09-25")

    def test_claims_that_nobody_has_declared(self):
        self.invoice()
        proceeding = self.insolvency(date_publication="2026-03-25")
        for today, late in (("2026-05-26", False), ("2026-05-27", True)):
            with freeze_time(today):
                proceeding.invalidate_recordset()
                self.assertEqual(proceeding.is_late, late)
