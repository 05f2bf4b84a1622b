import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from odoo.tests import BaseCase, tagged

FINE = 8  # parts of a pixel in which a text is drawn
SIZE = (600, 60)
SENTENCE = "Nous vous prions de bien vouloir régler 1 250,00 € avant le 24 mars."
ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "tests" / "visual"
LARGEST = 100_000  # bytes of one picture
LARGEST_OF_ALL = 1_500_000


def letter(text, right=0, down=0, size=SIZE):
    """A line of a letter, moved by eighths of a pixel, as a browser may draw it."""
    picture = Image.new("RGB", (size[0] * FINE, size[1] * FINE), "white")
    font = ImageFont.truetype("LiberationSans-Regular.ttf", 14 * FINE)
    place = (10 * FINE + right, 20 * FINE + down)
    ImageDraw.Draw(picture).text(place, text, "#374151", font)
    return picture.resize(size, Image.Resampling.BOX)


@tagged("post_install", "-at_install")
class TestVisual(BaseCase):
    """What dev/visual takes for the same picture, and what not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sys.path.insert(0, str(ROOT / "dev"))
        cls.addClassCleanup(sys.path.remove, str(ROOT / "dev"))
        from visual_lib import compare

        cls.compare = compare

    def verdict(self, new, kept=None):
        return self.compare.compare(kept or letter(SENTENCE), new)

    def assertSame(self, new):
        self.assertTrue(self.verdict(new).same, self.verdict(new))

    def assertOther(self, new):
        self.assertFalse(self.verdict(new).same, self.verdict(new))

    def test_the_same_picture_is_the_same(self):
        self.assertSame(letter(SENTENCE))
        self.assertEqual(self.verdict(letter(SENTENCE)).share, 0)

    def test_other_shades_at_the_edges_of_letters_are_the_same(self):
        self.assertSame(letter(SENTENCE, right=2))
        self.assertSame(letter(SENTENCE, down=2))
        self.assertNotEqual(letter(SENTENCE), letter(SENTENCE, right=2))

    def test_fewer_colours_are_the_same(self):
        self.assertSame(letter(SENTENCE).quantize(64))

    def test_another_word_is_a_difference(self):
        self.assertOther(letter(SENTENCE.replace("prions", "sommes")))

    def test_another_digit_or_accent_is_a_difference(self):
        self.assertOther(letter(SENTENCE.replace("1 250", "1 260")))
        self.assertOther(letter(SENTENCE.replace("régler", "regler")))

    def test_a_word_is_found_on_a_large_page_too(self):
        page = letter(SENTENCE, size=(1400, 300))
        other = letter(SENTENCE.replace("24 mars", "25 mars"), size=(1400, 300))
        self.assertFalse(self.verdict(other, page).same)

    def test_a_line_moved_by_a_pixel_is_a_difference(self):
        self.assertOther(letter(SENTENCE, down=FINE))
        self.assertOther(letter(SENTENCE, right=FINE))

    def test_another_size_is_a_difference(self):
        verdict = self.verdict(letter(SENTENCE, size=(600, 61)))
        self.assertFalse(verdict.same)
        self.assertEqual(str(verdict), "was 600 x 60 pixels, is 600 x 61")

    def test_a_sheet_shows_both_and_marks_the_difference(self):
        kept, new = letter(SENTENCE), letter(SENTENCE, size=(600, 80))
        sheet = self.compare.side_by_side(kept, new)
        self.assertEqual(sheet.size, (3 * 600 + 2 * self.compare.TILE, 80))
        other = self.compare.side_by_side(kept, letter("Bonjour"))
        self.assertIn((220, 0, 0), [colour for _n, colour in other.getcolors(1 << 20)])

    def test_the_kept_pictures_are_small(self):
        pictures = {path.name: path.stat().st_size for path in KEPT.glob("*.png")}
        self.assertTrue(pictures)
        for name, size in pictures.items():
            self.assertLess(size, LARGEST, name)
        self.assertLess(sum(pictures.values()), LARGEST_OF_ALL)
