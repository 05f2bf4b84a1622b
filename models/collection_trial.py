from collections import defaultdict
from dataclasses import asdict
from functools import cache

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..rules import trial

DEFAULT_HORIZON = 45  # days
RUN_FIELDS = {"state", "date_start", "date_end"}  # which the buttons write


class CollectionTrial(models.Model):
    """Two ways to write a level, tried on shares of the debtors side by side."""

    _name = "collection.trial"
    _description = "Trial of a Level"
    _inherit = ["collection.sealed", "mail.thread", "collection.alarm"]
    _order = "date_start desc, id desc"
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True)
    level_id = fields.Many2one(
        comodel_name="collection.level",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("kind", "=", "reminder")],
        help="The step of which other texts or delays are tried. Formal notices are no "
        "matter for trials.",
    )
    policy_id = fields.Many2one(related="level_id.policy_id")
    company_id = fields.Many2one(related="level_id.company_id", store=True, index=True)
    variant_ids = fields.One2many(
        comodel_name="collection.trial.variant", inverse_name="trial_id"
    )
    control_share = fields.Integer(
        string="Control (%)",
        compute="_compute_control_share",
        help="Debtors who are reminded as the level says.",
    )
    horizon = fields.Integer(
        string="Watched For",
        default=DEFAULT_HORIZON,
        required=True,
        help="Days for which payments are awaited. A claim counts once they are over, "
        "paid or not.",
    )
    state = fields.Selection(
        selection=[("draft", "Draft"), ("running", "Running"), ("ended", "Ended")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    date_start = fields.Date(string="Since", readonly=True, copy=False)
    date_end = fields.Date(string="Until", readonly=True, copy=False)
    comparisons = fields.Json(
        compute="_compute_comparisons",
        help="What came out for each variant, and for the control, see rules/trial.py.",
    )
    control_debtors = fields.Integer(
        string="Debtors in Control", compute="_compute_results"
    )
    control_days = fields.Float(
        string="Days to Pay in Control", compute="_compute_results"
    )

    _horizon_positive = models.Constraint(
        "CHECK(horizon > 0)", "Payments are watched for one day at least."
    )

    # === CONSTRAINTS === #

    @api.constrains("variant_ids", "state")
    def _check_variants(self):
        for record in self.filtered(lambda t: t.state == "running"):
            if not record.variant_ids or record.control_share <= 0:
                raise ValidationError(
                    self.env._(
                        "Enter at least one variant, and leave a share of the debtors "
                        "as control: without one, there is nothing to compare with."
                    )
                )

    @api.constrains("level_id", "state")
    def _check_level(self):
        for record in self.filtered(lambda t: t.state == "running"):
            if record.level_id.kind == "formal_notice":
                raise ValidationError(
                    self.env._("Formal notices are no matter for trials.")
                )
            running = record.level_id.trial_ids.filtered(lambda t: t.state == "running")
            if len(running) > 1:
                raise ValidationError(
                    self.env._(
                        "Another trial of the level “%s” is running: end it first.",
                        record.level_id.name,
                    )
                )

    # === COMPUTES === #

    @api.depends("variant_ids.share")
    def _compute_control_share(self):
        for record in self:
            record.control_share = 100 - sum(record.variant_ids.mapped("share"))

    @api.depends("state", "horizon", "date_start", "date_end", "variant_ids")
    def _compute_comparisons(self):
        for record in self:
            record.comparisons = {
                str(group): asdict(outcome) for group, outcome in record._compare()
            }

    @api.depends("comparisons")
    def _compute_results(self):
        for record in self:
            outcome = record._comparison(trial.CONTROL)
            record.control_debtors = outcome.debtors
            record.control_days = outcome.days

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_run(vals)
        return super().create(vals_list)

    def write(self, vals):
        """What runs is not changed: the groups would no longer be comparable."""
        self._check_run(vals)
        fixed = {"level_id", "variant_ids", "horizon"} & vals.keys()
        if fixed and any(record.state != "draft" for record in self):
            raise UserError(
                self.env._("A trial that has begun stays as it is: make a new one.")
            )
        return super().write(vals)

    @api.model
    def _check_run(self, vals):
        if vals.keys() & RUN_FIELDS and not self.env.su:
            raise AccessError(self.env._("A trial begins and ends by its buttons."))

    # === ACTIONS === #

    def action_start(self):
        self._require("draft")
        today = fields.Date.context_today(self)
        # The right to do so is checked above; nobody writes these by hand.
        self.sudo().write({"state": "running", "date_start": today})

    def action_end(self):
        self._require("running")
        today = fields.Date.context_today(self)
        # The right to do so is checked above; nobody writes these by hand.
        self.sudo().write({"state": "ended", "date_end": today})

    def _require(self, state):
        self.check_access("write")
        if any(record.state != state for record in self):
            raise UserError(
                self.env._("This trial is in another state by now: look at it again.")
            )

    # === BUSINESS METHODS === #

    def _shares(self):
        self.ensure_one()
        return {variant.id: variant.share for variant in self.variant_ids}

    def _variant_of(self, debtor_id):
        """The variant by which this debtor is reminded, empty for the control."""
        self.ensure_one()
        group = trial.group_of(self.id, debtor_id, self._shares())
        return self.variant_ids.browse(group or ())

    @api.model
    def _running(self, policies):
        """Trials of these policies' levels that change a delay.

        :param policies: their ids
        """
        running = self.search(
            [("state", "=", "running"), ("level_id.policy_id", "in", list(policies))]
        )
        return running.filtered(
            lambda t: any(v.delay != t.level_id.delay for v in t.variant_ids)
        )

    def _tried(self, debtor_ids, policies):
        """{(policy id, debtor id): ``facts.Policy``} where a trial changes a delay."""
        delays = defaultdict(dict)  # a debtor may be in the trials of several levels
        for running in self._running(policies):
            level_id, policy_id = running.level_id.id, running.policy_id.id
            for debtor_id, delay in running._delays_of(debtor_ids):
                delays[policy_id, debtor_id][level_id] = delay

        @cache
        def tried(policy_id, changed):
            return policies[policy_id].with_delays(dict(changed))

        return {
            key: tried(key[0], tuple(changed.items()))
            for key, changed in delays.items()
        }

    def _delays_of(self, debtor_ids):
        """Yield (debtor id, delay) of those with a variant of their own."""
        delays = {variant.id: variant.delay for variant in self.variant_ids}
        shares = self._shares()
        for debtor_id in debtor_ids:
            group = trial.group_of(self.id, debtor_id, shares)
            if group != trial.CONTROL:
                yield debtor_id, delays[group]

    def _comparison(self, group):
        """What came out for a group, from the one count that all of them share.

        :param group: variant id, or CONTROL
        :return: ``rules.trial.Comparison`` with the control
        """
        found = (self.comparisons or {}).get(str(group))
        return trial.Comparison(**found) if found else trial.Comparison(0, None)

    def _compare(self):
        """Yield (variant id, or CONTROL; its ``rules.trial.Comparison``)."""
        samples = self._samples(fields.Date.context_today(self))
        control = samples[trial.CONTROL]
        for group in (trial.CONTROL, *self.variant_ids.ids):
            yield group, trial.compare(samples[group], control)

    def _samples(self, today):
        """{variant id, or CONTROL: [mean days to pay of each debtor]}."""
        by_debtor = defaultdict(list)
        for debtor_id, entered, paid in self._cohort(today):
            days = trial.days_to_pay(entered, paid, self.horizon)
            by_debtor[debtor_id].append(days)
        samples, shares = defaultdict(list), self._shares()
        for debtor_id, days in by_debtor.items():
            group = trial.group_of(self.id, debtor_id, shares)
            samples[group].append(sum(days) / len(days))
        return samples
