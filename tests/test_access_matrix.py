import json

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .access_common import (
    OPERATIONS,
    REFUSALS,
    ROLES,
    AccessCommon,
    own_fields,
    own_models,
    table,
)

# What keeps the rows of a model apart: see the head of access_matrix.csv.
COMPANY, AUTHOR, NOBODY = "company", "author", "nobody"

# Asked for over HTTP, too: one model of each sort.
BY_HTTP = ("debtor", "reminder", "policy", "hold", "portal.visit", "ageing.report")


@tagged("post_install", "-at_install")
class TestAccessMatrix(AccessCommon, HttpCase):
    """Every role, every model, every operation, in one's own company and elsewhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expected = {row["model"]: row for row in table("access_matrix")}
        cls.models = [m for m in own_models(cls.env) if not cls.env[m]._abstract]
        authors = [cls.env.ref("base.user_admin"), *cls.users.values()]
        cls.made = {
            (name, author, company): cls.rows[company].of(name, author)
            for name in cls.models
            for company in cls.rows
            for author in (authors if cls.private(name) else [None])
        }

    @classmethod
    def private(cls, name):
        return cls.env[name]._transient

    def each(self):
        """(model, role, what the table grants) for each cell of the table."""
        for name, row in self.expected.items():
            for role in ROLES:
                yield name, role, row[role]

    def own(self, name, role):
        """A row that nothing but its model's rights keeps from the role."""
        author = self.users[role] if self.private(name) else None
        return self.made[name, author, self.company]

    def foreign(self, name):
        """A row of another company, or of another person; none, if all are for all."""
        kept_by = self.expected[name]["kept_by"]
        if kept_by == AUTHOR:
            return self.made[name, self.env.ref("base.user_admin"), self.company]
        return kept_by == COMPANY and self.made[name, None, self.elsewhere]

    def kept_by(self, name):
        model = self.env[name].with_user(self.users["manager"])
        domain = str(self.env["ir.rule"].with_env(model.env)._compute_domain(name))
        if "create_uid" in domain:
            return AUTHOR
        return COMPANY if "company_id" in domain else NOBODY

    def test_every_model_has_a_row(self):
        self.assertEqual(sorted(self.expected), self.models)

    def test_what_keeps_the_rows_apart(self):
        kept_by = {name: row["kept_by"] for name, row in self.expected.items()}
        self.assertEqual({name: self.kept_by(name) for name in self.models}, kept_by)
        for name in self.models:
            if self.private(name):
                self.assertEqual(kept_by[name], AUTHOR, name)
            elif "company_id" in self.env[name]._fields:
                self.assertEqual(kept_by[name], COMPANY, name)

    def test_each_role_may_what_the_table_says(self):
        found = {
            name: {role: self.letters(role, self.own(name, role)) for role in ROLES}
            for name in self.expected
        }
        for name, row in self.expected.items():
            with self.subTest(name):
                self.assertEqual(found[name], {role: row[role] for role in ROLES})

    def test_elsewhere_is_out_of_reach(self):
        for name, role, granted in self.each():
            record = self.foreign(name)
            if record is not False:
                self.assertTrue(record, f"No row of {name} to look for")
                self.assertEqual(self.letters(role, record), "-", (name, role))
                if "r" in granted:
                    found = record.with_user(self.users[role]).search([])
                    self.assertNotIn(record, found, (name, role))

    def test_what_is_not_granted_is_refused(self):
        """By the methods themselves: an override might forget to ask."""
        for name, role, granted in self.each():
            for letter, operation in OPERATIONS.items():
                if letter not in granted:
                    done = self.does(role, self.own(name, role), operation)
                    self.assertFalse(done, f"{role} can {operation} {name}")

    def test_others_are_refused_too(self):
        for name, role, granted in self.each():
            record = granted != "-" and self.foreign(name)
            for operation in ("read", "write", "unlink") if record else ():
                done = self.does(role, record, operation)
                self.assertFalse(done, f"{role} can {operation} {name} of others")

    def test_the_same_over_http(self):
        for role in ROLES:
            login = None if role == "public" else f"access_{role}"
            self.authenticate(login, login)
            for name in BY_HTTP:
                model = f"collection.{name}"
                granted = role != "public" and "r" in self.expected[model][role]
                own, foreign = self.own(model, role), self.foreign(model)
                self.assertEqual(self.reads_by_http(own), granted, (role, model))
                if foreign:
                    self.assertFalse(self.reads_by_http(foreign), (role, model))

    def reads_by_http(self, record):
        body = {"model": record._name, "method": "read", "kwargs": {}}
        body["args"] = [record.ids, ["id"]]
        answer = self.url_open(
            "/web/dataset/call_kw",
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": body}),
            headers={"Content-Type": "application/json"},
        ).json()
        return answer.get("result") == [{"id": record.id}]

    def test_the_wizards_of_others_tell_nothing(self):
        """Their related fields would show customers of any company."""
        call = self.env["collection.call"].create({"debtor_id": self.debtor().id})
        self.assertEqual(call.overdue, self.debtor().overdue)
        for role in ("billing", "officer", "manager", "administrator"):
            theirs = call.with_user(self.users[role])
            with self.assertRaises(AccessError):
                theirs.read(["partner_id", "overdue", "note"])
            self.assertNotIn(theirs, theirs.search([]))

    # === FIELDS ON ODOO'S MODELS === #

    def record_of(self, name):
        """A record that the customer's own portal user may see, where any is."""
        known = {"res.company": self.company, "res.partner": self.customer}
        mine = [
            ("partner_id", "=", self.customer.id),
            ("company_id", "=", self.company.id),
            ("move_type", "=", "out_invoice"),
        ]
        found = name == "account.move" and self.env[name].search(mine, limit=1)
        return known.get(name) or found or self.rows[self.company].of(name)

    def test_fields_are_read_by_whom_the_table_says(self):
        invoices = self.env["account.move"].search(
            [("partner_id", "=", self.customer.id)]
        )
        invoices.message_subscribe(self.users["portal"].partner_id.ids)
        expected = {(r["model"], r["field"]): r for r in table("access_fields")}
        found = {
            (field.model_name, field.name): {
                role: "r" if self.reads_field(role, field) else "-" for role in ROLES
            }
            for field in own_fields(self.env)
        }
        self.assertEqual(sorted(found), sorted(expected))
        for key, row in expected.items():
            with self.subTest(key):
                self.assertEqual(found[key], {role: row[role] for role in ROLES})

    def reads_field(self, role, field):
        record = self.record_of(field.model_name)
        self.assertTrue(record, f"No {field.model_name} to read")
        try:
            with mute_logger(*REFUSALS, "odoo.models"):
                record.with_user(self.users[role]).read([field.name])
        except AccessError:
            return False
        return True
