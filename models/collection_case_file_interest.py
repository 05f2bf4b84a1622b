from collections import defaultdict

from odoo import models

from ..rules.interest import exact


# pylint: disable=consider-merging-classes-inherited
class CollectionCaseFile(models.Model):
    """How the interest was counted, and what is owed in all."""

    _inherit = "collection.case.file"

    def _interest(self):
        """What the interest table shows, from ``collection.charge._accrue``.

        :return: {"until": last day, "rows": [(item, ``Accrued``)], "scheme",
            "obstacle": why it cannot be told}
        """
        day = self._day_of_interest()
        charges = self.env["collection.charge"]
        accrued, obstacles = charges._accrue(self._claims(), day)
        schemes = self.debtor_id._schemes()
        return {
            "until": day,
            "rows": sorted(
                accrued.items(),
                key=lambda row: (row[0]._collection_due_date(), row[0].id),
            ),
            "scheme": schemes[self.debtor_id],
            "obstacle": obstacles.get(self.debtor_id),
        }

    def _owed(self, interest, claims=None):
        """What is owed, the company's currency first: one dictionary for each.

        :param interest: see ``_interest``
        :param claims: only these; None: all
        :return: [{"currency", "principal", "interest", "indemnity", "total",
            "interest_gross", "indemnity_gross", "settled": invoiced, paid or waived}]
        """
        amounts = defaultdict(lambda: defaultdict(float))
        for item in self._claims() if claims is None else claims:
            amounts[item.currency_id]["principal"] += item.amount_residual_currency
        self._add_charges(amounts, interest)
        own = self.company_id.currency_id
        owed = []
        for currency in sorted(amounts, key=lambda c: (c != own, c.name)):
            sums = amounts[currency]
            sums["total"] = sum(
                sums[kind] for kind in ("principal", "interest", "indemnity")
            )
            owed.append(defaultdict(float, {**sums, "currency": currency}))
        return owed

    def _add_charges(self, amounts, interest):
        """Add interest and indemnity, less what was claimed by invoice or waived."""
        items = self.env["account.move.line"].union(
            *(row[0] for row in interest["rows"])
        )
        settled = self.env["collection.charge"]._settled(items)
        scale = interest["scheme"].indemnity_id.currency_id
        for item, due in interest["rows"]:
            for kind, amount, currency in (
                ("interest", due.interest, item.currency_id),
                ("indemnity", due.indemnity, scale),
            ):
                if not amount:
                    continue
                done = min(exact(settled.get((item, kind), 0)), amount)
                sums = amounts[currency]
                sums[f"{kind}_gross"] += float(amount)
                sums["settled"] += float(done)
                sums[kind] += float(amount - done)
