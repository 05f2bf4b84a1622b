from odoo import fields, models
from odoo.tools import format_date, formatLang


# pylint: disable=consider-merging-classes-inherited
class CollectionScore(models.Model):
    """The parts of a score, in words."""

    _inherit = "collection.score"

    def _sentence(self, part):
        """What a part of ``rules.score`` says, in one sentence."""
        code, value = part["code"], part["value"]
        if part["day"]:
            return self._sentence_entered(part)
        if code == "start":
            return self._sentence_start()
        if code == "bound":
            return self._sentence_bound(value)
        return self._sentences(value)[code]

    def _sentences(self, value):
        number = formatLang(self.env, value, digits=1)
        whole = formatLang(self.env, value, digits=0)
        return {
            "lateness": self.env._(
                "Days late on average, by amount (recent claims count more): %s",
                number,
            ),
            "late_share": self.env._(
                "Share of the amounts paid more than 3 days late: %s %%", whole
            ),
            "levels": self.env._("Reminders that a claim needs on average: %s", number),
            "promises": self.env._("Promises that were not kept: %s", whole),
            "disputes": self.env._("Disputes that we have won: %s", whole),
            "short": self.env._(
                "Claims that have been due: %s; fewer than six prove no good payer.",
                whole,
            ),
            "insolvency": self.env._("Insolvency proceedings are open."),
        }

    def _sentence_start(self):
        if self.basis == "ledger":
            return self.env._("Everybody who is asked to pay starts with 100 points.")
        return self.env._("No claim has been due yet: a neutral start.")

    def _sentence_bound(self, bound):
        if bound == 100:
            return self.env._("There are 100 points at most.")
        if bound:
            return self.env._("Nobody who has not paid yet is in class A.")
        return self.env._("There are no points below zero.")

    def _sentence_entered(self, part):
        return self.env._(
            "%(fact)s: %(rating)s (%(date)s)",
            fact=self._entered_names()[part["code"]],
            rating=self._rating_name(part),
            date=format_date(self.env, fields.Date.to_date(part["day"])),
        )

    def _rating_name(self, part):
        profile = self.env["collection.credit.profile"]
        names = dict(
            profile._fields[f"{part['code']}_rating"]._description_selection(self.env)
        )
        return names[str(round(part["value"]))]

    def _entered_names(self):
        return {
            "bank": self.env._("Payment incidents at the bank"),
            "balance": self.env._("Balance sheet"),
            "references": self.env._("References of other suppliers"),
            "external": self.env._("External rating"),
        }
