import re
from pathlib import Path

import polib
from lxml import html

from .common import text

I18N = Path(__file__).parents[1] / "i18n"
TAG = re.compile(r"<[^>]*>")
# What stands for a value; a sentence is looked for without it.
VALUE = re.compile(r"%\(\w+\)s|%%|%s|\{\{.*?\}\}")
SENTENCE = 14  # characters; "Due on" might be a name

# What the letters need beside this module: amounts in words, countries, the portal.
MODULES = ["base", "web", "portal", "account", "account_debt_collection"]


def load_language(env, code):
    """Activate a language, and load what the letters need of it."""
    env["res.lang"]._activate_lang(code)
    env["ir.module.module"]._load_module_terms(MODULES, [code])


def pieces(source):
    """The sentences of a term, without tags and values."""
    for piece in VALUE.sub("\0", TAG.sub("\0", source)).split("\0"):
        words = " ".join(piece.split()).strip(" .,:(–")
        if len(words) >= SENTENCE:
            yield words


def english_of(language):
    """The English sentences for which ``language`` has words of its own."""
    entries = polib.pofile(I18N / f"{language}.po")
    own = {piece for entry in entries for piece in pieces(entry.msgstr)}
    return {piece for entry in entries for piece in pieces(entry.msgid)} - own


def plain(words):
    """Without the spaces that do not break."""
    return words.replace("\xa0", " ").replace("\u202f", " ")


def words_of(source):
    """What the reader of an HTML text sees."""
    return plain(text(html.fromstring(source)))
