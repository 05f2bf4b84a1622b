"""Files that a customer sends: what they are is read from their content.

Pure: bytes in, a type out. Neither the name nor the type that a browser announces is
believed: a page that runs scripts must not be stored as one, whatever it is called.
"""

import re

MOST_BYTES = 10 * 1024 * 1024  # of one file
MOST_FILES = 5  # of one answer
LONGEST_NAME = 100  # characters

PDF, JPEG, PNG, WEBP = "application/pdf", "image/jpeg", "image/png", "image/webp"
EXTENSIONS = {PDF: "pdf", JPEG: "jpg", PNG: "png", WEBP: "webp"}


def kind_of(content):
    """Return the type of a file that may be kept, or None."""
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    return None


def safe_name(name, kind):
    """Return a name without folders or signs of any language, that ends as its kind."""
    words = re.sub(r"[^\w .()-]+", "_", re.split(r"[\\/]", name or "")[-1]).strip(" .")
    stem = re.sub(r"\.\w{1,5}$", "", words)[:LONGEST_NAME] or "file"
    return f"{stem}.{EXTENSIONS[kind]}"
