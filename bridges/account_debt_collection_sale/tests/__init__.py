from . import (
    test_customer_state,
    test_evidence,
    test_guard,
    test_guard_payment,
    test_orders,
    test_two_at_once,
)
