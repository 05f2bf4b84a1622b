import json
from datetime import date
from xmlrpc.client import Fault

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..rules.credit import LimitKind
from .credit_common import TODAY, CreditCommon

MODULE = "account_debt_collection"
WRITER = "base.group_partner_manager"
ROLES = {
    "seller": "base.group_user",
    "billing": "account.group_account_invoice",
    "auditor": "account.group_account_readonly",
    "officer": f"{MODULE}.group_collection_officer",
    "manager": f"{MODULE}.group_collection_manager",
    "administrator": "base.group_system",
}


class LimitsCommon(CreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.credit_limit = 500
        cls.users = {
            name: cls.create_user(name, groups) for name, groups in ROLES.items()
        }
        cls.creditor = cls.create_user("credit", f"{MODULE}.group_collection_credit")

    @classmethod
    def create_user(cls, name, groups):
        """Somebody who may change customers, in whatever role."""
        return new_test_user(
            cls.env,
            login=f"limits_{name}",
            password=f"limits_{name}",
            groups=f"base.group_user,{WRITER},{groups}",
            company_id=cls.company.id,
            company_ids=[(6, 0, (cls.company + cls.other).ids)],
        )


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


@tagged("post_install", "-at_install")
class TestLimitRpc(LimitsCommon, HttpCase):
    """S18: the same from outside, as each role."""

    def call(self, name, model, method, *args, **kwargs):
        self.authenticate(f"limits_{name}", f"limits_{name}")
        body = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        response = self.url_open(
            "/web/dataset/call_kw",
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": body}),
            headers={"Content-Type": "application/json"},
        )
        return response.json()

    def assertRefused(self, model, method, *args, **kwargs):
        for name in ROLES:
            answer = self.call(name, model, method, *args, **kwargs)
            kind = answer.get("error", {}).get("data", {}).get("name")
            self.assertEqual(kind, "odoo.exceptions.AccessError", (name, answer))
            self.env.invalidate_all()
            self.assertEqual(self.limit().amount, 500, name)

    def test_s18_raising_a_limit_by_rpc(self):
        ids, raised = self.customer.ids, {"credit_limit": 9000}
        self.assertRefused("res.partner", "write", ids, raised)
        self.assertRefused("res.partner", "web_save", ids, raised, specification={})
        self.assertRefused("res.partner", "create", [{"name": "New", **raised}])
        answer = self.call("credit", "res.partner", "write", ids, raised)
        self.assertTrue(answer["result"])
        self.env.invalidate_all()
        self.assertEqual(self.limit().amount, 9000)

    def test_s18_raising_a_limit_by_xml_rpc(self):
        for name, user in self.users.items():
            with self.assertRaises(Fault):
                self.xmlrpc_object.execute(
                    self.env.cr.dbname,
                    user.id,
                    f"limits_{name}",
                    "res.partner",
                    "write",
                    self.customer.ids,
                    {"credit_limit": 9000},
                )
            self.env.invalidate_all()
            self.assertEqual(self.limit().amount, 500, name)

    def test_s18_a_temporary_limit_by_rpc(self):
        self.assertRefused(
            "collection.credit.limit",
            "create",
            [
                {
                    "debtor_id": self.file().id,
                    "amount": 9000,
                    "date_end": "2026-12-31",
                    "reason": "Season",
                }
            ],
        )

    def test_s18_nobody_asks_for_figures_that_are_private(self):
        for method in ("_of", "_limits"):
            answer = self.call("credit", "collection.exposure", method, [], 1)
            self.assertIn("error", answer)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00")
class TestLimitsThatLive(LimitsCommon):
    """Temporary limits, and credit insurance."""

    def test_a_temporary_limit_begins_and_ends(self):
        self.temporary_limit(5000, start=date(2026, 3, 12), end=date(2026, 3, 31))
        for today, amount, kind in (
            (date(2026, 3, 11), 500, LimitKind.CUSTOMER),
            (date(2026, 3, 12), 5000, LimitKind.TEMPORARY),
            (date(2026, 3, 31), 5000, LimitKind.TEMPORARY),
            (date(2026, 4, 1), 500, LimitKind.CUSTOMER),
        ):
            limit = self.limit(today=today)
            self.assertEqual((limit.amount, limit.kind), (amount, kind), today)
            with freeze_time(today):
                self.env.invalidate_all()
                self.assertEqual(self.file().limit_amount, amount)
        self.assertEqual(self.limit(company=self.other).amount, None)

    def test_a_temporary_limit_is_ended_early(self):
        limit = self.temporary_limit()
        limit.with_user(self.creditor).date_end = TODAY
        self.assertEqual(self.limit().amount, 5000)
        self.assertEqual(self.limit(today=date(2026, 3, 11)).amount, 500)

    def test_the_history_is_in_the_chatter(self):
        limit = self.temporary_limit()
        limit.amount = 6000
        limit.amount = 6000
        bodies = [message.body for message in self.file().message_ids]
        self.assertEqual(len([one for one in bodies if "6,000" in one]), 1)
        self.assertEqual(len([one for one in bodies if "5,000" in one]), 1)

    def test_hostile_text_stays_text(self):
        limit = self.temporary_limit()
        limit.reason = "<script>alert(1)</script>"
        self.assertNotIn("<script>", self.file().message_ids[:1].body)

    def test_wrong_periods_and_amounts(self):
        for values in (
            {"amount": 0},
            {"amount": -5},
            {"end": date(2026, 3, 9)},
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.cr.savepoint(),
            ):
                self.temporary_limit(**values)

    def test_a_limit_of_another_company_is_another_world(self):
        limit = self.temporary_limit()
        stranger = new_test_user(
            self.env,
            login="limits_stranger",
            groups=f"{MODULE}.group_collection_credit",
            company_id=self.other.id,
            company_ids=[(6, 0, self.other.ids)],
        )
        for record in (limit, self.insure()):
            self.assertFalse(record.with_user(stranger).search([]))
            with self.assertRaises(AccessError):
                record.with_user(stranger).amount = 1

    # === INSURANCE === #

    def test_the_insured_amount_informs_caps_or_adds(self):
        self.insure(300)
        self.assertEqual(self.limit().amount, 500)
        self.assertEqual(self.file().insured_amount, 300)
        self.company.collection_insurance_use = "cap"
        self.assertEqual(self.limit().amount, 300)
        self.company.collection_insurance_use = "add"
        self.assertEqual(self.limit().amount, 800)
        self.assertEqual(self.limit(today=date(2027, 1, 1)).amount, 500)

    def test_a_cover_in_another_currency(self):
        """2.50 euros to the dollar from March on: 1,000 euros are 400 dollars."""
        euro = self.setup_other_currency(
            "EUR", rates=[("2026-01-01", 2.0), ("2026-03-01", 2.5)]
        )
        self.company.collection_insurance_use = "cap"
        self.insure(1000, currency_id=euro.id)
        self.assertEqual(self.limit().amount, 400)

    def alerts(self):
        request = self.env.ref(f"{MODULE}.mail_activity_insurance")
        return self.file().activity_ids.filtered(
            lambda one: one.activity_type_id == request
        )

    def night_of(self, today):
        with freeze_time(today):
            self.env["collection.credit.insurance"]._alert(today)

    def test_somebody_is_asked_in_time_to_renew(self):
        insurance = self.insure(end=date(2026, 6, 30))
        self.night_of(date(2026, 5, 30))
        self.assertFalse(self.alerts())
        self.night_of(date(2026, 5, 31))  # 30 days before
        self.assertEqual(self.alerts().date_deadline, date(2026, 6, 30))
        self.assertIn("Insurer SA", self.alerts().note)
        self.night_of(date(2026, 5, 31))
        self.night_of(date(2026, 6, 1))
        self.assertEqual(len(self.alerts()), 1)
        self.alerts().action_done()
        self.night_of(date(2026, 6, 2))
        self.assertFalse(self.alerts())
        insurance.date_end = date(2026, 12, 31)
        self.night_of(date(2026, 6, 3))
        self.assertFalse(self.alerts())
        self.night_of(date(2026, 12, 1))
        self.assertEqual(len(self.alerts()), 1)

    def test_nights_that_were_missed(self):
        self.insure(end=date(2026, 6, 30))
        self.night_of(date(2026, 6, 29))
        self.assertEqual(len(self.alerts()), 1)

    def test_nobody_is_asked_after_the_end_or_without_an_end(self):
        self.insure(end=date(2026, 3, 31))
        self.insure(end=False)
        self.night_of(date(2026, 4, 1))
        self.assertFalse(self.alerts())

    def test_what_is_renewed_already_needs_no_alert(self):
        self.insure(end=date(2026, 6, 30))
        renewal = self.insure(start=date(2026, 7, 1), end=date(2027, 6, 30))
        self.night_of(date(2026, 6, 15))
        self.assertFalse(self.alerts())
        renewal.date_start = date(2026, 7, 2)
        self.night_of(date(2026, 6, 16))
        self.assertEqual(len(self.alerts()), 1)

    def test_the_night_asks(self):
        self.insure(end=date(2026, 3, 31))
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"{MODULE}.cron_night").sudo().method_direct_trigger()
        self.assertEqual(len(self.alerts()), 1)
