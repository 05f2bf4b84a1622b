from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..rules import periods
from ..rules.statement import LATE
from .collection_debtor_figures import OTHERS_WERE_FASTER
from .collection_ledger import AMOUNTS

MONTHS_BACK = 13  # that the first night looks back, to show a trend at once
DAYS_KEPT = 400  # every evening; of older months, the last one

LOCK = "SELECT pg_try_advisory_xact_lock('collection_snapshot'::regclass::int, 0)"

FORGET = """
DELETE FROM collection_snapshot
 WHERE date < %s
   AND date != (date_trunc('month', date) + interval '1 month - 1 day')::date
"""


class CollectionSnapshot(models.Model):
    """Receivables of one evening, as the ledger showed them then.

    Entries that are dated back later do not change what was reported.
    """

    _name = "collection.snapshot"
    _description = "Receivables of an Evening"
    _inherit = ["collection.sealed"]
    _order = "date desc, company_id, user_id"
    _rec_name = "date"

    date = fields.Date(required=True, readonly=True, index=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        readonly=True,
        index="btree_not_null",
        # Without a name, it would be a second one of the same evening.
        ondelete="restrict",
    )
    credits = fields.Monetary(string="Open Credits", readonly=True)
    left_out = fields.Monetary(string="Never Reminded", readonly=True)
    not_due = fields.Monetary(string="Not Due Yet", readonly=True)
    late_30 = fields.Monetary(string="1–30 Days Late", readonly=True)
    late_60 = fields.Monetary(string="31–60 Days Late", readonly=True)
    late_90 = fields.Monetary(string="61–90 Days Late", readonly=True)
    late_more = fields.Monetary(string="Over 90 Days Late", readonly=True)
    overdue = fields.Monetary(compute="_compute_totals", store=True)
    balance = fields.Monetary(
        compute="_compute_totals", store=True, help="All of it, credits deducted."
    )

    _one_an_evening = models.UniqueIndex(
        "(company_id, date, COALESCE(user_id, 0))",
        "There is one snapshot for each evening.",
    )

    @api.depends(*AMOUNTS)
    def _compute_totals(self):
        for snapshot in self:
            snapshot.overdue = sum(snapshot[name] for name in LATE)
            snapshot.balance = sum(snapshot[name] for name in AMOUNTS)

    # === BUSINESS METHODS === #

    @api.model
    def _take(self, today):
        """Record the evenings that are missing, until yesterday.

        A company's first time, those are the last month ends, so that there is a trend
        from the beginning.
        """
        yesterday = today - timedelta(days=1)
        # The night is nobody's: it works in all companies.
        companies = self.env["res.company"].sudo().search([("active", "=", True)])
        latest = dict(
            self.sudo()._read_group(
                [("company_id", "in", companies.ids)], ["company_id"], ["date:max"]
            )
        )
        by_days = companies.grouped(
            lambda company: self._missing_days(latest.get(company), yesterday)
        )
        for days, group in by_days.items():
            if days:
                self._record(group, days)

    @api.model
    def _missing_days(self, latest, yesterday):
        """Evenings to record, in order."""
        if latest:
            count = (yesterday - latest).days
            days = (latest + timedelta(days=n + 1) for n in range(count))
        else:
            days = {*periods.month_ends(yesterday, MONTHS_BACK), yesterday}
        return tuple(sorted(days))

    @api.model
    def _record(self, companies, days):
        ageing = self.env["collection.ledger"]._ageing(companies, days)
        known = {(company_id, day) for company_id, _user, day in ageing}
        empty = {
            (company.id, False, day): {}
            for company in companies
            for day in days
            if (company.id, day) not in known
        }
        # Only the night writes what the ledger said.
        self.sudo().create(
            [
                {"company_id": company_id, "user_id": user_id, "date": day, **amounts}
                for (company_id, user_id, day), amounts in {**empty, **ageing}.items()
            ]
        )

    @api.model
    def _evenings(self, companies, days):
        """{(company id, salesperson id, day): {bucket: amount}}, on these evenings.

        As it was recorded, else as the ledger has it now: at most two queries.

        :param days: dates before today
        """
        # Sums tell nothing of a single entry; who may see them is the caller's matter.
        recorded = self.sudo().search_fetch(
            [("company_id", "in", companies.ids), ("date", "in", days)],
            ["company_id", "user_id", "date", *AMOUNTS],
        )
        evenings = {
            (row.company_id.id, row.user_id.id, row.date): {
                name: row[name] for name in AMOUNTS
            }
            for row in recorded
        }
        known = {(company_id, day) for company_id, _user, day in evenings}
        missing = {
            day
            for day in days
            if any((company.id, day) not in known for company in companies)
        }
        if missing:
            live = self.env["collection.ledger"]._ageing(companies, missing)
            evenings |= {
                (company_id, user_id, day): amounts
                for (company_id, user_id, day), amounts in live.items()
                if (company_id, day) not in known
            }
        return evenings

    @api.autovacuum
    def _gc_evenings(self):
        """Of what is long ago, keep the last evening of each month."""
        oldest = fields.Date.subtract(fields.Date.context_today(self), days=DAYS_KEPT)
        self.flush_model()
        self.env.execute_query(SQL(FORGET, oldest))
        self.invalidate_model()

    # === CRON === #

    @api.model
    def _cron_take(self):
        """Every night, shortly after midnight."""
        today = fields.Date.context_today(self)
        commit = self.env["ir.cron"]._commit_progress
        try:
            if self._is_first():
                self._take(today)
                self.env["collection.forecast"]._take(today)
            commit()
            self.env["collection.alert"]._raise(today)
            commit()
        except OTHERS_WERE_FASTER:
            # Another worker has recorded the same evening: there is nothing to add.
            self.env.cr.rollback()

    def _is_first(self):
        """Whether no other worker is at it; nobody else is, until the commit."""
        return self.env.execute_query(SQL(LOCK))[0][0]
