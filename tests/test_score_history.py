from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .score_common import MODULE, TODAY, ScoreCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestScoreHistory(ScoreCommon):
    """What is kept of scores, what follows them, and who may have them computed."""

    # === HISTORY === #

    def test_history_has_a_row_for_each_change_only(self):
        debtor = self.payer("History SA", 0, 0, 0, None)
        for offset in range(3):
            self.score(debtor, TODAY + timedelta(days=offset))
        rows = len(debtor.score_ids)
        self.score(debtor, TODAY + timedelta(days=2))
        self.assertEqual(len(debtor.score_ids), rows, "the second run changes nothing")
        self.receive(debtor.claim_ids.move_id, 10)
        self.score(debtor, TODAY + timedelta(days=2))
        self.assertEqual(len(debtor.score_ids), rows + 1)
        self.assertEqual(debtor.score_id, debtor.score_ids.sorted("id")[-1])

    def test_a_score_can_be_forgotten(self):
        """What was due over two years ago is not known any more."""
        debtor = self.payer("Former SA", *[0] * 6)
        self.score(debtor)
        self.score(debtor, TODAY + timedelta(days=800))
        self.assertFalse(debtor.score_class)
        self.assertEqual(debtor.score_basis, "unknown")
        self.assertEqual(len(debtor.score_ids), 2)

    def test_the_parts_are_told_in_words_and_add_up(self):
        debtor = self.payer("Explained SA", *[30] * 6)
        self.score(debtor)
        explained = debtor.score_id._explain()
        self.assertEqual(sum(part["points"] for part in explained), debtor.score)
        self.assertIn("30.0", explained[1]["sentence"])
        self.assertIn("30.0", debtor.score_explanation)

    def test_the_cron_scores_everybody(self):
        debtors = self.payer("One SA", *[0] * 6) + self.payer("Two SA", *[40] * 6)
        with self.enter_registry_test_mode():
            self.env.ref(f"{MODULE}.cron_scores").method_direct_trigger()
        debtors.invalidate_recordset()
        self.assertEqual(debtors.mapped("score_class"), ["A", "D"])

    def test_out_of_time_the_night_goes_on_to_the_last(self):
        """Odoo would call it again, and it would begin again with the first one."""
        debtors = self.debtor().union(*(self.payer(f"P{i} SA", 0) for i in range(3)))
        batch = f"odoo.addons.{MODULE}.models.collection_debtor_score_night.SCORE_BATCH"
        with (
            self.enter_registry_test_mode(),
            patch(batch, 1),
            self.registry.cursor() as cr,
        ):
            cron = self.env(cr=cr).ref(f"{MODULE}.cron_scores")
            cron, progress = cron._add_progress()
            night = cron.with_context(cron_id=cron.id, cron_end_time=0)
            night.env["collection.debtor"]._cron_scores()
            self.assertGreaterEqual(progress.done, 3)
            self.assertFalse(progress.remaining)
        self.assertEqual(debtors.mapped("score_class"), ["C"] * 3)

    def test_one_bad_debtor_stops_no_other(self):
        debtors = self.debtor().union(*(self.payer(f"P{i} SA", 0) for i in range(5)))
        bad = debtors[2]
        profile = self.profile(bad, external_rating="1")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE collection_credit_profile SET external_rating = 'x' WHERE id = %s",
            (profile.id,),
        )
        with (
            mute_logger(f"odoo.addons.{MODULE}.models.collection_debtor_score_night"),
            mute_logger("odoo.sql_db"),
        ):
            debtors.sudo()._score_each(TODAY)
        self.assertEqual((debtors - bad).mapped("score_class"), ["C"] * 4)
        self.assertEqual(bad.score_basis, "ledger", "as it was")
        self.assertEqual(len(bad.score_ids), 1)

    def test_when_customers_are_merged_so_is_what_is_known(self):
        kept, gone = self.payer("Kept SA", 0, 0), self.payer("Gone SA", 60, 60)
        for debtor in kept + gone:
            self.profile(debtor, bank_rating="0")
        partners = (kept + gone).partner_id
        self.env["base.partner.merge.automatic.wizard"]._merge(
            partners.ids, kept.partner_id
        )
        self.env.invalidate_all()
        self.assertFalse(gone.exists())
        self.assertEqual(len(kept.credit_profile_ids), 1)
        self.score(kept)
        self.assertEqual(self.parts(kept)["short"][0], 4)

    # === TRUST AND CLASSES === #

    def test_trust_follows_where_the_company_wants_it(self):
        late = self.payer("Distrusted SA", *[90] * 6)
        new = (
            self.env["collection.debtor"]
            .sudo()
            ._for_partner(self.create_customer("Unknown SA"), self.company)
        )
        new.partner_id.trust = "bad"
        self.score(late + new)
        self.assertEqual(late.partner_id.trust, "normal", "the option is off")
        self.company.collection_trust_follows = True
        self.score(late + new)
        self.assertEqual(late.partner_id.trust, "bad")
        self.assertEqual(new.partner_id.trust, "bad", "not known yet: left alone")
        other = self.setup_other_company()["company"]
        self.assertEqual(late.partner_id.with_company(other).trust, "normal")

    def test_classes_are_those_of_the_settings(self):
        debtor = self.payer("Classed SA", *[30] * 6)
        self.score(debtor)
        self.assertEqual(debtor.score_class, "C")
        with Form(self.env["res.config.settings"]) as form:
            form.collection_score_a = 52
            form.collection_score_b = 50
        form.record.execute()
        self.score(debtor)
        self.assertEqual((debtor.score, debtor.score_class), (50, "B"))
        with (
            self.assertRaisesRegex(ValidationError, "below the one before"),
            Form(self.env["res.config.settings"]) as form,
        ):
            form.collection_score_a = 40

    # === RIGHTS === #

    def test_nobody_writes_a_score(self):
        debtor = self.payer("Forged SA", *[60] * 6)
        self.score(debtor)
        with self.assertRaises(AccessError):
            self.as_user("officer", debtor).score_class = "A"
        for name in ("officer", "credit"):
            with self.assertRaises(AccessError):
                self.as_user(name, debtor.score_id).score = 100

    def test_who_may_compute_it_now(self):
        debtor = self.payer("Now SA", *[0] * 6)
        with self.assertRaises(AccessError):
            self.as_user("billing", debtor).action_score()
        for name in ("officer", "credit"):
            self.as_user(name, debtor).action_score()
        self.assertEqual(debtor.score_class, "A")
        self.assertTrue(self.as_user("billing", debtor).score_explanation)

    # === QUERIES === #

    def test_many_take_as_many_queries_as_few(self):
        payers = [self.payer(f"Payer {i} SA", i, None) for i in range(14)]
        self.company.collection_trust_follows = True
        warm, few = payers[0] + payers[1], payers[2] + payers[3]
        many = self.debtor().union(*payers[4:])
        warm.sudo()._score(TODAY)  # the caches are, too
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        few.sudo()._score(TODAY)
        count = self.env.cr.sql_log_count - before
        self.env.invalidate_all()
        with self.assertQueryCount(count):
            many.sudo()._score(TODAY)
        self.assertEqual(len(many.score_ids.debtor_id), 10)
