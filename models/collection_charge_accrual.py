from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError

from ..rules import indemnity, interest
from ..rules.interest import exact

NOTHING = Decimal(0)
# Also by a payment that has no journal entry yet.
PAID = ("in_payment", "paid")


class Accrued(NamedTuple):
    """What one claim has cost the customer so far, all that was claimed included."""

    interest: Decimal  # rounded, in the currency of the claim
    segments: tuple = ()
    indemnity: Decimal = NOTHING  # rounded, in the currency of the scheme


# pylint: disable=consider-merging-classes-inherited
class CollectionCharge(models.Model):
    """From the ledger to interest and indemnity: facts here, the rest in ``rules``."""

    _inherit = "collection.charge"

    @api.model
    def _accrue(self, claims, today):
        """What has become due on ``claims`` up to ``today``, that day included.

        :return: ({item: ``Accrued``}, {debtor: why it cannot be told, a sentence})
        """
        until = self._accrue_until(claims, today)
        late = (claims - self._of_charges(claims)).filtered(
            lambda item: item.balance > 0 and item._collection_due_date() < until[item]
        )
        debtors = self._debtors_of(late)
        schemes = self.env["collection.debtor"].union(*debtors.values())._schemes()
        starts = self._starts(late, debtors, schemes)
        payments = self._payments(late)
        accruals, obstacles = {}, {}
        for item in late.filtered(lambda item: item in starts):
            debtor = debtors[item]
            try:
                rule = debtor._scheme_rule(schemes[debtor])
                accrual = self._accrue_on(
                    item, starts[item], payments[item], rule, until[item]
                )
            except (UserError, interest.MissingRateError) as error:
                obstacles[debtor] = self._describe_obstacle(error)
            else:
                if accrual.segments:  # it has been open on a late day
                    accruals[item] = accrual
        costs = self._indemnities(accruals, debtors, schemes)
        accrued = {
            item: Accrued(
                self._round(accrual.beside, item.currency_id),
                accrual.segments,
                costs[item],
            )
            for item, accrual in accruals.items()
        }
        return accrued, obstacles

    def _accrue_on(self, item, late_after, payments, rule, until):
        """Return the ``interest.Accrual`` of one claim."""
        if not item.date_maturity:
            raise UserError(
                self.env._(
                    "%s has no due date, and interest runs from there: enter it in the "
                    "journal entry.",
                    item.move_id.display_name,
                )
            )
        return interest.accrue(
            exact(item.amount_currency),
            late_after,
            payments,
            until,
            interest.freeze(rule, late_after),
            interest_first=item.company_id.collection_interest_first,
        )

    def _of_charges(self, claims):
        """Those of ``claims`` that ask for charges: charges bear no interest."""
        lines = self.env["account.move.line"].search(
            [
                ("move_id", "in", claims.move_id.ids),
                ("collection_charge_id", "!=", False),
            ]
        )
        return claims.filtered(lambda item: item.move_id in lines.move_id)

    def _debtors_of(self, claims):
        """{item: debtor}."""
        debtors = self.env["collection.debtor"].search(
            [
                ("partner_id", "in", claims.partner_id.ids),
                ("company_id", "in", claims.company_id.ids),
            ]
        )
        by_key = {(d.partner_id, d.company_id): d for d in debtors}
        return {item: by_key[item.partner_id, item.company_id] for item in claims}

    def _payments(self, claims):
        """{item: [``interest.Payment``]}, credit notes included, in its currency.

        What the debtor was right to dispute counts as paid on the due date.
        """
        partials = self.env["account.partial.reconcile"].search_fetch(
            [("debit_move_id", "in", claims.ids)],
            ["debit_move_id", "credit_move_id", "debit_amount_currency", "max_date"],
        )
        conceded = self.env["collection.dispute.line"]._conceded(claims)
        payments = defaultdict(list)
        for item, (amount, _notes) in conceded.items():
            payments[item].append(interest.Payment(item._collection_due_date(), amount))
        left = {item: amount for item, (amount, _notes) in conceded.items()}
        for partial in partials:
            item, amount = partial.debit_move_id, exact(partial.debit_amount_currency)
            if item in left and partial.credit_move_id.move_id in conceded[item][1]:
                counted = min(amount, left[item])
                left[item] -= counted
                amount -= counted
            payments[item].append(interest.Payment(partial.max_date, amount))
        for item in claims.filtered(lambda item: item.move_id.payment_state in PAID):
            # As Odoo does: what has an entry is counted above, or was cancelled.
            paid = item.move_id.matched_payment_ids.filtered(
                lambda payment: (
                    not payment.move_id and payment.state in ("in_process", "paid")
                )
            )
            if day := max(paid.mapped("date"), default=None):
                rest = exact(item.amount_residual_currency)
                payments[item].append(interest.Payment(day, rest))
        return payments

    def _describe_obstacle(self, error):
        if isinstance(error, UserError):
            return str(error)
        table = self.env["collection.interest.reference"].browse(error.reference)
        # Whoever waits for a rate may know for which.
        return table.sudo()._describe_gap(error.period)

    # === START === #

    def _starts(self, claims, debtors, schemes):
        """{item: last day without interest} of those on which it runs at all."""
        first, served = self._first_letters(claims)
        starts = {}
        for item in claims:
            scheme = schemes[debtors[item]]
            due = item._collection_due_date()
            if scheme.start == "due":
                starts[item] = due
            elif scheme.start == "notice" and item in served:
                starts[item] = max(due, served[item])
            elif scheme.start == "reminder" and item in first:
                starts[item] = max(due, scheme._free_until(*first[item]))
        return starts

    def _first_letters(self, claims):
        """({item: (day, by post) of its first reminder}, {item: day of its notice})."""
        lines = self.env["collection.reminder.line"].search(
            [
                ("move_line_id", "in", claims.ids),
                ("level_id.delay", ">=", 0),
                ("date", "!=", False),
            ],
            order="date, id",
        )
        first, served = {}, {}
        for line in lines:
            reminder = line.reminder_id
            by_post = not any(c.code == "email" for c in reminder.channel_ids)
            first.setdefault(line.move_line_id, (line.date, by_post))
            day = reminder._notified_on()
            if reminder.level_id.kind == "formal_notice" and day:
                served.setdefault(line.move_line_id, day)
        return first, served

    # === INDEMNITY === #

    def _indemnities(self, accruals, debtors, schemes):
        """{item: indemnity} of late claims; one for each invoice, or one for all."""
        costs = dict.fromkeys(accruals, NOTHING)
        groups = defaultdict(list)
        for item in sorted(accruals, key=lambda item: (item.date_maturity, item.id)):
            scale = schemes[debtors[item]].indemnity_id
            whole = debtors[item] if scale.is_shared else item.move_id
            groups[scale, whole].append(item)
        for (scale, _what), items in groups.items():
            if scale:
                bases = [self._base(i, accruals[i], scale.currency_id) for i in items]
                due = indemnity.indemnity(scale._as_rule(), sum(bases))
                due = self._round(due, scale.currency_id)
                rounding = exact(scale.currency_id.rounding)
                shares = (
                    indemnity.share_out(due, bases, rounding)
                    if scale.is_shared
                    else [due]  # on the oldest instalment, never split
                )
                costs.update(zip(items, shares, strict=False))
        return costs

    def _base(self, item, accrual, currency):
        """What was open when the claim became late, in the scale's currency."""
        base = accrual.segments[0].base
        amount = item.currency_id._convert(
            float(base), currency, item.company_id, accrual.segments[0].first
        )
        return exact(amount)

    def _round(self, amount, currency):
        return interest.round_to(amount, exact(currency.rounding))
