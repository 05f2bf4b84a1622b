from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_date

from ..rules import interest

NEW_RATE = "account_debt_collection.mail_activity_new_rate"


class CollectionInterestReference(models.Model):
    """A published rate from which the rates of interest schemes are computed."""

    _name = "collection.interest.reference"
    _description = "Reference Rate"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name"

    name = fields.Char(required=True, translate=True)
    yearly = fields.Boolean(
        help="One rate for each year; otherwise one for each half-year."
    )
    source = fields.Char(help="Where new rates are published.")
    rate_ids = fields.One2many(
        comodel_name="collection.interest.rate", inverse_name="reference_id"
    )
    current_rate = fields.Float(
        string="Rate Today (%)", digits=(8, 4), compute="_compute_current_rate"
    )
    is_missing = fields.Boolean(compute="_compute_current_rate")

    @api.depends("rate_ids.rate", "rate_ids.date_from", "yearly")
    def _compute_current_rate(self):
        today = fields.Date.context_today(self)
        for reference in self:
            reference.is_missing = not reference._knows(today)
            reference.current_rate = (
                0 if reference.is_missing else reference._as_rule().rate(today)
            )

    def _check_is_period(self, day):
        """Refuse a rate that does not begin where a period begins."""
        self.ensure_one()
        if day == self._as_rule().period(day):
            return
        if self.yearly:
            sentence = self.env._("A rate of “%s” begins on 1 January.", self.name)
        else:
            sentence = self.env._(
                "A rate of “%s” begins on 1 January or on 1 July.", self.name
            )
        raise ValidationError(sentence)

    def _describe_gap(self, day):
        """A sentence on the rate that is missing on ``day``."""
        return self.env._(
            "The table “%(table)s” has no rate from %(date)s on, and none is guessed: "
            "enter it in Collection > Configuration > Reference Rates.",
            table=self.name,
            date=format_date(self.env, self._as_rule().period(day)),
        )

    def _as_rule(self):
        """This table as ``interest.Reference``; nothing for no record."""
        if not self:
            return None
        rates = {row.date_from: interest.exact(row.rate) for row in self.rate_ids}
        return interest.Reference(self.id, rates, self.yearly)

    # === NEW RATES === #

    @api.model
    def _ask_for_rates(self, today):
        """Where the rate of the period of ``today`` is missing, ask for it, once.

        :return: the tables that were asked for
        """
        references = self._in_use()
        missing = references.filtered(lambda table: not table._knows(today))
        asked = set(missing.activity_search([NEW_RATE]).mapped("res_id"))
        for reference in missing:
            if reference.id not in asked:
                reference._ask_for_rate(reference._as_rule().period(today))
        return missing

    def _ask_for_rate(self, period):
        owner = self._owner()
        speaking = self.with_context(lang=owner.lang)
        self.activity_schedule(
            NEW_RATE,
            date_deadline=period,
            user_id=owner.id,
            summary=speaking.env._(
                "Enter the rate from %s", format_date(speaking.env, period)
            ),
        )

    @api.model
    def _owner(self):
        """Who enters rates: the person responsible in one of the companies."""
        admin = self.env.ref("base.user_admin", raise_if_not_found=False)
        companies = self._companies_that_collect()
        return companies.collection_user_id[:1] or admin or self.env.user

    @api.model
    def _companies_that_collect(self):
        # A rate is the same for all companies, whoever asks.
        companies = self.env["res.company"].sudo()
        return companies.search([("collection_policy_id", "!=", False)])

    @api.model
    def _in_use(self):
        """Tables of the schemes of the companies' countries, and of customers."""
        schemes = self.env["collection.interest.scheme"]
        countries = self._companies_that_collect().country_id
        named = self.env["collection.debtor"]._read_group(
            [("scheme_id", "!=", False)], ["scheme_id"]
        )
        used = schemes._of_countries(countries) + sum(
            (row[0] for row in named), schemes
        )
        return used.reference_id | used.floor_reference_id

    def _thank_for_rate(self):
        """The rate that was asked for is there."""
        today = fields.Date.context_today(self)
        self.filtered(lambda table: table._knows(today)).activity_feedback([NEW_RATE])

    def _knows(self, day):
        rule = self._as_rule()
        return rule.period(day) in rule.rates

    @api.model
    def _cron_new_rates(self):
        """Every day: ask for the rates that became due, and have not been entered."""
        self._ask_for_rates(fields.Date.context_today(self))
