from odoo import fields, models


class CollectionDebtorBatch(models.TransientModel):
    """Does one thing with many debtors."""

    _name = "collection.debtor.batch"
    _description = "Many Debtors at Once"

    purpose = fields.Selection(
        selection=[("assign", "Assign"), ("hold", "Put on hold")], required=True
    )
    debtor_ids = fields.Many2many(comodel_name="collection.debtor", required=True)
    count = fields.Integer(string="Debtors", compute="_compute_count")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        help="Makes the calls, and answers for the hold.",
    )
    reason = fields.Char()
    date_end = fields.Date(
        string="Until",
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=14),
        help="Last day of the hold; reminders go on the day after.",
    )

    def _compute_count(self):
        for batch in self:
            batch.count = len(batch.debtor_ids)

    def action_apply(self):
        self.ensure_one()
        if self.purpose == "assign":
            self.debtor_ids.user_id = self.user_id
        else:
            self.env["collection.hold"].create(
                [
                    {
                        "debtor_id": debtor.id,
                        "name": self.reason,
                        "date_end": self.date_end,
                        "user_id": self.user_id.id,
                    }
                    for debtor in self.debtor_ids
                ]
            )
        return {"type": "ir.actions.act_window_close"}
