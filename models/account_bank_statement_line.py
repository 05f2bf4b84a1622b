from odoo import models


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    # === MONEY COMES IN, THE DEBTORS ARE LOOKED AT === #

    def write(self, vals):
        moved = "partner_id" in vals
        before = self._collection_customers() if moved else self.env["res.partner"]
        result = super().write(vals)
        if moved:
            self._collection_touch(before)
        return result

    def unlink(self):
        customers = self._collection_customers()
        result = super().unlink()
        self.browse()._collection_touch(customers)
        return result

    def _compute_is_reconciled(self):
        result = super()._compute_is_reconciled()
        self._origin._collection_touch()
        return result

    def _collection_customers(self):
        """Those from whom money has come."""
        receipts = self.filtered(lambda line: line.amount > 0)
        return receipts.partner_id.commercial_partner_id

    def _collection_touch(self, customers=None):
        """Have the customers who paid refreshed once, before the commit."""
        customers = customers or self.env["res.partner"]
        self.env["account.move.line"]._collection_touch(
            customers | self._collection_customers()
        )
