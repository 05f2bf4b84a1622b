from odoo import fields, models


class CollectionReminder(models.Model):
    _inherit = "collection.reminder"

    def _hand_over(self, today):
        """Have the job queue send this batch, in as many workers as it has.

        A batch that is handed over twice is sent once: see ``_dispatch``.
        """
        self.with_delay(channel="root.collection")._dispatch_by_job()

    def _dispatch_by_job(self):
        """Send what is ready on the day on which the job runs.

        The queue tries again what met a lock; what fails for good stays ready, and the
        next night hands it over once more.
        """
        self._dispatch(fields.Date.context_today(self))
