"""Notice: whether a formal notice says all that it has to, read as its reader reads it.

Pure: the letter as an lxml element, and what it has to say, in; where each mention
stands, and which are missing, out. What nobody sees (a comment, a style sheet, a hidden
element) is not there. No statute lists the mentions of a "mise en demeure"; these are
the usual ones (articles 1231-5, 1231-6 and 1344 of the French civil code ask that the
debtor be told without doubt what to pay, until when, and what follows).
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from .visible import Page

# What a formal notice is called; a lawyer, or another addon, adds more.
TITLES = {
    "en": ("formal notice", "letter before action", "letter before claim"),
    "fr": ("mise en demeure",),
    "de": ("Mahnung", "Inverzugsetzung"),
    "es": ("requerimiento",),
    "it": ("messa in mora", "costituzione in mora", "diffida"),
    "nl": ("ingebrekestelling", "sommatie", "aanmaning"),
    "pt": ("interpelação", "notificação para pagamento"),
}
TRANSLATED = (
    "en",
    "fr",
    "de",
    "es",
    "it",
    "nl",
)  # the others' text is English until somebody translates it

# A block says something when it has as many letters as a short sentence.
SENTENCE = 25
ROOM = re.compile(r"(?:^|[\s;])(?:min-)?height:\s*(\d+)mm")
ROOM_TO_SIGN = 10  # mm

IBAN = re.compile(r"[a-z]{2}\d{2}[a-z0-9]{11,30}")

# What these contain is given elsewhere, too: a sum or a date has to stand in the text.
TABLES = ("o_collection_claims", "o_collection_charges", "o_collection_payment")


class Mention(StrEnum):
    SENDER_NAME = "sender_name"
    SENDER_ADDRESS = "sender_address"
    SENDER_IDENTITY = "sender_identity"
    RECIPIENT_NAME = "recipient_name"
    RECIPIENT_ADDRESS = "recipient_address"
    RECIPIENT_COUNTRY = "recipient_country"
    TITLE = "title"
    DATE = "date"
    CLAIM = "claim"
    CLAIM_DUE_DATE = "claim_due_date"
    TOTAL = "total"
    TOTAL_IN_WORDS = "total_in_words"
    INTEREST = "interest"
    INDEMNITY = "indemnity"
    LATE_PAYMENT = "late_payment"
    DEADLINE = "deadline"
    ACCOUNT = "account"
    REFERENCE = "reference"
    CONSEQUENCES = "consequences"
    SIGNATORY = "signatory"
    SIGNATURE = "signature"


# The block of the letter in which a mention has to stand; else anywhere.
BLOCKS = {
    Mention.SENDER_NAME: "o_collection_sender",
    Mention.SENDER_ADDRESS: "o_collection_sender",
    Mention.SENDER_IDENTITY: "o_collection_identity",
    Mention.RECIPIENT_NAME: "o_collection_recipient",
    Mention.RECIPIENT_ADDRESS: "o_collection_recipient",
    Mention.RECIPIENT_COUNTRY: "o_collection_recipient",
    Mention.TITLE: "o_collection_subject",
    Mention.DATE: "o_collection_date",
    Mention.INTEREST: "o_collection_charges",
    Mention.INDEMNITY: "o_collection_charges",
    Mention.LATE_PAYMENT: "o_collection_interest",
    Mention.CONSEQUENCES: "o_collection_consequences",
    Mention.SIGNATORY: "o_collection_signatory",
    Mention.SIGNATURE: "o_collection_signature",
}
# What stands on lines of its own: the house number before a postcode is not part of it.
ADDRESSES = {Mention.SENDER_ADDRESS, Mention.RECIPIENT_ADDRESS}
# The tables that do not count for a mention.
WITHOUT = {
    Mention.TOTAL: TABLES,
    Mention.TOTAL_IN_WORDS: TABLES,
    Mention.DEADLINE: TABLES,
    Mention.REFERENCE: TABLES[:2],  # there it is the number of the invoice
}


@dataclass(frozen=True)
class Demand:
    """A mention that the letter has to bear: any of ``values``, as written there.

    Without values nobody knows what to write: ``about`` says of what.
    """

    mention: Mention
    values: tuple[str, ...]
    about: str = ""


@dataclass(frozen=True)
class Claim:
    """What one row of the table has to say. Without due date: it is unknown."""

    number: str
    date: str
    due_date: str
    amount: str


@dataclass(frozen=True)
class Lack:
    """A mention that is missing; ``unknown``: for want of data, else in the text."""

    mention: Mention
    unknown: bool
    about: str = ""


@dataclass(frozen=True)
class Findings:
    """``places``: the path of the element in which each mention was found."""

    places: dict[Mention, str]
    lacks: tuple[Lack, ...]


def titles(language):
    """What a formal notice may be called in ``language``, "fr" or "fr_BE" say."""
    language = language.partition("_")[0].partition("-")[0].lower()
    english = () if language in TRANSLATED else TITLES["en"]
    return (*TITLES.get(language, ()), *english)


def check(letter, demands, claims, *, is_consumer=False):
    """Look for all that a formal notice has to say.

    :param letter: lxml element of the letter, its blocks marked by their classes
    :param demands: :class:`Demand` objects
    :param claims: :class:`Claim` objects
    :param bool is_consumer: whom no sentence on interest and indemnity is due
    """
    page, places, lacks = Page(letter), {}, []
    for mention, place, unknown, about in _look_for(page, demands, claims, is_consumer):
        if place is None:
            lacks.append(Lack(mention, unknown, about))
        else:
            places.setdefault(mention, letter.getroottree().getpath(place))
    return Findings(places, tuple(dict.fromkeys(lacks)))


def _look_for(page, demands, claims, is_consumer):
    """(mention, element in which it stands or None, unknown, about) of each."""
    for demand in demands:
        place = _place(page, demand)
        yield demand.mention, place, not any(demand.values), demand.about
    rows = list(_rows(page))
    for claim in claims:
        yield Mention.CLAIM, _row_of(claim, rows), False, claim.number
        if not claim.due_date:
            yield Mention.CLAIM_DUE_DATE, None, True, claim.number
    sentences = [Mention.CONSEQUENCES]
    if not is_consumer:
        sentences.append(Mention.LATE_PAYMENT)
    for mention in sentences:
        yield mention, _sentence(page, BLOCKS[mention]), False, ""
    yield Mention.SIGNATURE, _signature(page), False, ""


def _place(page, demand):
    block = BLOCKS.get(demand.mention)
    without = WITHOUT.get(demand.mention, ())
    has = has_line if demand.mention in ADDRESSES else contains
    for node in page.blocks(block) if block else [page.root]:
        text = plain(page.text(node, without))
        if any(value and has(text, value) for value in demand.values):
            return node
    return None


def _rows(page):
    """(row, the text of its cells) of the table of claims."""
    for table in page.blocks("o_collection_claims"):
        for row in filter(page.shows, table.iter("tr")):
            yield row, [plain(page.text(cell)) for cell in row.iter("td")]


def _row_of(claim, rows):
    """The row that says all about ``claim``."""
    asked = [claim.number, claim.date, claim.due_date, claim.amount]
    for row, cells in rows:
        if all(
            any(contains(cell, value) for cell in cells) for value in asked if value
        ):
            return row
    return None


def _sentence(page, block):
    for node in page.blocks(block):
        if len("".join(page.text(node).split())) >= SENTENCE:
            return node
    return None


def _signature(page):
    """An image, or the room to sign in."""
    for node in page.blocks(BLOCKS[Mention.SIGNATURE]):
        images = [
            image
            for image in node.iter("img")
            if image.get("src", "").startswith("data:image/") and page.shows(image)
        ]
        room = ROOM.search(node.get("style", ""))
        if images or (room and int(room[1]) >= ROOM_TO_SIGN):
            return node
    return None


# === WORDS === #


def plain(text):
    """``text`` in one line, whatever spaces, marks and capitals it is written with."""
    text = unicodedata.normalize("NFKC", text)
    text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return " ".join(text.split()).casefold()


def contains(text, value):
    """Whether ``value`` stands in the plain ``text``, and not as part of another.

    "1,000.00" is not in "11,000.00", nor "INV/1" in "INV/12". Spaces within a number
    do not count.
    """
    value = plain(value)
    if IBAN.fullmatch(value):  # in groups of four, or in whatever others
        value = " ".join(value)
    pattern = r"\s*".join(re.escape(word) for word in value.split())
    before = r"(?<![\w.,])(?<!\d[.,' ])" if value[:1].isdigit() else r"(?<![\w-])"
    return bool(re.search(rf"{before}{pattern}(?!\w)(?![.,]\d)", text))


def has_line(text, value):
    """Whether a part of an address, a postcode say, stands in the plain text."""
    pattern = r"\s*".join(re.escape(word) for word in plain(value).split())
    return bool(re.search(rf"(?<![\w.,]){pattern}(?!\w)", text))
