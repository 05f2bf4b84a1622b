from contextlib import contextmanager

from odoo import Command
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import SQL, email_normalize, mute_logger

from .common import CollectionCommon, day

NIGHT = "odoo.addons.account_debt_collection.models.collection_debtor_night"
DISPATCH = "odoo.addons.account_debt_collection.models.collection_reminder_dispatch"


@tagged("post_install", "-at_install")
class TestNightStories(CollectionCommon):
    """S5, S13, S14: one night for many, of two companies, with errors, and twice."""

    # === S5: TWO COMPANIES === #

    def test_s05_two_companies_one_user_one_cron(self):
        sister = self._sister_company()
        self.invoice(1000)
        self.invoice(70, company=sister)
        only_here = self.create_customer("Local SA")
        self.invoice(200, partner=only_here)
        self._run_cron(day(1))
        self.assertEqual(
            self._told(self.reminders()),
            {
                (self.company, self.customer, 1000, "books@creditor.example"),
                (self.company, only_here, 200, "books@creditor.example"),
                (sister, self.customer, 70, "books@sister.example"),
            },
        )
        for reminder in self.reminders():
            self.assertEqual(reminder.debtor_id.company_id, reminder.company_id)
            self.assertEqual(reminder.level_id.company_id, reminder.company_id)
            self.assertIn(reminder.company_id.name, reminder.mail_id.body_html)
        self._run_cron(day(1))
        self.assertEqual(len(self.reminders()), 3)

    def test_s05_each_user_sees_the_debtors_of_his_companies(self):
        sister = self._sister_company()
        self.invoice(1000)
        self.invoice(70, company=sister)
        self.night(day(1))
        here, there = self.debtor(), self.debtor(company=sister)
        both = self._officer("both", self.company + sister)
        one = self._officer("one", sister)
        self.assertEqual(self._visible(both, self.company + sister), here + there)
        self.assertEqual(self._visible(both, sister), there)
        self.assertEqual(self._visible(one, sister), there)
        self.assertEqual(
            (here.with_user(both).overdue, there.with_user(both).overdue), (1000, 70)
        )

    def _sister_company(self):
        company = self.setup_other_company(name="Sister SARL")["company"]
        company.email = "books@sister.example"
        return company

    def _officer(self, login, companies):
        return new_test_user(
            self.env,
            login=login,
            groups="account_debt_collection.group_collection_officer",
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
        )

    def _run_cron(self, today):
        cron = self.env.ref("account_debt_collection.cron_night")
        with freeze_time(today), self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def _told(self, reminders):
        self.assertEqual(set(reminders.mapped("state")), {"sent"})
        return {
            (
                reminder.company_id,
                reminder.partner_id,
                reminder.amount,
                email_normalize(reminder.mail_id.email_from),
            )
            for reminder in reminders
        }

    def _visible(self, user, companies):
        debtors = self.env["collection.debtor"].with_user(user)
        debtors = debtors.with_context(allowed_company_ids=companies.ids)
        return debtors.search([("partner_id", "=", self.customer.id)], order="id")

    # === S13: AN ERROR IN DEBTOR K OF N === #

    @mute_logger(NIGHT, "odoo.sql_db")
    def test_s13_an_error_in_deciding_on_one_of_five(self):
        third, others = self._five_late_customers()
        with self._refused_by_the_database(third, state="planned"):
            sent = self.night(day(1))
        self.assertEqual(sent.partner_id, others)
        self.assertIn("refused_for_a_test", self.debtor(third).error)
        self.assertEqual(self.debtor(third).state, "attention")
        for other in others:
            self.assertFalse(self.debtor(other).error)
        self.assertReminded(self.night(day(2)), self.friendly, third)
        self.assertFalse(self.debtor(third).error)
        self.assertEqual(self.debtor(third).state, "reminded")

    @mute_logger(DISPATCH, "odoo.sql_db")
    def test_s13_an_error_in_sending_to_one_of_five(self):
        third, others = self._five_late_customers()
        with self._refused_by_the_database(third, state="sent"):
            sent = self.night(day(1))
        self.assertEqual(sent.partner_id, others)
        reminder = self.reminders(third)
        self.assertFailed(reminder, "refused_for_a_test")
        self.assertFalse(reminder.name or reminder.mail_id or reminder.body)
        self.assertEqual(self.debtor(third).state, "attention")
        self.assertReminded(self.night(day(2)), self.friendly, third)
        self.assertFalse(reminder.note)
        self.assertEqual(self.debtor(third).state, "reminded")

    def _five_late_customers(self):
        customers = self.customer.union(
            *(self.create_customer(f"Late{number} SA") for number in range(4))
        )
        for customer in customers:
            self.invoice(partner=customer)
        return customers[2], customers - customers[2]

    @contextmanager
    def _refused_by_the_database(self, customer, state):
        """An error that nobody foresaw, in one customer's rows."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "ALTER TABLE collection_reminder ADD CONSTRAINT refused_for_a_test "
                "CHECK (partner_id != %s OR state != %s) NOT VALID",
                customer.id,
                state,
            )
        )
        yield
        self.env.flush_all()
        self.env.cr.execute(
            "ALTER TABLE collection_reminder DROP CONSTRAINT refused_for_a_test"
        )

    # === S14: TWO RUNS ON ONE DAY === #

    def test_s14_two_runs_on_one_day(self):
        called, kinds = self._customers_of_every_kind()
        first = self.night(day(8))
        self.assertEqual(first.partner_id, called + kinds["Letter"])
        states = {r.partner_id: r.state for r in self.reminders() - first}
        self.assertEqual(states[kinds["Lost"]], "failed")
        self.assertEqual(states[kinds["Approval"]], "to_approve")
        self.assertEqual(
            set(self.env["mail.activity"].search([]).mapped("res_id")),
            set((self.debtor(called) + self.debtor(kinds["Covered"])).ids),
        )
        before = self._all_that_was_made()
        self.assertNothing(self.night(day(8)))
        self.assertEqual(self._all_that_was_made(), before)

    def test_s14_a_second_run_proposes_no_further_level(self):
        self.invoice()
        for offset in (1, 8, 40):  # late for the last reminder, ripe for the notice
            self.night(day(offset))
        self.assertReminded(self.reminders()[-1], self.last)
        before = self._all_that_was_made()
        self.night(day(40))
        self.assertEqual(self._all_that_was_made(), before)
        self.night(day(41))
        self.assertEqual(self.reminders()[-1].state, "to_approve")

    def _customers_of_every_kind(self):
        """To be mailed and called, and by letter, held, covered, lost, to approve."""
        kinds = {
            kind: self.create_customer(f"{kind} SA")
            for kind in ("Letter", "Held", "Covered", "Lost", "Approval")
        }
        kinds["Letter"].email = False
        kinds["Lost"].write({"email": False, "street": False})
        careful = self.policy.copy()
        careful.level_ids[1].mode = "approve"
        kinds["Approval"].collection_policy_id = careful
        self.invoice()
        self.night(day(1))
        for customer in kinds.values():
            self.invoice(partner=customer)
        self.hold(partner=kinds["Held"], until=30)
        self.credit_note(1000, partner=kinds["Covered"])
        return self.customer, kinds

    def _all_that_was_made(self):
        """Every reminder, line, mail, activity, message, attachment, as they stand."""
        self.env.cr.flush()
        made = {
            model: self.env[f"collection.{model}"].search([], order="id").read(names)
            for model, names in (
                ("reminder", ["state", "name", "level_id", "date_done", "body"]),
                ("debtor", ["state", "level_id", "next_date", "error", "overdue"]),
            )
        }
        lines = self.env["collection.reminder.line"].search([])
        made["lines"] = sorted(
            (r.reminder_id.id, r.move_line_id.id, r.level_id.id, str(r.date))
            for r in lines
        )
        for model in ("mail.mail", "mail.message", "mail.activity", "ir.attachment"):
            made[model] = self.env[model].search([]).ids
        return made
