from . import test_guard, test_guard_payment, test_orders
