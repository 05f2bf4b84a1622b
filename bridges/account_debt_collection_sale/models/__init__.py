from . import (
    account_move,
    collection_debtor,
    collection_exposure,
    collection_guard,
    payment_transaction,
    res_company,
    res_config_settings,
    sale_order,
)
