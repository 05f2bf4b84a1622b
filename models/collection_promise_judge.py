import logging
from collections import defaultdict
from decimal import Decimal

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

from ..rules import promise as rule
from .collection_debtor_figures import OTHERS_WERE_FASTER
from .collection_ledger import PAYMENT

_logger = logging.getLogger(__name__)

# What came in for these debtors since the first of the promises was made: settled on a
# claim; paid without a journal entry; or not allocated to a claim yet. Amounts in the
# currencies of the company, of the payment and of the claim: the last says most.
RECEIPTS = """
WITH scope AS (
    SELECT debtor_id, partner_id, company_id, MIN(create_date) AS since
      FROM collection_promise
     WHERE id = ANY(%(promise_ids)s)
  GROUP BY debtor_id, partner_id, company_id
), item AS (
    SELECT scope.debtor_id, scope.since, item.*
      FROM scope
      JOIN account_move_line item ON item.partner_id = scope.partner_id
       AND item.company_id = scope.company_id
      JOIN account_account account ON account.id = item.account_id
     WHERE item.parent_state = 'posted'
       AND account.account_type = 'asset_receivable'
       AND account.non_trade IS NOT TRUE
)
SELECT item.debtor_id, item.id, partial.max_date, credit.create_date,
       item.company_currency_id, partial.amount,
       credit.currency_id, partial.credit_amount_currency,
       item.currency_id, partial.debit_amount_currency
  FROM item
  JOIN account_partial_reconcile partial ON partial.debit_move_id = item.id
  JOIN account_move_line credit ON credit.id = partial.credit_move_id
 WHERE item.no_followup IS NOT TRUE AND credit.create_date >= item.since
UNION ALL
SELECT item.debtor_id, item.id, payment.date, payment.create_date,
       item.company_currency_id, item.amount_residual,
       item.currency_id, item.amount_residual_currency,
       item.currency_id, item.amount_residual_currency
  FROM item
  JOIN account_move move ON move.id = item.move_id
  JOIN LATERAL (%(payment)s) payment ON TRUE
 WHERE move.payment_state IN ('in_payment', 'paid')
   AND item.amount_residual > 0
   AND payment.create_date >= item.since
UNION ALL
SELECT item.debtor_id, NULL, item.date, item.create_date,
       item.company_currency_id, -item.amount_residual,
       item.currency_id, -item.amount_residual_currency,
       item.currency_id, -item.amount_residual_currency
  FROM item
 WHERE item.amount_residual < 0 AND item.create_date >= item.since
 ORDER BY 1, 3, 4, 2, 6 -- debtor, day, entered at, claim, amount
"""

STORE_VERDICTS = """
UPDATE collection_promise promise
   SET state = verdict.state,
       received = verdict.received
  FROM unnest(%s::int[], %s::varchar[], %s::numeric[])
       AS verdict(id, state, received)
 WHERE promise.id = verdict.id
"""


# pylint: disable=consider-merging-classes-inherited
class CollectionPromise(models.Model):
    """Whether promises are kept: facts from the ledger, the rest in ``rules``."""

    _inherit = "collection.promise"

    @api.model
    def _judge_open(self, today):
        """Every night; the night works in all companies."""
        # It is nobody's, and sees every promise.
        self.sudo().search([("state", "=", "open")])._judge(today)

    def _judge(self, today):
        """Close those that are kept, or whose time is over.

        What goes wrong with one debtor's promises is logged and stops no other's.
        """
        try:
            with self.env.cr.savepoint():
                gone = self.filtered(lambda promise: promise._is_gone())
                gone._cancel()
                (self - gone)._close((self - gone)._verdicts(today))
        except OTHERS_WERE_FASTER:
            raise  # see _cron_attempt()
        except Exception as error:
            debtors = self.debtor_id
            if len(debtors) > 1:
                first = debtors[: len(debtors) // 2]
                half = self.filtered(lambda promise: promise.debtor_id in first)
                half._judge(today)
                (self - half)._judge(today)
            else:
                _logger.error("Debtor %s: promises", debtors.id, exc_info=error)

    def _is_gone(self):
        """Whether the invoices that it was about have been cancelled or deleted."""
        return not self.is_whole and not self.claim_ids.filtered(
            lambda claim: claim.parent_state != "cancel"
        )

    def _verdicts(self, today):
        """{promise: ``rule.Verdict``}."""
        together = self | self._served_before()
        receipts, settled = together._receipts(), self._settled()
        return {
            promise: verdicts[promise.id]
            for debtor, promises in together.grouped("debtor_id").items()
            for verdicts in [
                rule.judge(
                    [promise._as_rule(promise in settled) for promise in promises],
                    receipts.get(debtor.id, []),
                    today,
                )
            ]
            for promise in promises & self
        }

    def _served_before(self):
        """Promises already judged that may have had the same receipts."""
        judged = self.search(
            [
                ("debtor_id", "in", self.debtor_id.ids),
                ("state", "in", ("kept", "partly", "broken")),
            ]
        )
        oldest = {
            debtor: min(promises.mapped("date_made"))
            for debtor, promises in self.grouped("debtor_id").items()
        }
        return judged.filtered(lambda p: p.deadline >= oldest[p.debtor_id])

    def _settled(self):
        """Those of which nothing is open any more."""
        claims = self.claim_ids
        still_open = claims.search(
            self.debtor_id._open_items_domain()
            & fields.Domain("id", "in", [*claims.ids])
        )
        return self.filtered(
            lambda promise: (
                promise.debtor_id.balance <= 0
                if promise.is_whole
                else not promise.claim_ids & still_open
                and set(promise.claim_ids.mapped("parent_state")) == {"posted"}
            )
        )

    def _receipts(self):
        """{debtor id: [``rule.Receipt``]}: one query, see RECEIPTS."""
        for model in (
            "account.move",
            "account.move.line",
            "account.partial.reconcile",
            "account.payment",
            "collection.promise",
        ):
            self.env[model].flush_model()
        payment = SQL(PAYMENT, move_id=SQL("move.id"))
        rows = self.env.execute_query(
            SQL(RECEIPTS, promise_ids=self.ids, payment=payment)
        )
        receipts = defaultdict(list)
        for number, row in enumerate(rows):
            debtor_id, claim_id, day, entered_at, *worth = row
            worth = dict(zip(worth[::2], map(_exact, worth[1::2]), strict=True))
            receipts[debtor_id].append(
                rule.Receipt(number, day, entered_at, worth, claim_id)
            )
        return receipts

    def _as_rule(self, settled):
        return rule.Promise(
            id=self.id,
            amount=_exact(self.amount),
            currency=self.currency_id.id,
            date=self.date,
            made_at=self.create_date,
            grace=self.grace,
            claims=frozenset(self.claim_ids.ids),
            settled=settled,
        )

    def _close(self, verdicts):
        """Store the verdicts; what has ended holds nothing, and somebody hears of it.

        :param verdicts: {promise: ``rule.Verdict``}
        """
        if not verdicts:
            return
        rows = [(promise.id, *verdict) for promise, verdict in verdicts.items()]
        columns = zip(*rows, strict=True)
        self.flush_model(["state", "received"])
        self.env.execute_query(SQL(STORE_VERDICTS, *map(list, columns)))
        self.invalidate_model(["state", "received"])
        if ended := self.filtered(lambda promise: promise.state != "open"):
            ended._resume()
            ended._log_end()
            ended.filtered(lambda promise: promise.state != "kept")._ask_to_call()

    def _log_end(self):
        """Write on each debtor what became of its promises."""
        self.debtor_id._message_log_batch(
            {
                debtor.id: Markup("<br/>").join(
                    promise.with_context(
                        lang=debtor._responsible().lang
                    )._describe_end()
                    for promise in promises
                )
                for debtor, promises in self.grouped("debtor_id").items()
            }
        )

    def _ask_to_call(self):
        """Have the person responsible call again about what has not arrived."""
        promises = self.grouped("debtor_id")
        self.debtor_id._schedule_call(
            lambda debtor: {
                "summary": debtor.env._("Promise not kept: call again"),
                "note": Markup("<br/>").join(
                    promise.with_env(debtor.env)._describe_end()
                    for promise in promises[debtor]
                ),
            },
        )

    def _describe_end(self):
        """What became of the promise, in one sentence."""
        values = {
            "promise": self.display_name,
            "amount": self.currency_id.format(self.received),
        }
        if self.state == "kept":
            return self.env._("%(promise)s: kept.", **values)
        if self.state == "partly":
            return self.env._("%(promise)s: partly kept, %(amount)s arrived.", **values)
        return self.env._("%(promise)s: broken, nothing arrived.", **values)


def _exact(number):
    return Decimal(str(number))
