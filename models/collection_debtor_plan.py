from odoo import api, fields, models


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """The debtor's payment plans, and their part in the night."""

    _inherit = "collection.debtor"

    plan_ids = fields.One2many(
        comodel_name="collection.plan", inverse_name="debtor_id", string="Payment Plans"
    )
    plan_count = fields.Integer(compute="_compute_plan_count")

    @api.depends("plan_ids")
    def _compute_plan_count(self):
        for debtor in self:
            debtor.plan_count = len(debtor.plan_ids)

    def action_plan(self):
        """Agree with the customer on instalments, or on a later day."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Payment Plan"),
            "res_model": "collection.plan.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_debtor_id": self.id},
        }

    def action_view_plans(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "account_debt_collection.collection_plan_action"
            ),
            "domain": [("debtor_id", "=", self.id)],
            "context": {},
        }

    def _stop_plans(self, reason):
        """End all plans of these debtors, without blame: proceedings have opened.

        :param reason: sentence for the thread of each plan
        """
        # The caller checks the right.
        over = ("broken", "completed", "cancelled")
        plans = self.sudo().plan_ids.filtered(lambda plan: plan.state not in over)
        plans._cancel(reason)

    @api.model
    def _wake(self, today, domain=()):
        """Before anything is decided, plans end that were kept or broken."""
        self.env["collection.plan"]._live_on(today)
        return super()._wake(today, domain)

    @api.model
    def _refresh_after_ledger(self):
        touched = self.env.cr.precommit.data.get("collection.touched", ())
        partners = self.env["res.partner"].browse(touched).exists()
        result = super()._refresh_after_ledger()
        # Whoever posts a payment need not have access to the plans.
        plans = self.env["collection.plan"].sudo()
        plans._follow_customers(partners, fields.Date.context_today(self))
        return result
