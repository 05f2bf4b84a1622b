from . import (
    base_partner_merge,
    collection_night_preview,
    collection_registered_entry,
    collection_registered_import,
    collection_registered_import_words,
)
