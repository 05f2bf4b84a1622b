from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestPolicy(CollectionCommon):
    def test_every_company_gets_a_working_policy(self):
        company = self.env["res.company"].create({"name": "Brand New"})
        policy = company.collection_policy_id
        self.assertEqual(policy.company_id, company)
        self.assertTrue(policy.active)
        self.assertEqual(policy.level_ids.mapped("delay"), [-5, 1, 8, 15, 30])
        self.assertEqual(policy.level_ids.mapped("mode"), ["auto"] * 4 + ["approve"])
        self.assertTrue(all(level.template_id for level in policy.level_ids))

    def test_the_policy_speaks_french(self):
        level = self.friendly.with_context(lang="fr_FR")
        self.assertEqual(level.name, "Rappel amical")
        self.assertEqual(level.timing, "1 jour après l'échéance")

    def test_a_level_cannot_precede_the_previous_reminder(self):
        with self.assertRaises(ValidationError):
            self.firm.write({"basis": "previous", "delay": -1})

    def test_a_used_level_cannot_be_deleted(self):
        self.invoice()
        self.night(day(1))
        with self.assertRaises(UserError):
            self.friendly.unlink()
        self.last.unlink()
        self.assertNotIn(self.last, self.policy.level_ids)

    def test_timing_is_told_in_words(self):
        self.assertEqual(self.courtesy.timing, "5 days before the due date")
        self.assertEqual(self.friendly.timing, "1 day after the due date")
        self.firm.basis = "previous"
        self.assertEqual(self.firm.timing, "8 days after the previous reminder")

    def test_copies_say_so(self):
        copy = self.policy.copy()
        self.assertEqual(copy.name, f"{self.policy.name} (copy)")
        self.assertEqual(len(copy.level_ids), 5)

    def test_a_policy_in_use_is_neither_archived_nor_deleted(self):
        with self.assertRaises(ValidationError):
            self.policy.active = False
        silence = self.env["collection.policy"].create({"name": "Silence"})
        self.customer.collection_policy_id = silence
        with self.assertRaises(ValidationError):
            silence.active = False
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            silence.unlink()
        self.customer.collection_policy_id = False
        silence.active = False

    def test_a_policy_whose_levels_were_used_stays(self):
        self.invoice()
        self.night(day(1))
        self.company.collection_policy_id = False
        with self.assertRaisesRegex(ValidationError, "has been used"):
            self.policy.unlink()

    def test_a_formal_notice_needs_approval_and_a_text(self):
        with self.assertRaises(ValidationError):
            self.formal.mode = "auto"
        with self.assertRaises(ValidationError):
            self.formal.channel_ids = self.env.ref(
                "account_debt_collection.channel_call"
            )

    def test_a_company_uses_its_own_policies(self):
        other = self.env["res.company"].create({"name": "Other"})
        with self.assertRaises(ValidationError):
            other.collection_policy_id = self.policy
