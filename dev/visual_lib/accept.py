"""Keeps the last run's pictures: accept.py RESULTS KEPT [NAME...]."""

import shutil
import sys
from pathlib import Path

from PIL import Image

from .compare import compare


def main(results, kept, *names):
    new = {path.stem: path for path in Path(results, "new").glob("*.png")}
    if not new:
        raise SystemExit("There is nothing to accept: run dev/visual first.")
    if unknown := set(names) - set(new):
        raise SystemExit(f"The last run made no {' '.join(sorted(unknown))}.")
    Path(kept).mkdir(exist_ok=True)
    for name in names or sorted(new):
        old = Path(kept, f"{name}.png")
        if names or not is_same(old, new[name]):
            shutil.copyfile(new[name], old)
            print(f"{old.name}: {old.stat().st_size // 1000} kB")


def is_same(old, new):
    """A kept picture that nobody can tell from the new one stays as it is."""
    return old.exists() and compare(Image.open(old), Image.open(new)).same


if __name__ == "__main__":
    main(*sys.argv[1:])
