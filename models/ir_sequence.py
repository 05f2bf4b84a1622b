from odoo import api, models
from odoo.tools import SQL


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    @api.model
    def _collection_next_numbers(self, code, count):
        """Draw ``count`` numbers as ``next_by_code`` draws one, with one query."""
        company = self.env.company
        sequence = self.search(
            [("code", "=", code), ("company_id", "in", (company.id, False))],
            order="company_id",
            limit=1,
        )
        if sequence.implementation != "standard":
            return [self.next_by_code(code) for _number in range(count)]
        return sequence._collection_draw(count)

    def _collection_draw(self, count):
        """The next ``count`` numbers of this sequence, of today's range if it has any.

        As ever, what a transaction draws and gives up is a gap, never a double.
        """
        current, name = self._get_current_sequence(), f"ir_sequence_{self.id:03d}"
        dated = self
        if self.use_date_range:
            name += f"_{current.id:03d}"
            dated = self.with_context(ir_sequence_date_range=current.date_from)
        rows = self.env.execute_query(
            SQL("SELECT nextval(%s) FROM generate_series(1, %s)", name, count)
        )
        prefix, suffix = dated._get_prefix_suffix()
        return [f"{prefix}{number:0{self.padding}}{suffix}" for (number,) in rows]
