from odoo import api, fields, models


class CollectionChargeWaiver(models.TransientModel):
    """Asks why interest and indemnity are waived."""

    _name = "collection.charge.waiver"
    _description = "Waive Interest and Indemnity"

    charge_ids = fields.Many2many(
        comodel_name="collection.charge", string="Interest and Indemnity", readonly=True
    )
    summary = fields.Char(string="Amount", compute="_compute_summary")
    reason = fields.Text(required=True)

    @api.depends("charge_ids")
    def _compute_summary(self):
        for waiver in self:
            totals = [
                currency.format(sum(charges.mapped("open_amount")))
                for currency, charges in waiver.charge_ids.grouped(
                    "currency_id"
                ).items()
            ]
            waiver.summary = " + ".join(totals)

    def _by_currency(self):
        return self.charge_ids.grouped("currency_id").items()

    def action_waive(self):
        self.charge_ids._waive(self.reason)
        return {"type": "ir.actions.act_window_close"}
