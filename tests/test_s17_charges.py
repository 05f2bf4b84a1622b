from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import CollectionCommon, day


class ChargesCommon(CollectionCommon):
    """Amounts in euro: a French creditor, a French business that pays late.

    2026: ECB 2.15 % in the first half-year, 2.40 % in the second, plus 10 points.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.env.ref("base.EUR")
        cls.euro.active = True
        cls.env["res.currency.rate"].create(
            {"currency_id": cls.euro.id, "name": "2020-01-01", "rate": 0.8}
        )
        income = cls.company_data["default_account_revenue"]
        cls.interest_account = income.copy({"code": "763000"})
        cls.indemnity_account = income.copy({"code": "758000"})
        cls.company.write(
            {
                "collection_interest_account_id": cls.interest_account.id,
                "collection_indemnity_account_id": cls.indemnity_account.id,
            }
        )

    @classmethod
    def invoice(cls, amount=1000, **values):
        return super().invoice(amount, **{"currency_id": cls.euro.id, **values})

    def pay_on(self, invoice, payment_day, amount=None):
        values = {"payment_date": payment_day}
        if amount:
            values["amount"] = amount
        return self._register_payment(invoice, **values)

    def charges(self, partner=None):
        return self.env["collection.charge"].search(
            [("partner_id", "=", (partner or self.customer).id)], order="kind desc, id"
        )

    def assertCharges(self, **expected):
        """``expected``: {field: [interest, indemnity]}."""
        charges = self.charges()
        for field_name, amounts in expected.items():
            self.assertEqual(charges.mapped(field_name), amounts, field_name)

    def claimed_on(self, reminder):
        return [
            (line.interest, line.indemnity)
            for line in reminder.line_ids
            if line.interest or line.indemnity
        ]


@tagged("post_install", "-at_install")
class TestS17Charges(ChargesCommon):
    def reach_last_reminder(self):
        for offset in (1, 8, 15):
            sent = self.night(day(offset))
        return sent

    def test_s17_charges_invoiced_principal_paid_then_waived(self):
        """Charges are invoiced, the principal is paid, they stay, and are waived."""
        invoice = self.invoice(10000)
        sent = self.reach_last_reminder()
        # 15 days at 12.15 %
        self.assertEqual(self.claimed_on(sent), [(49.93, 40)])
        self.assertIn("12.15", sent.interest_basis)
        self.assertCharges(
            claimed=[49.93, 40], invoiced=[0, 0], open_amount=[49.93, 40]
        )

        with freeze_time(day(20)):
            action = self.debtor().action_invoice_charges()
        bill = self.env["account.move"].browse(action["res_id"])
        self.assertEqual(bill.state, "draft")
        self.assertEqual(bill.amount_total, 106.58)  # 20 days at 12.15 %, and 40
        self.assertFalse(bill.line_ids.tax_ids)
        self.assertEqual(
            bill.invoice_line_ids.account_id,
            self.interest_account + self.indemnity_account,
        )
        self.assertEqual(bill.invoice_line_ids.collection_charge_id, self.charges())
        self.assertEqual(invoice.collection_charge_ids, self.charges())
        self.assertCharges(
            claimed=[66.58, 40], drafted=[66.58, 40], invoiced=[0, 0], paid=[0, 0]
        )
        bill.action_post()
        self.assertCharges(
            invoiced=[66.58, 40], drafted=[0, 0], open_amount=[66.58, 40]
        )

        self.pay_on(invoice, day(20))
        self.assertEqual(invoice.payment_state, invoice._get_invoice_in_payment_state())
        self.assertCharges(paid=[0, 0], open_amount=[66.58, 40])
        # What is open is still asked for: the charges are a claim of their own.
        reminded = self.night(day(22))
        self.assertReminded(reminded, self.friendly)
        self.assertEqual(reminded.line_ids.move_line_id.move_id, bill)
        self.assertEqual(reminded.amount, bill.amount_residual_signed)

        manager = new_test_user(
            self.env, "boss", "account_debt_collection.group_collection_manager"
        )
        waiver = (
            self.env["collection.charge.waiver"]
            .with_user(manager)
            .create(
                {
                    "charge_ids": [Command.set(self.charges().ids)],
                    "reason": "Gesture for a good customer",
                }
            )
        )
        waiver.action_waive()
        self.assertCharges(
            claimed=[66.58, 40], invoiced=[0, 0], waived=[66.58, 40], open_amount=[0, 0]
        )
        self.assertEqual(bill.payment_state, "reversed")
        self.assertEqual(self.charges().waived_by_id, manager)
        self.assertIn("Gesture", self.debtor().message_ids[0].body)
        self.assertNothing(self.night(day(40)))
        with self.assertRaisesRegex(UserError, "nothing left to waive"):
            self.charges().with_user(manager)._waive("once more")

    def test_what_was_claimed_stays_claimed_when_the_principal_is_paid(self):
        invoice = self.invoice(10000)
        self.reach_last_reminder()
        self.pay_on(invoice, day(18))
        self.assertCharges(open_amount=[49.93, 40])
        # Interest up to the day of payment, that day included, and not beyond it.
        with freeze_time(day(60)):
            self.debtor().action_invoice_charges()
        self.assertCharges(claimed=[59.92, 40], drafted=[59.92, 40])

    def test_charges_of_an_invoice_paid_late_stand_in_the_next_letter(self):
        paid_late = self.invoice(10000)
        self.reach_last_reminder()
        self.pay_on(paid_late, day(16))
        other = self.invoice(500, due=day(10))
        for offset in (21, 26, 31):
            sent = self.night(day(offset))
        self.assertReminded(sent, self.last)
        by_document = {line.name: line for line in sent.line_ids}
        settled = by_document[paid_late.name]
        self.assertEqual((settled.residual, settled.interest), (0, 53.26))
        self.assertEqual(settled.indemnity, 40)
        self.assertEqual(by_document[other.name].residual, 500)
        self.assertEqual(sent.amount, other.amount_residual_signed)

    def test_part_of_the_charges_is_paid(self):
        invoice = self.invoice(10000)
        self.reach_last_reminder()
        with freeze_time(day(15)):
            action = self.debtor().action_invoice_charges()
        bill = self.env["account.move"].browse(action["res_id"])
        bill.action_post()
        self.pay_on(invoice, day(16))
        self.pay_on(bill, day(16), bill.amount_total / 2)
        self.assertCharges(paid=[24.97, 20], open_amount=[24.96, 20])

    def test_charges_bear_no_charges(self):
        self.invoice(10000)
        self.reach_last_reminder()
        with freeze_time(day(15)):
            action = self.debtor().action_invoice_charges()
        bill = self.env["account.move"].browse(action["res_id"])
        bill.action_post()
        accrued, _obstacles = self.env["collection.charge"]._accrue(
            self.claim(bill), day(99)
        )
        self.assertFalse(accrued)

    def test_nothing_is_claimed_twice(self):
        self.invoice(10000)
        self.reach_last_reminder()
        with freeze_time(day(15)):
            self.debtor().action_invoice_charges()
            with self.assertRaisesRegex(UserError, "nothing to invoice"):
                self.debtor().action_invoice_charges()
        self.plan(day(30))
        formal = self.reminders()[-1]
        self.assertEqual(formal.level_id, self.formal)
        # 30 days less the 15 that are invoiced; no second indemnity.
        self.assertEqual(self.claimed_on(formal), [(49.93, 0)])

    def test_a_part_payment_counts_from_its_own_day(self):
        invoice = self.invoice(10000)
        self.pay_on(invoice, day(5), 4000)
        sent = self.reach_last_reminder()
        # 5 days on 10,000 and 10 days on 6,000
        self.assertEqual(self.claimed_on(sent), [(36.62, 40)])

    def test_a_part_payment_counts_against_the_interest_by_option(self):
        self.company.collection_interest_first = True
        invoice = self.invoice(10000)
        self.pay_on(invoice, day(5), 4000)
        sent = self.reach_last_reminder()
        self.assertEqual(self.claimed_on(sent), [(36.67, 40)])

    def pay_without_entry(self, invoice, day):
        """As with Odoo's accounting app: no outstanding account, no entry."""
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_id": self.customer.id,
                "amount": 10000,
                "currency_id": self.euro.id,
                "date": day,
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        )
        payment.outstanding_account_id = False
        payment.invoice_ids = invoice
        payment.action_post()
        return payment

    def test_a_payment_without_journal_entry_ends_the_interest(self):
        invoice = self.invoice(10000)
        self.reach_last_reminder()
        self.pay_without_entry(invoice, day(18))
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        with freeze_time(day(60)):
            self.debtor().action_invoice_charges()
        self.assertCharges(claimed=[59.92, 40])

    def test_a_payment_that_was_cancelled_does_not_lengthen_the_interest(self):
        invoice = self.invoice(10000)
        self.reach_last_reminder()
        self.pay_without_entry(invoice, day(40)).action_cancel()
        self.pay_without_entry(invoice, day(18))
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        with freeze_time(day(60)):
            self.debtor().action_invoice_charges()
        self.assertCharges(claimed=[59.92, 40])

    def test_charges_cost_as_many_queries_for_many_as_for_few(self):
        counts = []
        for size in (1, 2, 12):  # the first one fills caches
            claims = self.env["account.move.line"]
            for number in range(size):
                customer = self.create_customer(f"Late{size}-{number}")
                invoice = self.invoice(1000, partner=customer)
                self.pay_on(invoice, day(3), 100)
                claims += self.claim(invoice)
            self.env.cr.flush()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            accrued, _obstacles = self.env["collection.charge"]._accrue(claims, day(20))
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(accrued), size)
        self.assertEqual(*counts[1:])

    def test_two_instalments_of_one_invoice_cost_one_indemnity(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Two halves",
                "line_ids": [
                    Command.create({"value_amount": 50, "nb_days": 25}),
                    Command.create({"value_amount": 50, "nb_days": 30}),
                ],
            }
        )
        self.invoice(10000, invoice_payment_term_id=term.id)
        sent = self.reach_last_reminder()
        costs = [line.indemnity for line in sent.line_ids if line.residual]
        self.assertEqual(sorted(costs), [0, 40])

    # === BAD INPUT === #

    def test_a_half_year_without_rate_makes_the_letter_wait(self):
        table = self.env.ref("account_debt_collection.interest_reference_ecb")
        row = table.rate_ids.filtered(lambda r: str(r.date_from) == "2026-01-01")
        row.unlink()
        self.invoice(10000)
        self.assertNothing(self.reach_last_reminder())
        waiting = self.reminders()[-1]
        self.assertFailed(waiting, "has no rate from 01/01/2026 on")
        table.rate_ids = [Command.create({"date_from": "2026-01-01", "rate": 2.15})]
        self.assertReminded(self.night(day(16)), self.last)

    def test_a_customer_without_country_makes_the_letter_wait(self):
        self.customer.country_id = False
        self.invoice(10000)
        self.assertNothing(self.reach_last_reminder())
        self.assertFailed(self.reminders()[-1], "Debtor SA has no country")

    def test_a_claim_without_due_date_makes_the_letter_wait(self):
        claim = self.claim(self.invoice(10000))
        claim.date_maturity = False
        start = claim.date
        self.assertFalse(claim.date_maturity)
        for offset in (1, 8, 15):
            sent = self.night(day(offset) + (start - day(0)))
        self.assertNothing(sent)
        self.assertFailed(self.reminders()[-1], "has no due date")

    def test_an_agreed_rate_below_the_floor_is_refused(self):
        with freeze_time(day(0)):
            with self.assertRaisesRegex(ValidationError, "7.86"):
                self.company.collection_contract_rate = 7.5
            self.company.collection_contract_rate = 8
            with self.assertRaisesRegex(ValidationError, "7.86"):
                self.invoice()
                self.env.cr.flush()
                self.debtor().contract_rate = 1
            self.debtor().contract_rate = 10
        sent = self.reach_last_reminder()
        self.assertEqual(self.claimed_on(sent), [(4.11, 40)])

    # === WHO IS IT === #

    def test_consumers_owe_nothing_before_a_formal_notice(self):
        self.customer.is_company = False
        self.invoice(10000)
        self.assertEqual(self.claimed_on(self.reach_last_reminder()), [])
        self.plan(day(30))
        formal = self.reminders()[-1]
        self.assertEqual(self.claimed_on(formal), [])
        with freeze_time(day(30)):
            formal.action_send()
        self.assertEqual(formal.state, "sent", formal.note)
        self.assertFalse(self.charges())
        with freeze_time(day(40)):
            # The letter is on its way: nobody knows when it was presented.
            with self.assertRaisesRegex(UserError, "nothing to invoice"):
                self.debtor().action_invoice_charges()
            formal.sudo().presented_on = day(30)
            self.debtor().action_invoice_charges()
        # 10 days from the notice on, at the legal rate of 2.62 %; no indemnity.
        self.assertCharges(claimed=[7.18])

    def test_a_country_without_scheme_grants_nothing(self):
        self.company.country_id = self.customer.country_id = self.env.ref("base.us")
        self.invoice(10000)
        self.assertEqual(self.claimed_on(self.reach_last_reminder()), [])

    def test_the_sellers_law_unless_the_company_says_otherwise(self):
        self.customer.country_id = self.env.ref("base.de")
        self.invoice(10000)
        self.env.cr.flush()
        debtor = self.debtor()
        self.assertScheme(debtor, "France, businesses")
        self.company.collection_foreign_law = True
        self.assertScheme(debtor, "Germany, businesses")
        debtor.customer_kind = "consumer"
        self.assertScheme(debtor, "Germany, consumers")
        self.customer.country_id = self.env.ref("base.pt")
        debtor.customer_kind = "business"
        self.assertScheme(debtor, "European Union, businesses")

    def assertScheme(self, debtor, name):
        self.assertEqual(debtor._schemes()[debtor].name, name)

    # === RIGHTS === #

    def test_only_managers_waive_and_nobody_writes_by_hand(self):
        self.invoice(10000)
        self.reach_last_reminder()
        officer = new_test_user(
            self.env, "officer", "account_debt_collection.group_collection_officer"
        )
        charges = self.charges().with_user(officer)
        with self.assertRaisesRegex(AccessError, "Only a collection manager"):
            charges._waive("because")
        with self.assertRaises(AccessError):
            self.env["collection.charge.waiver"].with_user(officer).create(
                {"reason": "because"}
            )
        with self.assertRaises(AccessError):
            charges.write({"waived": 40})
        seller = new_test_user(self.env, "seller", "base.group_user")
        with self.assertRaises(AccessError):
            charges.with_user(seller).read(["claimed"])
        billing = new_test_user(self.env, "billing", "account.group_account_invoice")
        with self.assertRaises(AccessError):
            self.debtor().with_user(billing).action_invoice_charges()
        with self.assertRaises(AccessError):
            self.env["collection.interest.rate"].with_user(officer).create(
                {
                    "reference_id": self.env.ref(
                        "account_debt_collection.interest_reference_ecb"
                    ).id,
                    "date_from": "2027-01-01",
                    "rate": 2.65,
                }
            )
