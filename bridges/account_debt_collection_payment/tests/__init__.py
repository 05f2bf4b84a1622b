from . import test_invoice_payment, test_portal_payment, test_tour
