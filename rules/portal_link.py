"""The links by which a customer opens its account without a password.

Pure: a secret, the customer's debtor, a version and a last day in; a token out, and
back. Nothing of a token is stored. It says by itself until when it works, a signature
keeps it from being changed or made up, and whoever raises the version of a debtor ends
all links made for it before (in the manner of RFC 7519, without its options).

A mark stands in one e-mail, and says which one was opened. It opens nothing.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date, timedelta
from hashlib import sha256
from struct import Struct
from typing import NamedTuple

EPOCH = date(2020, 1, 1)
SCOPE = b"collection-portal"  # the same secret signs other things, too
CLAIMS = Struct(">IHH")  # id of the debtor, version, days since EPOCH
MARK_SCOPE = b"collection-mark"
MARKED = Struct(">Q")  # id of the reminder
SIGNED = 16  # bytes of the signature: 128 bits
LENGTH = 32  # characters of a token, and of a mark


class Link(NamedTuple):
    debtor_id: int
    version: int
    last_day: date


def make_token(link, secret):
    """Return the token of ``link``: LENGTH characters that every URL may contain.

    :param bytes secret: of the database, known to nobody else
    """
    days = (link.last_day - EPOCH).days
    claims = CLAIMS.pack(link.debtor_id, link.version, days)
    return _signed(claims, SCOPE, secret)


def read_token(token, secret, today):
    """Return the ``Link`` of a token, or None, whatever is wrong with it."""
    claims = _read(token, SCOPE, secret)
    if claims is None:
        return None
    debtor_id, version, days = CLAIMS.unpack(claims)
    link = Link(debtor_id, version, EPOCH + timedelta(days))
    return link if today <= link.last_day else None


def make_mark(reminder_id, secret):
    """Return the mark of a reminder: LENGTH characters that every URL may contain."""
    return _signed(MARKED.pack(reminder_id), MARK_SCOPE, secret)


def read_mark(mark, secret):
    """Return the id of the reminder, or None, whatever is wrong with the mark."""
    claims = _read(mark, MARK_SCOPE, secret)
    return None if claims is None else MARKED.unpack(claims)[0]


def _signed(claims, scope, secret):
    return urlsafe_b64encode(claims + _sign(claims, scope, secret)).decode()


def _read(text, scope, secret):
    """The eight bytes that were signed, or None."""
    try:
        content = urlsafe_b64decode(text.encode("ascii"))
    except ValueError:
        return None
    claims, signature = content[:-SIGNED], content[-SIGNED:]
    if len(text) != LENGTH or len(claims) != CLAIMS.size:
        return None
    right = hmac.compare_digest(signature, _sign(claims, scope, secret))
    return claims if right else None


def _sign(claims, scope, secret):
    return hmac.digest(secret, scope + claims, sha256)[:SIGNED]
