"""Who may do what: one user for each role, and a row of each model in each company."""

import csv
import json
from pathlib import Path

from odoo import fields
from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user
from odoo.tools import SQL, mute_logger

from .common import DUE, CollectionCommon, day

MODULE = "account_debt_collection"
ROLES = {
    "public": "base.group_public",
    "portal": "base.group_portal",
    "employee": "base.group_user",
    "sales": "sales_team.group_sale_salesman",
    "billing": "account.group_account_invoice",
    "auditor": "account.group_account_readonly",
    "officer": f"{MODULE}.group_collection_officer",
    "manager": f"{MODULE}.group_collection_manager",
    "credit": f"{MODULE}.group_collection_credit",
    "administrator": "account.group_account_manager",
    "settings": "base.group_system",
}
OPERATIONS = {"c": "create", "r": "read", "w": "write", "d": "unlink"}
TABLES = Path(__file__).parent
REFUSALS = ("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")


def table(name):
    """The rows of ``tests/<name>.csv``, without the lines that explain them."""
    with (TABLES / f"{name}.csv").open() as file:
        lines = (line for line in file if not line.startswith("#"))
        return list(csv.DictReader(lines))


def own_models(env):
    """The models that the addon and its bridges bring, by name."""
    named = env["ir.model.data"].sudo()
    mine = named.search([("module", "=like", f"{MODULE}%"), ("model", "=", "ir.model")])
    names = set(env["ir.model"].sudo().browse(mine.mapped("res_id")).mapped("model"))
    return sorted(name for name in names if name.startswith("collection."))


def own_fields(env):
    """The fields that the addon and its bridges add to Odoo's models."""
    named = env["ir.model.data"].sudo()
    domain = [("module", "=like", f"{MODULE}%"), ("model", "=", "ir.model.fields")]
    ids = set(named.search(domain).mapped("res_id"))
    found = env["ir.model.fields"].sudo().browse(ids)
    fields_of = (env[f.model]._fields[f.name] for f in found if f.model in env)
    return [
        field
        for field in fields_of
        if field.name.startswith("collection_")
        and not field.model_name.startswith("collection.")
        and not (env[field.model_name]._transient or env[field.model_name]._abstract)
        and not field.inherited
    ]


class AccessCommon(CollectionCommon):
    """Two companies that have each lived through a reminder and a payment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.setup_other_company()["company"]
        for company in cls.company + cls.elsewhere:
            cls._live_in(company)
        cls.users = {role: cls._user_of(role) for role in ROLES}
        cls.rows = {
            company: Rows(cls.env, company, cls.customer)
            for company in cls.company + cls.elsewhere
        }

    @classmethod
    def _live_in(cls, company):
        invoice = cls.invoice(company=company)
        cls.invoice(due=day(-40), company=company)
        cls.plan(day(1))
        cls.dispatch(day(1))
        cls._register_payment(invoice, amount=100)

    @classmethod
    def _user_of(cls, role):
        groups = ROLES[role]
        if not cls.env.ref(groups, raise_if_not_found=False):
            groups = "base.group_user"  # without the app of the sales people
        user = new_test_user(
            cls.env,
            login=f"access_{role}",
            password=f"access_{role}",
            groups=groups,
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        if role == "portal":
            user.partner_id.parent_id = cls.customer
        return user

    def may(self, role, record, operation):
        """Whether the role may, asked as a client asks."""
        model = self.env[record._name].with_user(self.users[role])
        return call_kw(model, "has_access", [record.ids, operation], {})

    def does(self, role, record, operation):
        """Whether the role gets through with it; a method may refuse nonsense first."""
        model = self.env[record._name].with_user(self.users[role])
        arguments = {
            "create": [[{}]],
            "read": [record.ids, ["id", "display_name"]],
            "write": [record.ids, {}],
            "unlink": [record.ids],
        }[operation]
        try:
            with mute_logger(*REFUSALS):
                return bool(call_kw(model, operation, arguments, {}))
        except UserError:  # an access error is one
            return False

    def letters(self, role, record):
        """What the role may do with the record: "r" or "crw", "-" for nothing."""
        granted = (
            letter
            for letter, operation in OPERATIONS.items()
            if self.may(role, record, operation)
        )
        return "".join(granted) or "-"


class Rows:
    """One row of any model in one company: what there is, or one put into the table.

    That covers a model the day it is added, before there is a builder for it; record
    rules see such rows as they see all others.
    """

    def __init__(self, env, company, customer):
        self.env = env(su=True)
        self.company = company
        self.customer = customer

    def of(self, name, author=None):
        """:param author: who has made it, for what belongs to one person"""
        model = self.env[name]
        if author:
            return self._put(model, author)
        model = model.with_context(active_test=False)
        found = model.search(self._domain(model), limit=1)
        return found or (self._put(model, self.env.user) if model._auto else model)

    def _domain(self, model):
        field = model._fields.get("company_id")
        if field is None or (not field.store and not field.related):
            return []
        return [("company_id", "=", self.company.id)]

    def _put(self, model, author):
        values = {"create_uid": author.id} if model._log_access else {}
        values |= {
            field.name: self._value(field)
            for field in model._fields.values()
            if field.store
            and field.column_type
            and field.name not in ("id", "create_uid")
            and (field.required or field.name == "company_id")
        }
        query = SQL(
            "INSERT INTO %s (%s) VALUES %s RETURNING id",
            SQL.identifier(model._table),
            SQL(", ").join(SQL.identifier(name) for name in values),
            tuple(values.values()),
        )
        ((row_id,),) = self.env.execute_query(query)
        return model.browse(row_id)

    def _value(self, field):
        if field.type == "many2one":
            return self._record(field.comodel_name).id
        if field.type == "selection":
            return field.get_values(self.env)[0]
        if field.type in ("char", "text", "html"):
            words = f"{field.name} of {self.company.id}"
            return json.dumps({"en_US": words}) if field.translate else words
        values = {
            "date": DUE,
            "datetime": fields.Datetime.now(),
            "boolean": False,
            "binary": b"",
        }
        return values.get(field.type, 1)

    def _record(self, name):
        if name.startswith("collection."):
            return self.of(name)
        known = {
            "res.company": self.company,
            "res.partner": self.customer,
            "res.users": self.env.user,
            "res.currency": self.company.currency_id,
        }
        if name in known:
            return known[name]
        return self.env[name].search(self._domain(self.env[name]), limit=1)
