from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from .access_common import AccessCommon, own_models
from .common import day
from .fuzz_common import of_field, steady

# What Odoo itself turns into a sentence for the user.
REFUSALS = (UserError, IntegrityError)
EXAMPLES = 12  # for each button
SILENT = ("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models")


@tagged("post_install", "-at_install")
@freeze_time(day(40))
class TestFuzzWizards(AccessCommon):
    """Whatever is entered in a wizard, it works or is refused in words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.users["administrator"]
        cls.env["collection.promise"].create(
            {"debtor_id": cls.debtor().id, "amount": 100, "date": day(50)}
        )
        court = cls.env["collection.proceeding.kind"].search(
            [("category", "=", "court")], limit=1
        )
        claim = Command.create({"claim_id": cls.debtor().claim_ids[:1].id})
        cls.env["collection.proceeding"].create(
            {
                "debtor_id": cls.debtor().id,
                "kind_id": court.id,
                "line_ids": [claim],
            }
        )

    def candidates(self, name):
        """Ids: mostly of what makes sense, some of another company, and none."""
        if not name:
            return [self.debtor().id, 2**31 - 1]
        model = self.env[name].sudo()
        others = model.search([], limit=1)
        if name == "account.move.line":
            mine = self.debtor().claim_ids
        else:
            mine = model.search(self.in_company(model), limit=4, order="id desc")
        return [*mine.ids * 3, *(others - mine).ids, False]

    def in_company(self, model):
        own = "company_id" in model._fields and model._fields["company_id"].store
        return [("company_id", "in", (self.company.id, False))] if own else []

    def entered(self, model):
        """A strategy of the values of a wizard of ``model``."""
        open_fields = [
            field
            for field in model._fields.values()
            if (field.store or field.inverse)
            and not field.related
            and field.type != "one2many"
            and not (field.readonly and field.type == "integer")  # our own counters
            and field.name not in ("id", "create_uid", "write_uid")
            and field.name not in ("create_date", "write_date")
        ]
        values = {
            field.name: of_field(field, self.candidates, self.env)
            for field in open_fields
        }
        needed = {f.name for f in open_fields if f.required}
        return st.fixed_dictionaries(
            {name: values.pop(name) for name in list(values) if name in needed},
            optional=values,
        )

    def try_out(self, model, method, values, context):
        """Enter the values and press the button; return whether it worked."""
        values = {
            name: [Command.set(value)] if isinstance(value, list) else value
            for name, value in values.items()
        }
        worked = False
        with mute_logger(*SILENT), self.env.cr.savepoint() as undone:
            before = self.fingerprint()
            with suppress(*REFUSALS), self.env.cr.savepoint():
                wizard = model.create(values)
                call_kw(model, method, [wizard.ids], {"context": context})
                self.env.cr.flush()
                worked = True
            if not worked:
                self.assertEqual(self.fingerprint(), before, values)
            undone.rollback()
        return worked

    def fingerprint(self):
        """What stands in our tables, and what has been said and planned."""
        self.env.cr.flush()
        names = [
            *("mail.message", "mail.activity", "mail.mail", "ir.attachment"),
            *(n for n in own_models(self.env) if self.env[n]._auto),
        ]
        tables = (SQL.identifier(self.env[name]._table) for name in names)
        rows = SQL(" UNION ALL ").join(
            SQL("SELECT count(*), sum(hashtext(t::text)) FROM %s t", table)
            for table in tables
        )
        return self.env.execute_query(rows)

    def fuzz(self, name, method, contexts=({},)):
        model = self.env[name].with_user(self.person)
        worked = []

        @settings(steady, max_examples=EXAMPLES)
        @given(self.entered(model), st.sampled_from(contexts))
        def run(values, context):
            worked.append(self.try_out(model, method, values, context))

        with self.subTest(f"{name}.{method}"):
            run()
        return any(worked)

    def test_wizards_work_or_refuse_in_words(self):
        outcomes = self.env["collection.call"]._fields["outcome"].get_values(self.env)
        fruitful = set()
        for name in own_models(self.env):
            model = self.env[name]
            if model._transient:
                contexts = ({},)
                if name == "collection.call":
                    contexts = [{"collection_outcome": code} for code in outcomes]
                for method in self.buttons(model):
                    if self.fuzz(name, method, contexts):
                        fruitful.add(name)
        # Were all refused, it would show nothing.
        self.assertGreaterEqual(len(fruitful), 5, fruitful)

    def buttons(self, model):
        odoos = set(dir(type(self.env["base"])))
        names = set(dir(type(model))) - odoos
        return sorted(name for name in names if name.startswith("action_"))
