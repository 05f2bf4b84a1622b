from . import (
    test_access,
    test_channels,
    test_demo,
    test_escalation,
    test_figures,
    test_hold,
    test_letter,
    test_night,
    test_policy,
    test_preview,
    test_routing,
    test_tour,
)
