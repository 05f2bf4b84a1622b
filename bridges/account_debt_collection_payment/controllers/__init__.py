from . import account_payment, invoice_payment
