from . import (
    base_partner_merge,
    collection_charge_waiver,
    collection_night_preview,
    collection_plan_wizard,
)
