from odoo.tests import BaseCase, tagged

from ..rules.routing import route

WRITTEN = {"email", "letter"}


@tagged("post_install", "-at_install")
class TestRouting(BaseCase):
    def test_all_is_well(self):
        chosen = route(("email", "call"), WRITTEN, {}, needs_text=True)
        self.assertEqual(chosen.channels, ("email", "call"))
        self.assertFalse(chosen.obstacles)

    def test_the_fallback_takes_the_place_of_the_text(self):
        chosen = route(
            ("email", "call"), WRITTEN, {"email": "no address"}, True, "letter"
        )
        self.assertEqual(chosen.channels, ("letter", "call"))
        self.assertEqual(chosen.obstacles, ("no address",))

    def test_one_text_is_enough(self):
        chosen = route(
            ("letter", "email"), WRITTEN, {"letter": "no street"}, True, "letter"
        )
        self.assertEqual(chosen.channels, ("email",))

    def test_a_call_alone_does_not_pass_for_a_letter(self):
        obstacles = {"email": "no address", "letter": "no street"}
        chosen = route(("email", "call"), WRITTEN, obstacles, True, "letter")
        self.assertEqual(chosen.channels, ())
        self.assertEqual(chosen.obstacles, ("no address", "no street"))

    def test_a_level_that_only_calls_needs_no_text(self):
        chosen = route(("call",), WRITTEN, {}, needs_text=False)
        self.assertEqual(chosen.channels, ("call",))

    def test_a_text_that_nobody_asked_for_goes_to_the_fallback(self):
        chosen = route(("call",), WRITTEN, {}, True, "letter")
        self.assertEqual(chosen.channels, ("letter", "call"))
        self.assertEqual(route(("call",), WRITTEN, {}, True).channels, ())
