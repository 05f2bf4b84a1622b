"""What may happen to a claim, and what it does to limitation, by which article.

Articles are those of the French civil code where nothing else is said (legal/facts.md,
section 2). See ``limitation.py`` on the law of other countries.
"""

from enum import Enum


class Kind(Enum):
    """What may happen to a claim; the values are those of the recorded events."""

    ACKNOWLEDGMENT = "acknowledgment"
    PLAN_SIGNED = "plan_signed"
    PART_PAYMENT = "part_payment"
    COURT_ACT = "court_act"
    SERVICE = "service"
    ENFORCEMENT = "enforcement"
    TITLE = "title"
    MEDIATION = "mediation"
    CONCILIATION = "conciliation"
    INSOLVENCY = "insolvency"
    OTHER = "other"
    FORMAL_NOTICE = "formal_notice"


class Effect(Enum):
    RESTART = "restart"  # the period begins anew, on the day or at the event's end
    PROCEEDINGS = "proceedings"  # it begins anew when they end, and stands meanwhile
    PAUSE = "pause"  # the days do not count
    TITLE = "title"  # the period of an enforceable title begins
    NONE = "none"


FRENCH = {
    Kind.ACKNOWLEDGMENT: (Effect.RESTART, "art. 2240 C. civ."),
    Kind.PLAN_SIGNED: (Effect.RESTART, "art. 2240 C. civ."),
    Kind.PART_PAYMENT: (Effect.RESTART, "art. 2240 C. civ."),
    Kind.COURT_ACT: (Effect.PROCEEDINGS, "art. 2241, 2242 C. civ."),
    Kind.SERVICE: (Effect.RESTART, "art. 2241 C. civ."),
    Kind.ENFORCEMENT: (Effect.RESTART, "art. 2244 C. civ."),
    Kind.TITLE: (Effect.TITLE, "art. L111-4 CPCE"),
    Kind.MEDIATION: (Effect.PAUSE, "art. 2238 C. civ."),
    Kind.CONCILIATION: (Effect.PAUSE, "art. 2238 C. civ., L125-1 CPCE"),
    Kind.INSOLVENCY: (Effect.PROCEEDINGS, "art. L622-25-1 C. com."),
    Kind.OTHER: (Effect.RESTART, ""),
    Kind.FORMAL_NOTICE: (Effect.NONE, "Cass. com. 18 May 2022, 20-23.204"),
}
ABROAD = {
    Kind.ACKNOWLEDGMENT: (Effect.RESTART, ""),
    Kind.PLAN_SIGNED: (Effect.RESTART, ""),
    Kind.PART_PAYMENT: (Effect.RESTART, ""),
    Kind.COURT_ACT: (Effect.PAUSE, ""),
    Kind.SERVICE: (Effect.PAUSE, ""),
    Kind.ENFORCEMENT: (Effect.NONE, ""),
    Kind.TITLE: (Effect.TITLE, ""),
    Kind.MEDIATION: (Effect.NONE, ""),
    Kind.CONCILIATION: (Effect.NONE, ""),
    Kind.INSOLVENCY: (Effect.PAUSE, ""),
    Kind.OTHER: (Effect.RESTART, ""),  # somebody has said by which article
    Kind.FORMAL_NOTICE: (Effect.NONE, ""),
}
# The cap of 20 years does not hold for these (2232, paragraph 2).
BEYOND_THE_CAP = {Kind.COURT_ACT, Kind.SERVICE, Kind.ENFORCEMENT, Kind.TITLE}
LEAVES_SIX_MONTHS = {Kind.MEDIATION, Kind.CONCILIATION}
