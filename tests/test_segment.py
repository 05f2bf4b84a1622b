from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestSegment(CollectionCommon):
    """Which policy a claim is collected by, and why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.belgian = cls.create_customer(
            "Belgian SA", country_id=cls.env.ref("base.be").id
        )

    @classmethod
    def segment(cls, name, delay=3, **values):
        """A policy with one level, ``delay`` days after the due date."""
        channel = cls.env.ref("account_debt_collection.channel_email")
        level = {
            "name": f"{name} level",
            "delay": delay,
            "channel_ids": channel.ids,
            "template_id": cls.friendly.template_id.id,
        }
        return cls.env["collection.policy"].create(
            {
                "name": name,
                "segmented": True,
                "level_ids": [Command.create(level)],
                **values,
            }
        )

    @classmethod
    def segment_of_country(cls, code, **values):
        domain = f"[('country_id.code', '=', '{code}')]"
        return cls.segment(code, segment_domain=domain, **values)

    def source(self, invoice):
        """(policy, why) of the claim of ``invoice``."""
        debtor = self.debtor(invoice.partner_id.commercial_partner_id)
        return debtor._policy_sources(day(0))[self.claim(invoice).id]

    def test_customers_of_the_segment_have_their_own_policy(self):
        belgium = self.segment_of_country("BE")
        abroad = self.invoice(partner=self.belgian)
        home = self.invoice()
        self.env.cr.flush()
        self.assertEqual(self.source(abroad), (belgium, "segment"))
        self.assertEqual(self.source(home), (self.policy, "company"))
        self.assertEqual(self.night(day(1)).partner_id, self.customer)
        self.assertReminded(self.night(day(3)), belgium.level_ids, self.belgian)

    def test_the_first_segment_that_fits_is_used(self):
        second = self.segment("Everybody", sequence=20)
        first = self.segment_of_country("BE", sequence=10)
        abroad, home = self.invoice(partner=self.belgian), self.invoice()
        self.env.cr.flush()
        self.assertEqual(self.source(abroad)[0], first)
        self.assertEqual(self.source(home)[0], second)
        first.sequence = 30
        self.assertEqual(self.source(abroad)[0], second)

    def test_customer_and_invoice_come_before_the_segment(self):
        self.segment("Everybody")
        invoice = self.invoice()
        self.env.cr.flush()
        chosen = self.policy.copy()
        self.debtor().policy_id = chosen
        self.assertEqual(self.source(invoice), (chosen, "customer"))
        invoice.collection_policy_id = self.policy
        self.env.flush_all()
        self.assertEqual(self.source(invoice), (self.policy, "invoice"))

    def test_a_segment_may_be_left_alone(self):
        self.env["collection.policy"].create(
            {
                "name": "Public sector",
                "segmented": True,
                "segment_domain": "[('country_id.code', '=', 'BE')]",
            }
        )
        self.invoice(partner=self.belgian)
        self.nights(1, 10)
        self.assertNothing(self.reminders(self.belgian))
        self.assertIn("sends no reminders", self.debtor(self.belgian).explanation)

    def test_who_moves_changes_the_segment_with_the_next_night(self):
        belgium = self.segment_of_country("BE")
        invoice = self.invoice()
        self.night(day(1))
        self.customer.country_id = self.env.ref("base.be")
        self.night(day(2))
        self.assertEqual(self.debtor().segment_ids, belgium)
        self.assertEqual(self.source(invoice)[0], belgium)
        self.customer.country_id = self.env.ref("base.fr")
        self.assertReminded(self.night(day(8)), self.firm)

    def test_an_archived_segment_is_no_longer_used(self):
        belgium = self.segment_of_country("BE")
        invoice = self.invoice(partner=self.belgian)
        self.env.cr.flush()
        belgium.active = False
        self.assertEqual(self.source(invoice)[0], self.policy)
        self.assertReminded(self.night(day(1)), self.friendly, self.belgian)

    def test_each_company_has_its_own_segments(self):
        self.segment("Of another company", company_id=self.other_company().id)
        invoice = self.invoice()
        self.env.cr.flush()
        self.assertEqual(self.source(invoice)[0], self.policy)

    @classmethod
    def other_company(cls):
        return cls.env["res.company"].create({"name": "Other SARL"})

    def test_a_domain_that_means_nothing_is_refused(self):
        for domain in ("[('no_such_field', '=', 1)]", "nonsense", "[('a'"):
            with self.assertRaisesRegex(ValidationError, "describe them anew"):
                self.segment("Broken", segment_domain=domain)

    def test_claim_types_by_journal_and_by_invoice(self):
        rent = self.env.ref("account_debt_collection.claim_type_rent")
        trade = self.env.ref("account_debt_collection.claim_type_trade")
        tenants = self.segment("Tenants", claim_type_ids=rent.ids)
        invoice = self.invoice()
        self.env.cr.flush()
        self.assertEqual(self.source(invoice)[0], self.policy)
        invoice.journal_id.collection_claim_type_id = rent
        self.assertEqual(self.source(invoice), (tenants, "segment"))
        invoice.collection_claim_type_id = trade
        self.assertEqual(self.source(invoice)[0], self.policy)

    def test_large_and_small_invoices(self):
        large = self.segment("Large", segment_from=5000)
        small = self.segment("Small", segment_to=100)
        invoices = [self.invoice(amount) for amount in (5000, 4999, 100, 99)]
        self.env.cr.flush()
        self.assertEqual(
            [self.source(invoice)[0] for invoice in invoices],
            [large, self.policy, self.policy, small],
        )

    def test_a_part_payment_changes_no_class(self):
        large = self.segment("Large", segment_from=5000)
        invoice = self.invoice(5000)
        self.pay(invoice, 4000)
        self.env.cr.flush()
        self.assertEqual(self.source(invoice)[0], large)

    def test_an_opening_entry_counts_by_each_customers_amount(self):
        large = self.segment("Large", segment_from=5000)
        receivable = self.claim(self.invoice()).account_id
        income = self.company_data["default_account_revenue"]
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": day(0),
                "line_ids": [
                    Command.create(
                        {
                            "account_id": receivable.id,
                            "partner_id": partner.id,
                            "debit": amount,
                            "no_followup": False,
                        }
                    )
                    for partner, amount in ((self.customer, 900), (self.belgian, 6000))
                ]
                + [Command.create({"account_id": income.id, "credit": 6900})],
            }
        )
        entry.action_post()
        self.env.cr.flush()
        policies = {
            item.partner_id: self.debtor(item.partner_id)._policy_sources(day(0))[
                item.id
            ][0]
            for item in entry.line_ids.filtered("partner_id")
        }
        self.assertEqual(policies, {self.customer: self.policy, self.belgian: large})


@tagged("post_install", "-at_install")
class TestRhythm(CollectionCommon):
    """Entry by age, repetition, working days."""

    def test_old_claims_enter_at_their_age_but_not_at_a_formal_notice(self):
        self.policy.enters_by_age = True
        self.invoice(due=day(-300))
        self.assertReminded(self.night(day(0)), self.last)
        self.assertNothing(self.night(day(4)))
        self.assertEqual(self.night(day(5)) | self.reminders()[1:], self.reminders()[1])
        self.assertEqual(self.reminders()[1].level_id, self.formal)
        self.assertEqual(self.reminders()[1].state, "to_approve")

    def test_otherwise_they_begin_at_the_beginning(self):
        self.invoice(due=day(-300))
        self.assertReminded(self.night(day(0)), self.friendly)

    def test_the_last_level_is_repeated(self):
        self.formal.unlink()
        self.policy.repeat_every = 10
        self.invoice()
        self.nights(1, 36)
        self.assertHistory(
            [
                (1, self.friendly),
                (8, self.firm),
                (15, self.last),
                (25, self.last),
                (35, self.last),
            ]
        )

    def test_on_a_closed_day_it_waits_for_the_next_open_one(self):
        self.policy.working_days_only = True
        holiday = {
            "name": "Company closed",
            "calendar_id": self.company.resource_calendar_id.id,
            "date_from": "2026-03-11 00:00:00",
            "date_to": "2026-03-12 23:00:00",
        }
        self.env["resource.calendar.leaves"].create(holiday)
        self.invoice()  # due on a Tuesday, ripe on the Wednesday
        self.nights(1, 2)
        self.assertNothing(self.reminders())
        self.assertEqual(self.debtor().next_date, day(3))
        self.assertReminded(self.night(day(3)), self.friendly)

    def test_an_approved_reminder_waits_for_the_working_day_too(self):
        self.policy.working_days_only = True
        self.friendly.mode = "approve"
        self.invoice()
        self.night(day(3))
        reminder = self.reminders()
        reminder.action_approve()
        reminder.sudo().date = day(4)
        self.assertNothing(self.night(day(4)))  # a Saturday
        self.assertIn("not a working day", reminder.note)
        self.assertNothing(self.night(day(5)))
        self.assertReminded(self.night(day(6)), self.friendly)


@tagged("post_install", "-at_install")
class TestCare(CollectionCommon):
    """Customers to be handled with care: tone cap, and notice to the salesperson."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = cls.env["res.users"].create(
            {"name": "Sales person", "login": "sales", "email": "s@creditor.example"}
        )
        cls.customer.user_id = cls.salesperson

    def test_above_the_cap_somebody_approves(self):
        self.invoice()
        self.env.cr.flush()
        self.debtor().tone_cap_id = self.friendly
        self.nights(1, 8)
        self.assertHistory([(1, self.friendly)])
        waiting = self.reminders()[1]
        self.assertEqual((waiting.level_id, waiting.state), (self.firm, "to_approve"))
        waiting.action_approve()
        waiting.sudo().date = day(9)
        self.assertReminded(self.night(day(9)), self.firm)

    def test_a_cap_set_after_planning_counts_when_it_is_sent(self):
        self.invoice()
        self.plan(day(1))
        self.debtor().tone_cap_id = self.courtesy
        self.dispatch(day(1))
        self.assertEqual(self.reminders().state, "to_approve")

    def notices(self):
        return self.env["mail.message"].search(
            [
                ("model", "=", "res.partner"),
                ("res_id", "=", self.customer.id),
                ("message_type", "=", "user_notification"),
            ]
        )

    def test_the_salesperson_is_told_in_time(self):
        self.friendly.notice_hours = 24
        self.invoice()
        self.assertNothing(self.night(day(1)))
        self.assertEqual(self.reminders().date, day(2))
        notice = self.notices()
        self.assertEqual(notice.notified_partner_ids, self.salesperson.partner_id)
        self.assertIn("Friendly reminder", notice.body)
        self.assertNothing(self.night(day(1)))
        self.assertReminded(self.night(day(2)), self.friendly)
        self.assertEqual(self.notices(), notice, "once is enough")

    def test_hours_count_in_nights_and_nobody_waits_without_a_salesperson(self):
        self.friendly.notice_hours = 25
        other = self.create_customer("Other SA")
        self.invoice()
        self.invoice(partner=other)
        self.assertReminded(self.night(day(1)), self.friendly, other)
        self.assertNothing(self.night(day(2)))
        self.assertReminded(self.night(day(3)), self.friendly)

    def test_what_is_approved_is_announced_too(self):
        self.friendly.write({"notice_hours": 24, "mode": "approve"})
        self.invoice()
        self.night(day(1))
        self.assertFalse(self.notices())
        with freeze_time(day(1)):
            self.reminders().action_approve()
        self.assertEqual(self.notices().notified_partner_ids.user_ids, self.salesperson)
        self.assertNothing(self.night(day(1)))
        self.assertReminded(self.night(day(2)), self.friendly)

    def test_a_hold_in_that_time_stops_it(self):
        self.friendly.notice_hours = 24
        self.invoice()
        self.night(day(1))
        self.env["collection.hold"].create(
            {
                "name": "Big order under way",
                "debtor_id": self.debtor().id,
                "date_start": day(1),
                "date_end": day(20),
            }
        )
        self.assertNothing(self.night(day(2)))
        self.assertEqual(self.reminders().state, "cancelled")
