from odoo import api, models
from odoo.tools import SQL

# One event for each payment that has paid a part of an open claim. A credit note, a
# write-off or an exchange difference is no word of the debtor's: only what lies in a
# journal of money is. The day is the payment's own.
RECORD_PART_PAYMENTS = """
WITH paid AS (
    SELECT partial.id AS partial_id, item.id AS claim_id, item.company_id,
           item.partner_id, debtor.id AS debtor_id, credit.date, credit.move_name
      FROM account_partial_reconcile partial
      JOIN account_move_line item ON item.id = partial.debit_move_id
      JOIN account_move_line credit ON credit.id = partial.credit_move_id
      JOIN account_journal journal ON journal.id = credit.journal_id
      JOIN account_account account ON account.id = item.account_id
      JOIN collection_debtor debtor
        ON debtor.partner_id = item.partner_id AND debtor.company_id = item.company_id
     WHERE item.id = ANY(%(claim_ids)s)
       AND item.parent_state = 'posted'
       AND item.amount_residual > 0
       AND account.account_type = 'asset_receivable'
       AND account.non_trade IS NOT TRUE
       AND journal.type IN ('bank', 'cash', 'credit')
), made AS (
    INSERT INTO collection_limitation_event (
        debtor_id, partner_id, company_id, kind, date, partial_id, reference, user_id,
        create_uid, write_uid, create_date, write_date)
    SELECT debtor_id, partner_id, company_id, 'part_payment', date, partial_id,
           move_name, %(uid)s, %(uid)s, %(uid)s,
           now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
      FROM paid
  ORDER BY date, partial_id -- else as Postgres happens to join them
        ON CONFLICT (partial_id) WHERE partial_id IS NOT NULL DO NOTHING
    RETURNING id, partial_id
)
INSERT INTO collection_limitation_event_claim_rel (event_id, claim_id)
SELECT made.id, paid.claim_id FROM made JOIN paid USING (partial_id)
"""


# pylint: disable=consider-merging-classes-inherited
class CollectionLimitationEvent(models.Model):
    """Part payments, recorded for all claims at once."""

    _inherit = "collection.limitation.event"

    @api.model
    def _record_part_payments(self, claims):
        """Record each payment of a part of these claims once, in one statement."""
        for model in ("account.partial.reconcile", "account.move.line"):
            self.env[model].flush_model()
        self.env.execute_query(
            SQL(RECORD_PART_PAYMENTS, claim_ids=claims.ids, uid=self.env.uid)
        )
        self.invalidate_model()
