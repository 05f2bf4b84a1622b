from odoo import models
from odoo.exceptions import AccessError, UserError


# pylint: disable=consider-merging-classes-inherited
class AccountMove(models.Model):
    """Entries that write claims off: posted by a person, then they settle them."""

    _inherit = "account.move"

    def _post(self, soft=True):
        self._check_collection_write_offs()
        posted = super()._post(soft)
        for item in posted.line_ids._collection_unsettled_write_offs():
            (item + item.collection_written_off_id).reconcile()
        posted._tell_of_collection_write_offs()
        return posted

    def _check_collection_write_offs(self):
        items = self.line_ids.filtered("collection_written_off_id")
        if not items:
            return
        if not self.env.su and not self.env.user.has_group(
            "account_debt_collection.group_collection_manager"
        ):
            raise AccessError(
                self.env._("Only a collection manager may write claims off.")
            )
        for item in items._collection_unsettled_write_offs():
            claim = item.collection_written_off_id
            rest = claim.amount_residual_currency + item.amount_currency
            if claim.currency_id.compare_amounts(rest, 0) < 0:
                raise UserError(
                    self.env._(
                        "Less is open of %(claim)s than this entry writes off: it was "
                        "paid or credited since. Delete this draft, and propose anew.",
                        claim=claim.move_id.name,
                    )
                )

    def _tell_of_collection_write_offs(self):
        """Write on each debtor's thread what was written off."""
        for move in self:
            claims = move.line_ids.collection_written_off_id
            debtors = (
                claims
                and claims.partner_id.with_company(move.company_id).collection_debtor_id
            )
            for debtor in debtors or ():
                debtor.message_post(
                    body=self.env._(
                        "%(claims)s written off with %(entry)s.",
                        claims=", ".join(claims.move_id.mapped("name")),
                        entry=move._get_html_link(),
                    )
                )
