from odoo import models

ANSWER = "account_debt_collection.mail_activity_answer"


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """The customer's e-mails land on its debtor, and somebody hears of them."""

    _inherit = "collection.debtor"

    def _message_post_after_hook(self, message, msg_values):
        """Tell the person responsible of an answer, once until it is dealt with."""
        result = super()._message_post_after_hook(message, msg_values)
        colleague = message.author_id and not message.author_id.partner_share
        # An answer on the page of the account has its own activity.
        on_page = self.env.context.get("collection_from_portal")
        if message.message_type == "email" and not (colleague or on_page):
            # The mail gateway knows nothing of collection's rights.
            debtors = self.sudo()
            if not debtors.activity_search([ANSWER]):
                debtors._schedule(ANSWER, lambda _debtor: {"note": message.preview})
        return result
