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
