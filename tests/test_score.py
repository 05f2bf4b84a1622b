from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .common import day
from .score_common import MONTHS, TODAY, ScoreCommon
from .test_disputes import DisputeStories
from .test_insolvency import InsolvencyStories
from .test_promise import PromiseCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestScore(DisputeStories, ScoreCommon):
    """Payers on real postings: who pays in time, late, better than before, never."""

    def test_who_pays_in_time(self):
        debtor = self.payer("Punctual SA", 0, -5, 0, 2, 0, 0)
        self.score(debtor)
        self.assertEqual((debtor.score, debtor.score_class), (100, "A"))
        self.assertEqual(debtor.score_basis, "ledger")
        self.assertEqual(debtor.score_date, TODAY)

    def test_who_pays_late(self):
        debtor = self.payer("Tardy SA", *[30] * 6)
        self.score(debtor)
        self.assertEqual(self.parts(debtor)["lateness"], (30, -30))
        self.assertEqual(self.parts(debtor)["late_share"], (100, -20))
        self.assertEqual((debtor.score, debtor.score_class), (50, "C"))

    def test_who_improves_is_better_than_who_gets_worse(self):
        better = self.payer("Better SA", 60, 45, 30, 15, 0, 0)
        worse = self.payer("Worse SA", 0, 0, 15, 30, 45, 20)
        self.score(better + worse)
        self.assertGreater(better.score, worse.score)

    def test_what_is_open_is_late_so_far(self):
        debtor = self.payer("Silent SA", 0, 0, 0, 0, 0, None)  # due 20 days ago
        self.score(debtor)
        days, points = self.parts(debtor)["lateness"]
        self.assertTrue(3 < days < 5, days)  # a sixth of 20 days, and more
        later = TODAY + timedelta(days=60)
        self.assertLess(self.score(debtor, later), 100 + points)

    def test_what_is_not_due_yet_says_nothing(self):
        self.invoice(due=TODAY)
        self.env.cr.flush()
        debtor = self.debtor()
        self.score(debtor)
        self.assertFalse(debtor.score_class)
        self.assertFalse(debtor.score_id, "nothing is known, nothing is kept")
        self.score(debtor, TODAY + timedelta(days=1))
        self.assertEqual(self.parts(debtor)["short"][0], 1)

    def test_one_claim_in_time_is_no_class_a(self):
        debtor = self.payer("Single SA", 0)
        self.assertEqual(self.score(debtor), 58)
        self.assertEqual(debtor.score_class, "C")

    def test_paid_in_parts(self):
        debtor = self.payer("Parts SA", 0, 0, 0, 0, 0)
        invoice = self.invoice(1000, due=MONTHS[0], partner=debtor.partner_id)
        self.receive(invoice, 0, 500)
        self.receive(invoice, 60)
        self.score(debtor)
        _days, points = self.parts(debtor)["lateness"]
        whole = self.payer("Whole SA", 0, 0, 0, 0, 0)
        self.receive(self.invoice(1000, due=MONTHS[0], partner=whole.partner_id), 60)
        self.score(whole)
        self.assertLess(self.parts(whole)["lateness"][1], points)

    def test_a_payment_without_entry_counts_from_its_own_day(self):
        debtor = self.payer("Transfer SA", None)
        self.pay_without_entry(debtor.claim_ids.move_id, MONTHS[0])
        self.assertTrue(
            self.env["account.move.line"].search_count(
                [("partner_id", "=", debtor.partner_id.id), ("amount_residual", ">", 0)]
            ),
            "the ledger does not know of it yet",
        )
        self.score(debtor)
        self.assertEqual(self.parts(debtor)["lateness"], (0, 0))

    def test_a_credit_note_is_no_payment(self):
        debtor = self.payer("Credited SA", 0, 0, 0, 0, 0, 0)
        invoice = self.invoice(5000, due=MONTHS[0], partner=debtor.partner_id)
        self.credit_note(5000, partner=debtor.partner_id, allocate_to=invoice)
        self.score(debtor)
        self.assertEqual(debtor.score, 100)
        self.assertEqual(debtor.score_id.parts[0]["code"], "start")

    def test_money_given_back_is_no_claim(self):
        debtor = self.payer("Refunded SA", 0, 0, 0, 0, 0, 0)
        credit = self.credit_note(300, partner=debtor.partner_id)
        self.receive(credit, 90, -300)
        self.assertFalse(debtor.claim_ids)
        self.score(debtor)
        self.assertEqual(debtor.score, 100)

    def test_a_claim_that_is_never_reminded_does_not_count(self):
        debtor = self.payer("Opening SA", 0, 0, 0, 0, 0, 0)
        invoice = self.invoice(9000, due=MONTHS[0], partner=debtor.partner_id)
        self.claim(invoice).no_followup = True
        self.assertEqual(self.score(debtor), 100)

    def test_a_claim_in_dispute_does_not_count_a_lost_one_does(self):
        debtor = self.payer("Contesting SA", 0, 0, 0, 0, 0, None)
        [claim] = debtor.claim_ids
        dispute = self.dispute({claim.move_id: None}, partner=debtor.partner_id)
        self.assertEqual(self.score(debtor), 92)  # five claims: 50 + 50 × 5 / 6
        with freeze_time(TODAY):
            dispute.action_creditor_right()
        self.score(debtor)
        self.assertEqual(self.parts(debtor)["disputes"], (1, -4))
        self.assertLess(self.parts(debtor)["lateness"][1], 0)

    def test_a_foreign_currency_weighs_in_company_currency(self):
        """Of 1,000 and 2,000 gold at two for one, half was 19 days late."""
        gold = self.setup_other_currency("EUR")
        self.assertEqual(gold._convert(2000, self.company.currency_id), 1000)
        partner = self.create_customer("Abroad SA")
        home = self.invoice(1000, due=MONTHS[5], partner=partner)
        abroad = self.invoice(2000, due=MONTHS[5], partner=partner, currency_id=gold.id)
        self.env.cr.flush()
        self.receive(home, 0)
        self.receive(abroad, 19, 1000)
        self.assertTrue(self.claim(abroad).reconciled)
        debtor = self.debtor(partner)
        self.score(debtor)
        self.assertEqual(self.parts(debtor)["lateness"][0], 9.5)
        self.assertEqual(self.parts(debtor)["late_share"][0], 50)

    def test_an_exchange_difference_is_no_payment(self):
        gold = self.setup_other_currency(
            "EUR", rates=[("2016-01-01", 2.0), ("2026-06-01", 4.0)]
        )
        partner = self.create_customer("Exchange SA")
        values = {"partner": partner, "currency_id": gold.id}
        invoice = self.invoice(2000, due=MONTHS[4], **values)
        self.env.cr.flush()
        self.receive(invoice, 30, 500)  # all 2,000, at the new rate
        self.assertTrue(self.claim(invoice).reconciled)
        debtor = self.debtor(partner)
        self.score(debtor)
        self.assertEqual(self.parts(debtor)["lateness"][0], 30)

    def test_two_companies_know_two_payers(self):
        other = self.setup_other_company()["company"]
        debtor = self.payer("Twofold SA", *[0] * 6)
        self.invoice(due=MONTHS[0], partner=debtor.partner_id, company=other)
        self.env.cr.flush()
        elsewhere = self.debtor(debtor.partner_id, other)
        self.score(debtor + elsewhere)
        self.assertEqual(debtor.score_class, "A")
        self.assertEqual(elsewhere.score_class, "E")

    def test_reminders_needed_cost(self):
        debtor = self.payer("Reminded SA", 0, 0, 0, 0, 0)
        invoice = self.invoice(1000, due=day(0), partner=debtor.partner_id)
        self.nights(-6, 16)  # the courtesy reminder before the due date costs nothing
        self.assertEqual(len(self.reminders(debtor.partner_id)), 4)
        self.receive(invoice, 20)
        self.score(debtor)
        value, points = self.parts(debtor)["levels"]
        self.assertAlmostEqual(value, 3 / 6, delta=0.1)
        self.assertLess(points, 0)


@tagged("post_install", "-at_install")
class TestScoreOfPromises(PromiseCommon, ScoreCommon):
    def test_a_broken_promise_costs(self):
        invoice = self.invoice()
        promise = self.promise(invoice, made=1, by=5)
        self.nights(1, 9)
        self.assertEqual(promise.state, "broken")
        self.score(self.debtor(), day(9))
        self.assertEqual(self.parts(self.debtor())["promises"], (1, -4))


@tagged("post_install", "-at_install")
class TestScoreOfTheInsolvent(InsolvencyStories, ScoreCommon):
    def test_an_insolvent_customer_is_in_class_e(self):
        debtor = self.payer("Punctual SA", *[0] * 6)
        self.insolvency(debtor_id=debtor.id)
        self.score(debtor)
        self.assertEqual((debtor.score, debtor.score_class), (0, "E"))
