"""Compares: main.py URL BROWSER DAY KEPT RESULTS [NAME...]."""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from screenshots_lib.browser import Browser
from screenshots_lib.odoo import Odoo

from .compare import compare, side_by_side
from .scenes import VisualScenes

COLOURS = 256


def main(url, program, day, kept, results, *names):
    kept, results = Path(kept), Path(results)
    shutil.rmtree(results, ignore_errors=True)
    for folder in ("new", "pages"):
        (results / folder).mkdir(parents=True)
    odoo = Odoo(url)
    with Browser(program, day) as browser:
        browser.remember(odoo)
        scenes = VisualScenes(odoo, browser, "en_US", results / "pages")
        wrong = [
            name
            for name in names or scenes.names()
            if not is_same(scenes, name, kept / f"{name}.png", results)
        ]
    if not names:
        wrong += left_over(kept, scenes.names())
    if wrong:
        raise SystemExit(f"Not as kept: {' '.join(wrong)}\nSee {results}")


def is_same(scenes, name, kept, results):
    """Take a scene, print what came of it, and whether it is as it was."""
    try:
        new = with_palette(scenes.take(name))
    except (LookupError, TimeoutError) as error:
        print(f"{name}: {error}")
        return False
    new.save(results / "new" / f"{name}.png", optimize=True)
    if not kept.exists():
        print(f"{name}: new")
        return False
    old = Image.open(kept)
    verdict = compare(old, new)
    print(f"{name}: {'same' if verdict.same else 'DIFFERS'}, {verdict}")
    if not verdict.same:
        side_by_side(old, new).save(results / f"{name}.png")
    return verdict.same


def with_palette(png):
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    # A badge's colour counts as much as that of a large plane.
    return picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE)


def left_over(kept, names):
    """Pictures that no scene makes any more: delete them."""
    return [path.name for path in kept.glob("*.png") if path.stem not in names]


if __name__ == "__main__":
    main(*sys.argv[1:])
