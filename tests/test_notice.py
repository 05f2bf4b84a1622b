from lxml import html

from odoo.tests import BaseCase, tagged

from ..rules.notice import Claim, Demand, Mention, check, contains, plain, titles
from ..rules.visible import Page

IBAN = "FR7630006000011234567890189"


def letter(body):
    return html.fromstring(f"<div>{body}</div>")


def found(body, *demands, claims=(), consumer=True):
    return check(letter(body), demands, claims, is_consumer=consumer)


def lacking(body, *demands, **values):
    lacks = found(body, *demands, **values).lacks
    return {(lack.mention, lack.unknown, lack.about) for lack in lacks}


ALWAYS = {(Mention.CONSEQUENCES, False, ""), (Mention.SIGNATURE, False, "")}


@tagged("post_install", "-at_install")
class TestNotice(BaseCase):
    """The rule by itself, on documents that are made to deceive it."""

    def account(self, body):
        return lacking(body, Demand(Mention.ACCOUNT, (IBAN,), "EUR")) - ALWAYS

    def test_what_a_reader_sees_is_found_however_it_is_set(self):
        for body in (
            IBAN,
            "FR76 3000 6000 0112 3456 7890 189",
            "FR76\xa03000\u202f6000 0112 3456 7890 189",
            "<p>Account: <b>FR76 3000</b><span> 6000 0112 3456 7890 189</span>.</p>",
            f"<style>.y{{display:none}}</style><p class='x'>{IBAN}</p>",
        ):
            with self.subTest(body):
                self.assertFalse(self.account(body))

    def test_what_nobody_sees_is_missing(self):
        for body in (
            f"<!-- {IBAN} -->",
            f"<style>{IBAN}</style>",
            f"<p hidden>{IBAN}</p>",
            f"<p style='color:red;display : NONE'>{IBAN}</p>",
            f"<p style='visibility:hidden'>{IBAN}</p>",
            f"<p style='opacity:0.0'>{IBAN}</p>",
            f"<p style='font-size:0px'><b>{IBAN}</b></p>",
            f"<p style='color:#fff'>{IBAN}</p>",
            f"<p style='position:absolute;left:-9999px'>{IBAN}</p>",
            f"<style>p.x, b{{color:red;display:none}}</style><p class='x'>{IBAN}</p>",
            f"<style>div > #x{{opacity:0}}</style><p id='x'>{IBAN}</p>",
            f"<style>@media print{{.x{{display:none}}}}</style><p class='x'>{IBAN}</p>",
            f"<p title='{IBAN}'>our account</p><img alt='{IBAN}'>",
            IBAN + "0",
            IBAN[:-1],
        ):
            with self.subTest(body):
                self.assertEqual(self.account(body), {(Mention.ACCOUNT, False, "EUR")})

    def test_ordinary_styles_hide_nothing(self):
        for style in (
            "opacity:0.9",
            "line-height:0.95",
            "margin:0 0 9px 0",
            "background-color:white",
            "font-size:0.9em",
            "margin-left:-5px",
            "width:0.5in",
        ):
            with self.subTest(style):
                self.assertFalse(self.account(f"<p style='{style}'>{IBAN}</p>"))

    def test_figures_are_no_part_of_others(self):
        for text, value, expected in (
            ("in all $ 1,000.00.", "$ 1,000.00", True),
            ("1 000,00 €", "1\u202f000,00\xa0€", True),
            ("11,000.00 €", "1,000.00 €", False),
            ("31 000,00 €", "1 000,00 €", False),
            ("2 900,00 €", "900,00 €", False),
            ("1,000.005", "1,000.00", False),
            ("inv/2026/00012", "INV/2026/0001", False),
            ("inv/2026/0001, due", "INV/2026/0001", True),
            ("mise en DEMEURE de payer", "Mise en demeure", True),
            ("one thousand dollars", "One  Thousand Dollars", True),
            ("twenty-one thousand dollars", "one thousand", False),
        ):
            with self.subTest(text):
                self.assertEqual(contains(plain(text), value), expected)

    def test_a_postcode_may_follow_the_number_of_the_house(self):
        block = '<div class="o_collection_recipient">Nordhafen GmbH\n%s</div>'
        postcode = Demand(Mention.RECIPIENT_ADDRESS, ("20457",))
        for address, expected in (
            ("Am Nordhafen 12\n20457 Hamburg", True),
            ("Am Nordhafen 12<br/>D-20457 Hamburg", True),
            ("Am Nordhafen 12\n20458 Hamburg", False),
            ("Am Nordhafen 120457\nHamburg", False),
            ("Am Nordhafen 12\n204571 Hamburg", False),
        ):
            with self.subTest(address):
                lacks = lacking(block % address, postcode) - ALWAYS
                self.assertEqual(not lacks, expected)

    def test_a_title_stands_in_the_subject_in_the_language_of_the_letter(self):
        subject = '<div class="o_collection_subject">%s</div>'
        elsewhere = '<div class="o_collection_subject">Hello</div><p>%s</p>'
        for language, frame, words, expected in (
            ("fr_FR", subject, "MISE EN DEMEURE DE PAYER", True),
            ("fr_FR", subject, "Formal notice", False),
            ("en_GB", subject, "Formal notice to pay", True),
            ("en_GB", subject, "Mise en demeure", False),
            ("de_DE", subject, "Letzte Mahnung", True),
            ("de_DE", subject, "Formal notice", False),
            ("es_ES", subject, "Requerimiento formal de pago", True),
            ("it_IT", subject, "Diffida e costituzione in mora", True),
            ("nl_NL", subject, "Ingebrekestelling", True),
            ("pl_PL", subject, "FORMAL NOTICE", True),
            ("fr_FR", elsewhere, "Mise en demeure", False),
        ):
            with self.subTest(language=language, words=words):
                lacks = lacking(frame % words, Demand(Mention.TITLE, titles(language)))
                self.assertEqual((Mention.TITLE, False, "") not in lacks, expected)

    def test_each_claim_has_a_row_of_its_own(self):
        claim = Claim("INV/1", "1/1/2026", "2/1/2026", "10.00")
        row = "<tr><td>%s</td><td>%s</td><td>%s</td><td>5</td><td>%s</td></tr>"
        table = '<table class="o_collection_claims">%s</table>'
        whole = row % ("INV/1", "1/1/2026", "2/1/2026", "10.00")
        for rows, expected in (
            (whole, True),
            (whole.replace("<tr>", "<tr style='display:none'>"), False),
            (row % ("INV/1", "", "2/1/2026", "10.00"), False),
            (
                row % ("INV/1", "1/1/2026", "2/1/2026", "") + "<tr><td>10.00</td></tr>",
                False,
            ),
        ):
            with self.subTest(rows):
                lacks = lacking(table % rows, claims=[claim])
                self.assertEqual((Mention.CLAIM, False, "INV/1") not in lacks, expected)

    def test_a_sum_stands_in_the_text_and_not_in_a_table_only(self):
        total = Demand(Mention.TOTAL, ("10.00",))
        table = '<table class="o_collection_claims"><tr><td>10.00</td></tr></table>'
        self.assertIn((Mention.TOTAL, False, ""), lacking(table, total))
        self.assertNotIn(
            (Mention.TOTAL, False, ""), lacking(f"{table}<p>10.00</p>", total)
        )

    def test_a_signature_is_an_image_or_room_to_sign(self):
        block = '<div class="o_collection_signature"%s></div>'
        for inner, expected in (
            (block % ' style="min-height:18mm"', True),
            (block % ' style="height:2mm"', False),
            (block % '><img src="data:image/png;base64,AA=="', True),
            (block % '><img src="http://elsewhere.example/x.png"', False),
            ("<p>Signed</p>", False),
        ):
            with self.subTest(inner):
                lacks = lacking(inner)
                self.assertEqual((Mention.SIGNATURE, False, "") not in lacks, expected)

    def test_a_block_without_a_sentence_says_nothing(self):
        block = '<p class="o_collection_consequences">%s</p>'
        lack = (Mention.CONSEQUENCES, False, "")
        self.assertIn(lack, lacking(block % "&nbsp; ..."))
        self.assertNotIn(lack, lacking(block % "We shall bring it before the court."))

    def test_where_it_stands_and_what_is_unknown(self):
        result = found(
            f"<p>Hello</p><p>{IBAN}</p>",
            Demand(Mention.ACCOUNT, (IBAN,)),
            Demand(Mention.SIGNATORY, ()),
            consumer=False,
        )
        self.assertEqual(result.places[Mention.ACCOUNT], "/html/body/div")
        unknown = {lack.mention for lack in result.lacks if lack.unknown}
        self.assertEqual(unknown, {Mention.SIGNATORY})
        self.assertIn(Mention.LATE_PAYMENT, {lack.mention for lack in result.lacks})

    def test_blocks_within_hidden_ones_are_hidden(self):
        page = Page(letter("<div style='display:none'><p class='x'>a</p></div>"))
        self.assertEqual(page.blocks("x"), [])
