from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..rules.routing import route

WRITTEN = {"email", "letter"}
CODES = ("email", "letter", "sms", "call", "task")
CODE = st.sampled_from(CODES)

routes = st.fixed_dictionaries(
    {
        "wanted": st.lists(CODE, unique=True).map(tuple),
        "written": st.sets(CODE),
        "obstacles": st.sets(CODE).map(lambda codes: {c: f"no {c}" for c in codes}),
        "needs_text": st.booleans(),
        "fallback": CODE | st.none(),
        "preferred": CODE | st.none(),
    }
)


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

    # === PREFERENCE === #

    def test_the_preferred_channel_takes_the_place_of_the_written_ones(self):
        chosen = route(("email", "call"), WRITTEN, {}, True, preferred="letter")
        self.assertEqual(chosen.channels, ("letter", "call"))

    def test_a_preference_that_cannot_be_met_leaves_the_levels_channels(self):
        obstacles = {"letter": "no street"}
        chosen = route(("email", "call"), WRITTEN, obstacles, True, preferred="letter")
        self.assertEqual(chosen.channels, ("email", "call"))
        self.assertEqual(chosen.obstacles, ("no street",))

    def test_a_call_is_not_turned_into_a_letter(self):
        chosen = route(("call",), WRITTEN, {}, False, preferred="letter")
        self.assertEqual(chosen.channels, ("call",))

    # === WHATEVER THE LEVEL, THE CUSTOMER AND THE ADDRESSES === #

    @given(routes)
    def test_nothing_goes_where_something_stands_in_the_way(self, facts):
        chosen = route(**facts)
        self.assertFalse(set(chosen.channels) & facts["obstacles"].keys())
        self.assertEqual(len(set(chosen.channels)), len(chosen.channels))

    @given(routes)
    def test_what_is_to_be_written_is_written_or_does_not_go_out(self, facts):
        chosen = route(**facts)
        if facts["needs_text"] and chosen.channels:
            self.assertTrue(facts["written"] & set(chosen.channels))

    @given(routes)
    def test_only_what_was_asked_for_is_used(self, facts):
        asked = {*facts["wanted"], facts["fallback"], facts["preferred"]}
        self.assertLessEqual(set(route(**facts).channels), asked)

    @given(routes)
    def test_when_nothing_goes_out_every_channel_says_why(self, facts):
        chosen = route(**facts)
        written = [c for c in facts["wanted"] if c in facts["written"]]
        if not chosen.channels:
            for code in written:
                self.assertIn(f"no {code}", chosen.obstacles)

    @given(routes)
    def test_without_a_preference_all_that_is_possible_is_used(self, facts):
        chosen = route(**{**facts, "preferred": None})
        if chosen.channels:
            possible = {c for c in facts["wanted"] if c not in facts["obstacles"]}
            self.assertLessEqual(possible, set(chosen.channels))
