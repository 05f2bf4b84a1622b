from . import (
    base_partner_merge,
    collection_call,
    collection_call_outcome,
    collection_charge_waiver,
    collection_level_preview,
    collection_night_preview,
    collection_plan_wizard,
    collection_registered_entry,
    collection_registered_import,
    collection_registered_import_words,
    collection_statement,
    collection_write_off,
)
