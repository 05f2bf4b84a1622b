from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .credit_common import LimitsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00")
class TestLimitRights(LimitsCommon):
    """S18: only people with the right to it change how much a customer may owe."""

    def assertRefused(self, change):
        """No role without the right succeeds with ``change(environment)``."""
        for name, user in self.users.items():
            with self.subTest(name), self.assertRaises(AccessError):
                change(self.env(user=user))
            self.assertEqual(self.limit().amount, 500, name)

    def test_s18_writing_a_limit(self):
        for values in (
            {"credit_limit": 9000},
            {"credit_limit": 0},
            {"use_partner_credit_limit": False},
            {"use_partner_credit_limit": True, "credit_limit": 501},
        ):
            self.assertRefused(
                lambda env, values=values: self.customer.with_env(env).write(values)
            )
        self.customer.with_user(self.creditor).credit_limit = 9000
        self.assertEqual(self.limit().amount, 9000)

    def test_s18_a_limit_in_another_company(self):
        self.assertRefused(
            lambda env: (
                self.customer.with_env(env)
                .with_company(self.other)
                .write({"credit_limit": 9000})
            )
        )
        self.assertIsNone(self.limit(company=self.other).amount)

    def test_s18_creating_a_customer_with_a_limit(self):
        customer = {"name": "New SA", "credit_limit": 9000}
        self.assertRefused(lambda env: env["res.partner"].create(customer))
        self.assertRefused(
            lambda env: (
                env["res.partner"]
                .with_context(default_credit_limit=9000)
                .create({"name": "New SA"})
            )
        )
        new = self.env["res.partner"].with_user(self.creditor).create(customer)
        self.assertEqual(self.limit(new).amount, 9000)

    def test_s18_importing_limits(self):
        xmlid = "limits_test.customer"
        self.env["ir.model.data"].create(
            {
                "module": "limits_test",
                "name": "customer",
                "model": "res.partner",
                "res_id": self.customer.id,
            }
        )
        names = ["id", "name", "credit_limit"]
        rows = [[xmlid, "Debtor SA", "9000"], ["limits_test.new", "New SA", "9000"]]

        def load(user, rows):
            self.env.flush_all()
            partners = self.env["res.partner"].with_user(user)
            result = partners.with_context(import_file=True).load(names, rows)
            self.env.invalidate_all()
            return result

        for user in self.users.values():
            for row in rows:
                result = load(user, [row])
                self.assertFalse(result["ids"], user.login)
                self.assertEqual(result["messages"][0]["type"], "error")
            self.assertEqual(self.limit().amount, 500, user.login)
        self.assertEqual(load(self.creditor, rows[:1])["ids"], self.customer.ids)
        self.assertEqual(self.limit().amount, 9000)

    def test_s18_the_limit_of_all_customers(self):
        def set_default(env):
            env["ir.default"].set(
                "res.partner", "credit_limit", 9000.0, company_id=self.company.id
            )

        self.assertRefused(set_default)
        self.assertRefused(
            lambda env: (
                env["res.config.settings"]
                .create({"account_default_credit_limit": 9000})
                .set_values()
            )
        )
        powers = "base.group_system,account.group_account_manager"
        chief = self.create_user("chief", powers)
        set_default(self.env(user=chief))
        new = self.create_customer("New SA")
        self.assertEqual(self.limit(new).amount, 9000)
        default = self.env["ir.default"].sudo().search([], order="id desc", limit=1)
        for values in ({"json_value": "10000"}, {"company_id": self.other.id}):
            with self.assertRaises(AccessError):
                default.with_user(self.users["administrator"]).write(values)
        with self.assertRaises(AccessError):
            default.with_user(self.users["administrator"]).unlink()

    def test_s18_switching_limits_off(self):
        for values in (
            {"account_use_credit_limit": False},
            {"collection_credit_drafts": True},
            {"collection_insurance_use": "add"},
        ):
            self.assertRefused(
                lambda env, values=values: self.company.with_env(env).write(values)
            )

    def test_the_administrator_saves_other_settings(self):
        administrator = self.users["administrator"]
        for _twice in range(2):
            settings = self.env["res.config.settings"].with_user(administrator)
            settings.create({"collection_thanks": True}).execute()
        self.assertTrue(self.company.collection_thanks)
        self.assertEqual(self.limit().amount, 500)

    def test_s18_temporary_limits_and_insurance(self):
        file = self.file()
        grant = {"debtor_id": file.id, "amount": 9000, "date_end": "2026-12-31"}
        insurer = {"insurer_id": self.customer.id}
        limits, insurances = "collection.credit.limit", "collection.credit.insurance"
        self.assertRefused(
            lambda env: env[limits].create({**grant, "reason": "Season"})
        )
        self.assertRefused(lambda env: env[insurances].create({**grant, **insurer}))
        env = self.env(user=self.creditor)
        given = env[limits].create({**grant, "amount": 500, "reason": "Season"})
        insured = env[insurances].create({**grant, **insurer})
        for record in (given, insured):
            self.assertRefused(
                lambda env, record=record: record.with_env(env).write({"amount": 1})
            )
            self.assertRefused(lambda env, record=record: record.with_env(env).unlink())

    def test_a_contact_that_leaves_its_company_leaves_the_limit(self):
        """Else anybody would make a customer with a limit, out of a contact."""
        contact = self.env["res.partner"].create(
            {"name": "Accountant", "parent_id": self.customer.id}
        )
        self.assertEqual(contact.credit_limit, 500)
        contact.with_user(self.users["seller"]).parent_id = False
        self.assertIsNone(self.limit(contact).amount)
        self.assertEqual(self.limit().amount, 500)
        own = self.contact.with_user(self.users["billing"])
        own.write({"is_company": True})
        self.assertIsNone(self.limit(self.contact).amount)

    def test_a_contact_cannot_be_given_a_limit(self):
        self.assertRefused(
            lambda env: self.contact.with_env(env).write({"credit_limit": 9000})
        )

    def test_daily_work_meets_no_obstacle(self):
        for name in ("billing", "officer", "manager"):
            partners = self.env["res.partner"].with_user(self.users[name])
            customer = partners.browse(self.customer.id)
            customer.write({"credit_limit": 500, "name": "Debtor SA"})
            customer.write({"use_partner_credit_limit": True})
            with Form(partners) as form:
                form.name = f"New customer of {name}"
            new = form.save()
            contact = partners.create({"name": "New", "parent_id": customer.id})
            self.assertEqual(contact.credit_limit, 500)
            new.parent_id = customer
            self.assertEqual(self.limit(new).amount, 500)
            contact.write({"credit_limit": 500, "phone": "+33 1 99 00 11 22"})
            partners.create({"name": "Limitless SA", "credit_limit": 0})
        seller = self.env["res.partner"].with_user(self.users["seller"])
        contact = seller.create({"name": "Buyer", "parent_id": self.customer.id})
        contact.parent_id = False
        self.customer.with_user(self.users["seller"]).copy()

    def test_a_change_of_limit_is_in_the_history(self):
        self.env.cr.flush()
        customer = self.customer.with_user(self.creditor)
        tracked = {"tracking_disable": False, "mail_notrack": False}
        customer.with_context(**tracked).credit_limit = 700
        self.env.cr.flush()
        (change,) = self.customer.message_ids.sudo().tracking_value_ids
        self.assertEqual((change.old_value_float, change.new_value_float), (500, 700))
