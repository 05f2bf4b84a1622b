"""The companies of the demonstration: a French one, and a smaller one in English."""

from . import customers, customers_english

FRENCH = {
    "values": {
        "name": "Mécanique des Cordeliers",
        "street": "18 rue des Cordeliers",
        "zip": "21000",
        "city": "Dijon",
        "phone": "+33 3 80 00 00 10",
        "company_registry": "73282932000074",
        "vat": "FR44732829320",
    },
    "email": "comptabilite@cordeliers.example",
    "country": "base.fr",
    "currency": "base.EUR",
    "chart": ("l10n_fr_account", "fr"),
    "lang": "fr_FR",
    "iban": "FR76 3000 6000 0112 3456 7890 189",
    "bookkeeper": ("Service comptabilité", "comptabilite"),
    "customers": customers.CUSTOMERS,
}

ENGLISH = {
    "values": {
        "name": "Harbour Bearings Ltd",
        "street": "12 Harbour Road",
        "zip": "PO1 3AX",
        "city": "Portsmouth",
        "phone": "+44 20 7946 0100",
        "company_registry": "01234567",
    },
    "email": "accounts@harbour-bearings.example",
    "country": "base.uk",
    "currency": "base.GBP",
    "chart": ("l10n_uk", "uk"),
    "lang": "en_US",
    "iban": "GB29 NWBK 6016 1331 9268 19",
    "bookkeeper": ("Accounts Department", "accounts"),
    "customers": customers_english.CUSTOMERS,
}

COMPANIES = (ENGLISH, FRENCH)  # the last one is the administrator's
