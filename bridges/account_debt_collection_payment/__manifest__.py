{
    "name": "Debt Collection: Online Payment",
    "summary": "Customers pay what is open, from the page of their account",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "account_debt_collection contributors",
    "license": "LGPL-3",
    "depends": ["account_debt_collection", "account_payment"],
    "data": ["views/portal_payment.xml"],
    "auto_install": True,
    "assets": {
        "web.assets_tests": ["account_debt_collection_payment/static/tests/tours/**/*"],
    },
}
