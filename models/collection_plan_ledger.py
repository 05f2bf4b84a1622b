from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ..rules import instalments
from ..rules.instalments import Instalment
from .collection_plan import LIVE

# What has become of the claims of each plan since it was made. A claim that was
# cancelled, or deleted, is as good as credited; one that is being corrected is owed.
RECEIPTS = """
SELECT line.plan_id,
       SUM(line.amount)::text AS amount,
       SUM(CASE WHEN item.id IS NULL OR item.parent_state = 'cancel' THEN 0
                WHEN item.parent_state = 'draft' THEN line.amount
                WHEN move.payment_state IN ('in_payment', 'paid') THEN 0
                ELSE item.amount_residual_currency END)::text AS residual,
       SUM(CASE WHEN item.id IS NULL OR item.parent_state = 'cancel' THEN line.amount
                WHEN item.parent_state = 'draft' THEN 0
                ELSE COALESCE(credit.amount, 0) - line.credited_before END)::text
           AS credited
  FROM collection_plan_line line
  LEFT JOIN account_move_line item ON item.id = line.move_line_id
  LEFT JOIN account_move move ON move.id = item.move_id
  LEFT JOIN LATERAL (%(credits)s) credit ON TRUE
 WHERE line.plan_id = ANY(%(plan_ids)s)
 GROUP BY line.plan_id
"""

# What credit notes have paid of one item, in its currency.
CREDITS = """
SELECT SUM(partial.debit_amount_currency) AS amount
  FROM account_partial_reconcile partial
  JOIN account_move_line other ON other.id = partial.credit_move_id
  JOIN account_move refund ON refund.id = other.move_id
 WHERE partial.debit_move_id = item.id
   AND refund.move_type = 'out_refund'
"""

INSTALMENTS = """
SELECT plan_id, id, date, amount::text, announced_on, warned_on
  FROM collection_plan_instalment
 WHERE plan_id = ANY(%s)
 ORDER BY plan_id, date
"""

STORE_INSTALMENTS = """
UPDATE collection_plan_instalment instalment
   SET credited = fact.credited, paid = fact.paid, residual = fact.residual,
       state = fact.state, late_since = fact.late_since
  FROM unnest(%s::int[], %s::numeric[], %s::numeric[], %s::numeric[], %s::text[],
              %s::date[])
       AS fact(id, credited, paid, residual, state, late_since)
 WHERE instalment.id = fact.id
   AND (instalment.credited, instalment.paid, instalment.residual, instalment.state,
        instalment.late_since)
       IS DISTINCT FROM
       (fact.credited, fact.paid, fact.residual, fact.state, fact.late_since)
"""

STORE_PLANS = """
UPDATE collection_plan plan
   SET credited = fact.credited, paid = fact.paid, residual = fact.residual,
       next_date = fact.next_date
  FROM unnest(%s::int[], %s::numeric[], %s::numeric[], %s::numeric[], %s::date[])
       AS fact(id, credited, paid, residual, next_date)
 WHERE plan.id = fact.id
   AND (plan.credited, plan.paid, plan.residual, plan.next_date)
       IS DISTINCT FROM (fact.credited, fact.paid, fact.residual, fact.next_date)
"""


class Known(NamedTuple):
    """One instalment: its row, what is paid of it, and what the customer was told."""

    id: int
    status: instalments.Status
    announced_on: object
    warned_on: object


# pylint: disable=consider-merging-classes-inherited
class CollectionPlan(models.Model):
    """What was paid of the plans: from the ledger's own reconciliation, all at once."""

    _inherit = "collection.plan"

    @api.model
    def _credited_on(self, claims):
        """{item: what credit notes have paid of it so far, in its currency}."""
        claims.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT item.id, COALESCE(credit.amount, 0)::text "
                "FROM account_move_line item LEFT JOIN LATERAL (%s) credit ON TRUE "
                "WHERE item.id = ANY(%s)",
                SQL(CREDITS),
                claims.ids,
            )
        )
        credited = {item_id: Decimal(amount) for item_id, amount in rows}
        return {item: credited[item.id] for item in claims}

    def _follow_ledger(self, today):
        """Store what has been paid of each instalment.

        :return: {plan id: [``Known``]}, in the order of the days
        """
        if not self:
            return {}
        for model in ("account.move", "account.move.line", "account.partial.reconcile"):
            self.env[model].flush_model()
        self.env["collection.plan.line"].flush_model()
        self.env["collection.plan.instalment"].flush_model()
        self.flush_model()
        known = self._known_instalments(self._receipts())
        self._store_instalments(known, today)
        self._store_plans(known)
        return known

    def _receipts(self):
        """{plan id: (paid, credited)} since each was made."""
        rows = self.env.execute_query(
            SQL(RECEIPTS, credits=SQL(CREDITS), plan_ids=self.ids)
        )
        receipts = {}
        for plan_id, *amounts in rows:
            amount, residual, credited = map(Decimal, amounts)
            receipts[plan_id] = (amount - residual - credited, credited)
        return receipts

    def _known_instalments(self, receipts):
        rows = defaultdict(list)
        for plan_id, *row in self.env.execute_query(SQL(INSTALMENTS, self.ids)):
            rows[plan_id].append(row)
        known = {}
        for plan_id, own in rows.items():
            schedule = [Instalment(day, Decimal(sum_)) for _id, day, sum_, *_ in own]
            statuses = instalments.allocate(schedule, *receipts[plan_id])
            known[plan_id] = [
                Known(row[0], status, *row[3:])
                for row, status in zip(own, statuses, strict=True)
            ]
        return known

    @api.model
    def _store_instalments(self, known, today):
        rows = [
            (
                item.id,
                item.status.credited,
                item.status.paid,
                item.status.open,
                _state(item.status, today),
                item.status.late_since(today),
            )
            for own in known.values()
            for item in own
        ]
        columns = [list(column) for column in zip(*rows, strict=True)]
        self.env.execute_query(SQL(STORE_INSTALMENTS, *columns))
        self.env["collection.plan.instalment"].invalidate_model()

    @api.model
    def _store_plans(self, known):
        rows = []
        for plan_id, own in known.items():
            statuses = [item.status for item in own]
            rows.append(
                (
                    plan_id,
                    sum(status.credited for status in statuses),
                    sum(status.paid for status in statuses),
                    sum(status.open for status in statuses),
                    next((s.day for s in statuses if s.open), None),
                )
            )
        columns = [list(column) for column in zip(*rows, strict=True)]
        self.env.execute_query(SQL(STORE_PLANS, *columns))
        self.invalidate_model(["credited", "paid", "residual", "next_date"])

    @api.model
    def _follow_customers(self, partners, today):
        """The figures of the plans of customers whose ledger has changed."""
        if partners:
            plans = self.search(
                [("partner_id", "in", partners.ids), ("state", "in", LIVE)]
            )
            plans._follow_ledger(today)


def _state(status, today):
    if status.open:
        if status.late_since(today):
            return "late"
        return "partly" if status.paid else "open"
    return "paid" if status.paid else "credited"
