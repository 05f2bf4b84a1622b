from . import account_move, collection_debtor
