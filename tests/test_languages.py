from datetime import date

from odoo.tests import BaseCase, HttpCase, freeze_time, tagged

from ..rules.letter_date import letter_date
from .common import day, text
from .language_common import english_of, load_language, plain, words_of
from .plan_common import SIGNED, PlanCommon
from .statement_common import StatementCommon
from .test_letter_content import LetterCommon

# The letters of an SMS at the usual price (3GPP TS 23.038).
CHEAP = set(
    "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà^{}[]~|€"
)


class LanguageCommon(LetterCommon, PlanCommon, StatementCommon, HttpCase):
    """A customer abroad, who reads one language; the story is the same in all."""

    language = country = None  # of each class below

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load_language(cls.env, cls.language)
        cls.customer.write(
            {"lang": cls.language, "country_id": cls.env.ref(cls.country).id}
        )
        cls.english = english_of(cls.language[:2])
        cls.owed = cls.invoice(1234.5, currency_id=cls.euro.id)
        cls.env.cr.flush()

    def assertSays(self, words, sentences=()):
        """All of these sentences, and none in English."""
        for sentence in sentences:
            self.assertIn(sentence, words)
        self.assertFalse([left for left in self.english if left in words], words)

    def send_notice(self):
        """The formal notice of day 30, approved, and sent."""
        self.policy.level_ids.filtered(lambda lv: lv != self.formal).unlink()
        self.formal.claims_charges = True
        self.plan(day(30))
        notice = self.reminders()
        self.assertEqual(notice.state, "to_approve", notice.note)
        with freeze_time(day(30)):
            notice.action_approve()
            self.dispatch(day(30))
        self.assertEqual(notice.state, "sent", notice.note)
        return notice

    def mails_of(self, plan):
        return self.env["mail.mail"].search(
            [("model", "=", plan._name), ("res_id", "=", plan.id)]
        )

    def words_in(self, mails):
        self.assertTrue(mails)
        return " ".join(words_of(f"<p>{m.subject}</p>{m.body_html}") for m in mails)

    def report(self, name, record):
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(
            f"account_debt_collection.action_report_{name}", record.ids
        )
        return words_of(content)

    def see(self, path):
        answer = self.url_open(f"/my/collection/{path}")
        self.assertEqual(answer.status_code, 200)
        return words_of(answer.text)


class Stories:
    """What each of these customers receives, and finds no English in."""

    allow_inherited_tests_method = True  # for Odoo's own runner

    def test_letter_and_mail_of_a_formal_notice(self):
        notice = self.send_notice().with_context(lang=self.language)
        sums = [plain(notice.total_text), plain(notice.total_words)]
        self.assertSays(plain(text(self.letter_of(notice))), [*self.notice, *sums])
        self.assertSays(self.words_in(notice.mail_id), [*self.notice[:3], *sums])
        self.assertEqual(notice.subject, self.notice[0])

    def test_amounts_in_words(self):
        notice = self.specimen(self.formal).with_context(lang=self.language)
        self.assertEqual(plain(notice.total_words), self.in_words)

    def test_each_tone(self):
        for level in self.policy.level_ids:
            with self.subTest(level=level.name):
                words = plain(text(self.letter_of(self.specimen(level))))
                self.assertSays(words, self.every_letter)

    def test_to_a_consumer(self):
        self.customer.write({"is_company": False, "vat": False, "name": "Jo Example"})
        self.company.collection_mediator = "Mediator, 1 Long Street"
        for level in self.last + self.formal:
            words = plain(text(self.letter_of(self.specimen(level))))
            self.assertSays(words, self.consumer)

    def test_the_short_texts(self):
        for level in (self.courtesy, self.friendly, self.firm, self.last):
            reminder = self.specimen(level)
            reminder._write_sms()
            self.assertSays(reminder.sms_text, [self.amount])
            self.assertFalse(set(reminder.sms_text) - CHEAP, reminder.sms_text)
            self.assertLessEqual(len(reminder.sms_text), 160, reminder.sms_text)

    def test_the_statement(self):
        self.pay_on(10, self.owed, 234.5)
        for since in (None, day(-60)):
            words = plain(text(self.letter(day(15), since)))
            self.assertSays(words, self.statement)
        with freeze_time(day(15)):
            self.wizard(day(15)).action_send()
        mail = self.debtor().statement_mail_id
        self.assertSays(self.words_in(mail), [self.in_digits])

    def test_a_plan_from_its_proposal_to_its_end(self):
        with freeze_time(SIGNED):
            plan = self.make_plan(self.claim(self.owed))
            plan.action_propose()
            self.assertSays(self.words_in(self.mails_of(plan)), [self.amount])
            self.assertSays(self.report("acknowledgment", plan), self.acknowledgment)
            plan.action_start_unsigned()
            self.env.cr.flush()
        self.nights(10, 60)
        self.assertEqual(plan.state, "broken")
        self.assertSays(self.words_in(self.mails_of(plan)))
        self.assertSays(self.report("acceleration", plan), self.acceleration)

    def test_thanks(self):
        template = self.env.ref("account_debt_collection.template_thanks")
        debtor = self.debtor()
        [(subject, body)] = debtor._render_mails(template).values()
        self.assertSays(words_of(f"<p>{subject}</p>{body}"))

    def test_the_pages(self):
        with freeze_time(day(15)):
            token = self.debtor()._portal_token(day(15))
            self.assertSays(self.see(token), self.account)
            for answer in ("promise", "dispute", "plan", "paid", "contact"):
                self.assertSays(self.see(f"{token}/{answer}"))


@tagged("post_install", "-at_install")
class TestGerman(Stories, LanguageCommon):
    language, country = "de_DE", "base.de"
    amount, in_digits = "1.234,50", "25.03.2026"
    in_words = "Eintausendzweihundertvierunddreißig Euro und Fünfzig Cents"
    notice = (
        "LETZTE MAHNUNG MIT FRISTSETZUNG",
        "bis spätestens zum 17. April 2026",
        "Verzugszinsen",
        "Pauschale für Beitreibungskosten",
        "Dijon, 9. April 2026",
        "vor dem zuständigen Gericht",
    )
    every_letter = (
        "Sehr geehrte Damen und Herren",
        "Mit freundlichen Grüßen",
        "Fälligkeit",
        "10.03.2026",
        "1.234,50 €",
    )
    consumer = ("Zinsen in gesetzlicher Höhe", "Schlichtungsstelle wenden: Mediator")
    statement = ("Kontoauszug zum 25. März 2026", "Saldo", "1.000,00 €")
    acknowledgment = ("SCHULDANERKENNTNIS UND ZAHLUNGSPLAN", "1.234,50 €")
    acceleration = ("ENDE DES ZAHLUNGSPLANS", "den Betrag von 1.234,50 €")
    account = ("Ihr Konto", "Überfällig", "1.234,50 €", "Ich habe bezahlt")


@tagged("post_install", "-at_install")
class TestSpanish(Stories, LanguageCommon):
    language, country = "es_ES", "base.es"
    amount, in_digits = "1.234,50", "25/03/2026"
    in_words = "mil doscientos treinta y cuatro euros y cincuenta céntimos"
    notice = (
        "REQUERIMIENTO FORMAL DE PAGO",
        "a más tardar el 17 de abril de 2026",
        "intereses de demora",
        "indemnización por costes de cobro",
        "Dijon, 9 de abril de 2026",
        "ante el juzgado competente",
    )
    every_letter = (
        "Estimado cliente:",
        "Atentamente",
        "Vencimiento",
        "10/03/2026",
        "1.234,50 €",
    )
    consumer = ("el interés legal", "acudir gratuitamente al mediador: Mediator")
    statement = ("Extracto de cuenta a fecha de 25 de marzo de 2026", "1.000,00 €")
    acknowledgment = ("RECONOCIMIENTO DE DEUDA Y PLAN DE PAGO", "1.234,50 €")
    acceleration = ("FIN DEL PLAN DE PAGO", "la suma de 1.234,50 €")
    account = ("Su cuenta", "Vencido", "1.234,50 €", "He pagado")


@tagged("post_install", "-at_install")
class TestItalian(Stories, LanguageCommon):
    language, country = "it_IT", "base.it"
    amount, in_digits = "1.234,50", "25/03/2026"
    in_words = "milleduecentotrentaquattro euro e cinquanta centesimi"
    notice = (
        "DIFFIDA E COSTITUZIONE IN MORA",
        "entro e non oltre il 17 aprile 2026",
        "interessi di mora",
        "indennizzo per i costi di recupero",
        "Dijon, 9 aprile 2026",
        "dinanzi al giudice competente",
    )
    every_letter = (
        "Gentile Cliente",
        "Distinti saluti",
        "Scadenza",
        "10/03/2026",
        "1.234,50 €",
    )
    consumer = ("interessi al tasso legale", "gratuitamente al mediatore: Mediator")
    statement = ("Estratto conto al 25 marzo 2026", "1.000,00 €")
    acknowledgment = ("RICONOSCIMENTO DI DEBITO", "1.234,50 €")
    acceleration = ("FINE DEL PIANO DI PAGAMENTO", "la somma di 1.234,50 €")
    account = ("Il Suo conto", "Scaduto", "1.234,50 €", "Ho pagato")


@tagged("post_install", "-at_install")
class TestDutch(Stories, LanguageCommon):
    language, country = "nl_NL", "base.nl"
    amount, in_digits = "1.234,50", "25-03-2026"
    in_words = "duizendtweehonderdvierendertig euro's en vijftig cent"
    notice = (
        "INGEBREKESTELLING EN SOMMATIE TOT BETALING",
        "uiterlijk op 17 april 2026",
        "vertragingsrente",
        "vergoeding voor invorderingskosten",
        "Dijon, 9 april 2026",
        "aan de bevoegde rechter",
    )
    every_letter = (
        "Geachte heer, mevrouw",
        "Hoogachtend",
        "Vervaldatum",
        "10-03-2026",
        "1.234,50",
    )
    consumer = ("de wettelijke rente", "kosteloos wenden tot de bemiddelaar: Mediator")
    statement = ("Rekeningoverzicht per 25 maart 2026", "1.000,00")
    acknowledgment = ("SCHULDBEKENTENIS EN BETALINGSREGELING", "1.234,50")
    acceleration = ("EINDE VAN DE BETALINGSREGELING", "het bedrag van")
    account = ("Uw rekening", "Vervallen", "1.234,50", "Ik heb betaald")


@tagged("post_install", "-at_install")
class TestLetterDate(BaseCase):
    def test_english_puts_the_day_first(self):
        self.assertEqual(letter_date("en_US"), "d MMMM yyyy")
        self.assertEqual(letter_date("de_DE"), "long")

    def test_french_has_a_first_of_the_month(self):
        self.assertEqual(letter_date("fr_FR", date(2026, 12, 1)), "d'er' MMMM yyyy")
        self.assertEqual(letter_date("fr_FR", date(2026, 12, 2)), "long")
        self.assertEqual(letter_date("de_DE", date(2026, 12, 1)), "long")
