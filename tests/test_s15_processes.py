import random
import time
from datetime import timedelta
from signal import SIGKILL

from odoo import Command, fields
from odoo.tests import tagged

from .processes_common import ProcessesCommon

ROUNDS = 20


@tagged("post_install", "-at_install")
class TestProcesses(ProcessesCommon):
    """Nights side by side, and killed.

    Customers are late. They get an e-mail, or a letter where there is no address, and
    a call.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._story() as env:
            cls._set_up_company(env)

    def setUp(self):
        super().setUp()
        self.customer_ids = []

    # === SIDE BY SIDE === #

    def test_s15_three_processes_dispatch_side_by_side(self):
        self._post_invoices(40)
        self._plan()
        self._begin_to_number()
        self.assertEqual(self._run_nights(3), [0, 0, 0])
        self.assertNothingTwice()
        self.assertNothingLost()

    def test_s15_three_processes_plan_and_dispatch_side_by_side(self):
        self._post_invoices(40)
        self.assertEqual(self._run_nights(3), [0, 0, 0])
        self.assertNothingTwice()
        self.assertNothingLost()

    def test_s15_three_processes_thank_side_by_side(self):
        self._post_invoices(30)
        self.assertEqual(self._run_nights(), [0])
        self._pay()
        self.assertEqual(self._run_nights(3), [0, 0, 0])
        with self._story() as env:
            debtors = self._find(env, "collection.debtor")
            thanks = env["mail.mail"].search(
                [("res_id", "in", debtors.ids), ("subject", "like", "Thank you")]
            )
            reachable = debtors.filtered("partner_id.email")
            self.assertEqual(sorted(thanks.mapped("res_id")), sorted(reachable.ids))

    # === KILLED === #

    def test_s15_killed_at_any_moment(self):
        duration = min(self._time_a_night() for _night in range(2))
        self._post_invoices(100)
        seed = time.time_ns() % 1_000_000
        moment = random.Random(seed)  # noqa: S311  no secret
        torn = 0
        for night in range(ROUNDS):
            try:
                torn += self._kill_a_night(moment.uniform(0, duration))
            except AssertionError as error:
                raise AssertionError(f"Seed {seed}, night {night}") from error
        self.assertTrue(torn, "No night was killed in the midst of its work.")
        self._wait_for_the_dead()
        self.assertEqual(self._run_nights(), [0])
        self.assertNothingTwice()
        self.assertNothingLost()

    def _time_a_night(self):
        self._post_invoices(20)
        start = time.monotonic()
        self.assertEqual(self._run_nights(), [0])
        return time.monotonic() - start

    def _kill_a_night(self, kill_after):
        """Return whether it was killed between one customer and the next."""
        waiting = self._count_waiting()
        [end] = self._run_nights(kill_after=kill_after)
        self.assertIn(end, (0, -SIGKILL))
        self.assertNothingTwice()
        return 0 < self._count_waiting() < waiting

    def _count_waiting(self):
        with self._story() as env:
            sent = self._find(env, "collection.reminder", [("state", "=", "sent")])
            return len(self.customer_ids) - len(sent)

    # === THE STORY === #

    @classmethod
    def _set_up_company(cls, env):
        company = env.company
        if not company.chart_template:
            env["account.chart.template"].try_loading("generic_coa", company)
        env["ir.config_parameter"].set_param("report.print_delay", 1)
        call = env["collection.channel"].search([("code", "=", "call")])
        friendly = company.collection_policy_id.level_ids[1]
        friendly.channel_ids += call
        cls.friendly_id = friendly.id

    def _post_invoices(self, count):
        """Late invoices of new customers; every tenth has no e-mail address."""
        due = fields.Date.today() - timedelta(days=2)
        work = {"name": "Work", "price_unit": 1000, "tax_ids": False}
        with self._story() as env:
            customers = env["res.partner"].create(
                [
                    {
                        "name": f"Customer {index}",
                        "street": "1 quai du Port",
                        "city": "Marseille",
                        "email": index % 10 > 0 and f"{index}@customer.example",
                    }
                    for index in range(count)
                ]
            )
            env["account.move"].create(
                [
                    {
                        "move_type": "out_invoice",
                        "partner_id": customer.id,
                        "invoice_date": due,
                        "invoice_date_due": due,
                        "invoice_payment_term_id": False,
                        "invoice_line_ids": [Command.create(work)],
                    }
                    for customer in customers
                ]
            ).action_post()
        self.customer_ids += customers.ids

    def _pay(self):
        """All customers of the story pay, into the bank; the company thanks them."""
        with self._story() as env:
            env.company.collection_thanks = True
            bank = env["account.journal"].search([("type", "=", "bank")], limit=1)
            for claim in self._find(env, "collection.debtor").claim_ids:
                sides = (bank.default_account_id, 1000), (claim.account_id, -1000)
                lines = [
                    {"account_id": account.id, "balance": balance}
                    for account, balance in sides
                ]
                lines[1]["partner_id"] = claim.partner_id.id
                entry = env["account.move"].create(
                    {
                        "journal_id": bank.id,
                        "line_ids": [Command.create(line) for line in lines],
                    }
                )
                entry.action_post()
                (claim + entry.line_ids[1]).reconcile()

    def _plan(self):
        today = fields.Date.today()
        with self._story() as env:
            env["collection.debtor"]._wake(today)._plan(today)

    def _begin_to_number(self):
        """As in the first night of a year: all of them want to open its range."""
        with self._story() as env:
            sequences = env["ir.sequence"].search(
                [("code", "=", "collection.reminder")]
            )
            sequences.date_range_ids.unlink()

    def _find(self, env, model, domain=()):
        """Records of the customers of this story."""
        return env[model].search([("partner_id", "in", self.customer_ids), *domain])

    # === WHAT HAS HAPPENED === #

    def assertNothingTwice(self):
        """What went out is what the sent reminders say, each thing once."""
        with self._story() as env:
            debtors = self._find(env, "collection.debtor")
            reminders = self._find(env, "collection.reminder")
            sent = reminders.filtered(lambda r: r.state == "sent")
            by_letter = sent.filtered(lambda r: not r.partner_id.email)
            mails = env["mail.mail"].search(
                [("model", "=", debtors._name), ("res_id", "in", debtors.ids)]
            )
            letters = env["ir.attachment"].search(
                [("res_model", "=", reminders._name), ("res_id", "in", reminders.ids)]
            )
            calls = env["mail.activity"].search(
                [("res_model", "=", debtors._name), ("res_id", "in", debtors.ids)]
            )
            self.assertEqual(len(sent.debtor_id), len(sent))
            self.assertEqual(mails, sent.mail_id)
            self.assertEqual(len(mails), len(sent - by_letter))
            self.assertEqual(letters, by_letter.letter_id)
            self.assertEqual(len(letters), len(by_letter))
            self.assertLessEqual(set(letters.mapped("mimetype")), {"application/pdf"})
            self.assertEqual(sorted(calls.mapped("res_id")), sorted(sent.debtor_id.ids))
            self.assertEqual(reminders.filtered("name"), sent)
            self.assertEqual(len(set(sent.mapped("name"))), len(sent))
            self.assertEqual(reminders.line_ids.filtered("date"), sent.line_ids)

    def assertNothingLost(self):
        """Every customer has one reminder, sent, and of the level that was due."""
        with self._story() as env:
            reminders = self._find(env, "collection.reminder")
            self.assertEqual(
                sorted((r.partner_id.id, r.state, r.level_id.id) for r in reminders),
                [(id_, "sent", self.friendly_id) for id_ in self.customer_ids],
                set(reminders.mapped("note")),
            )
            debtors = self._find(env, "collection.debtor")
            self.assertFalse(debtors.filtered("error").mapped("error"))
