from odoo import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .common import CollectionCommon, day
from .language_common import load_language, plain
from .test_insolvency import InsolvencyStories


class ReaderCommon(CollectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load_language(cls.env, "fr_FR")


@tagged("post_install", "-at_install")
class TestNightForItsReader(ReaderCommon):
    """What the night notes is in the language of those who read it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = new_test_user(
            cls.env,
            "lectrice",
            "account_debt_collection.group_collection_manager",
            lang="fr_FR",
        )
        cls.customer.write({"email": False, "street": False, "city": False})
        cls.invoice(100)
        cls.env.cr.flush()  # makes the debtor

    def test_of_the_company(self):
        self.company.collection_user_id = self.reader
        self.night(day(1))
        self.assertEqual(self.reminders().state, "failed")
        self.assertIn("n'a pas d'adresse e-mail valide", self.reminders().note)

    def test_of_each_debtor(self):
        neighbour = self.customer.copy({"name": "Neighbour"})
        self.invoice(100, partner=neighbour)
        self.env.cr.flush()
        self.debtor(neighbour).user_id = self.reader
        self.night(day(1))
        note = self.reminders(self.customer).note
        self.assertIn("has no valid e-mail address", note)
        note = self.reminders(neighbour).note
        self.assertIn("n'a pas d'adresse e-mail valide", note)

    def test_or_of_whoever_pushes_the_button(self):
        self.company.collection_user_id = self.reader
        self.plan(day(1))
        english = self.reminders().sudo().with_context(lang="en_US")
        english._dispatch(day(1))
        self.assertIn("has no valid e-mail address", self.reminders().note)

    @freeze_time(day(1))
    def test_what_suspends_is_named_for_the_person_responsible(self):
        promise = self.env["collection.promise"].create(
            {
                "debtor_id": self.debtor().id,
                "claim_ids": [Command.set(self.debtor().claim_ids.ids)],
                "date": day(9),
                "user_id": self.reader.id,
            }
        )
        self.assertIn("Promesse de", promise.hold_ids.name)


@tagged("post_install", "-at_install")
class TestFiguresOfALanguage(InsolvencyStories, ReaderCommon):
    """Days and numbers inside sentences are written as their language does."""

    def test_day_of_an_insolvency(self):
        self.invoice(1000)
        proceeding = self.insolvency(judgment=5, opened=8)
        proceeding.with_context(lang="fr_FR")._open()
        told = proceeding.debtor_id.message_ids[0].body
        self.assertIn(f"ouverte le {day(5):%d/%m/%Y}", plain(told))
