from odoo import api, fields, models

from .union_view import make_union_view

COLUMNS = (
    "debtor_id",
    "partner_id",
    "company_id",
    "date",
    "kind",
    "amount",
    "currency_id",
    "user_id",
    "res_model",
)

PROMISES = """
SELECT id, debtor_id, partner_id, company_id, date, 'promise' AS kind,
       amount - COALESCE(received, 0) AS amount, currency_id, user_id,
       'collection.promise'
  FROM collection_promise
 WHERE state = 'open'
"""

INSTALMENTS = """
SELECT instalment.id, instalment.debtor_id, instalment.partner_id,
       instalment.company_id, instalment.date, 'instalment', instalment.residual,
       instalment.currency_id, plan.user_id, 'collection.plan.instalment'
  FROM collection_plan_instalment instalment
  JOIN collection_plan plan ON plan.id = instalment.plan_id
 WHERE plan.state IN ('active', 'late') AND instalment.residual > 0
"""

DISPUTES = """
SELECT id, debtor_id, partner_id, company_id, deadline, 'dispute', amount, NULL,
       user_id, 'collection.dispute'
  FROM collection_dispute
 WHERE state = 'open' AND deadline IS NOT NULL
"""

PROCEEDINGS = """
SELECT id, debtor_id, partner_id, company_id, deadline, 'proceeding', NULL,
       NULL, user_id, 'collection.proceeding'
  FROM collection_proceeding
 WHERE state NOT IN ('closed', 'cancelled') AND deadline IS NOT NULL
"""

HOLDS = """
SELECT id, debtor_id, partner_id, company_id, date_end, 'hold', NULLIF(amount, 0),
       currency_id, user_id, 'collection.hold'
  FROM collection_hold
 WHERE date_lifted IS NULL AND date_end IS NOT NULL AND kind = 'pause'
"""

REMINDERS = """
SELECT id, id, partner_id, company_id, next_date, 'reminder', overdue, NULL, user_id,
       'collection.debtor'
  FROM collection_debtor
 WHERE next_date IS NOT NULL AND state != 'settled'
"""

ALL = (PROMISES, INSTALMENTS, DISPUTES, PROCEEDINGS, HOLDS, REMINDERS)


class CollectionAgenda(models.Model):
    """What falls due on a day: what was promised, and what we have to do."""

    _name = "collection.agenda"
    _description = "Collection Calendar"
    _auto = False
    _order = "date, kind, id"

    date = fields.Date(readonly=True)
    kind = fields.Selection(
        selection=[
            ("promise", "Promise"),
            ("instalment", "Instalment"),
            ("dispute", "Dispute to settle"),
            ("proceeding", "Deadline of a proceeding"),
            ("hold", "Hold ends"),
            ("reminder", "Next reminder"),
        ],
        readonly=True,
    )
    debtor_id = fields.Many2one(comodel_name="collection.debtor", readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Responsible", readonly=True
    )
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", string="Record", readonly=True
    )

    def init(self):
        make_union_view(self.env.cr, self._table, COLUMNS, ALL)

    @api.depends("kind", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for entry in self:
            entry.display_name = f"{entry.partner_id.name} – {kinds[entry.kind]}"

    def action_open(self):
        self.ensure_one()
        model, res_id = self.res_model, self.res_id
        if model == "collection.plan.instalment":
            res_id = self.env[model].browse(res_id).plan_id.id
            model = "collection.plan"
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": res_id,
            "view_mode": "form",
        }
