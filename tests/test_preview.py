from odoo.tests import Form, freeze_time, new_test_user, tagged

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestPreview(CollectionCommon):
    """The preview tells what the night then does, and writes nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.no_address = cls.create_customer("Lost SA", email=False, street=False)
        cls.covered = cls.create_customer("Covered SA")
        cls.invoice(1000)
        cls.invoice(300, partner=cls.no_address)
        cls.invoice(200, partner=cls.covered)
        cls.credit_note(200, partner=cls.covered)
        cls.env.cr.flush()

    def preview(self, today):
        return self.env["collection.night.preview"].new({"date": today})

    def outcomes(self, today):
        return {
            line.debtor_id.partner_id: (line.outcome, line.level_id)
            for line in self.preview(today).line_ids
        }

    def test_who_gets_what_and_who_cannot_be_reminded(self):
        self.assertEqual(
            self.outcomes(day(1)),
            {
                self.customer: ("send", self.friendly),
                self.no_address: ("blocked", self.friendly),
                self.covered: ("nothing", self.env["collection.level"]),
            },
        )
        reasons = self.preview(day(1)).line_ids.mapped("reason")
        self.assertIn("Lost SA has no valid e-mail address", reasons[0])
        self.assertIn("Open credits cover what is due: allocate them.", reasons)

    def test_any_date_and_nothing_is_written(self):
        self.assertEqual(self.outcomes(day(-30))[self.customer][0], "nothing")
        self.assertEqual(self.outcomes(day(-5))[self.customer], ("send", self.courtesy))
        self.assertFalse(self.reminders())
        self.assertFalse(self.debtor().activity_ids)

    def test_the_night_does_what_the_preview_said(self):
        for offset in (1, 8, 15, 30):
            expected = {
                (line.debtor_id.partner_id, line.level_id)
                for line in self.preview(day(offset)).line_ids
                if line.outcome == "send"
            }
            sent = self.night(day(offset))
            self.assertEqual({(r.partner_id, r.level_id) for r in sent}, expected)

    def test_more_customers_are_no_more_queries(self):
        counts = []
        for number in range(3):
            for other in range(number * 6):
                self.invoice(50, partner=self.create_customer(f"C{number}{other}"))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(self.preview(day(1)).line_ids)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2], counts)

    def test_what_a_person_has_to_approve_is_told_apart(self):
        for offset in (1, 8, 15):
            self.night(day(offset))
        self.assertEqual(
            self.outcomes(day(30))[self.customer], ("approve", self.formal)
        )

    @freeze_time(day(1))
    def test_billing_users_may_look(self):
        cron = self.env.ref("account_debt_collection.cron_night")
        cron.nextcall = f"{day(2)} 04:00:00"
        user = new_test_user(
            self.env,
            login="collection_preview",
            groups="account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        preview = Form(self.env["collection.night.preview"].with_user(user))
        self.assertEqual(preview.date, day(2))
        self.assertIn("1 to send", preview.summary)
        self.assertEqual(len(preview.line_ids), 3)
