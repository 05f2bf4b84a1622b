from datetime import date

from odoo.tests import BaseCase, tagged

from ..rules.limitation_steps import Act, Step, acts, changes

FILED, HEARD, OVER = date(2026, 4, 27), date(2026, 6, 15), date(2026, 9, 1)


@tagged("post_install", "-at_install")
class TestLimitationSteps(BaseCase):
    """What is recorded follows from the stages alone."""

    def test_a_court_act_is_pending_until_the_title(self):
        steps = [Step(FILED, "court_act")]
        self.assertEqual(acts(steps), [Act("court_act", FILED)])
        steps.append(Step(HEARD, "title", is_title=True))
        ended = [Act("court_act", FILED, HEARD), Act("title", HEARD)]
        self.assertEqual(acts(steps), ended)
        # Enforced years later, it has not been pending for all that time.
        self.assertEqual(acts([*steps, Step(OVER, is_end=True)]), ended)

    def test_without_success_nothing_was_interrupted_but_by_a_title(self):
        filed = Step(FILED, "court_act")
        failed = Step(OVER, is_end=True, is_failure=True)
        self.assertEqual(
            acts([filed, failed]), [Act("court_act", FILED, OVER, is_void=True)]
        )
        titled = Step(HEARD, "title", is_title=True)
        self.assertFalse(any(act.is_void for act in acts([filed, titled, failed])))

    def test_an_appeal_is_pending_until_the_last_title(self):
        steps = [
            Step(FILED, "court_act"),
            Step(HEARD, "title", is_title=True),
            Step(OVER, is_title=True),
        ]
        expected = [Act("court_act", FILED, OVER), Act("title", HEARD)]
        self.assertEqual(acts(steps), expected)

    def test_two_stages_of_one_day_are_one_act(self):
        self.assertEqual(
            acts([Step(FILED, "service"), Step(FILED, "service")]),
            [Act("service", FILED)],
        )

    def test_what_changes(self):
        kept, gone, new = (Act("service", day) for day in (FILED, HEARD, OVER))
        open_act, ended = Act("court_act", FILED), Act("court_act", FILED, OVER)
        self.assertEqual(
            changes([kept, gone, open_act], [kept, ended, new]),
            ([gone], [(open_act, ended)], [new]),
        )
        self.assertEqual(changes([kept], [kept]), ([], [], []))
