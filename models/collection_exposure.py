from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ..rules.credit import NOTHING, Exposure, Limit, limit_of_day, standing_limit

COMMERCIAL_PARTNERS = """
SELECT DISTINCT commercial_partner_id FROM res_partner WHERE id = ANY(%s)
"""

OPEN_ITEMS = """
SELECT customer.commercial_partner_id,
       (SUM(account_move_line.amount_residual)
           FILTER (WHERE account_move_line.amount_residual > 0))::text,
       (-SUM(account_move_line.amount_residual)
           FILTER (WHERE account_move_line.amount_residual < 0))::text
  FROM %(items_from)s
  JOIN res_partner customer ON customer.id = account_move_line.partner_id
 WHERE %(items_where)s
   AND account_move_line.company_id = %(company_id)s
   AND customer.commercial_partner_id = ANY(%(partner_ids)s)
 GROUP BY customer.commercial_partner_id
"""

DRAFTS = """
SELECT customer.commercial_partner_id, SUM(account_move.amount_total_signed)::text
  FROM %(drafts_from)s
  JOIN res_partner customer ON customer.id = account_move.partner_id
 WHERE %(drafts_where)s
   AND customer.commercial_partner_id = ANY(%(partner_ids)s)
 GROUP BY customer.commercial_partner_id
"""

OWN_LIMITS = """
SELECT id, (credit_limit->>%(company_key)s)::numeric::text
  FROM res_partner
 WHERE id = ANY(%(partner_ids)s)
"""


class CollectionExposure(models.AbstractModel):
    """What customers owe and will owe to a company, and how much they may.

    Everything is asked for many customers at once, in a constant number of queries, and
    answered for their commercial partners, in the currency of the company. It is the
    same whoever asks: a limit that only some people see would be none.
    """

    _name = "collection.exposure"
    _description = "Credit Exposure"

    # === EXPOSURE === #

    @api.model
    def _of(self, partners, company):
        """Return {commercial partner: ``Exposure``}, one for each of ``partners``.

        :param company: one company; what is owed to others does not count
        """
        partners = self._commercial(partners)
        items = self._open_items(partners, company)
        drafts = self._drafts(partners, company)
        orders = self._orders(partners, company)
        nothing = (NOTHING, NOTHING)
        return {
            partner: Exposure(
                *items.get(partner.id, nothing),
                drafts.get(partner.id, NOTHING),
                orders.get(partner.id, NOTHING),
            )
            for partner in partners
        }

    @api.model
    def _commercial(self, partners):
        """The commercial partners, in one query however many they are."""
        partners.flush_model(["commercial_partner_id"])
        rows = self.env.execute_query(SQL(COMMERCIAL_PARTNERS, partners.ids))
        return partners.browse(partner_id for (partner_id,) in rows)

    @api.model
    def _open_items(self, partners, company):
        """{commercial partner id: (what it owes, its open credits)}, in one query."""
        items = self.env["collection.debtor"]._open_items_query()
        self.env["account.move.line"].flush_model(
            ["amount_residual", "company_id", "partner_id"]
        )
        partners.flush_model(["commercial_partner_id"])
        rows = self.env.execute_query(
            SQL(
                OPEN_ITEMS,
                items_from=items.from_clause,
                items_where=items.where_clause,
                company_id=company.id,
                partner_ids=partners.ids,
            )
        )
        return {
            partner_id: (Decimal(owed or 0), Decimal(credits or 0))
            for partner_id, owed, credits in rows
        }

    @api.model
    def _drafts(self, partners, company):
        """{commercial partner id: amount of its draft invoices}, in one query.

        At the rate of the day of each invoice, as Odoo converts it. Nothing where the
        company does not count drafts.
        """
        # What counts is the same, whoever asks.
        if not company.sudo().collection_credit_drafts:
            return {}
        # Drafts of colleagues count as well.
        drafts = self.env["account.move"].sudo()._search(self._drafts_domain(company))
        self.env["account.move"].flush_model(["amount_total_signed", "partner_id"])
        partners.flush_model(["commercial_partner_id"])
        rows = self.env.execute_query(
            SQL(
                DRAFTS,
                drafts_from=drafts.from_clause,
                drafts_where=drafts.where_clause,
                partner_ids=partners.ids,
            )
        )
        return {partner_id: Decimal(amount) for partner_id, amount in rows}

    @api.model
    def _drafts_domain(self, company):
        """Draft invoices that will be owed.

        A draft credit note is not granted yet; an invoice that posts itself on a later
        day is for what has not been delivered yet.
        """
        today = fields.Date.context_today(self)
        return fields.Domain(
            [
                ("state", "=", "draft"),
                ("move_type", "in", ("out_invoice", "out_receipt")),
                ("company_id", "=", company.id),
                ("amount_total_signed", ">", 0),
            ]
        ) & fields.Domain(["|", ("auto_post", "=", "no"), ("date", "<=", today)])

    @api.model
    def _orders(self, partners, company):
        """{commercial partner id: what confirmed orders are still to invoice, Decimal}.

        An extension point for the apps that know of orders. An order of which a draft
        invoice is counted already must not count twice.

        :param partners: commercial partners
        """
        return {}

    # === LIMITS === #

    @api.model
    def _limits(self, partners, company, today=None):
        """Return {commercial partner: ``Limit``}, one for each of ``partners``.

        Those of ``company``, whatever company the user works in; a contact has the
        limit of its company.
        """
        partners = self._commercial(partners)
        company = company.sudo()  # whoever sells must not sell beyond the limit
        if not company.account_use_credit_limit:
            return {partner: Limit() for partner in partners}
        today = today or fields.Date.context_today(self)
        standing = self._standing_limits(partners, company)
        temporary = self.env["collection.credit.limit"]._of(partners, company)
        covers = self.env["collection.credit.insurance"]._of(partners, company, today)
        return {
            partner: limit_of_day(
                standing[partner.id],
                temporary.get(partner.id, ()),
                covers.get(partner.id, ()),
                company.collection_insurance_use,
                today,
            )
            for partner in partners
        }

    @api.model
    def _standing_limits(self, partners, company):
        """{partner id: ``Limit`` of Odoo's own field}, in one query."""
        default = self._default_limit(company)
        partners.flush_model(["credit_limit"])
        rows = self.env.execute_query(
            SQL(OWN_LIMITS, company_key=str(company.id), partner_ids=partners.ids)
        )
        return {
            partner_id: standing_limit(
                default if own is None else Decimal(own), default
            )
            for partner_id, own in rows
        }

    @api.model
    def _default_limit(self, company):
        field = self.env["res.partner"]._fields["credit_limit"]
        # The user may work in other companies only.
        partners = self.env["res.partner"].sudo().with_company(company)
        return Decimal(str(field.get_company_dependent_fallback(partners) or 0))
