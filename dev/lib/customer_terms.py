"""Which terms a customer reads, and the languages that exist for customers alone.

French is complete: people work in it. The other languages are for letters, e-mails,
SMS, the customer's pages and the words on them, which is all that their .po contain.
"""

from fnmatch import fnmatchcase

# Without these, a language has every term.
LANGUAGES = ("de", "es", "it", "nl")

# {pattern of where a term occurs, as in the .pot: why a customer reads it}. A file is
# listed as a whole where some of its words are for customers.
SOURCES = {
    # Texts
    "model:mail.template,subject:*": "e-mails and letters",
    "model:mail.template,body_html:*": "e-mails and letters",
    "model:sms.template,body:*": "SMS",
    "model:collection.dispute.reason,name:*": "to choose from, on the customer's page",
    "model:collection.interest.reference,name:*": "the rate in an invoice's clause",
    "model:ir.actions.report,name:*.action_report_acceleration": "name of a PDF",
    "model:ir.actions.report,name:*.action_report_acknowledgment": "name of a PDF",
    # Documents
    "model_terms:ir.ui.view,arch_db:*.acceleration_document": "letter of a plan",
    "model_terms:ir.ui.view,arch_db:*.acknowledgment_document": "letter of a plan",
    "model_terms:ir.ui.view,arch_db:*.charges_table": "block of a reminder",
    "model_terms:ir.ui.view,arch_db:*.claims_table": "block of a reminder",
    "model_terms:ir.ui.view,arch_db:*.letter_document": "frame of a letter",
    "model_terms:ir.ui.view,arch_db:*.mail_layout": "frame of an e-mail",
    "model_terms:ir.ui.view,arch_db:*.payment_details": "block of a reminder",
    "model_terms:ir.ui.view,arch_db:*.plan_claims": "block of a plan",
    "model_terms:ir.ui.view,arch_db:*.plan_letter_frame": "frame of a letter",
    "model_terms:ir.ui.view,arch_db:*.plan_schedule": "block of a plan",
    "model_terms:ir.ui.view,arch_db:*.plan_signatures": "block of a plan",
    "model_terms:ir.ui.view,arch_db:*.plan_terms": "block of a plan",
    "model_terms:ir.ui.view,arch_db:*.signature": "block of a reminder",
    "model_terms:ir.ui.view,arch_db:*.statement_*": "statement of account",
    # The customer's pages, those of the bridges, too
    "model_terms:ir.ui.view,arch_db:*.portal_*": "the customer's page",
    "model_terms:ir.ui.view,arch_db:*.sale_order_portal_template": "page of an order",
    # Words that Python puts into them
    "code:*/controllers/*.py": "the customer's page",
    "code:*/models/collection_debtor_portal*.py": "answers on the customer's page",
    "code:*_payment/models/collection_debtor.py": "answers on the customer's page",
    "code:*/models/account_move_clause.py": "clause on an invoice",
    "code:*/models/collection_charge_invoice.py": "lines of an invoice of interest",
    "code:*/models/collection_debtor_statement.py": "statement of account",
    "code:*/models/collection_debtor_statement_mail.py": "name of the statement's PDF",
    "code:*/models/collection_plan_make.py": "refusals of a plan, on the page",
    "code:*/models/collection_plan_portal.py": "refusals of a signature",
    "code:*/models/collection_reminder_charges.py": "rates, on a letter",
    "code:*/models/collection_reminder_payment.py": "code to scan, on a letter",
    "code:*/models/res_partner.py": "numbers of the sender, on a letter",
    "code:*/report/statement_workbook.py": "statement of account as a workbook",
}


def sources_of(entry):
    """The patterns by which a customer may read this ``polib`` entry of a .pot."""
    places = [place for place, _line in entry.occurrences]
    return {p for p in SOURCES if any(fnmatchcase(place, p) for place in places)}


def is_wanted(entry, language):
    return language not in LANGUAGES or bool(sources_of(entry))
