from . import base_partner_merge, collection_level_preview, collection_night_preview
