from . import test_portal_payment, test_tour
