"""Values that nobody should enter, and that somebody does."""

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
