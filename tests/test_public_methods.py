import inspect

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw, get_public_method
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .access_common import MODULE, REFUSALS, AccessCommon, own_models

STRANGERS = ("employee", "portal")
WINDOW = "ir.actions.act_window"

# They open a window for what the caller has named, and say nothing of it: what stands
# in the window has its own rights.
WINDOWS = {
    "account.move": ["action_collection_release"],
    "account.move.line": ["action_collection_write_off"],
    "collection.charge": ["action_waive"],
    "collection.debtor": [
        "action_assign",
        "action_dispute",
        "action_hand_over",
        "action_hold",
        "action_hold_all",
        "action_insolvency",
        "action_new_insurance",
        "action_new_limit",
        "action_plan",
        "action_view_charges",
        "action_view_credit_reviews",
        "action_view_disputes",
        "action_view_limitation_events",
        "action_view_plans",
        "action_view_promises",
        "action_view_reminders",
        "action_view_scores",
    ],
    "collection.level": ["action_preview"],
    "collection.proceeding": ["action_advance"],
    "res.config.settings": ["action_edit_collection_thanks"],
    "sale.order": ["action_collection_release"],
}

# They look up a list of one's own, whatever records they are called on.
OWN_LISTS = {
    "collection.debtor": ["action_start_calls"],
    "collection.reminder": [
        "action_deposit_all",
        "action_import_proofs",
        "action_print_all",
    ],
}


@tagged("post_install", "-at_install")
class TestPublicMethods(AccessCommon):
    """Every method that a client can call, called by those who have no right to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.known = {company: cls._known_in(company) for company in cls.rows}
        cls.methods = sorted(cls._methods())

    @classmethod
    def _known_in(cls, company):
        """Records of Odoo's own models that have to do with the customer."""
        invoices = cls.env["account.move"].search(
            [("partner_id", "=", cls.customer.id), ("company_id", "=", company.id)]
        )
        return {
            "account.move": invoices[:1],
            "account.move.line": cls.claim(invoices)[:1],
            "res.partner": cls.customer,
        }

    @classmethod
    def _methods(cls):
        """(model, method) of what the addon makes callable from outside."""
        for name in cls.env.registry:
            model = cls.env[name]
            if not model._abstract or name == "collection.dashboard":
                for method, function in inspect.getmembers(type(model), callable):
                    if cls._is_own(model, method, function):
                        yield name, method

    @classmethod
    def _is_own(cls, model, name, function):
        if name.startswith("_") or not inspect.isfunction(function):
            return False
        first = [parent for parent in type(model).mro() if name in vars(parent)][-1]
        if not first.__module__.startswith(f"odoo.addons.{MODULE}"):
            return False
        try:
            return bool(get_public_method(model, name))
        except AccessError:
            return False  # @api.private

    def record_of(self, name, company):
        model = self.env[name]
        if model._abstract or name == "res.config.settings":
            return model
        return self.known[company].get(name) or self.rows[company].of(name)

    def call(self, role, record, method):
        """(what keeps the role out or None, result, rows written), and undo it."""
        model = record.with_user(self.users[role])
        function = get_public_method(model, method)
        ids = [] if getattr(function, "_api_model", False) else [record.ids]
        parameters = list(inspect.signature(function).parameters.values())[1:]
        needed = [p for p in parameters if p.default is p.empty]
        before = self.rows_written()
        with self.env.cr.savepoint() as savepoint, mute_logger(*REFUSALS):
            try:
                result = call_kw(model, method, [*ids, *("x" for _p in needed)], {})
                self.env.cr.flush()
                return None, result, self.rows_written() - before
            except UserError as error:
                return error, None, 0
            finally:
                savepoint.rollback()

    def rows_written(self):
        """How many rows of our tables this transaction has touched."""
        tables = [self.env[name]._table for name in own_models(self.env)]
        query = SQL(
            "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)"
            " FROM pg_stat_xact_user_tables WHERE relname IN %s",
            tuple(tables),
        )
        return int(self.env.execute_query(query)[0][0])

    def assertTellsNothing(self, result, record):
        """A window with no more in it than what was asked for."""
        self.assertEqual(result["type"], WINDOW)
        said = f"{result.get('domain')} {result.get('context')}"
        for number in filter(str.isdigit, said.replace(",", " ").split()):
            self.assertIn(int(number), record.ids)

    def assertRefused(self, role, record, method):
        refusal, result, _written = self.call(role, record, method)
        if method in WINDOWS.get(record._name, ()):
            self.assertTellsNothing(result, record)
        else:
            self.assertIsInstance(refusal, AccessError, result)

    # === WHO IS REFUSED === #

    def test_strangers_are_refused(self):
        for name, method in self.methods:
            record = self.record_of(name, self.company)
            for role in STRANGERS:
                with self.subTest(f"{name}.{method} by {role}"):
                    self.assertRefused(role, record, method)

    def test_managers_of_another_company_are_refused(self):
        for name, method in self.methods:
            record = self.record_of(name, self.elsewhere)
            of_company = "company_id" in record._fields and not record._transient
            on_it = method not in OWN_LISTS.get(name, ())
            if record.sudo() and of_company and on_it and name != "res.partner":
                with self.subTest(f"{name}.{method}"):
                    self.assertRefused("manager", record, method)

    def test_auditors_change_nothing(self):
        self.env.cr.flush()
        for name, method in self.methods:
            record = self.record_of(name, self.company)
            with self.subTest(f"{name}.{method}"):
                _refusal, _result, written = self.call("auditor", record, method)
                self.assertFalse(written)

    def test_the_list_of_windows_is_true(self):
        for name, methods in WINDOWS.items():
            for method in methods if name in self.env else ():
                self.assertIn((name, method), self.methods)
