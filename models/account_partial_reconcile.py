from odoo import api, models


class AccountPartialReconcile(models.Model):
    """A part payment may acknowledge the debt: it is recorded before the commit."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._collection_claims()._collection_touch_limitation()
        return partials

    def unlink(self):
        """What was paid is not paid any more; its event goes with the allocation."""
        claims = self._collection_claims()
        result = super().unlink()
        claims._collection_touch_limitation()
        return result

    def _collection_claims(self):
        return self.debit_move_id.filtered(
            lambda item: item.account_type == "asset_receivable"
        )
