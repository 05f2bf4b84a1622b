from odoo import api, models
from odoo.tools import SQL

# Active holds whose event has come since they were made.
HOLDS_TO_LIFT = """
SELECT hold.id
  FROM collection_hold hold
  JOIN collection_debtor debtor ON debtor.id = hold.debtor_id
 WHERE hold.date_lifted IS NULL
   AND (hold.lift_event = 'answer'
        AND EXISTS (SELECT FROM mail_message message
                     WHERE message.model = 'collection.debtor'
                       AND message.res_id = debtor.id
                       AND message.message_type = 'email'
                       AND message.create_date > hold.create_date)
     OR hold.lift_event IN ('payment', 'credit_note')
        AND EXISTS (SELECT FROM account_move_line item
                      JOIN account_account account ON account.id = item.account_id
                      JOIN account_move move ON move.id = item.move_id
                     WHERE item.partner_id = debtor.partner_id
                       AND item.company_id = debtor.company_id
                       AND item.parent_state = 'posted'
                       AND item.balance < 0
                       AND account.account_type = 'asset_receivable'
                       AND move.move_type = CASE hold.lift_event
                           WHEN 'payment' THEN 'entry' ELSE 'out_refund' END
                       AND item.create_date > hold.create_date))
 ORDER BY hold.id
"""


# pylint: disable=consider-merging-classes-inherited
class CollectionHold(models.Model):
    """Holds that an event lifts."""

    _inherit = "collection.hold"

    @api.model
    def _lift_by_events(self):
        """Lift the holds whose event has come, and say so on each."""
        self.flush_model()
        self.env["mail.message"].flush_model()
        self.env["account.move.line"].flush_model()
        rows = self.env.execute_query(SQL(HOLDS_TO_LIFT))
        # The night works in all companies.
        holds = self.sudo().browse(hold_id for (hold_id,) in rows)
        holds.action_lift()
        for hold in holds:
            owner_reads = hold.with_context(lang=hold.user_id.lang)
            owner_reads.message_post(body=owner_reads._describe_lift())

    def _describe_lift(self):
        field = self._fields["lift_event"]
        event = dict(field._description_selection(self.env))[self.lift_event]
        return self.env._("Lifted by %s.", event)
