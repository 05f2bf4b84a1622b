"""Values that nobody should enter, and that somebody does."""

from base64 import b64encode
from datetime import date

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

SCRIPT = "<img src=x onerror=alert(1)>"
NASTY = (
    "",
    " ",
    SCRIPT,
    "'; DROP TABLE collection_debtor; --",
    "%s %(x)s {0} {x} ${x} {{ object }}",
    "=cmd|' /C calc'!A0",
    "../../etc/passwd",
    "\u202eexe.fdp \U0001f4b8 \ufffd",
    "9" * 400,
    "long " * 2000,
)
DAYS = (date(1, 1, 1), date(1900, 2, 28), date(2026, 3, 31), date(9999, 12, 31))
NUMBERS = (0, -1, 1, 3, 2**31 - 1, -(2**31))
AMOUNTS = (0, -1, 0.001, 100, 1e15, -1e15)
FILES = (b"", b"%PDF-1.4", b"PK\x03\x04", b"number;deposited_on\nx;y\n", b"\xff\xfe\0")

# The same examples each time, and few: what is slow here is Odoo.
steady = settings(
    derandomize=True,
    max_examples=8,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)

texts = st.sampled_from(NASTY) | st.text(
    st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=30
)
days = st.sampled_from(DAYS) | st.dates(date(2025, 1, 1), date(2027, 12, 31))
numbers = st.sampled_from(NUMBERS)
amounts = st.sampled_from(AMOUNTS)
files = st.sampled_from([b64encode(content) for content in FILES] + [b"no base64!"])


def of_field(field, candidates, env):
    """Anything that a client may send for ``field``.

    :param candidates: {model: ids to choose from}
    """
    if field.name == "res_model":
        return st.sampled_from(("account.move", "res.users", "no.such.model"))
    if field.type in ("char", "text", "html"):
        return texts
    if field.type == "selection":
        return st.sampled_from(field.get_values(env))
    if field.type in ("many2one", "many2one_reference"):
        ids = candidates(field.comodel_name)
        return st.sampled_from([i for i in ids if i or not field.required] or [False])
    if field.type == "many2many":
        ids = [*dict.fromkeys(i for i in candidates(field.comodel_name) if i)]
        chosen = st.lists(st.sampled_from(ids), max_size=3, unique=True)
        return chosen if ids else st.just([])
    return {
        "boolean": st.booleans(),
        "date": days,
        "integer": numbers,
        "binary": files,
    }.get(field.type, amounts)
