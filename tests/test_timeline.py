import re

from freezegun import freeze_time
from lxml import html

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import DUE, day, text
from .plan_common import PlanCommon


@tagged("post_install", "-at_install")
class TestTimeline(PlanCommon):
    """One debtor's story in one stream, and what falls due in one calendar."""

    def story(self):
        rows = self.debtor().timeline_ids
        return [(row.date, row.kind, row.amount) for row in rows.sorted("date")]

    def entries(self, *kinds):
        domain = [("debtor_id", "=", self.debtor().id), ("kind", "in", kinds)]
        return self.env["collection.agenda"].search(domain)

    def test_the_story_of_a_debtor(self):
        invoice = self.invoice(1000)
        self.night(day(1))
        self.credit_note(100)
        self._register_payment(invoice, payment_date=day(9), amount=250)
        debtor = self.debtor()
        debtor.message_post(body="We will pay soon.", message_type="email")
        self.env.flush_all()
        kinds = {kind for _day, kind, _amount in self.story()}
        self.assertEqual(
            kinds, {"invoice", "reminder", "credit_note", "payment", "answer"}
        )
        amounts = {kind: amount for _day, kind, amount in self.story()}
        self.assertEqual(amounts["invoice"], 1000)
        self.assertEqual(amounts["payment"], -250)
        self.assertEqual(amounts["credit_note"], -100)
        texts = {row.kind: row.text for row in debtor.timeline_ids}
        self.assertEqual(texts["answer"], "We will pay soon.")
        self.assertIn(invoice.name, texts["invoice"])

    def test_promises_plans_and_holds_are_in_it(self):
        first, second = self.invoice(900), self.invoice(300)
        self.agree(self.claim(first))
        self.hold(self.claim(second))
        with freeze_time(day(0)):
            self.env["collection.promise"].create(
                {
                    "debtor_id": self.debtor().id,
                    "claim_ids": [Command.set(self.claim(second).ids)],
                    "amount": 300,
                    "date": day(300),
                }
            )
        self.env.flush_all()
        kinds = {kind for _day, kind, _amount in self.story()}
        self.assertEqual(kinds, {"invoice", "plan", "hold", "promise"})
        self.assertEqual(len(self.entries("instalment")), 3)
        promise = self.entries("promise")
        self.assertEqual((promise.date, promise.amount), (day(300), 300))
        self.assertEqual(promise.display_name, "Debtor SA – Promise")
        self.assertEqual(self.entries("hold").date, day(5))

    def test_every_row_opens_what_it_tells_of(self):
        invoice = self.invoice(900)
        self.agree(self.claim(invoice))
        self.env.flush_all()
        for row in (*self.debtor().timeline_ids, *self.entries("instalment")):
            action = row.action_open()
            self.assertTrue(
                self.env[action["res_model"]].browse(action["res_id"]).exists()
            )

    def test_what_is_done_leaves_the_calendar(self):
        self.invoice(1000)
        self.hold(until=5).action_lift()
        self.env.flush_all()
        self.assertFalse(self.entries("hold"))

    def test_a_stranger_sees_neither(self):
        self.invoice(1000)
        self.env.cr.flush()
        row = self.debtor().timeline_ids[0]
        seller = new_test_user(self.env, "seller", "base.group_user")
        with self.assertRaises(AccessError):
            row.with_user(seller).read(["kind"])
        other = self.setup_other_company()["company"]
        foreign = new_test_user(
            self.env,
            "foreign",
            "account.group_account_invoice",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        with self.assertRaises(AccessError):
            row.with_user(foreign).read(["kind"])

    def test_how_old_the_debt_is(self):
        self.invoice(1000)
        self.invoice(500, due=day(40))
        self.invoice(70, due=day(-60))
        self.env.cr.flush()
        with freeze_time(day(35)):
            bar = html.fromstring(self.debtor().ageing_bar)
        legend = [text(node) for node in bar.xpath("//span[strong]")]
        self.assertEqual(
            legend,
            [
                "Not due yet $ 500.00",
                "31–60 days late $ 1,000.00",
                "Over 90 days late $ 70.00",
            ],
        )
        widths = re.findall(r"width: ([\d.]+)%", self.debtor().ageing_bar)
        self.assertAlmostEqual(sum(map(float, widths)), 100, 1)

    def test_long_stories_take_no_more_queries(self):
        for number in range(3):
            self.invoice(100 + number)
        self.assertStoryIn(14)
        for number in range(12):
            self.invoice(200 + number, due=DUE)
        self.assertStoryIn(14)

    def assertStoryIn(self, queries):
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(queries):
            self.debtor().timeline_ids.mapped("text")
