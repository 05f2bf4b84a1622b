from odoo import api, fields, models

from ..rules import escalation


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """What the decision says, in words."""

    _inherit = "collection.debtor"

    explanation = fields.Char(compute="_compute_explanation")
    why = fields.Html(
        string="Why?",
        compute="_compute_explanation",
        sanitize=False,
        help="Each claim: its policy, its level, what comes next, and why not today.",
    )

    @api.depends("balance", "state", "policy_id", "tone_cap_id")
    @api.depends_context("lang")
    def _compute_explanation(self):
        today = fields.Date.context_today(self)
        decisions, sources = self._decide(today), self._policy_sources(today)
        for debtor in self:
            decision = decisions.get(debtor.id)
            debtor.explanation = decision and debtor._explain(decision, today)
            debtor.why = decision and self.env["ir.qweb"]._render(
                "account_debt_collection.decision_table",
                {"rows": debtor._explain_steps(decision, sources)},
            )

    def _explain(self, decision, today):
        """What happens tonight, or why nothing does."""
        if decision.level:
            channels, obstacles = self._ways_to_reach(decision.level.id)
            if not channels:
                return self.env._(
                    "A reminder is due, but cannot go out: %s", " ".join(obstacles)
                )
        sentence = self._reason_sentences()[decision.reason]
        return " ".join([sentence, *self._bank_sentences(decision, today)])

    def _read_ahead(self):
        """Read at once what ``_ways_to_reach`` asks of each debtor."""
        partners = self.partner_id
        self.mapped("forbidden_channel_ids")
        (partners | partners.child_ids).mapped("email_normalized")

    def _ways_to_reach(self, level_id):
        """(channels of a reminder of this level, sentences on those left out)."""
        reminder = self.env["collection.reminder"].new(
            {"debtor_id": self.id, "level_id": level_id}
        )
        chosen = reminder._route()
        channels = reminder._candidate_channels().filtered(
            lambda channel: channel.code in chosen.channels
        )
        return channels, chosen.obstacles

    def _explain_steps(self, decision, sources):
        """Rows of the table "Why?": what the decision says of each claim.

        :param sources: {item id: (policy, whence it comes)}
        """
        steps = {step.claim.id: step for step in decision.steps}
        sentences, names = self._reason_sentences(), self._policy_source_names()
        holds = self.hold_ids.filtered(lambda hold: hold.state == "active")
        Level = self.env["collection.level"]
        return [
            {
                "claim": claim,
                "policy": sources[claim.id][0],
                "policy_source": names[sources[claim.id][1]],
                "level": claim.collection_level_id,
                "next_level": Level.browse(step.level.id if step.level else ()),
                "ripe_on": step.ripe_on,
                "reason": holds._describe_for(claim)
                if step.reason == escalation.Reason.HELD
                else sentences[step.reason],
            }
            for claim in self.claim_ids
            if (step := steps.get(claim.id))
        ]

    def _policy_source_names(self):
        """Why a policy applies to a claim."""
        return {
            "invoice": self.env._("chosen on the invoice"),
            "customer": self.env._("chosen for the customer"),
            "segment": self.env._("by its segment"),
            "company": self.env._("the company's default"),
        }

    def _reason_sentences(self):
        """What each reason of ``rules.escalation`` means to a bookkeeper."""
        return {
            None: self.env._("A reminder goes out tonight."),
            "settled": self.env._("Nothing is owed."),
            "excluded": self.env._("Flagged “no follow-up”."),
            "held": self.env._("On hold."),
            "no_policy": self.env._("The policy of this customer sends no reminders."),
            "exhausted": self.env._("The last level has been reached."),
            "to_approve": self.env._("A reminder is to be approved."),
            "pending": self.env._("A reminder waits for approval."),
            "not_ripe": self.env._("The day of the next level has not come yet."),
            "minimum": self.env._("The amount due is below the minimum."),
            "credit": self.env._("Open credits cover what is due: allocate them."),
            "gap": self.env._("Contacted recently: the quiet days are not over."),
            "announced": self.env._("Announced to the salesperson, or put off."),
            "closed": self.env._("Today is not a working day."),
            "receipts": self.env._("Waits for receipts to be matched."),
            "stale_bank": self.env._("Waits until the bank is up to date."),
        }
