"""Visible: what a reader sees of an HTML document.

Pure: lxml elements in, text out. In doubt, a thing is taken for hidden.
"""

import re

UNSEEN = ("head", "link", "meta", "noscript", "script", "style", "template", "title")
# Within these, and nowhere else, a word may go on after the element's end.
INLINE = ("a", "b", "big", "em", "font", "i", "small", "strong", "u")

HIDING = re.compile(
    r"(?:^|[\s;{])(?:"
    r"display\s*:\s*none"
    r"|visibility\s*:\s*(?:hidden|collapse)"
    r"|opacity\s*:\s*(?:0*\.?0+)(?![.\d])"
    r"|(?:font-size|line-height|zoom|(?:max-)?(?:width|height))\s*:\s*0*\.?0+(?![.\d])"
    r"|color\s*:\s*(?:transparent|white\b|#fff\b|#ffffff\b|rgba?\(\s*255\s*,\s*255\s*,"
    r"\s*255|rgba\([^)]*,\s*0*\.?0+\s*\))"
    r"|(?:left|right|top|bottom|text-indent|margin(?:-\w+)?)\s*:[^;}]*-\s*\d{3}"
    r"|clip(?:-path)?\s*:"
    r"|transform\s*:"
    r")",
    re.IGNORECASE,
)
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
SIMPLE = re.compile(r"([.#]?)([\w-]+)")


class Page:
    """An HTML document, or a part of it, as its reader sees it."""

    def __init__(self, root):
        self.root = root
        self._hiding = _hiding_selectors(root)

    def blocks(self, name):
        """The elements of the class ``name`` that are seen."""
        return [node for node in self.root.find_class(name) if self.shows(node)]

    def shows(self, node):
        """Whether neither ``node`` nor what it lies in is hidden."""
        while not self._is_hidden(node):
            if node is self.root:
                return True
            node = node.getparent()
        return False

    def text(self, node, without=()):
        """The words of ``node``, blocks apart, the classes ``without`` left out."""
        words = []
        self._gather(node, frozenset(without), words)
        return "".join(words)

    def _gather(self, node, without, words):
        if without & set(node.get("class", "").split()) or self._is_hidden(node):
            return
        gap = "" if node.tag in INLINE else " "
        words.append(gap + (node.text or ""))
        for child in node:
            if isinstance(child.tag, str):  # no comment
                self._gather(child, without, words)
            words.append(child.tail or "")
        words.append(gap)

    def _is_hidden(self, node):
        return (
            node.tag in UNSEEN
            or "hidden" in node.attrib
            or bool(HIDING.search(node.get("style", "")))
            or any(_matches(node, selector) for selector in self._hiding)
        )


def _hiding_selectors(root):
    """Selectors of the style sheets in ``root`` that hide what they select.

    Of each, the last part: what it lies in is not looked at.
    """
    sheets = "\n".join(style.text or "" for style in root.iter("style"))
    sheets = re.sub(r"/\*.*?\*/", "", sheets, flags=re.DOTALL)
    return [
        SIMPLE.findall(re.split(r"[\s>+~]+", selector.strip())[-1].partition(":")[0])
        for selectors, declarations in RULE.findall(sheets)
        if HIDING.search(declarations)
        for selector in selectors.split(",")
        if selector.strip()
    ]


def _matches(node, selector):
    classes = node.get("class", "").split()
    return all(
        (kind == "." and name in classes)
        or (kind == "#" and name == node.get("id"))
        or (kind == "" and name == node.tag)
        for kind, name in selector
    )
