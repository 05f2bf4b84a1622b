from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import CollectionCommon, day
from .test_insolvency import MODULE, InsolvencyStories


@tagged("post_install", "-at_install")
class TestDoubtful(InsolvencyStories, CollectionCommon):
    """Claims that may never be paid, and how they are written off."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.loss = cls.company_data["default_account_expense"].copy({"code": "654000"})

    def doubtful(self, *doubts):
        items = self.env["account.move.line"].search(
            [
                ("collection_doubt", "in", doubts),
                ("company_id", "=", self.company.id),
            ]
        )
        return items.move_id

    def propose(self, invoices, user=None):
        claims = self.env["account.move.line"].union(*map(self.claim, invoices))
        wizards = self.env["collection.write.off"].with_user(user or self.env.user)
        wizard = wizards.create(
            {
                "claim_ids": [Command.set(claims.ids)],
                "account_id": self.loss.id,
                "reason": "Closed for want of assets",
            }
        )
        action = wizard.action_propose()
        return self.env["account.move"].search(action["domain"])

    # === LIST === #

    @freeze_time(day(181))
    def test_each_claim_is_in_doubt_for_its_reason(self):
        fresh = self.invoice(due=day(10))
        old = self.invoice()
        lost, insolvent, quarrel = (
            self.create_customer(name) for name in ("Lost SA", "Ruined SA", "Cross SA")
        )
        lost_invoice = self.invoice(partner=lost)
        ruined = self.invoice(partner=insolvent)
        contested, uncontested = (
            self.invoice(due=day(10), partner=quarrel) for _number in range(2)
        )
        self.env.cr.flush()
        self.debtor(lost).reachability = "unreachable"
        self.insolvency(debtor_id=self.debtor(insolvent).id, opened=181)
        self.dispute({contested: 40}, partner=quarrel, opened=181)
        self.assertEqual(self.doubtful("old"), old)
        self.assertEqual(self.doubtful("unreachable"), lost_invoice)
        self.assertEqual(self.doubtful("insolvency"), ruined)
        self.assertEqual(self.doubtful("dispute"), contested)
        for invoice, doubt in {
            fresh: False,
            old: "old",
            lost_invoice: "unreachable",
            ruined: "insolvency",
            contested: "dispute",
            uncontested: False,
        }.items():
            self.assertEqual(self.claim(invoice).collection_doubt, doubt)
        action = self.env.ref(f"{MODULE}.account_move_line_action_doubtful")
        items = self.env["account.move.line"]
        listed = items.search([("collection_doubt", "!=", False)]).move_id
        self.assertTrue(action)
        self.assertEqual(listed, old + lost_invoice + ruined + contested)
        self.assertIn(
            self.claim(fresh), items.search([("collection_doubt", "=", False)])
        )
        self.company.collection_doubtful_days = 10
        self.assertEqual(self.doubtful("old"), fresh + old + uncontested)
        self.pay(old)
        self.assertNotIn(old, self.doubtful("old"))

    # === WRITE-OFF === #

    def test_a_write_off_is_a_draft_with_its_file_until_somebody_posts_it(self):
        first, second = self.invoice(1000), self.invoice(200)
        other = self.invoice(50, partner=self.create_customer("Other SA"))
        self.pay(second, 150)
        for offset in (1, 8, 15):
            self.night(day(offset))
        entries = self.propose(first + second + other)
        entry = entries.filtered(lambda move: self.customer in move.line_ids.partner_id)
        self.assertEqual(len(entries), 2)
        self.assertEqual(set(entries.mapped("state")), {"draft"})
        loss = entry.line_ids.filtered(lambda item: item.account_id == self.loss)
        self.assertEqual(sum(loss.mapped("balance")), 1050)
        message = entry.message_ids.filtered("attachment_ids")
        self.assertIn("Closed for want of assets", message.body)
        self.assertIn(first.name, message.body)
        self.assertIn(self.last.name, message.body)
        letter = self.reminders(self.customer).letter_id
        self.assertEqual(message.attachment_ids, letter)
        self.assertEqual(letter.res_model, "collection.reminder")
        # Nothing is settled before it is posted.
        self.assertEqual(self.claim(first).amount_residual, 1000)
        entry.action_post()
        self.assertTrue(self.claim(first).reconciled)
        self.assertTrue(self.claim(second).reconciled)
        self.env.cr.flush()  # brings the figures up to date
        self.assertEqual(self.debtor().overdue, 0)
        self.assertIn("written off", self.debtor().message_ids[0].body)
        # Corrected and posted again, or taken back: then the claims are open again.
        entry.button_draft()
        entry.action_post()
        self.assertTrue(self.claim(first).reconciled)
        entry.button_draft()
        entry.button_cancel()
        self.assertEqual(self.claim(first).amount_residual, 1000)
        self.assertEqual(self.claim(second).amount_residual, 50)

    def test_a_claim_in_another_currency(self):
        euro = self.setup_other_currency("EUR")
        invoice = self.invoice(1000, currency_id=euro.id)
        entry = self.propose(invoice)
        entry.action_post()
        self.assertTrue(self.claim(invoice).reconciled)
        self.assertEqual(sum(entry.line_ids.mapped("debit")), 500)

    def test_what_was_paid_since_is_not_written_off(self):
        invoice = self.invoice(1000)
        entry = self.propose(invoice)
        with self.assertRaisesRegex(UserError, "in a draft entry already"):
            self.propose(invoice)
        self.pay(invoice, 1)
        with self.assertRaisesRegex(UserError, "Less is open of"):
            entry.action_post()
        entry.unlink()
        self.propose(invoice).action_post()
        self.assertTrue(self.claim(invoice).reconciled)

    def test_only_open_claims_are_lost(self):
        invoice = self.invoice(1000)
        self.pay(invoice)
        with self.assertRaisesRegex(UserError, "Choose open claims"):
            self.propose(invoice)

    def test_only_managers_propose_and_post(self):
        invoice = self.invoice()
        officer = self.new_user("officer", f"{MODULE}.group_collection_officer")
        billing = self.new_user("billing", "account.group_account_invoice")
        manager = self.new_user("manager", f"{MODULE}.group_collection_manager")
        for user in (officer, billing):
            with self.assertRaises(AccessError):
                self.propose(invoice, user)
        entry = self.propose(invoice, manager)
        self.assertEqual(entry.create_uid, manager)
        for user in (officer, billing):
            with self.assertRaisesRegex(AccessError, "Only a collection manager"):
                entry.with_user(user).action_post()
        entry.with_user(manager).action_post()
        self.assertTrue(self.claim(invoice).reconciled)
