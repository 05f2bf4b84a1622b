from odoo.tests import tagged

from .common import day, text
from .test_letter_content import LetterCommon


@tagged("post_install", "-at_install")
class TestLetterFr(LetterCommon):
    """The letters as a French customer reads them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.lang = "fr_FR"

    def plain_words(self, reminder):
        words = self.words(reminder).replace("\xa0", " ").replace("\u202f", " ")
        return words.replace("’", "'")

    def test_each_tone_in_french_and_nothing_in_english(self):
        self.invoice(1000, currency_id=self.euro.id)
        expected = {
            self.courtesy: "arrive à échéance dans les prochains jours",
            self.friendly: "Sauf erreur ou omission de notre part",
            self.firm: "Malgré notre rappel",
            self.last: "Dernière relance avant mise en demeure",
            self.formal: "MISE EN DEMEURE DE PAYER",
        }
        for level, sentence in expected.items():
            words = self.plain_words(self.specimen(level))
            with self.subTest(level=level.name):
                self.assertIn(sentence, words)
                self.assertIn("Veuillez agréer, Madame, Monsieur", words)
                for english in ("Yours", "Total due", "Please", "Document Date Due"):
                    self.assertNotIn(english, words)

    def test_formal_notice_to_a_business(self):
        self.invoice(1234.5, currency_id=self.euro.id)
        words = self.plain_words(self.specimen(self.formal))
        for sentence in (
            "mettons en demeure de payer la somme de 1 234,50 €",
            "au plus tard le 17 mai 2026",
            "Les pénalités de retard courent sur chaque facture",
            "l'indemnité forfaitaire pour frais de recouvrement est due",
            "saisirons le tribunal compétent",
            "Dijon, 9 mai 2026",
            "SIRET 73282932000074",
            "FR76 3000 6000 0112 3456 7890 189",
        ):
            self.assertIn(sentence, words)
        self.assertIn("mille deux cent trente-quatre euros", words.lower())
        self.assertIn("et cinquante", words.lower())

    def test_formal_notice_to_a_consumer(self):
        self.customer.write({"is_company": False, "vat": False, "name": "Jean Exemple"})
        self.company.collection_mediator = "Médiateur, 1 rue Longue, Paris"
        self.invoice(1000)
        words = self.plain_words(self.specimen(self.formal))
        self.assertIn("la somme due porte intérêt au taux légal", words)
        self.assertIn("recourir gratuitement au médiateur : Médiateur", words)
        self.assertNotIn("indemnité forfaitaire", words)
        self.assertNotIn("pénalités", words)

    def test_interest_and_indemnity_stand_apart(self):
        self.invoice(500, currency_id=self.euro.id)
        reminder = self.specimen(self.last, interest_basis="12,40 % par an")
        reminder.line_ids.write(
            {
                "interest": 10.19,
                "indemnity": 40,
                "indemnity_currency_id": self.euro.id,
            }
        )
        [table] = self.letter_of(reminder).find_class("o_collection_charges")
        charges = text(table).replace("\xa0", " ")
        for words in (
            "Pénalités de retard 10,19 €",
            "Indemnité forfaitaire pour frais de recouvrement 40,00 €",
            "Total à payer, tout compris 550,19 €",
            ": 12,40 % par an.",
        ):
            self.assertIn(words, charges)

    def test_the_notice_of_the_night_is_complete(self):
        self.policy.level_ids.filtered(lambda lv: lv != self.formal).unlink()
        self.invoice(1000)
        self.plan(day(30))
        notice = self.reminders()
        self.assertEqual(notice.state, "to_approve", notice.note)

    def test_an_english_title_is_none_in_french(self):
        self.policy.level_ids.filtered(lambda lv: lv != self.formal).unlink()
        french = self.formal.template_id.with_context(lang="fr_FR")
        french.subject = "FORMAL NOTICE"
        self.invoice(1000)
        self.plan(day(30))
        self.assertEqual(self.reminders().state, "to_complete")
