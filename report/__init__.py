from . import (
    collection_ageing_report,
    collection_agenda,
    collection_cash_report,
    collection_receipt_report,
    collection_reminder_report,
    collection_statement,
    collection_timeline,
)
