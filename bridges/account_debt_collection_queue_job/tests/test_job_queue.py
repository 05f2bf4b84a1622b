from odoo.tests import freeze_time, tagged

from odoo.addons.account_debt_collection.tests.common import CollectionCommon, day
from odoo.addons.queue_job.job import Job


@tagged("post_install", "-at_install")
class TestJobQueue(CollectionCommon):
    """The night hands its batches over; the queue's workers send them."""

    def night_with_queue(self, today):
        """Run the scheduled action; return the jobs that it has queued."""
        with freeze_time(today), self.enter_registry_test_mode():
            cron = self.env.ref("account_debt_collection.cron_night").sudo()
            cron.method_direct_trigger()
        queue = self.env["queue.job"].sudo()
        jobs = queue.search([("method_name", "=", "_dispatch_by_job")], order="id")
        return [Job.load(queue.env, job.uuid) for job in jobs]

    def perform(self, job, today):
        """What a worker of the queue does with ``job``."""
        with freeze_time(today):
            job.perform()

    def test_the_night_queues_and_the_worker_sends(self):
        self.invoice()
        (job,) = self.night_with_queue(day(1))
        self.assertEqual(self.reminders().state, "planned")
        self.assertEqual(job.channel, "root.collection")
        self.perform(job, day(1))
        self.assertReminded(self.reminders(), self.friendly)

    def test_paid_before_the_job_runs_means_not_sent(self):
        invoice = self.invoice()
        (job,) = self.night_with_queue(day(1))
        self.pay(invoice)
        self.perform(job, day(1))
        self.assertEqual(self.reminders().state, "cancelled")

    def test_the_same_batch_twice_is_sent_once(self):
        self.invoice()
        (job,) = self.night_with_queue(day(1))
        first, second = self.night_with_queue(day(1))
        self.perform(first, day(1))
        mail = self.reminders().mail_id
        self.perform(second, day(1))
        self.assertReminded(self.reminders(), self.friendly)
        self.assertEqual(self.reminders().mail_id, mail)
        self.assertEqual(job.uuid, first.uuid)

    def test_a_job_of_yesterday_sends_as_of_today(self):
        self.invoice()
        (job,) = self.night_with_queue(day(1))
        self.perform(job, day(2))
        self.assertEqual(self.reminders().date_done, day(2))
