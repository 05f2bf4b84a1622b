"""The .po files beside a .pot: brought up to date, and checked.

translations.py merge POT PO     writes PO anew, with the terms that it is to have
translations.py fault POT PO     prints what is wrong with PO, if anything
translations.py check POT...     so for each PO beside them; fails if there is any
"""

import re
import sys
from collections import Counter
from pathlib import Path

import polib
from customer_terms import LANGUAGES, SOURCES, is_wanted, sources_of

# What stands for a value, and what marks the text up: the same in every language.
FIXED = re.compile(
    r"%\(\w+\)[a-z]|%[a-z%]"  # of Python
    r"|\{\{.*?\}\}|#\{.*?\}"  # of a template
    r"|</?[a-zA-Z][^>]*>|&\w+;"  # of HTML
)
# ... but for the words in the tags.
WORDS_IN_TAGS = re.compile(r' (?:alt|aria-label|placeholder|title)="[^"]*"')


def fixed_parts(text):
    return Counter(FIXED.findall(WORDS_IN_TAGS.sub("", text)))


def start(terms):
    return repr(min(terms)[:60])


def terms_of(pot, path):
    """The entries of the .pot that the .po of ``path`` is to have."""
    return [entry for entry in pot if is_wanted(entry, Path(path).stem)]


def merge(pot_path, path):
    """In the order of the .pot, and with nothing that is not in it."""
    pot, po = polib.pofile(pot_path, wrapwidth=78), polib.pofile(path)
    known = {entry.msgid: entry for entry in po if not entry.obsolete}
    pot[:] = terms_of(pot, path)
    for entry in pot:
        if old := known.get(entry.msgid):
            entry.msgstr = old.msgstr
            entry.flags += [flag for flag in old.flags if flag not in entry.flags]
    pot.header, pot.metadata = po.header, po.metadata
    pot.save(path)


def fault(pot_path, path):
    """What is wrong, in words; nothing if nothing is."""
    pot, po = polib.pofile(pot_path), polib.pofile(path)
    wanted = {entry.msgid for entry in terms_of(pot, path)}
    done = {entry.msgid: entry.msgstr for entry in po if entry.translated()}
    if lacking := wanted - done.keys():
        return f"{len(lacking)} terms without translation, such as {start(lacking)}"
    if foreign := done.keys() - wanted:
        return f"{len(foreign)} terms that are not wanted, such as {start(foreign)}"
    for source, words in done.items():
        if fixed_parts(source) != fixed_parts(words):
            return f"other placeholders or tags than {start([source])}"
    return ""


def unused_sources(pot_paths):
    """Patterns of customer_terms.py that no term has: what they named is gone."""
    entries = [entry for path in pot_paths for entry in polib.pofile(path)]
    return SOURCES.keys() - set().union(*map(sources_of, entries))


def faults(pot_paths):
    """What is wrong with the .po beside each .pot, and with the list of sources."""
    for pot_path in map(Path, pot_paths):
        found = sorted(pot_path.parent.glob("*.po"))
        for language in {"fr", *LANGUAGES} - {path.stem for path in found}:
            if terms_of(polib.pofile(pot_path), language):
                yield f"{pot_path.parent} has no {language}.po"
        for path in found:
            if words := fault(pot_path, path):
                yield f"{path} has {words}"
    for pattern in sorted(unused_sources(pot_paths)):
        yield f"dev/lib/customer_terms.py has {pattern!r}, where no term is"


def check(*pot_paths):
    found = list(faults(pot_paths))
    for words in found:
        print(words)
    return int(bool(found))


if __name__ == "__main__":
    command, *paths = sys.argv[1:]
    if command == "check":
        sys.exit(check(*paths))
    print({"merge": merge, "fault": fault}[command](*paths) or "", end="")
