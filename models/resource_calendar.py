from odoo import api, models


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._wake_debtors()
        return leaves

    def write(self, vals):
        result = super().write(vals)
        self._wake_debtors()
        return result

    def unlink(self):
        self._wake_debtors()
        return super().unlink()

    def _wake_debtors(self):
        """Days that close the company, or open it, put reminders off or back."""
        if any(not leave.resource_id for leave in self):
            # Whoever enters a holiday may change what the night decides.
            self.env["collection.debtor"].sudo()._wake_for_calendars()


class ResourceCalendarAttendance(models.Model):
    _inherit = "resource.calendar.attendance"

    @api.model_create_multi
    def create(self, vals_list):
        attendances = super().create(vals_list)
        attendances._wake_debtors()
        return attendances

    def write(self, vals):
        result = super().write(vals)
        self._wake_debtors()
        return result

    def unlink(self):
        self._wake_debtors()
        return super().unlink()

    def _wake_debtors(self):
        # Whoever sets the working hours may change what the night decides.
        self.env["collection.debtor"].sudo()._wake_for_calendars()
