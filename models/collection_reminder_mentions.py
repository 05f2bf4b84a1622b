from odoo import models

from ..rules.notice import Mention


# pylint: disable=consider-merging-classes-inherited
class CollectionReminder(models.Model):
    """What a formal notice lacks, in words: what to enter where, what to correct."""

    _inherit = "collection.reminder"

    def _describe_lacks(self, lacks):
        """Sentences: what to enter where, then what the text has to say."""
        points = [
            self._sentences_on_data(lack.about)[lack.mention]
            for lack in lacks
            if lack.unknown
        ]
        names = self._names_of_mentions()
        missing = [
            f"{names[lack.mention]} {lack.about}".strip()
            for lack in lacks
            if not lack.unknown
        ]
        if missing:
            points.append(
                self.env._(
                    "The letter does not show: %(mentions)s. Correct the text of the "
                    "level “%(level)s” in Collection > Configuration > Policies.",
                    mentions=", ".join(dict.fromkeys(missing)),
                    level=self.level_id.name,
                )
            )
        return list(dict.fromkeys(points))

    def _sentences_on_data(self, about):
        """{mention: what to enter where it is not known}.

        :param about: name of the currency, or of the claim, that it is about
        """
        company, customer = self.company_id.name, self.partner_id.name
        address = self.env._(
            "The postal address of %s is not complete: enter street, postcode and "
            "city.",
            customer,
        )
        return {
            Mention.SENDER_ADDRESS: self.env._(
                "Enter the street, the postcode and the city of %s under Settings > "
                "Companies.",
                company,
            ),
            Mention.SENDER_IDENTITY: self.env._(
                "Enter the company ID or the tax number of %s under Settings > "
                "Companies.",
                company,
            ),
            Mention.RECIPIENT_NAME: self.env._("Enter the name of the customer."),
            Mention.RECIPIENT_ADDRESS: address,
            Mention.RECIPIENT_COUNTRY: self.env._("Enter the country of %s.", customer),
            Mention.CLAIM_DUE_DATE: self.env._(
                "%s has no due date: enter one on its journal item.", about
            ),
        } | self._sentences_on_payment(about)

    def _sentences_on_payment(self, about):
        return {
            Mention.TOTAL: self.env._("Nothing is to be paid in any currency."),
            Mention.TOTAL_IN_WORDS: self.env._(
                "The total cannot be written in words: ask your administrator to "
                "install the Python library “num2words”."
            ),
            Mention.ACCOUNT: self.env._(
                "No bank account of %(company)s takes payments in %(currency)s: enter "
                "one on the company's contact, or one without a currency.",
                company=self.company_id.name,
                currency=about,
            ),
            Mention.SIGNATORY: self.env._(
                "Nobody is named who signs: choose a responsible on the debtor, or "
                "under Accounting > Configuration > Settings > Collection."
            ),
        }

    def _names_of_mentions(self):
        return {
            Mention.SENDER_NAME: self.env._("the sender's name"),
            Mention.SENDER_ADDRESS: self.env._("the sender's address"),
            Mention.SENDER_IDENTITY: self.env._("the sender's identification number"),
            Mention.RECIPIENT_NAME: self.env._("the customer's name"),
            Mention.RECIPIENT_ADDRESS: self.env._("the customer's address"),
            Mention.RECIPIENT_COUNTRY: self.env._("the customer's country"),
            Mention.TITLE: self.env._("the words “formal notice” in its subject"),
            Mention.DATE: self.env._("its date"),
            Mention.CLAIM: self.env._("number, date, due date and amount of"),
            Mention.TOTAL: self.env._("the total in figures"),
            Mention.TOTAL_IN_WORDS: self.env._("the total in words"),
            Mention.INTEREST: self.env._("the interest"),
            Mention.INDEMNITY: self.env._("the indemnity"),
            Mention.LATE_PAYMENT: self.env._("a sentence on interest and indemnity"),
            Mention.DEADLINE: self.env._("the new deadline"),
            Mention.ACCOUNT: self.env._("the bank account for"),
            Mention.REFERENCE: self.env._("the payment reference"),
            Mention.CONSEQUENCES: self.env._("what follows if nothing is paid"),
            Mention.SIGNATORY: self.env._("the signatory's name"),
            Mention.SIGNATURE: self.env._("the signature, or the room for one"),
        }
