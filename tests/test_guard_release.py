from odoo import SUPERUSER_ID, Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .common import DUE
from .guard_common import MODULE, GuardCommon


@freeze_time(DUE)
@tagged("post_install", "-at_install")
class TestGuardRelease(GuardCommon):
    """One document passes, because somebody with the right says why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.over = cls.draft(1500)

    def release(self, document=None, user=None, reason="Paid by phone"):
        document = document or self.over
        action = document.action_collection_release()
        wizards = self.env[action["res_model"]].with_user(user or self.credit)
        with Form(wizards.with_context(**action["context"])) as form:
            form.reason = reason
        form.record.action_let_pass()
        return document.collection_release_ids[:1]

    def test_the_right_user_lets_it_pass_and_anybody_posts(self):
        release = self.release()
        self.assertEqual(release.user_id, self.credit)
        self.assertEqual(release.amount, 1500)
        self.assertIn("500.00 too much", release.causes.replace("\xa0", " "))
        self.assertIn("Paid by phone", self.over.message_ids[0].body)
        self.assertEqual(self.over.message_ids[0].author_id, self.credit.partner_id)
        self.over.with_user(self.users["billing"]).action_post()
        self.assertEqual(self.over.state, "posted")

    def test_others_do_not(self):
        for name, user in self.users.items():
            with self.subTest(name), self.assertRaises(AccessError):
                self.release(user=user)
        self.assertStops(self.over.action_post)

    def test_a_person_of_credit_needs_no_right_to_post(self):
        person = self.create_user("decides", f"{MODULE}.group_collection_credit")
        self.release(user=person)
        with self.assertRaises(AccessError):
            self.over.with_user(person).action_post()
        self.over.with_user(self.users["billing"]).action_post()

    def test_nobody_forges_a_release(self):
        values = {
            "res_model": "account.move",
            "res_id": self.over.id,
            "document": "Draft",
            "partner_id": self.customer.id,
            "company_id": self.company.id,
            "currency_id": self.over.currency_id.id,
            "amount": 9999,
            "reason": "Because",
            "causes": "None",
            "user_id": self.credit.id,
            "date": "2026-03-10 10:00:00",
        }
        billing = self.users["billing"]
        releases = self.env["collection.guard.release"].with_user(billing)
        commands = [Command.create(values)]
        for forge in (
            lambda: releases.create(values),
            lambda: releases.sudo().create(values),
            lambda: releases.with_user(SUPERUSER_ID).create(values),
            lambda: releases.with_user(self.credit).create(values),
            lambda: self.over.with_user(billing).collection_release_ids.create(values),
            lambda: self.over.with_user(billing).write(
                {"collection_release_ids": commands}
            ),
        ):
            with self.assertRaises(AccessError):
                forge()
        self.assertStops(self.over.action_post)

    def test_a_release_is_never_changed_and_never_deleted(self):
        release = self.release()
        for act in (lambda: release.sudo().write({"amount": 1}), release.sudo().unlink):
            with self.assertRaises(UserError):
                act()

    def test_it_holds_for_one_document_only(self):
        self.release()
        self.assertStops(self.over.copy({"invoice_date": DUE}).action_post)
        self.assertStops(self.draft(1500).action_post)

    def test_a_lower_amount_passes_and_a_higher_one_does_not(self):
        self.release()
        line = self.over.invoice_line_ids
        line.price_unit = 1500.01
        self.assertStops(self.over.action_post)
        line.price_unit = 1400
        self.over.action_post()
        self.assertEqual(self.over.state, "posted")

    def test_it_does_not_hold_for_another_customer_or_currency(self):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 0.5)])
        other = self.create_customer("Other SA")
        other.credit_limit = 100
        self.release()
        self.over.partner_id = other
        self.assertStops(self.over.action_post, "Other SA")
        self.over.partner_id = self.customer
        self.over.currency_id = euro
        self.assertStops(self.over.action_post)

    def test_what_was_let_pass_counts_for_the_rest_of_the_batch(self):
        self.release()
        later = self.draft(1, partner=self.contact)
        posted = (self.over + later)._post(soft=False)
        self.assertEqual(posted, self.over)
        self.assertWaits(later)

    def test_what_passes_needs_no_release(self):
        with self.assertRaises(UserError):
            self.release(self.draft(10))
        with self.assertRaises(UserError):
            self.release(reason="   ")

    def test_the_wizard_takes_documents_that_the_user_may_read_and_no_others(self):
        wizards = self.env["collection.guard.override"].with_user(self.credit)
        gone = self.draft(1500)
        gone.unlink()
        for model, number in (
            ("res.users", self.credit.id),
            ("no.model", self.credit.id),
            ("account.move", gone.id),
        ):
            with self.assertRaisesRegex(UserError, "no such document"):
                wizards.create(
                    {"res_model": model, "res_id": number, "reason": "Why not"}
                ).action_let_pass()
        stranger = new_test_user(
            self.env,
            login="guard_stranger",
            groups=f"{MODULE}.group_collection_credit",
            company_id=self.other.id,
            company_ids=[Command.set(self.other.ids)],
        )
        wizard = wizards.with_user(stranger).create(
            {"res_model": "account.move", "res_id": self.over.id, "reason": "Mine"}
        )
        with self.assertRaises(AccessError):
            wizard.action_let_pass()

    def test_a_release_ends_the_waiting(self):
        batch = self.over + self.draft(10, partner=self.create_customer("Free SA"))
        batch._post(soft=False)
        self.assertWaits(self.over)
        self.release()
        self.assertFalse(self.activities(self.over))
        self.assertFalse(self.over.collection_guard_stopped_on)
        self.assertFalse(self.over._get_alerts().get("collection_guard"))
        self.assertIn("collection_guard_released", self.over._get_alerts())

    def test_sudo_and_odoobot_meet_the_guard_as_well(self):
        billing = self.users["billing"]
        self.assertStops(self.over.with_user(billing).sudo().action_post)
        self.over.with_user(SUPERUSER_ID).action_post()
        self.assertWaits(self.over)

    def test_only_people_of_credit_change_the_settings(self):
        person = self.create_user("erp", "base.group_erp_manager,base.group_system")
        with self.assertRaises(AccessError):
            self.company.with_user(person).collection_guard = "off"
        person.group_ids += self.env.ref(f"{MODULE}.group_collection_credit")
        self.company.with_user(person).collection_guard = "warn"

    # === BANNERS === #

    def test_the_banner_tells_those_who_may_know_the_figures(self):
        alert = self.over.with_user(self.users["billing"])._get_alerts()
        self.assertEqual(alert["collection_guard"]["level"], "danger")
        self.assertIn("too much", alert["collection_guard"]["message"])
        self.company.collection_guard = "warn"
        alert = self.over.with_user(self.credit)._get_alerts()
        self.assertEqual(alert["collection_guard"]["level"], "warning")

    def test_the_customer_shows_how_it_stands(self):
        self.assertFalse(self.customer.collection_guard_warning)
        self.invoice(1000)
        self.assertFalse(self.customer.collection_guard_warning)
        self.customer.credit_limit = 900
        contact = self.contact.with_user(self.users["billing"])
        self.assertIn("100.00 too much", contact.collection_guard_warning)
        employee = self.create_user("employee", "base.group_user")
        self.assertEqual(
            self.customer.with_user(employee).collection_guard_warning,
            "The credit limit of the customer is exceeded.",
        )
        portal = new_test_user(self.env, "guard_portal", "base.group_portal")
        with self.assertRaises(AccessError):
            portal.partner_id.with_user(portal).read(["collection_guard_warning"])
        # Another company has its own limit, and no guard.
        self.assertFalse(
            self.customer.with_company(self.other).collection_guard_warning
        )

    def test_without_the_guard_odoos_warning_reads_the_right_company(self):
        self.company.collection_guard = "off"
        self.env.user.company_ids += self.other
        self.customer.with_company(self.other).credit_limit = 1
        here = self.draft(500)
        companies = (self.other | self.company).ids
        there = here.with_context(allowed_company_ids=companies)
        there.invalidate_recordset()
        self.assertFalse(there.partner_credit_warning)
        here.invoice_line_ids.price_unit = 1001
        there.invalidate_recordset(["partner_credit_warning"])
        self.assertIn("1,000.00", there.partner_credit_warning)
