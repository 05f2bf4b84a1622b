from odoo import models


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Before the customers become one, so do their debtors in each company."""
        # Whoever may merge customers may merge what hangs on them.
        self.sudo()._merge_collection_debtors(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _merge_collection_debtors(self, src_partners, dst_partner):
        debtors = self.env["collection.debtor"].search(
            [("partner_id", "in", (src_partners + dst_partner).ids)]
        )
        for same_company in debtors.grouped("company_id").values():
            kept = same_company.filtered(lambda d: d.partner_id == dst_partner)
            kept = kept or same_company[:1]
            doubles = same_company - kept
            if doubles:
                # The next night decides anew what is due at which level.
                doubles.reachability = False
                doubles.reminder_ids._cancel_waiting(
                    self.env._("The customer was merged with another one.")
                )
                self._update_foreign_keys_generic("collection.debtor", doubles, kept)
                self._update_reference_fields_generic(
                    "collection.debtor", doubles, kept
                )
                doubles.invalidate_recordset()
                doubles.unlink()
