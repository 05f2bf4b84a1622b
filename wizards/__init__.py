from . import base_partner_merge, collection_night_preview, collection_statement
