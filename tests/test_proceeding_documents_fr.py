from odoo.tests import tagged

from .test_proceeding_documents import DocumentsCommon


@tagged("post_install", "-at_install")
class TestProceedingDocumentsFr(DocumentsCommon):
    """The same as a French court, agent or registry reads them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.country_id = cls.env.ref("base.fr")

    def assertFrench(self, kind, *expected):
        document = self.prepare(kind)
        pages = self.pages(document)
        plain = " ".join(pages).replace("\u202f", " ").replace("’", "'")
        for words in ("Projet, à vérifier par un conseil", *expected):
            self.assertIn(words, plain)
        for english in ("Draft", "Claims", "Yours", "Please", "Total owed", "Exhibit"):
            self.assertNotIn(english, plain)

    def test_payment_order(self):
        self.assertFrench(
            "payment_order",
            "Requête en injonction de payer",
            "Articles 1405 à 1425 du code de procédure civile",
            "vous prie d'enjoindre au débiteur",
            "Principal, toutes taxes comprises",
            "Indemnité forfaitaire pour frais de recouvrement",
            "Bordereau de pièces",
        )

    def test_handover(self):
        self.assertFrench(
            "handover",
            "Remise de créances – Debtor SA",
            "Nos propres relances sur ces créances cessent ce jour",
        )

    def test_mandate(self):
        self.assertFrench(
            "mandate",
            "Mandat de recouvrement",
            "pouvoir de recevoir les paiements en son nom",
            "Fait en deux originaux",
        )

    def test_registration(self):
        self.assertFrench(
            "registration",
            "Demande d'extrait d'immatriculation – Debtor SA",
            "un extrait Kbis à jour",
        )

    def test_case_file(self):
        whole = " ".join(self.texts(self.make(self.proceeding)))
        for words in (
            "Dossier de recouvrement",
            "Bordereau de pièces",
            "Chronologie",
            "Décompte des pénalités",
            "Relevé de compte",
            "Pièce n° 1 – page 1 / 1",
            "Ce document n'a pas pu être reproduit ici.",
        ):
            self.assertIn(words, whole.replace("’", "'"))
