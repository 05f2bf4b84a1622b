from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import formatLang


class CollectionTrialVariant(models.Model):
    """Another text, or another delay, for the level of a trial."""

    _name = "collection.trial.variant"
    _description = "Variant of a Level"
    _inherit = ["collection.sealed"]
    _order = "trial_id, id"

    trial_id = fields.Many2one(
        comodel_name="collection.trial", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="trial_id.company_id", store=True)
    name = fields.Char(required=True)
    share = fields.Integer(string="Share (%)", default=33, required=True)
    delay = fields.Integer(
        string="Days",
        compute="_compute_from_level",
        store=True,
        readonly=False,
        help="As the level counts them.",
    )
    template_id = fields.Many2one(
        comodel_name="mail.template",
        string="Text",
        compute="_compute_from_level",
        store=True,
        readonly=False,
        domain=[("model", "=", "collection.reminder")],
    )

    debtors = fields.Integer(compute="_compute_results")
    days = fields.Float(string="Days to Pay", compute="_compute_results")
    outcome = fields.Char(
        compute="_compute_results",
        help="Compared with the control, with 95 % confidence: in 95 of 100 such "
        "trials the true difference lies within the bounds.",
    )
    verdict = fields.Selection(
        selection=[("sooner", "Sooner"), ("later", "Later"), ("open", "Not Known")],
        compute="_compute_results",
    )

    _share_bounds = models.Constraint(
        "CHECK(share > 0 AND share < 100)", "A share lies between 1 and 99 percent."
    )

    @api.constrains("delay", "trial_id")
    def _check_delay(self):
        for variant in self:
            level = variant.trial_id.level_id
            if (variant.delay < 0) != (level.delay < 0):
                raise ValidationError(
                    self.env._(
                        "A variant comes before the due date where the level does, and "
                        "after it where the level does."
                    )
                )

    @api.depends("trial_id.level_id")
    def _compute_from_level(self):
        for variant in self:
            level = variant.trial_id.level_id
            variant.delay = level.delay
            variant.template_id = level.template_id

    @api.depends("trial_id.comparisons")
    def _compute_results(self):
        for variant in self:
            comparison = variant.trial_id._comparison(variant._origin.id)
            variant.debtors = comparison.debtors
            variant.days = comparison.days
            variant.outcome = variant._describe(comparison)
            variant.verdict = _verdict(comparison)

    def _describe(self, comparison):
        """What came out, in words.

        :param comparison: ``rules.trial.Comparison``
        """
        if comparison.sooner is None:
            return self.env._("Too few debtors to say anything yet")
        low, high = sorted((comparison.low, comparison.high), key=abs)
        bounds = {
            "days": formatLang(self.env, float(abs(comparison.sooner)), digits=1),
            "low": formatLang(self.env, float(abs(low)), digits=1),
            "high": formatLang(self.env, float(abs(high)), digits=1),
        }
        if comparison.is_sooner:
            return self.env._("%(days)s days sooner (%(low)s to %(high)s)", **bounds)
        if comparison.is_later:
            return self.env._("%(days)s days later (%(low)s to %(high)s)", **bounds)
        return self.env._("No difference can be told")

    def write(self, vals):
        self._check_not_begun()
        result = super().write(vals)
        self._check_not_begun()  # of the trial that it is in now
        return result

    @api.model_create_multi
    def create(self, vals_list):
        variants = super().create(vals_list)
        variants._check_not_begun()
        return variants

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        self._check_not_begun()

    def _check_not_begun(self):
        if any(state != "draft" for state in self.trial_id.mapped("state")):
            raise UserError(
                self.env._("A trial that has begun stays as it is: make a new one.")
            )


def _verdict(comparison):
    if comparison.is_sooner:
        return "sooner"
    return "later" if comparison.is_later else "open"
