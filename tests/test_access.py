from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import CollectionCommon, day

MODULE = "account_debt_collection"


@tagged("post_install", "-at_install")
class TestAccess(CollectionCommon):
    """Every right, asked for by somebody who does not have it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            name: new_test_user(
                cls.env,
                login=f"collection_{name}",
                groups=groups,
                company_id=cls.company.id,
                company_ids=[(6, 0, cls.company.ids)],
            )
            for name, groups in {
                "employee": "base.group_user",
                "billing": "account.group_account_invoice",
                "officer": f"{MODULE}.group_collection_officer",
                "manager": f"{MODULE}.group_collection_manager",
            }.items()
        }
        cls.invoice()
        cls.plan(day(1))
        cls.reminder = cls.reminders()
        cls.reminder.sudo()._recheck(day(1))  # writes its lines

    def as_user(self, name, record):
        return record.with_user(self.users[name])

    def test_an_employee_sees_nothing(self):
        for model in ("debtor", "reminder", "reminder.line", "policy", "level"):
            with self.assertRaises(AccessError):
                self.env[f"collection.{model}"].with_user(
                    self.users["employee"]
                ).search([])

    def test_billing_reads_and_does_not_act(self):
        self.assertEqual(self.as_user("billing", self.debtor()).overdue, 1000)
        self.assertTrue(self.as_user("billing", self.reminder).preview)
        self.assertTrue(self.as_user("billing", self.debtor()).explanation)
        for action in ("action_approve", "action_send", "action_cancel"):
            with self.assertRaises(AccessError):
                getattr(self.as_user("billing", self.reminder), action)()
        with self.assertRaises(AccessError):
            self.as_user("billing", self.debtor()).user_id = self.users["billing"]
        with self.assertRaises(AccessError):
            self.as_user("billing", self.customer).collection_policy_id = self.policy

    def test_billing_and_officers_create_and_delete_customers(self):
        for name in ("billing", "officer"):
            user = self.users[name]
            user.group_ids += self.env.ref("base.group_partner_manager")
            with Form(self.env["res.partner"].with_user(user)) as form:
                form.name = f"New customer of {name}"
            customer = form.save()
            self.assertFalse(self.debtor(customer))
            customer.unlink()

    def test_a_contact_does_not_erase_the_customers_policy(self):
        self.customer.collection_policy_id = self.policy
        self.env["res.partner"].create(
            {
                "name": "Contact",
                "parent_id": self.customer.id,
                "collection_policy_id": False,
            }
        )
        self.assertEqual(self.debtor().policy_id, self.policy)

    def test_a_customer_with_a_policy_and_nothing_else_can_be_deleted(self):
        customer = self.create_customer("Short-lived SA")
        customer.collection_policy_id = self.policy
        self.assertTrue(self.debtor(customer))
        customer.unlink()

    def test_billing_does_not_silence_an_invoice(self):
        invoice = self.as_user("billing", self.reminder.line_ids.move_line_id.move_id)
        with self.assertRaises(AccessError):
            invoice.collection_policy_id = self.policy

    def test_billing_writes_a_note_on_the_debtor(self):
        debtor = self.as_user("billing", self.debtor())
        debtor.message_post(body="They called back.")
        self.assertIn("They called back.", debtor.message_ids[0].body)

    def test_the_officer_sends_but_does_not_forge(self):
        reminder = self.as_user("officer", self.reminder)
        for vals in ({"state": "sent"}, {"body": "<p>x</p>"}, {"date_done": day(1)}):
            with self.assertRaises(AccessError):
                reminder.write(vals)
        with self.assertRaises(AccessError):
            self.env["collection.reminder"].with_user(self.users["officer"]).create(
                {"debtor_id": self.debtor().id, "level_id": self.friendly.id}
            )
        reminder.action_send()
        self.assertEqual(self.reminder.state, "sent")

    def test_the_figures_of_a_debtor_cannot_be_written(self):
        debtor = self.as_user("officer", self.debtor())
        for vals in ({"overdue": 0}, {"state": "settled"}, {"next_date": False}):
            with self.assertRaises(AccessError):
                debtor.write(vals)
        debtor.user_id = self.users["officer"]
        self.assertEqual(self.debtor().user_id, self.users["officer"])

    def test_only_the_manager_approves_a_formal_notice(self):
        for offset in (1, 8, 15, 30):
            self.night(day(offset))
        notice = self.reminders()[-1]
        self.assertEqual(notice.level_id, self.formal)
        for action in ("action_approve", "action_send", "action_cancel"):
            with self.assertRaises(AccessError):
                getattr(self.as_user("officer", notice), action)()
        call = self.env.ref("account_debt_collection.channel_call")
        with self.assertRaises(AccessError):
            self.as_user("officer", notice).channel_ids = call
        self.as_user("manager", notice).action_approve()
        self.assertEqual(notice.approved_by_id, self.users["manager"])

    def test_only_the_manager_changes_a_policy(self):
        with self.assertRaises(AccessError):
            self.as_user("officer", self.policy).min_gap = 1
        self.as_user("manager", self.policy).min_gap = 1
        self.assertEqual(self.policy.min_gap, 1)

    def test_another_company_is_another_world(self):
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env,
            login="collection_stranger",
            groups=f"{MODULE}.group_collection_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        for record in (
            self.debtor(),
            self.reminder,
            self.reminder.line_ids,
            self.policy,
        ):
            self.assertFalse(
                record.with_user(stranger).search([("id", "in", record.ids)])
            )
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["display_name"])
        with self.assertRaises(AccessError):
            self.reminder.with_user(stranger).action_send()

    def test_a_closed_reminder_stays_closed(self):
        self.as_user("officer", self.reminder).action_cancel()
        with self.assertRaises(UserError):
            self.as_user("officer", self.reminder).channel_ids = False
