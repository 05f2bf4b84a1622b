from odoo import fields, models


# pylint: disable=consider-merging-classes-inherited
class CollectionProceeding(models.Model):
    """The documents that are prepared for it."""

    _inherit = "collection.proceeding"

    document_ids = fields.One2many(
        comodel_name="collection.proceeding.document",
        inverse_name="proceeding_id",
        string="Documents",
        copy=False,
    )

    def _counterpart(self):
        """Who acts for us, if anybody does."""
        none = self.env["res.partner"]
        return self.counterpart_id if "counterpart_id" in self._fields else none

    def _fees(self):
        names = ("fee_flat", "fee_percentage")
        return {name: self[name] for name in names if name in self._fields}
