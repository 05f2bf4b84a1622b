"""Takes the pictures: main.py URL BROWSER FOLDER DAY REPOSITORY [NAME...]."""

import io
import sys
from pathlib import Path

from PIL import Image, ImageOps

from .browser import Browser
from .odoo import Odoo
from .scenes import Scenes

LANGUAGES = {"en": "en_US", "fr": "fr_FR"}
COLOURS = 256
LIMIT = 200_000  # bytes of one picture
LINE = "#cccccc"

# The store's page shows some of the English ones.
STORE = {
    "board",
    "dashboard",
    "debtor",
    "debtors",
    "letter",
    "portal",
    "proceeding",
    "reminder",
    "today",
}


def smaller(png):
    """The picture with a palette, a thin line round it."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    framed = ImageOps.expand(picture, border=1, fill=LINE)
    content = io.BytesIO()
    # A badge's colour counts as much as that of a large plane.
    palette = framed.quantize(COLOURS, Image.Quantize.MAXCOVERAGE)
    palette.save(content, "PNG", optimize=True)
    return content.getvalue()


def main(url, program, folder, day, repository, *names):
    odoo = Odoo(url)
    missed = []
    with Browser(program, day) as browser:
        browser.remember(odoo)
        for code, lang in LANGUAGES.items():
            scenes = Scenes(odoo, browser, lang, Path(folder))
            for name in names or scenes.names():
                try:
                    png = smaller(scenes.take(name))
                except (LookupError, TimeoutError) as error:
                    missed.append(f"{code}/{name}: {error}")
                else:
                    save(Path(repository), code, name, png)
    if missed:
        raise SystemExit("\n".join(missed))


def save(repository, code, name, png):
    path = repository / "docs" / "images" / code / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(png)
    if code == "en" and name in STORE:
        (repository / "static" / "description" / f"{name}.png").write_bytes(png)
    note = " TOO LARGE" if len(png) > LIMIT else ""
    print(f"{code}/{name}.png {len(png) // 1000} kB{note}")


if __name__ == "__main__":
    main(*sys.argv[1:])
