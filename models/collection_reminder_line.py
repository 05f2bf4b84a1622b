from odoo import api, fields, models


class CollectionReminderLine(models.Model):
    """One open item in one reminder, as it stood when the reminder was made."""

    _name = "collection.reminder.line"
    _description = "Reminder Line"
    _order = "due_date, id"

    reminder_id = fields.Many2one(
        comodel_name="collection.reminder",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="reminder_id.company_id", store=True, index=True
    )
    move_line_id = fields.Many2one(
        comodel_name="account.move.line", index="btree_not_null", ondelete="set null"
    )
    level_id = fields.Many2one(
        comodel_name="collection.level",
        index="btree_not_null",
        ondelete="restrict",
        help="Level to which this reminder takes the claim; empty: only listed.",
    )
    date = fields.Date(help="Day on which the claim reached the level.")
    name = fields.Char(string="Document")
    document_date = fields.Date()
    due_date = fields.Date()
    days_overdue = fields.Integer(string="Days Late", compute="_compute_days_overdue")
    currency_id = fields.Many2one(comodel_name="res.currency", required=True)
    amount = fields.Monetary(help="Amount of the item when it was posted.")
    residual = fields.Monetary(
        string="Still Open", help="Without the part that is on hold."
    )
    held = fields.Monetary(string="On Hold")
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    residual_company = fields.Monetary(
        string="Still Open (company currency)", currency_field="company_currency_id"
    )

    _reached_idx = models.Index(
        "(move_line_id, date) WHERE level_id IS NOT NULL AND date IS NOT NULL"
    )

    @api.depends("due_date", "reminder_id.date", "reminder_id.date_done")
    def _compute_days_overdue(self):
        for line in self:
            day = line.reminder_id.date_done or line.reminder_id.date
            late = day - line.due_date if day and line.due_date else None
            line.days_overdue = max(late.days, 0) if late else 0

    @api.model
    def _prepare_from_item(self, item, level_id, held_share):
        """Values of the line for one open item.

        :param level_id: id of the level to which the claim climbs, or False
        :param float held_share: share of its residual that is on hold, 0 to 1
        """
        held = item.currency_id.round(item.amount_residual_currency * held_share)
        held_company = item.company_currency_id.round(item.amount_residual * held_share)
        return {
            "move_line_id": item.id,
            "level_id": level_id,
            "name": item.move_id.name,
            "document_date": item.move_id.invoice_date or item.date,
            "due_date": item.date_maturity or item.date,
            "currency_id": item.currency_id.id,
            "amount": item.amount_currency,
            "residual": item.amount_residual_currency - held,
            "held": held,
            "residual_company": item.amount_residual - held_company,
        }
