from odoo import models
from odoo.tools import formatLang


# pylint: disable=consider-merging-classes-inherited
class CollectionCreditReview(models.Model):
    """The reasons of a proposal, in words."""

    _inherit = "collection.credit.review"

    def _explain(self):
        """Sentences, in the language of the reader."""
        self.ensure_one()
        return [self._sentence(**reason) for reason in self.reasons or ()]

    def _sentence(self, code, value):
        amount = self.currency_id.format(value)
        share = formatLang(self.env, value * 100, digits=0)
        return {
            "need": self._sentence_need(amount),
            "requested": self.env._(
                "Nothing was invoiced in the last year; the customer asks for a credit "
                "of %s.",
                amount,
            ),
            "idle": self.env._(
                "Nothing was invoiced in the last year, and no credit is asked for."
            ),
            "trust": self._sentence_trust(share),
            "insured": self.env._("The credit insurance covers %s of it.", amount),
            "step": self.env._(
                "At most twice the present limit at a time: %s.", amount
            ),
            "small": self.env._(
                "That makes %s, hardly another limit than the present one: it stays.",
                amount,
            ),
            "rounded": self.env._("Rounded, that makes %s.", amount),
        }[code]

    def _sentence_need(self, amount):
        return self.env._(
            "Buys for %(turnover)s a month and has %(terms)s days to pay: it needs "
            "%(need)s, with one month more for what is on its way.",
            turnover=self.currency_id.format(self.turnover),
            terms=self.terms,
            need=amount,
        )

    def _sentence_trust(self, share):
        if not self.score_class:
            return self.env._(
                "How it pays is not known yet: good for %s %% of what it needs.", share
            )
        return self.env._(
            "Payer class %(class)s (score %(score)s): good for %(share)s %% of what it "
            "needs.",
            **{"class": self.score_class, "score": self.score, "share": share},
        )
