from ast import literal_eval
from datetime import date

from odoo.tests import freeze_time, tagged

from .limitation_common import LimitationCommon


@tagged("post_install", "-at_install")
class TestLimitationPeriods(LimitationCommon):
    """Which period counts for which claim, and where the day is shown."""

    # === WHICH PERIOD === #

    def test_the_invoice_says_what_it_is_about_else_its_journal(self):
        claim = self.owed(date(2025, 6, 15))
        journal = claim.journal_id
        self.assertEqual(self.found(claim).day, date(2030, 6, 14))
        journal.collection_claim_type_id = self.env.ref(
            "account_debt_collection.claim_type_rent"
        )
        self.assertEqual(self.found(claim).day, date(2028, 6, 14))
        claim.move_id.collection_claim_type_id = self.env.ref(
            "account_debt_collection.claim_type_transport"
        )
        self.assertEqual(self.found(claim).day, date(2026, 6, 14))
        claim.move_id.collection_claim_type_id = self.env.ref(
            "account_debt_collection.claim_type_consumer"
        )
        self.assertEqual(self.found(claim).day, date(2027, 6, 14))

    def test_consumers_have_their_own_law_and_businesses_the_sellers(self):
        customers = [
            self.create_customer(
                f"Customer {country}",
                is_company=is_company,
                country_id=country and self.env.ref(country).id,
            )
            for is_company, country in (
                (True, "base.de"),
                (False, "base.de"),
                (False, False),
                (False, "base.be"),
            )
        ]
        claims = [self.owed(date(2025, 6, 15), partner=one) for one in customers]
        days = [self.found(claim).day for claim in claims]
        careful = date(2026, 6, 14)
        known = [date(2030, 6, 14), date(2028, 12, 30)]
        self.assertEqual(days, [*known, careful, careful])
        words = [claim.move_id.collection_limitation_why for claim in claims]
        self.assertIn("art. L110-4 C. com.", words[0])
        self.assertIn("§ 195, 199 BGB), to be verified", words[1])
        self.assertIn("enter the country in the customer", words[2])
        self.assertIn("no period is known for BE", words[3])
        self.company.collection_foreign_law = True
        self.assertEqual(self.found(claims[0]).day, date(2028, 12, 30))

    def test_users_change_the_periods(self):
        claim = self.owed()
        self.watch(date(2026, 1, 5))
        self.env.ref("account_debt_collection.limitation_fr_business").years = 6
        self.assertFalse(claim.collection_limitation_state)
        self.watch(date(2026, 12, 20))
        self.assertSafeUntil(claim, 2027, 6, 14)

    def test_what_the_day_depends_on_has_it_counted_anew(self):
        claim = self.owed()
        rent = self.env.ref("account_debt_collection.claim_type_rent")
        debtor = self.debtor()
        for change in (
            lambda: claim.write({"date_maturity": date(2021, 7, 1)}),
            lambda: claim.move_id.write({"collection_claim_type_id": rent.id}),
            lambda: claim.journal_id.write({"collection_claim_type_id": rent.id}),
            lambda: debtor.write({"customer_kind": "consumer"}),
            lambda: self.customer.write({"country_id": self.env.ref("base.de").id}),
            lambda: self.company.write({"collection_limitation_payments": True}),
        ):
            self.watch(date(2026, 1, 5))
            self.assertTrue(claim.collection_limitation_state)
            change()
            self.assertFalse(claim.collection_limitation_state)
        self.watch(date(2026, 1, 5))
        self.assertSafeUntil(claim, *self.found(claim).day.timetuple()[:3])

    # === SCREENS === #

    def test_posting_stores_nothing_and_young_claims_neither(self):
        young = self.owed(date(2026, 3, 10))
        self.watch(date(2026, 4, 1))
        self.assertFalse(young.collection_limitation_state)
        self.assertEqual(young.move_id.collection_limitation_date, date(2031, 3, 9))
        self.assertEqual(self.debtor().limitation_date, date(2031, 3, 9))

    @freeze_time("2026-06-01")
    def test_the_list_shows_what_lapses_and_what_to_do(self):
        near, over = self.owed(), self.owed(date(2021, 5, 1))
        later = self.owed(date(2021, 9, 1))
        still = self.owed(date(2021, 9, 1))
        self.record(still, "court_act", date(2026, 5, 4))
        self.owed(date(2026, 3, 10))
        paid = self.owed(date(2021, 6, 1))
        self.watch(date(2026, 6, 1))
        self.pay_part(paid, 1000, date(2026, 6, 1))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_debt_collection.account_move_line_action_limitation"
        )
        claims = self.env["account.move.line"].search(
            literal_eval(action["domain"]),
            order="collection_limitation_date, id",
        )
        self.assertEqual(claims, over + near + later + still)
        self.assertEqual(
            claims.mapped("collection_limitation_days_left"), [-32, 13, 91, 0]
        )
        advice = claims.mapped("collection_limitation_advice")
        for words, start in zip(
            advice, ("May be", "File a claim", "Have the debt", "Nothing"), strict=True
        ):
            self.assertTrue(words.startswith(start), words)
