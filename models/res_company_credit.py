from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..rules.credit import CoverUse


# pylint: disable=consider-merging-classes-inherited
class ResCompany(models.Model):
    """How a company counts the credit of its customers."""

    _inherit = "res.company"

    collection_credit_drafts = fields.Boolean(
        string="Count Draft Invoices",
        help="Draft invoices count in what a customer owes, as if they were posted. "
        "Draft credit notes never do.",
    )
    collection_insurance_use = fields.Selection(
        selection=[
            (CoverUse.INFORMATION, "is shown beside the limit"),
            (CoverUse.CAP, "caps the limit"),
            (CoverUse.ADD, "is added to the limit"),
        ],
        string="Insured Amount",
        required=True,
        default=CoverUse.INFORMATION,
        help="Shown: the limit is what you have entered. Caps: never more credit than "
        "what is insured, where there is an insurance. Added: the limit is the risk "
        "that you bear yourself.",
    )

    @api.model
    def _collection_credit_fields(self):
        """Settings that decide how much credit is given; an extension point."""
        return {
            "account_use_credit_limit",
            "collection_credit_drafts",
            "collection_insurance_use",
        }

    def write(self, vals):
        names = vals.keys() & self._collection_credit_fields()
        before = self._collection_settings(names)
        result = super().write(vals)
        if self._collection_settings(names) != before:
            self._check_collection_credit_right()
        return result

    def _collection_settings(self, names):
        return [company[name] for company in self for name in sorted(names)]

    @api.model
    def _check_collection_credit_right(self):
        """
        :raise AccessError: the user may not change how much credit is given
        """
        group = "account_debt_collection.group_collection_credit"
        if not (self.env.su or self.env.user.has_group(group)):
            raise AccessError(
                self.env._(
                    "Only people with the right “Credit override” change credit limits "
                    "and how they are counted. Please ask one of them."
                )
            )
