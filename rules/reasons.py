"""Why a claim, or a debtor, gets no reminder; and why a person should look first."""

from enum import Enum


class Reason(str, Enum):
    """Why a claim, or a debtor, gets no reminder today."""

    EXCLUDED = "excluded"  # flagged "no follow-up" in the ledger
    HELD = "held"  # on hold as a whole
    NO_POLICY = "no_policy"  # its policy has no level: "do nothing"
    EXHAUSTED = "exhausted"  # the last level was reached
    TO_APPROVE = "to_approve"  # ripe for a level that a person has to approve
    PENDING = "pending"  # in a reminder that waits for approval, or has it
    NOT_RIPE = "not_ripe"  # the next level's day has not come
    MINIMUM = "minimum"  # the net amount due is below the minimum
    CREDIT = "credit"  # open credits cover what is due: allocate them
    GAP = "gap"  # contacted too recently
    CLOSED = "closed"  # no working day of the company
    ANNOUNCED = "announced"  # a reminder waits for its day: the salesperson was told
    RECEIPTS = "receipts"  # unmatched receipts could cover what is due: match them
    STALE_BANK = "stale_bank"  # the bank entries are too old to know who has paid
    SETTLED = "settled"  # nothing is owed


# What a person asks for first when no claim climbs.
MOST_TELLING_FIRST = (
    Reason.TO_APPROVE,
    Reason.PENDING,
    Reason.HELD,
    Reason.MINIMUM,
    Reason.NOT_RIPE,
    Reason.EXHAUSTED,
    Reason.NO_POLICY,
    Reason.EXCLUDED,
)

# What ends by itself, with time.
COMING = (Reason.GAP, Reason.CLOSED, Reason.ANNOUNCED, Reason.NOT_RIPE)

# What ends when somebody sees to the bank entries, the most telling first.
BANK = (Reason.RECEIPTS, Reason.STALE_BANK)

# Somebody is about to be asked to pay, now or on the day that was announced.
ASKING = (None, Reason.TO_APPROVE, Reason.ANNOUNCED, *BANK)
