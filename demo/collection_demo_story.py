from datetime import timedelta
from decimal import Decimal

from odoo import Command, models

from ..rules import instalments

INSTALMENTS = 4


# pylint: disable=consider-merging-classes-inherited
class CollectionDemo(models.AbstractModel):
    """What some customers of the demo company promised, contest, or left unpaid."""

    _inherit = "collection.demo"

    def _tell_stories(self, today):
        """One customer for each way in which a claim leaves the reminders."""
        debtors = self._debtors()
        for debtor in debtors:
            if story := self._customers()[debtor.partner_id.name].get("story"):
                getattr(self, f"_story_{story}")(debtor, debtor.claim_ids, today)
        self._grant_credit(debtors)
        debtors._score(today)
        self.env["collection.snapshot"]._take(today)
        self.env["collection.forecast"]._take(today)

    def _note(self, debtor):
        return self._customers()[debtor.partner_id.name]["note"]

    def _story_promise(self, debtor, claims, today):
        self.env["collection.promise"].create(
            {
                "debtor_id": debtor.id,
                "claim_ids": [Command.set(claims[:1].ids)],
                "amount": claims[0].amount_residual,
                "date": today + timedelta(days=6),
                "user_id": self.env.company.collection_user_id.id,
                "note": self._note(debtor),
            }
        )

    def _story_plan(self, debtor, claims, today):
        plans = self.env["collection.plan"]
        total = sum(Decimal(str(claim.amount_residual)) for claim in claims)
        amounts = instalments.by_number(total, INSTALMENTS, Decimal("0.01"))
        first = today + timedelta(days=10)
        days = instalments.days(first, instalments.Interval.MONTH, INSTALMENTS)
        plan = plans._make(
            debtor,
            claims,
            [
                instalments.Instalment(day, amount)
                for day, amount in zip(days, amounts, strict=True)
            ],
            interest_mode="waived",
            user_id=self.env.company.collection_user_id.id,
        )
        plan.action_start_unsigned()

    def _story_dispute(self, debtor, claims, _today):
        claim = claims[:1]
        reason = self.env["collection.dispute.reason"].search([], limit=1)
        self.env["collection.dispute"].create(
            {
                "debtor_id": debtor.id,
                "reason_id": reason.id,
                "user_id": self.env.company.collection_user_id.id,
                "description": self._note(debtor),
                "line_ids": [
                    Command.create(
                        {"claim_id": claim.id, "amount": claim.amount_residual / 4}
                    )
                ],
            }
        )

    def _story_agency(self, debtor, claims, today):
        agency = self.env["res.partner"].create(
            {
                "name": "Cabinet de recouvrement du Centre",
                "is_company": True,
                "street": "3 place de la Comédie",
                "zip": "34000",
                "city": "Montpellier",
                "country_id": self.env.ref("base.fr").id,
                "email": "dossiers@cabinet-centre.example",
                "lang": self._lang("fr_FR"),
            }
        )
        self.env["collection.counterpart"].create(
            {
                "partner_id": agency.id,
                "company_id": self.env.company.id,
                "mandate_date": today - timedelta(days=200),
                "fee_percentage": 12,
            }
        )
        self.env["collection.proceeding"].create(
            {
                "debtor_id": debtor.id,
                "kind_id": self.env.ref(
                    "account_debt_collection.proceeding_kind_agency"
                ).id,
                "counterpart_id": agency.id,
                "user_id": self.env.company.collection_user_id.id,
                "line_ids": [
                    Command.create({"claim_id": claim.id}) for claim in claims
                ],
            }
        )

    def _grant_credit(self, debtors):
        """Limits for some: one is exceeded, and the guard warns."""
        company = self.env.company
        company.account_use_credit_limit = True
        company.collection_guard = "warn"
        for debtor in debtors:
            if limit := self._customers()[debtor.partner_id.name].get("credit_limit"):
                debtor.partner_id.write(
                    {"use_partner_credit_limit": True, "credit_limit": limit}
                )
