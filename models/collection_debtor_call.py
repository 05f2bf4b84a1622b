from odoo import api, fields, models
from odoo.tools import SQL

from .activities import CALL

WAITING = ("attention", "to_approve")

# As ``_compute_call_impact`` has it.
IMPACT = """
COALESCE(%(overdue)s * GREATEST(%(today)s::date - %(oldest_due_date)s, 0)
         * CASE WHEN %(score_class)s IS NULL THEN 1 ELSE 2 - %(score)s / 100.0 END
         * CASE WHEN %(state)s IN %(waiting)s OR %(next_date)s < %(today)s::date
                THEN 2 ELSE 1 END, 0)
"""


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """Who is to be called, and whom first."""

    _inherit = "collection.debtor"

    call_contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="Person to Call",
        compute="_compute_call_contact_id",
        help="The collection contact of the customer, else its invoice contact, else "
        "the customer: the first of them that has a phone number.",
    )
    call_phone = fields.Char(string="Phone to Call", compute="_compute_call_contact_id")
    call_impact = fields.Float(
        string="Impact",
        compute="_compute_call_impact",
        help="Overdue amount × days late, up to twice that for the worst payers, and "
        "twice for those for whom something waits today: who comes first.",
    )

    to_call = fields.Boolean(
        compute="_compute_to_call",
        search="_search_to_call",
        help="A call to this debtor is due by today.",
    )

    @api.depends("activity_ids.date_deadline")
    def _compute_to_call(self):
        due = self.search([("id", "in", self.ids), ("to_call", "=", True)])
        for debtor in self:
            debtor.to_call = debtor in due

    @api.model
    def _search_to_call(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return [("activity_ids", "any", self._due_calls())]

    @api.model
    def _due_calls(self, user=None):
        """Domain of the calls to be made by today, by ``user`` alone if given."""
        calls = fields.Domain("activity_type_id", "=", self.env.ref(CALL).id)
        calls &= fields.Domain("date_deadline", "<=", "today")
        return calls & fields.Domain("user_id", "=", user.id) if user else calls

    @api.depends("partner_id.child_ids.type", "partner_id.child_ids.phone")
    def _compute_call_contact_id(self):
        for debtor in self:
            contact = debtor._contact("phone")
            debtor.call_contact_id, debtor.call_phone = contact, contact.phone

    @api.depends(
        "overdue", "days_overdue", "score", "score_class", "state", "next_date"
    )
    def _compute_call_impact(self):
        today = fields.Date.context_today(self)
        for debtor in self:
            risk = 2 - debtor.score / 100 if debtor.score_class else 1
            ripe = debtor.state in WAITING or (debtor.next_date or today) < today
            impact = debtor.overdue * debtor.days_overdue * risk
            debtor.call_impact = impact * 2 if ripe else impact

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """The impact is not stored, as it grows each day, but lists sort by it."""
        if field_name != "call_impact":
            return super()._order_field_to_sql(
                alias, field_name, direction, nulls, query
            )
        today = fields.Date.context_today(self)
        columns = {
            name: self._field_to_sql(alias, name, query)
            for name in (
                "overdue",
                "oldest_due_date",
                "score",
                "score_class",
                "state",
                "next_date",
            )
        }
        impact = SQL(IMPACT, today=today, waiting=WAITING, **columns)
        return SQL("%s %s %s", impact, direction, nulls)

    # === ACTIONS === #

    def action_call(self):
        """Open the call screen on this debtor."""
        self.ensure_one()
        return self.env["collection.call"]._open(self)

    def action_start_calls(self):
        """Open the call screen on the first debtor of the queue."""
        return self.env["collection.call"]._open(self._call_queue()[:1])

    # === BUSINESS METHODS === #

    @api.model
    def _call_queue(self, user=None):
        """Debtors to be called by today, those with the greatest impact first.

        :param user: only the calls of this person
        """
        calls = [("activity_ids", "any", self._due_calls(user))]
        return self.search(calls, order="call_impact desc, id")

    def _schedule_call(self, prepare, date_deadline=None):
        """Plan a call; it replaces one that is planned already."""
        self.activity_unlink([CALL])
        self._schedule(CALL, prepare, date_deadline)

    def _schedule(self, activity_type, prepare, date_deadline=None):
        """Give the person responsible for each debtor something to do, without a mail.

        :param activity_type: XML id
        :param prepare: returns the values for a debtor, in that person's language
        """
        self.partner_id.mapped("name")  # read at once: each activity bears it
        kind = self.env.ref(activity_type)
        fixed = {
            "activity_type_id": kind.id,
            "automated": True,
            "date_deadline": date_deadline or fields.Date.context_today(self),
            "res_model_id": self.env["ir.model"]._get_id(self._name),
        }
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    **fixed,
                    "res_id": debtor.id,
                    "user_id": owner.id,
                    "summary": kind.with_context(lang=owner.lang).summary,
                    **prepare(debtor.with_context(lang=owner.lang)),
                }
                for debtor in self
                for owner in [debtor._responsible()]
            ]
        )
