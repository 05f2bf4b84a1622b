from odoo import api, models


class CollectionAlarm(models.AbstractModel):
    """Settings whose change has the next night decide anew."""

    _name = "collection.alarm"
    _description = "Wakes Debtors"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._wake_debtors()
        return records

    def write(self, vals):
        result = super().write(vals)
        self._wake_debtors()
        return result

    def unlink(self):
        self._wake_debtors()
        return super().unlink()

    def _wake_debtors(self):
        """Whose sleep the change ends: everybody's, unless a model knows better."""
        # Whoever may change the setting may change what the night decides.
        self.env["collection.debtor"].sudo()._wake_all()
