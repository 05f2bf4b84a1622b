"""Bundle: many letters printed as one document, and taken apart again.

Pure: what stands on the pages in, the pages of each letter out. Between the letters lie
dividers, pages that bear a mark and nothing else; nobody can guess the marks, so that
nothing written in a letter can pass for one.
"""

import re
from functools import lru_cache
from itertools import pairwise

TAGS = re.compile(
    r"a|b|big|blockquote|br|center|code|col|colgroup|d[dlt]|div|em|font|h[1-6]|hr|i|img"
    r"|li|ol|p|pre|s|small|span|strong|style|su[bp]|table|t[dhr]|tbody|tfoot|thead|u|ul"
)

# These grow with what they contain, whatever height they are given.
GROWING = frozenset(("img", "style", "table", "td", "th", "tr"))

# What stays within its letter, whatever the value. All others (a position, a
# transformation ...) might draw on the pages of another customer.
PROPERTIES = re.compile(
    r"(?:background|border|margin|padding|font|list-style|text)(?:-[a-z]+)*"
    r"|box-sizing|clear|color|display|float|letter-spacing|line-height|overflow-wrap"
    r"|(?:max-|min-)?width|max-height|min-height|page-break-inside|table-layout"
    r"|vertical-align|white-space|word-break|word-spacing|word-wrap",
    re.IGNORECASE,
)
NEGATIVE = re.compile(r"(?:^|[\s(,])-\s*[.\d]")


@lru_cache(maxsize=1000)  # letters repeat themselves
def stays_on_its_pages(tag, style):
    """Whether an element of a letter draws nothing outside of its own letter.

    :param style: its style attribute, or the text of a ``<style>`` element
    """
    rules = re.findall(r"\{([^{}]*)\}", style) if tag == "style" else [style]
    return bool(TAGS.fullmatch(tag)) and all(
        _stays(tag, *declaration.split(":", 1))
        for rule in rules
        for declaration in rule.split(";")
        if declaration.strip()
    )


def _stays(tag, name, value=""):
    name = name.strip().lower()
    known = PROPERTIES.fullmatch(name) or (name == "height" and tag in GROWING)
    return bool(known) and not NEGATIVE.search(value)


def letters_between(dividers, marks, page_count):
    """Return the range of pages of each letter, or None where there is any doubt.

    :param dividers: {page index: all the text on it} of the pages that may be dividers
    :param marks: what stands on the divider before each letter, then on the last one
    :param page_count: number of pages of the document
    """
    pages = {}
    for index, text in dividers.items():
        pages.setdefault(text.strip(), []).append(index)
    found = [pages.get(mark, []) for mark in marks]
    if any(len(indexes) != 1 for indexes in found):
        return None
    places = [index for (index,) in found]
    if places[0] != 0 or places[-1] != page_count - 1:
        return None
    letters = [range(a + 1, b) for a, b in pairwise(places)]
    return letters if all(letters) else None
