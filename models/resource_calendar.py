from odoo import models


class ResourceCalendarLeaves(models.Model):
    _name = "resource.calendar.leaves"
    _inherit = ["resource.calendar.leaves", "collection.alarm"]

    def _wake_debtors(self):
        """Days that close the company, or open it, put reminders off or back."""
        if any(not leave.resource_id for leave in self):
            # Whoever enters a holiday may change what the night decides.
            self.env["collection.debtor"].sudo()._wake_for_calendars()


class ResourceCalendarAttendance(models.Model):
    _name = "resource.calendar.attendance"
    _inherit = ["resource.calendar.attendance", "collection.alarm"]

    def _wake_debtors(self):
        # Whoever sets the working hours may change what the night decides.
        self.env["collection.debtor"].sudo()._wake_for_calendars()
