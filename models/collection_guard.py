from decimal import Decimal

from odoo import api, models

from ..rules.guard import Cause, Document, Standing


class CollectionGuard(models.AbstractModel):
    """Knows how customers stand, and says in words why their documents stop."""

    _name = "collection.guard"
    _description = "Credit Guard"

    @api.model
    def _standings(self, partners, company):
        """{commercial partner: ``guard.Standing``}, in a constant number of queries."""
        exposure = self.env["collection.exposure"]
        debts = exposure._of(partners, company)
        limits = exposure._limits(partners, company)
        debtors = self._debtors(partners, company)
        return {
            partner: Standing(
                exposure=debts[partner].total,
                limit=limits[partner].amount,
                **debtors.get(partner, {}),
            )
            for partner in partners
        }

    @api.model
    def _debtors(self, partners, company):
        """{partner: what its debtor tells the guard}, where there is one."""
        debtors = self.env["collection.debtor"].search_fetch(
            [("partner_id", "in", partners.ids), ("company_id", "=", company.id)],
            ["partner_id", "oldest_due_date", "level_id"],
        )
        ranks = debtors.level_id._ranks()
        return {
            debtor.partner_id: {
                "days_overdue": debtor.days_overdue,
                "rank": ranks.get(debtor.level_id.id, 0),
                "is_insolvent": bool(debtor.insolvency_id),
            }
            for debtor in debtors
        }

    # === DOCUMENTS === #

    @api.model
    def _document(self, record, day, amount, *, drafted=0, covered=0, passes=False):
        """The ``guard.Document`` of a record, in the currency of its company."""
        currency = record.company_id.currency_id

        def exact(value):
            return Decimal(str(currency.round(float(value))))

        return Document(
            key=record,
            day=day,
            # What is not stored yet is the newest.
            number=record._origin.id or 2**31,
            amount=exact(amount),
            drafted=exact(drafted),
            covered=exact(covered),
            passes=passes or record._collection_is_released(),
        )

    @api.model
    def _drafts_counted(self, moves, company):
        """{move id: what its customer's exposure has for it as a draft}."""
        if not company.collection_credit_drafts:
            return {}
        domain = self.env["collection.exposure"]._drafts_domain(company)
        drafts = moves._origin.filtered_domain(domain)
        return {move.id: move.amount_total_signed for move in drafts}

    @api.model
    def _orders_counted(self, moves, company):
        """{move id: what its customer's exposure has for it as a confirmed order}.

        An extension point for the apps that know of orders, see ``_orders`` of the
        exposure: it must not count twice.
        """
        return {}

    # === WORDS === #

    @api.model
    def _describe(self, reason, company):
        """A sentence on one reason, for those who may know the figures.

        Others are told what it is, and no more.
        """
        if not self.env.user.has_groups(
            "account.group_account_invoice,account.group_account_readonly"
        ):
            return self._name_cause(reason.cause)
        describe = {
            Cause.LIMIT: self._describe_limit,
            Cause.OVERDUE: self._describe_overdue,
        }
        if reason.cause in describe:
            return describe[reason.cause](reason, company.currency_id)
        return self._name_cause(reason.cause)

    @api.model
    def _name_cause(self, cause):
        return {
            Cause.INSOLVENT: self.env._(
                "The customer is on hold: insolvency proceedings are open."
            ),
            Cause.LIMIT: self.env._("The credit limit of the customer is exceeded."),
            Cause.OVERDUE: self.env._("The customer has been overdue for too long."),
            Cause.LEVEL: self.env._(
                "The customer has been reminded too often without paying."
            ),
        }[cause]

    def _describe_limit(self, reason, currency):
        figures = {
            "limit": currency.format(float(reason.limit)),
            "exposure": currency.format(float(reason.before)),
            "amount": currency.format(float(reason.amount)),
            "excess": currency.format(float(reason.excess)),
        }
        if reason.amount <= 0:
            figures.pop("amount")
            return self.env._(
                "Credit limit %(limit)s, exposure %(exposure)s: %(excess)s too much.",
                **figures,
            )
        return self.env._(
            "Credit limit %(limit)s, exposure %(exposure)s, this document %(amount)s: "
            "%(excess)s too much.",
            **figures,
        )

    def _describe_overdue(self, reason, _currency):
        return self.env._(
            "The oldest claim is %(days)s days overdue; %(allowed)s are accepted.",
            days=reason.days_overdue,
            allowed=reason.days_allowed,
        )
