from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    collection_team_ids = fields.Many2many(
        comodel_name="collection.team",
        relation="collection_team_res_users_rel",
        string="Collection Teams",
    )

    def action_archive(self):
        """Who leaves hands over calls and tasks: Odoo would delete them."""
        # Whoever may archive a user need not have rights on the debtors.
        activities = self.env["mail.activity"].sudo()
        left = activities.search(
            [("res_model", "=", "collection.debtor"), ("user_id", "in", self.ids)]
        )
        # See above: it is about who inherits the task.
        debtors = self.env["collection.debtor"].sudo().browse(left.mapped("res_id"))
        heirs = {debtor.id: debtor._responsible(leaving=self) for debtor in debtors}
        for heir, mine in left.grouped(lambda activity: heirs[activity.res_id]).items():
            mine.with_context(mail_activity_quick_update=True).user_id = heir
        return super().action_archive()
