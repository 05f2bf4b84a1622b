from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CollectionCounterpart(models.Model):
    """Who collects for us: the terms agreed with one partner, and what it achieves."""

    _name = "collection.counterpart"
    _description = "Collection Counterpart"
    _inherit = ["mail.thread", "collection.agreed.fee"]
    _order = "partner_id"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Name",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    active = fields.Boolean(default=True)
    kind_ids = fields.Many2many(
        comodel_name="collection.proceeding.kind",
        string="For",
        help="The proceedings that it is chosen for. Empty: any.",
    )
    speciality = fields.Char(help="Commercial rents, transport, abroad …")
    professional_body = fields.Char(
        help="The bar, the chamber or the association that it belongs to."
    )
    membership_number = fields.Char()
    mandate_date = fields.Date(string="Mandate Of", tracking=True)
    mandate_reference = fields.Char(tracking=True)
    mandate_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="collection_counterpart_mandate_rel",
        string="Signed Mandate",
        help="Whoever collects for others does so by written agreement only (R124-3 "
        "CPCE).",
    )
    insurer = fields.Char(string="Liability Insurance")
    insurance_number = fields.Char(string="Insurance Policy")
    insurance_until = fields.Date(string="Insured Until", tracking=True)
    data_agreement_date = fields.Date(
        string="Data-Processing Agreement Of",
        tracking=True,
        help="Who works on personal data in your name does so by agreement (article 28 "
        "GDPR). Lawyers and bailiffs are responsible for themselves.",
    )
    data_agreement_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="collection_counterpart_data_rel",
        string="Signed Agreement",
    )
    note = fields.Text(string="Notes")
    missing = fields.Char(
        compute="_compute_missing", help="What should be on file and is not."
    )

    _partner_company_uniq = models.Constraint(
        "UNIQUE(partner_id, company_id)",
        "The terms agreed with this partner are recorded already.",
    )

    # === CONSTRAINTS === #

    @api.constrains("partner_id", "company_id")
    def _check_partner(self):
        for counterpart in self:
            if counterpart.partner_id == counterpart.company_id.partner_id:
                raise ValidationError(
                    self.env._("Your own company is no third party to collect for you.")
                )

    # === COMPUTES === #

    @api.depends("mandate_date", "insurance_until", "data_agreement_date", "kind_ids")
    def _compute_missing(self):
        today = fields.Date.context_today(self)
        for counterpart in self:
            insured = counterpart.insurance_until
            missing = {
                self.env._("the mandate"): counterpart.mandate_date,
                self.env._("an insurance that has not run out"): (
                    insured and insured >= today
                ),
                self.env._("the data-processing agreement"): (
                    counterpart.data_agreement_date or not counterpart._is_agency()
                ),
            }
            counterpart.missing = ", ".join(
                what for what, present in missing.items() if not present
            )

    def _is_agency(self):
        """Whether it works on the data in our name: all but those sworn in."""
        sworn = {"bailiff", "lawyer", "court", "enforcement", "attachment"}
        categories = set(self.kind_ids.mapped("category"))
        return not categories or not categories <= sworn
