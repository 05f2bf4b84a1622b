{
    "name": "Debt Collection: Sales",
    "summary": "Count orders as credit, and stop those of customers who have none left",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "account_debt_collection contributors",
    "license": "LGPL-3",
    "depends": ["account_debt_collection", "sale"],
    "data": [
        "views/res_config_settings_views.xml",
        "views/sale_order_views.xml",
        "views/sale_portal_templates.xml",
    ],
    "auto_install": True,
}
