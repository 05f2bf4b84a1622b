"""How much two pictures differ. Pure: pictures of Pillow in, figures out."""

from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter

SHADE = 24  # of 255: by as much a pixel may be off, once softened
TILE = 24  # pixels: a word, not a page, is what the share is taken of
SHARE = 0.01  # of the pixels of one tile may be off by more


@dataclass(frozen=True)
class Verdict:
    """
    share: of the worst tile's pixels that are off, 0 to 1; 1 when the sizes differ
    sizes: (width, height) of the kept picture and of the new one, in pixels
    """

    share: float
    sizes: tuple

    @property
    def same(self):
        return self.share <= SHARE and self.sizes[0] == self.sizes[1]

    def __str__(self):
        kept, new = self.sizes
        if kept != new:
            return f"was {kept[0]} x {kept[1]} pixels, is {new[0]} x {new[1]}"
        return f"{self.share:.1%} of a part of it"


def compare(kept, new):
    """Whether a person would see a difference between two pictures.

    Both are softened first: the same letter drawn with other shades at its edge is
    then nearly equal, another letter, or one moved by a whole pixel, is not.
    """
    kept, new = kept.convert("RGB"), new.convert("RGB")
    sizes = (kept.size, new.size)
    if kept.size != new.size:
        return Verdict(1, sizes)
    return Verdict(off(kept, new).reduce(TILE).getextrema()[1] / 255, sizes)


def off(kept, new):
    """White where two pictures of one size differ by more than a shade."""
    soft = ImageFilter.BoxBlur(1)
    difference = ImageChops.difference(kept.filter(soft), new.filter(soft))
    red, green, blue = difference.split()
    worst = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return worst.point(lambda shade: 255 if shade > SHADE else 0)


def side_by_side(kept, new):
    """The kept picture, the new one, and the difference in red over the kept one."""
    kept, new = kept.convert("RGB"), new.convert("RGB")
    width, height = (max(pair) for pair in zip(kept.size, new.size, strict=True))
    kept, new = (on_sheet(picture, width, height) for picture in (kept, new))
    pale = Image.blend(kept, Image.new("RGB", kept.size, "white"), 0.7)
    pale.paste((220, 0, 0), mask=off(kept, new))
    sheet = Image.new("RGB", (3 * width + 2 * TILE, height), "black")
    for place, picture in enumerate((kept, new, pale)):
        sheet.paste(picture, (place * (width + TILE), 0))
    return sheet


def on_sheet(picture, width, height):
    sheet = Image.new("RGB", (width, height), "white")
    sheet.paste(picture)
    return sheet
