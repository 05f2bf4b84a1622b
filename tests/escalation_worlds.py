"""Customers of every kind, and their nights: worlds for the properties."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import strategies as st

from ..rules.escalation import Bank, Claim, Debtor, Level, Policy, decide
from .test_escalation import TODAY, days

amounts = st.decimals(min_value=1, max_value=5000, places=2)
seldom = st.sampled_from([False, False, False, True])


@st.composite
def policies(draw, earliest=-10):
    """Up to five levels: courtesy, after the due date or the previous reminder, with
    or without a minimum and approval. None at all is a policy that does nothing.
    """
    delays = sorted(draw(st.lists(st.integers(earliest, 40), max_size=5)))
    levels = tuple(
        Level(
            id=rank * 7,
            rank=rank,
            delay=delay,
            after_previous=delay >= 0 and draw(st.booleans()),
            minimum=draw(st.sampled_from([Decimal(0), Decimal(200)])),
            needs_approval=draw(seldom),
        )
        for rank, delay in enumerate(delays, 1)
    )
    return Policy(
        levels=levels, min_gap=draw(st.integers(0, 12)), minimum=draw(amounts) / 100
    )


@st.composite
def claims(draw, claim_id, policy):
    rank = draw(st.integers(0, len(policy.levels)))
    residual = draw(amounts)
    shares = st.sampled_from([0, 0, 0, Decimal("0.5"), 1, 2])
    return Claim(
        id=claim_id,
        due_date=days(draw(st.integers(-60, 20))),
        residual=residual,
        held=residual * draw(shares),  # two holds may cover more than there is
        policy=policy,
        rank=rank,
        reached_on=days(-draw(st.integers(0, 30))) if rank else None,
        pending=draw(seldom),
        excluded=draw(seldom),
    )


banks = st.builds(
    Bank,
    newest=st.none() | st.integers(-20, 0).map(days),
    max_age=st.sampled_from([0, 7]),
    waits=st.booleans(),
)


@st.composite
def debtors(draw, earliest=-10, max_claims=6):
    """One customer with claims of any age, under two policies, and open credits."""
    both = st.sampled_from([draw(policies(earliest)), draw(policies(earliest))])
    recent = st.none() | st.integers(-15, 0).map(days)
    return Debtor(
        id=1,
        claims=tuple(
            draw(claims(number, draw(both)))
            for number in range(draw(st.integers(0, max_claims)))
        ),
        credit=draw(st.just(Decimal(0)) | amounts),
        contacted_on=draw(recent),
        refused_on=draw(recent),
        bank=draw(st.just(Bank()) | banks),
        receipts=draw(st.just(Decimal(0)) | amounts),
    )


def automatic(debtor):
    """The debtor without what minimum, credit, the bank or a person's approval may
    change.
    """
    return replace(
        debtor,
        claims=tuple(
            claim._replace(policy=_automatic_policy(claim.policy), pending=False)
            for claim in debtor.claims
        ),
        credit=Decimal(0),
        bank=Bank(),
        receipts=Decimal(0),
    )


def _automatic_policy(policy):
    levels = tuple(
        replace(level, minimum=Decimal(0), needs_approval=False)
        for level in policy.levels
    )
    return replace(policy, minimum=Decimal(0), levels=levels)


def after(debtor, decided, today):
    """The debtor when the reminder has gone out, and the proposals wait."""
    levels = {step.claim.id: step.level for step in decided.climbing}
    waiting = {step.claim.id for step in decided.proposed}
    changed = {
        **{claim_id: {"pending": True} for claim_id in waiting},
        **{
            claim_id: {"rank": level.rank, "reached_on": today}
            for claim_id, level in levels.items()
        },
    }
    return replace(
        debtor,
        claims=tuple(c._replace(**changed.get(c.id, {})) for c in debtor.claims),
        contacted_on=today if levels else debtor.contacted_on,
    )


def live(debtor, nights):
    """Live through ``nights``; return [(day, decision)] and the debtor in the end."""
    history = []
    for night in nights:
        decided = decide(debtor, night)
        history.append((night, decided))
        debtor = after(debtor, decided, night)
    return history, debtor


def nights_until(last):
    return [TODAY + timedelta(days=n) for n in range((last - TODAY).days + 1)]


busy_debtors = debtors().map(automatic) | debtors()
some_nights = st.sets(st.integers(0, 45)).map(
    lambda missed: [days(offset) for offset in range(46) if offset not in missed]
)
