from . import (
    test_evidence,
    test_guard,
    test_guard_payment,
    test_orders,
    test_two_at_once,
)
