from dateutil.relativedelta import relativedelta

from odoo.tests import freeze_time, tagged

from .common import DUE, day
from .guard_common import GuardCommon


@freeze_time(DUE)
@tagged("post_install", "-at_install")
class TestGuardAutomatic(GuardCommon):
    """What posts itself stops as well: somebody is told, and nobody waits for it."""

    def autopost(self, batch_size=100):
        cron = self.env.ref("account.ir_cron_auto_post_draft_entry")
        cron.code = f"model._autopost_draft_entries({batch_size})"
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def test_s19_automatic_posting_leaves_an_activity_once(self):
        over = self.draft(1001, auto_post="at_date", date=DUE)
        fits = self.draft(100, auto_post="at_date", date=DUE)
        alone = self.draft(
            1001, partner=self.create_customer("Free SA"), auto_post="at_date", date=DUE
        )
        for offset in range(3):
            with freeze_time(day(offset)):
                self.autopost()
        self.assertEqual([fits.state, alone.state], ["posted", "posted"])
        self.assertWaits(over)
        self.pay(fits)
        self.customer.credit_limit = 2000
        with freeze_time(day(3)):
            self.autopost()
        self.assertEqual(over.state, "posted")
        self.assertFalse(self.activities(over))
        self.assertFalse(over.collection_guard_stopped_on)

    def test_s19_only_stopped_invoices_break_no_night(self):
        over = self.draft(1001, auto_post="at_date", date=DUE)
        for offset in range(2):
            with freeze_time(day(offset)):
                self.autopost()
        self.assertWaits(over)
        self.assertFalse(
            over.message_ids.filtered(lambda m: "could not be posted" in m.body)
        )

    def test_s19_many_that_wait_keep_nobody_waiting(self):
        for _number in range(3):
            self.draft(1001, auto_post="at_date", date=DUE)
        self.autopost(batch_size=2)
        free = self.create_customer("Free SA")
        fits = self.draft(10, partner=free, auto_post="at_date", date=DUE)
        fits.invoice_date = DUE - relativedelta(days=5)
        self.autopost(batch_size=2)
        self.assertEqual(fits.state, "posted")

    def test_s19_a_future_invoice_is_judged_on_its_day(self):
        later = self.draft(1001, invoice_date=day(5))
        self.assertFalse(later._post(soft=True))
        self.assertEqual(later.auto_post, "at_date")
        self.assertFalse(self.notes(later))
        with freeze_time(day(5)):
            self.autopost()
        self.assertWaits(later)
