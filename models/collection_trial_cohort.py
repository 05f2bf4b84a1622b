from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from .collection_ledger import PAYMENT

# When each claim was paid: by money, as a whole. What was settled by a credit note, or
# written off, tells nothing of a reminder.
PAID = """
SELECT item.id, MAX(part.max_date), bool_and(journal.type IN ('bank', 'cash', 'credit'))
  FROM account_move_line item
  JOIN account_partial_reconcile part ON part.debit_move_id = item.id
  JOIN account_move_line credit ON credit.id = part.credit_move_id
  JOIN account_journal journal ON journal.id = credit.journal_id
 WHERE item.id = ANY(%(item_ids)s)
   AND item.reconciled
   AND part.debit_amount_currency != 0 -- else an exchange difference
 GROUP BY item.id
 UNION ALL
SELECT item.id, payment.date, TRUE
  FROM account_move_line item
  JOIN account_move move ON move.id = item.move_id
  JOIN LATERAL (%(payment)s) payment ON TRUE
 WHERE item.id = ANY(%(item_ids)s)
   AND item.reconciled IS NOT TRUE
   AND move.payment_state IN ('in_payment', 'paid')
"""


# pylint: disable=consider-merging-classes-inherited
class CollectionTrial(models.Model):
    """The claims that came to the step of a trial while it ran."""

    _inherit = "collection.trial"

    def _cohort(self, today):
        """[(debtor id, day on which the claim came to the step, day paid or None)].

        Claims that are still being watched are left out. The day is that of the
        shortest delay of all groups, or a longer delay would leave out those who paid
        before it.
        """
        self.ensure_one()
        if not self.date_start:
            return []
        first = self._first_day()
        watched = today - timedelta(days=self.horizon)
        last = min(self.date_end or today, watched)
        shift = timedelta(days=first)
        items = self._items_due(self.date_start - shift, last - shift)
        paid = self._paid_on([item_id for _debtor, item_id, _due in items])
        cohort = []
        for debtor_id, item_id, due in items:
            entered = due + shift
            day, by_money = paid.get(item_id, (None, True))
            if by_money and not (day and day <= entered):
                cohort.append((debtor_id, entered, day))
        return cohort

    def _first_day(self):
        """Days after the due date on which the first of the groups is reminded."""
        level = self.level_id
        own = min(level.delay, *self.variant_ids.mapped("delay"))
        if level.basis == "due":
            return own
        before = level.policy_id.level_ids.filtered(
            lambda other: other.sequence < level.sequence and other.delay >= 0
        )
        day = 0
        for other in before:
            day = other.delay + (day if other.basis == "previous" else 0)
        return day + own

    def _items_due(self, since, until):
        """[(debtor id, item id, due date)] of the policy's claims, settled or not."""
        debtors = self.env["collection.debtor"].sudo()  # of one policy, for sums alone
        due = fields.Domain("date_maturity", ">=", since) & fields.Domain(
            "date_maturity", "<=", until
        )
        claims = fields.Domain([("no_followup", "=", False), ("balance", ">", 0)])
        # For sums by group alone.
        items = (
            self.env["account.move.line"]
            .sudo()
            ._search(debtors._trade_items_domain() & due & claims)
        )
        own = debtors.search(self._debtor_domain())
        return [
            (row[0], row[1], row[2])
            for row in own._item_rows(items, until)
            if row[5] == self.policy_id.id
        ]

    def _debtor_domain(self):
        company = self.company_id
        return [("company_id", "child_of", company.id)] if company else []

    def _paid_on(self, item_ids):
        """{item id: (day, whether it was settled by money)} of what is settled."""
        rows = self.env["collection.ledger"]._select(
            PAID,
            item_ids=item_ids,
            payment=SQL(PAYMENT, move_id=SQL("item.move_id")),
        )
        return {item_id: (day, by_money) for item_id, day, by_money in rows}
