from odoo import fields, models


# pylint: disable=consider-merging-classes-inherited
class CollectionProceeding(models.Model):
    """The case files that were made for it."""

    _inherit = "collection.proceeding"

    case_file_ids = fields.One2many(
        comodel_name="collection.case.file",
        inverse_name="proceeding_id",
        string="Case Files",
        groups="account_debt_collection.group_collection_officer",
    )

    def action_make_case_file(self):
        """Bind everything into one PDF and one ZIP, and show them."""
        self.ensure_one()
        return self.env["collection.case.file"]._make(self.debtor_id, self)._open()


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """A case file without a proceeding, for managers."""

    _inherit = "collection.debtor"

    case_file_ids = fields.One2many(
        comodel_name="collection.case.file",
        inverse_name="debtor_id",
        string="Case Files",
        groups="account_debt_collection.group_collection_officer",
    )

    def action_make_case_file(self):
        """Bind all that concerns the open claims."""
        self.ensure_one()
        return self.env["collection.case.file"]._make(self)._open()
