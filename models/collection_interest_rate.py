from odoo import api, fields, models


class CollectionInterestRate(models.Model):
    _name = "collection.interest.rate"
    _description = "Published Interest Rate"
    _order = "reference_id, date_from desc"
    _rec_name = "date_from"

    reference_id = fields.Many2one(
        comodel_name="collection.interest.reference",
        required=True,
        index=True,
        ondelete="cascade",
    )
    date_from = fields.Date(
        string="From",
        required=True,
        help="First day of the half-year, or of the year, for which the rate is used.",
    )
    rate = fields.Float(string="Rate (%)", digits=(8, 4), required=True)
    source = fields.Char(help="Where the rate was published.")

    _period_uniq = models.Constraint(
        "UNIQUE(reference_id, date_from)", "There is one rate for each period."
    )

    @api.constrains("date_from", "reference_id")
    def _check_date_from(self):
        for rate in self:
            rate.reference_id._check_is_period(rate.date_from)

    @api.model_create_multi
    def create(self, vals_list):
        rates = super().create(vals_list)
        rates.reference_id._thank_for_rate()
        return rates

    def write(self, vals):
        """What a person has corrected stays when the module brings newer tables."""
        if not self.env.context.get("install_mode"):
            # Whoever may write the rate may keep it.
            self.env["ir.model.data"].sudo().search(
                [("model", "=", self._name), ("res_id", "in", self.ids)]
            ).noupdate = True
        return super().write(vals)
