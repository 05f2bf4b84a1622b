from contextlib import contextmanager

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

# Whoever has never owed anything has no row yet, on which two could meet.
TAKE_TURNS = """
INSERT INTO collection_debtor (
    partner_id, company_id, state, balance, overdue, not_due, credit, left_out,
    create_uid, write_uid, create_date, write_date
)
SELECT partner_id, %(company_id)s, 'settled', 0, 0, 0, 0, 0,
       %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
  FROM unnest(%(partner_ids)s::int[]) AS partner_id
 ORDER BY partner_id -- one order for all: no deadlock
ON CONFLICT (partner_id, company_id) DO UPDATE SET write_date = EXCLUDED.write_date
"""


# pylint: disable=consider-merging-classes-inherited
class CollectionGuarded(models.AbstractModel):
    """Whoever writes the state himself meets the guard, and no two at once."""

    _inherit = "collection.guarded"

    @contextmanager
    def _collection_cleared(self, judged):
        """Have the writing of the state trust the verdict: it was given just before.

        Kept in memory, where no caller from outside can write.
        """
        known = self._collection_known()
        added = {(self._name, document.id) for document in self & judged} - known
        known |= added
        try:
            yield
        finally:
            known -= added

    def _collection_uncleared(self):
        known = self._collection_known()
        return self.filtered(lambda document: (self._name, document.id) not in known)

    def _collection_known(self):
        return self.env.cr.precommit.data.setdefault("collection.cleared", set())

    def _collection_refuse(self):
        """
        :raise UserError: some of self stop, or are cancelled
        """
        self._collection_refuse_cancelled()
        verdicts = self._collection_judge()
        stopped = self._collection_blocked(verdicts)
        if stopped:
            raise UserError(stopped._collection_refusal(verdicts))
        self._collection_take_turns()

    def _collection_refuse_cancelled(self):
        """Odoo's buttons do not bring back to force what is cancelled, either."""
        cancelled = self._collection_gives_credit().filtered(
            lambda document: (
                document.state == "cancel" and document._collection_mode() != "off"
            )
        )
        if cancelled:
            raise UserError(
                self.env._(
                    "%s is cancelled. Set it back to draft first.",
                    cancelled[0].sudo()._collection_label(),  # as in a refusal
                )
            )

    def _collection_take_turns(self):
        """Of two at once for one customer, have the second fail and try again.

        Each saw the exposure without the other: PostgreSQL then refuses to write the
        same row twice, and Odoo runs the second request anew, which sees the first.
        """
        for company, documents in (
            self._collection_guarded().grouped("company_id").items()
        ):
            customers = {d._collection_customer().id for d in documents}
            self.env.execute_query(
                SQL(
                    TAKE_TURNS,
                    partner_ids=list(customers),
                    company_id=company.id,
                    uid=self.env.uid,
                )
            )
