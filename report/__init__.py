from . import collection_agenda, collection_statement, collection_timeline
