from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .collection_agreed_fee import FEES


# pylint: disable=consider-merging-classes-inherited
class CollectionProceeding(models.Model):
    """Who acts for us, on which terms."""

    _inherit = "collection.proceeding"

    counterpart_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="The agency, bailiff, lawyer, factor or insurer who acts.",
    )
    needs_counterpart = fields.Boolean(related="kind_id.needs_counterpart")
    terms_id = fields.Many2one(
        comodel_name="collection.counterpart",
        string="Agreed Terms",
        compute="_compute_terms_id",
    )
    missing_terms = fields.Char(compute="_compute_terms_id")
    # The terms of the day on which it began; see _compute_fees.
    fee_flat = fields.Monetary(compute="_compute_fees", store=True, readonly=False)
    fee_percentage = fields.Float(compute="_compute_fees", store=True, readonly=False)
    fee_minimum = fields.Monetary(compute="_compute_fees", store=True, readonly=False)

    # === CONSTRAINTS === #

    @api.constrains("kind_id", "counterpart_id")
    def _check_counterpart(self):
        for proceeding in self:
            if proceeding.kind_id.needs_counterpart and not proceeding.counterpart_id:
                raise ValidationError(
                    self.env._(
                        "“%s” needs somebody who acts for you: choose whom.",
                        proceeding.kind_id.name,
                    )
                )

    # === COMPUTES === #

    @api.depends("counterpart_id", "company_id")
    def _compute_terms_id(self):
        terms = self.env["collection.counterpart"].search(
            [("partner_id", "in", self.counterpart_id.ids)]
        )
        by_partner = terms.grouped(lambda term: (term.partner_id, term.company_id))
        for proceeding in self:
            key = (proceeding.counterpart_id, proceeding.company_id)
            proceeding.terms_id = by_partner.get(key, terms.browse())
            proceeding.missing_terms = proceeding._missing_terms()

    def _missing_terms(self):
        """What should be on file of the counterpart, in words."""
        if not self.counterpart_id or self.state != "open":
            return False
        if not self.terms_id:
            return self.env._("its mandate and its terms")
        return self.terms_id.missing

    @api.depends("counterpart_id")
    def _compute_fees(self):
        """The terms of the day: what is agreed later does not change them."""
        for proceeding in self:
            for name in FEES:
                proceeding[name] = proceeding.terms_id[name]

    # === ACTIONS === #

    def action_open_terms(self):
        """Open the terms agreed with the counterpart, new ones if there are none."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Agreed Terms"),
            "res_model": "collection.counterpart",
            "res_id": self.terms_id.id,
            "view_mode": "form",
            "context": {
                "default_partner_id": self.counterpart_id.id,
                "default_company_id": self.company_id.id,
                "default_kind_ids": self.kind_id.ids,
            },
        }
