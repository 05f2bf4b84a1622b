"""Whether XML is set as the house does: python check_xml.py FILES

Four spaces for each level wherever an element starts a line, no tabs, no blanks at the
end of lines, a newline at the end of the file. Running text within an element is its
author's.
"""

import sys
from pathlib import Path

from lxml import etree

INDENT = 4


def problems(path):
    """(line, sentence) of each."""
    text = Path(path).read_text()
    if not text.endswith("\n") or text.endswith("\n\n"):
        yield len(text.splitlines()), "one newline ends a file"
    for number, line in enumerate(text.splitlines(), 1):
        if line != line.rstrip():
            yield number, "blanks at the end of the line"
        if "\t" in line:
            yield number, "a tab"
    for node in etree.fromstring(text.encode()).iter(etree.Element):
        yield from indentation(node)


def indentation(node):
    """Only where nothing but blanks stands before the element on its line."""
    parent, previous = node.getparent(), node.getprevious()
    if parent is None:
        return
    before = (parent.text if previous is None else previous.tail) or ""
    _head, newline, blanks = before.rpartition("\n")
    wanted = INDENT * len(list(node.iterancestors()))
    if newline and not blanks.strip() and len(blanks) != wanted:
        yield node.sourceline, f"<{node.tag}> is not {wanted} spaces in"


def main(paths):
    found = [
        f"{path}:{line}: {what}" for path in paths for line, what in problems(path)
    ]
    print(*found, sep="\n", end="\n" if found else "")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
