from odoo import api, fields, models
from odoo.exceptions import UserError


class CollectionCreditGrant(models.AbstractModel):
    """Something that bears on a customer's credit for some time.

    What is granted, changed and taken away stands in the chatter of the debtor.
    """

    _name = "collection.credit.grant"
    _description = "Bears on a Customer's Credit"
    _rec_names_search = ["partner_id"]
    _check_company_auto = True

    debtor_id = fields.Many2one(
        comodel_name="collection.debtor",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    partner_id = fields.Many2one(
        related="debtor_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(related="debtor_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(required=True)
    date_start = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_end = fields.Date(string="Until")
    state = fields.Selection(
        selection=[("coming", "To come"), ("active", "Active"), ("over", "Over")],
        compute="_compute_state",
    )

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "Enter an amount above zero."
    )

    # === COMPUTES === #

    @api.depends("debtor_id")
    def _compute_display_name(self):
        for grant in self:
            grant.display_name = grant.debtor_id.display_name

    @api.depends("date_start", "date_end")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for grant in self:
            if grant.date_start and grant.date_start > today:
                grant.state = "coming"
            elif grant.date_end and grant.date_end < today:
                grant.state = "over"
            else:
                grant.state = "active"

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        grants = super().create(vals_list)
        grants._tell()
        return grants

    def write(self, vals):
        """What the chatter of one debtor told of is not taken to another debtor."""
        if "debtor_id" in vals and set(self.debtor_id.ids) != {vals["debtor_id"]}:
            raise UserError(
                self.env._(
                    "This stays with its customer: make a new one for another customer."
                )
            )
        before = {grant: grant._sentence() for grant in self}
        result = super().write(vals)
        self.filtered(lambda grant: grant._sentence() != before[grant])._tell()
        return result

    # === BUSINESS METHODS === #

    def _tell(self):
        """Write in the chatter of the debtor what holds now."""
        for grant in self:
            grant.debtor_id.message_post(body=grant._sentence())

    def _sentence(self):
        """What is granted, in one sentence."""
        raise NotImplementedError

    @api.model
    def _granted(self, partners, company, names):
        """All that was ever granted to ``partners``, in one query."""
        # The limit is the same whoever asks.
        return self.sudo().search_fetch(
            [("partner_id", "in", partners.ids), ("company_id", "=", company.id)],
            ["partner_id", *names],
        )
