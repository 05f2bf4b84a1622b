from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..rules.facts import Calendar


class ResCompany(models.Model):
    _inherit = "res.company"

    collection_policy_id = fields.Many2one(
        comodel_name="collection.policy",
        string="Default Collection Policy",
        ondelete="restrict",
        help="For customers and invoices without a policy of their own.",
    )
    collection_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible for Collection",
        help="Makes the calls to customers without a responsible of their own.",
    )

    collection_signature = fields.Image(
        string="Signature on Letters",
        max_width=1000,
        max_height=400,
        help="A scan of the signature; without it, letters leave room to sign by hand.",
    )
    collection_mediator = fields.Char(
        string="Consumer Mediator",
        help="Name and address of the mediator whom consumers may refer to; their "
        "letters name it from the last reminder on.",
    )

    @api.constrains("collection_policy_id")
    def _check_collection_policy(self):
        for company in self:
            owner = company.collection_policy_id.company_id
            if owner and owner not in company.parent_ids:
                raise ValidationError(
                    self.env._(
                        "The policy “%s” belongs to another company.",
                        company.collection_policy_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        # Whoever may create a company gets its policy with it.
        companies.sudo()._create_collection_policy()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"collection_policy_id", "resource_calendar_id"}:
            # Whoever may configure a company may change what the night decides.
            self.env["collection.debtor"].sudo()._wake_all()
        return result

    def _create_collection_policy(self):
        """Give a copy of the blueprint to each company that has no policy yet."""
        blueprint = self.env["collection.policy"]._blueprint()
        for company in self.filtered(lambda company: not company.collection_policy_id):
            company.collection_policy_id = blueprint and blueprint.with_context(
                collection_blueprint=True  # the copy bears the same name
            ).copy({"company_id": company.id, "active": True})

    def _collection_calendar(self, today, days):
        """Working days of this company from ``today`` on, as ``facts.Calendar``.

        None where its calendar knows no working day at all: reminders go out then.
        """
        calendar = self.resource_calendar_id
        zone = pytz.timezone(calendar.tz or "UTC")
        start = zone.localize(datetime.combine(today, time.min))
        end = start + timedelta(days=days)
        intervals = calendar._work_intervals_batch(start, end)[False]
        open_days = frozenset(begin.date() for begin, _end, _what in intervals)
        return Calendar(open_days, end.date()) if open_days else None
