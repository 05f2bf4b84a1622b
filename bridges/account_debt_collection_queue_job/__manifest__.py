{
    "name": "Debt Collection: Job Queue",
    "summary": "Hand the night's reminders to the workers of OCA's job queue",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "account_debt_collection contributors",
    "license": "LGPL-3",
    "depends": ["account_debt_collection", "queue_job"],
    "data": ["data/queue_job_data.xml"],
    "auto_install": True,
}
