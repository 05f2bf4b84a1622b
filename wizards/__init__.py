from . import (
    base_partner_merge,
    collection_call,
    collection_call_outcome,
    collection_charge_waiver,
    collection_night_preview,
)
