from collections import defaultdict
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ..rules import credit_review as rule

REVIEW_BATCH = 1000  # debtors reviewed between two commits
FEWEST_MONTHS, MOST_MONTHS = 3, 12

# What each debtor has bought since a day: total, days to pay weighted by amount, and
# the months since its first invoice.
PURCHASES = """
SELECT debtor.id,
       SUM(account_move_line.balance)::text,
       (SUM(account_move_line.balance
            * (COALESCE(account_move_line.date_maturity, move.invoice_date)
               - move.invoice_date)) FILTER (WHERE account_move_line.balance > 0)
        / NULLIF(SUM(account_move_line.balance)
                 FILTER (WHERE account_move_line.balance > 0), 0))::float,
       (%(today)s - MIN(move.invoice_date)) / 30 + 1
  FROM %(items_from)s
  JOIN collection_debtor debtor ON debtor.partner_id = account_move_line.partner_id
   AND debtor.company_id = account_move_line.company_id
  JOIN account_move move ON move.id = account_move_line.move_id
 WHERE %(items_where)s
   AND debtor.id = ANY(%(ids)s)
   AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
   AND move.invoice_date BETWEEN %(since)s AND %(today)s
 GROUP BY debtor.id
"""


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """The monthly review of how much each debtor may owe."""

    _inherit = "collection.debtor"

    credit_review_ids = fields.One2many(
        comodel_name="collection.credit.review", inverse_name="debtor_id"
    )
    credit_review_month = fields.Date(
        readonly=True, help="First day of the month of the last review."
    )

    # === ACTIONS === #

    def action_view_credit_reviews(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "account_debt_collection.collection_credit_review_action"
            ),
            "domain": [("debtor_id", "=", self.id)],
            "context": {},
        }

    # === BUSINESS METHODS === #

    @api.model
    def _reviews_due(self, today, domain=()):
        """Whoever has not been reviewed this month, where the company wants reviews.

        :param domain: to look among these debtors only
        """
        month = today.replace(day=1)
        waiting = fields.Domain("credit_review_month", "=", False) | fields.Domain(
            "credit_review_month", "<", month
        )
        wanted = fields.Domain("company_id.collection_credit_review", "=", True)
        # The review is nobody's: it works in all companies.
        scope = fields.Domain(domain or [])
        return self.sudo().search(scope & wanted & waiting, order="id")

    def _review(self, today):
        """Propose a limit to each of ``self`` who buys or asks; safe to run again."""
        due = self._reviews_due(today, [("id", "in", self.ids)])
        customers = due._review_facts(today)
        proposals = {
            debtor: rule.propose(customer)
            for debtor, customer in customers.items()
            if rule.is_due(customer)
        }
        reviews = self.env["collection.credit.review"]
        reviews.search(
            [("debtor_id", "in", due.ids), ("state", "=", "proposed")]
        ).state = "superseded"
        reviews.create(
            [
                debtor._prepare_review(customers[debtor], proposal, today)
                for debtor, proposal in proposals.items()
            ]
        )
        due.credit_review_month = today.replace(day=1)

    def _prepare_review(self, customer, proposal, today):
        return {
            "debtor_id": self.id,
            "month": today.replace(day=1),
            "score": self.score,
            "score_class": self.score_class,
            "turnover": float(customer.turnover),
            "terms": customer.terms,
            "insured": float(customer.insured),
            "requested": float(customer.requested),
            "has_limit": customer.present is not None,
            "present_limit": float(customer.present or 0),
            "proposed_limit": float(proposal.limit),
            "granted_limit": float(proposal.limit),
            "reasons": [
                {"code": reason.code, "value": float(reason.value)}
                for reason in proposal.reasons
            ],
            "state": "kept" if proposal.keeps(customer.present) else "proposed",
        }

    def _review_facts(self, today):
        """{debtor: ``rule.Customer``}."""
        purchases = self._purchases(today)
        limits = self._standing_limits()
        profiles = self.credit_profile_ids.grouped("debtor_id")
        none = self.env["collection.credit.profile"]
        return {
            debtor: rule.Customer(
                *purchases[debtor.id],
                debtor.score_class or None,
                _exact(debtor.insured_amount),
                limits[debtor],
                _exact(profiles.get(debtor, none).requested_credit),
            )
            for debtor in self
        }

    def _purchases(self, today):
        """{debtor id: (average a month, days to pay)}, in one query."""
        for model in ("account.move", "account.move.line", "collection.debtor"):
            self.env[model].flush_model()
        # Every invoice counts, whoever asks.
        items = self.env["account.move.line"].sudo()
        items = items._search(self._trade_items_domain(self.partner_id))
        rows = self.env.execute_query(
            SQL(
                PURCHASES,
                ids=self.ids,
                items_from=items.from_clause,
                items_where=items.where_clause,
                since=today - relativedelta(months=MOST_MONTHS),
                today=today,
            )
        )
        nothing = (rule.NOTHING, 0)
        return defaultdict(lambda: nothing) | {
            debtor_id: (_a_month(Decimal(total), months), round(terms or 0))
            for debtor_id, total, terms, months in rows
        }

    def _standing_limits(self):
        """{debtor: limit of Odoo's own field, None without any}."""
        credit = self.env["collection.exposure"]
        return {
            debtor: limits[debtor.partner_id.id].amount
            for company, debtors in self.grouped("company_id").items()
            for limits in [credit._standing_limits(debtors.partner_id, company)]
            for debtor in debtors
        }

    # === CRON === #

    def _review_each(self, today):
        self._each_apart(lambda debtors: debtors._review(today))

    @api.model
    def _cron_reviews(self):
        """On the first of the month, or as soon as possible: propose limits."""
        commit_progress = self.env["ir.cron"]._commit_progress
        today = fields.Date.context_today(self)
        due = self._reviews_due(today)
        commit_progress(remaining=len(due))
        for ids in split_every(REVIEW_BATCH, due.ids):
            self._cron_attempt(due.browse(ids)._review_each, today)
            if not commit_progress(len(ids)):
                break


def _a_month(total, months):
    """What is bought a month: a first large invoice makes no regular customer."""
    average = max(total, rule.NOTHING) / min(max(months, FEWEST_MONTHS), MOST_MONTHS)
    return average.quantize(Decimal(1))


def _exact(number):
    return Decimal(str(number or 0))
