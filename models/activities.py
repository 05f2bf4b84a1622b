"""Activity types that several models ask people with; it defines no model itself, so
that any of them may import it, whatever their order.
"""

CALL = "mail.mail_activity_data_call"
TASK = "mail.mail_activity_data_todo"
ALLOCATE = "account_debt_collection.mail_activity_allocate"
