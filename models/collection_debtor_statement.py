from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, partial
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.misc import format_amount, format_date

from ..rules import statement
from .collection_ledger import PAYMENT

# What was open before %(since)s, or has come since. A payment may count before it has
# an entry of its own: the rest of its invoice is settled by it (see
# ``_open_items_domain``).
ITEMS = """
SELECT debtor.id AS debtor_id,
       account_move_line.id,
       account_move_line.date,
       COALESCE(account_move_line.date_maturity, account_move_line.date) AS due_date,
       account_move_line.amount_currency::text AS amount,
       account_move_line.currency_id,
       COALESCE(move.invoice_date, account_move_line.date) AS document_date,
       move.name,
       CASE WHEN move.move_type IN ('out_invoice', 'out_receipt') THEN 'invoice'
            WHEN move.move_type = 'out_refund' THEN 'credit_note'
            WHEN move.origin_payment_id IS NULL AND move.statement_line_id IS NULL
            THEN 'entry'
            WHEN account_move_line.amount_currency > 0 THEN 'refund'
            ELSE 'payment' END AS kind,
       move.partner_bank_id AS bank_id,
       CASE WHEN move.payment_state IN ('in_payment', 'paid')
             AND account_move_line.reconciled IS NOT TRUE
            THEN account_move_line.amount_residual_currency::text END AS paid,
       GREATEST(account_move_line.date, payment.date) AS paid_on,
       payment.name AS payment
  FROM %(items_from)s
  JOIN collection_debtor debtor
    ON debtor.partner_id = account_move_line.partner_id
   AND debtor.company_id = account_move_line.company_id
  JOIN account_move move ON move.id = account_move_line.move_id
  LEFT JOIN LATERAL (%(payment)s) payment ON TRUE
 WHERE %(items_where)s
   AND debtor.id = ANY(%(debtor_ids)s)
   AND account_move_line.date <= %(day)s
   AND (account_move_line.reconciled IS NOT TRUE
        OR account_move_line.date >= %(since)s
        OR EXISTS (SELECT FROM account_partial_reconcile part
                    WHERE part.debit_move_id = account_move_line.id
                      AND part.max_date >= %(since)s)
        OR EXISTS (SELECT FROM account_partial_reconcile part
                    WHERE part.credit_move_id = account_move_line.id
                      AND part.max_date >= %(since)s))
 ORDER BY account_move_line.date, account_move_line.id
"""

# Each reconciliation of these items, seen from the debit or from the credit side.
MATCHES = """
SELECT part.debit_move_id, part.max_date, part.debit_amount_currency::text,
       part.credit_move_id, (-part.credit_amount_currency)::text, other.move_name
  FROM account_partial_reconcile part
  JOIN account_move_line other ON other.id = part.credit_move_id
 WHERE part.debit_move_id = ANY(%(item_ids)s)
 UNION ALL
SELECT part.credit_move_id, part.max_date, (-part.credit_amount_currency)::text,
       part.debit_move_id, part.debit_amount_currency::text, other.move_name
  FROM account_partial_reconcile part
  JOIN account_move_line other ON other.id = part.debit_move_id
 WHERE part.credit_move_id = ANY(%(item_ids)s)
"""

READ_TABLES = (
    "account.account",
    "account.move",
    "account.move.line",
    "account.partial.reconcile",
    "account.payment",
    "collection.debtor",
)


class Document(NamedTuple):
    """What a statement shows of the journal entry behind an item."""

    name: str
    kind: str
    date: object
    bank_id: int


class Statement(NamedTuple):
    """The account of one debtor on a day."""

    debtor: models.Model
    day: object
    since: object  # None: open items alone
    sections: tuple  # of ``rules.statement.Section``, the company's currency first

    def open_items(self):
        return [line.item for section in self.sections for line in section.open_items]


def _format_money(env, lang, amount, currency):
    return format_amount(env, float(amount), currency, lang_code=lang)


def _day_after(day):
    """The next day; calendars end on 31 December 9999."""
    return day + timedelta(days=1) if day < date.max else day


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """The statement of account, on any day."""

    _inherit = "collection.debtor"

    def _statements(self, day, since=None):
        """{debtor: Statement}, with as many queries for many debtors as for one.

        :param since: first day of the movements to show; None: open items alone
        """
        self.check_access("read")
        # Whoever sees a debtor sees its account, bank entries included.
        items = self.sudo()._statement_items(day, since or _day_after(day))
        return {
            debtor: Statement(
                debtor, day, since, debtor._sections(items[debtor.id], day, since)
            )
            for debtor in self
        }

    def _sections(self, items, day, since):
        own = self.company_id.currency_id.id
        sections = statement.sections(items, day, since)
        return tuple(sorted(sections, key=lambda section: section.currency != own))

    def _statement_items(self, day, since):
        """{debtor id: [``rules.statement.Item``]}: what ``sections()`` asks for."""
        rows = self._statement_rows(day, since)
        matches = self._statement_matches([row["id"] for row in rows])
        items = defaultdict(list)
        for row in rows:
            document = Document(
                row["name"], row["kind"], row["document_date"], row["bank_id"]
            )
            item = statement.Item(
                row["id"],
                row["date"],
                row["due_date"],
                Decimal(row["amount"]),
                row["currency_id"],
                (*matches[row["id"]], *self._payment_without_entry(row)),
                document,
            )
            items[row["debtor_id"]].append(item)
        return items

    def _payment_without_entry(self, row):
        if row["paid"]:
            paid_on = row["paid_on"] or row["date"]
            paid = Decimal(row["paid"])
            yield statement.Match(paid_on, paid, document=row["payment"])

    def _statement_rows(self, day, since):
        """One row for each item that a statement needs: see ITEMS."""
        for model in READ_TABLES:
            self.env[model].flush_model()
        domain = self._trade_items_domain(self.partner_id)
        items = self.env["account.move.line"]._search(domain)
        return self.env.execute_query_dict(
            SQL(
                ITEMS,
                items_from=items.from_clause,
                items_where=items.where_clause,
                payment=SQL(PAYMENT, move_id=SQL("move.id")),
                debtor_ids=self.ids,
                day=day,
                since=since,
            )
        )

    @api.model
    def _statement_matches(self, item_ids):
        """{item id: [``rules.statement.Match``]}"""
        matches = defaultdict(list)
        for (
            item_id,
            day,
            amount,
            other_id,
            other_amount,
            name,
        ) in self.env.execute_query(SQL(MATCHES, item_ids=item_ids)):
            matches[item_id].append(
                statement.Match(
                    day, Decimal(amount), other_id, Decimal(other_amount), name
                )
            )
        return matches

    # === HOW IT IS SHOWN === #

    @api.model
    def _document_kinds(self):
        """What each kind of ``Document`` is called, in the language of ``self``."""
        return {
            "invoice": self.env._("Invoice"),
            "credit_note": self.env._("Credit note"),
            "payment": self.env._("Payment"),
            "refund": self.env._("Refund"),
            "entry": self.env._("Entry"),
        }

    def _statement_label(self, line):
        """(what it is, which document), in the language of ``self``.

        :param line: an open item or a movement
        """
        document = line.item.document
        match = getattr(line, "match", None)
        if not match:
            return self._document_kinds()[document.kind], document.name
        if match.other_id:
            settled = self.env._("settled with %s", match.document)
            return document.name, settled
        return self._document_kinds()["payment"], match.document

    def _statement_values(self, statement):
        """What the templates show of a statement, in the language of its customer."""
        lang = self._lang()
        debtor = self.with_context(lang=lang)
        return {
            **statement._asdict(),
            "debtor": debtor,
            "company": debtor.company_id,
            "lang": lang,
            "bank": debtor._statement_bank(statement),
            "currencies": {
                section.currency: self.env["res.currency"].browse(section.currency)
                for section in statement.sections
            },
            "label": debtor._statement_label,
            "introduction": debtor._statement_introduction(statement),
            "format_day": cache(partial(format_date, self.env, lang_code=lang)),
            "format_long": debtor.env["collection.reminder"]._long_date,
            "format_money": cache(partial(_format_money, self.env, lang)),
        }

    def _statement_introduction(self, statement):
        """The sentence above the figures, in the language of ``self``."""
        days = {"day": format_date(self.env, statement.day)}
        if not statement.since:
            if statement.sections:
                return self.env._(
                    "According to our books, the items below were open on your account "
                    "on %(day)s. What we have received since then is not deducted.",
                    **days,
                )
            return self.env._(
                "According to our books, nothing was open on your account on %(day)s. "
                "There is nothing for you to pay.",
                **days,
            )
        days["since"] = format_date(self.env, statement.since)
        if statement.sections:
            return self.env._(
                "According to our books, your account moved as follows from %(since)s "
                "to %(day)s.",
                **days,
            )
        return self.env._(
            "According to our books, nothing moved on your account from %(since)s to "
            "%(day)s, and nothing is open. There is nothing for you to pay.",
            **days,
        )

    def _statement_bank(self, statement):
        """The account named on the invoices, else the company's first."""
        named = {item.document.bank_id for item in statement.open_items()}
        banks = self.company_id.partner_id.bank_ids
        return banks.filtered(lambda bank: bank.id in named)[:1] or banks[:1]
