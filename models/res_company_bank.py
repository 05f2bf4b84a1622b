from datetime import date
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import format_date

from ..rules.facts import Bank

IMPORT = "account_debt_collection.mail_activity_bank"

# The newest bank entry of each company, its journal, and the open request to see to it.
# A branch has the bank journals of its parents, too. Where no statement has ever been
# entered, payments posted on the bank account count; an opening balance does not, it is
# in another journal. Entries that are dated in the future are mistakes: they prove
# nothing.
NEWEST_BANK_ENTRIES = """
SELECT company.id,
       COALESCE(company.collection_bank_days, 0) AS max_age,
       COALESCE(company.collection_bank_waits, FALSE) AS waits,
       newest.date,
       newest.journal_id,
       request.id AS request_id
  FROM res_company company
  LEFT JOIN mail_activity request
    ON request.id = company.collection_bank_request_id AND request.active
  LEFT JOIN LATERAL (
       SELECT journal.id AS journal_id, entry.date
         FROM res_company owner
         JOIN account_journal journal
           ON journal.company_id = owner.id
          AND journal.type = 'bank'
          AND journal.active
        CROSS JOIN LATERAL (
             (SELECT move.date, 1 AS preference
                FROM res_company booked
               CROSS JOIN LATERAL (
                     SELECT move.date
                       FROM account_bank_statement_line line
                       JOIN account_move move ON move.id = line.move_id
                      WHERE line.journal_id = journal.id
                        AND line.company_id = booked.id
                        AND move.state = 'posted'
                        AND move.date <= %(today)s
                   ORDER BY line.internal_index DESC
                      LIMIT 1) move
               WHERE booked.parent_path LIKE owner.parent_path || '%%')
              UNION ALL
             (SELECT item.date, 2
                FROM account_move_line item
               WHERE item.account_id = journal.default_account_id
                 AND item.journal_id = journal.id
                 AND item.parent_state = 'posted'
                 AND item.date <= %(today)s
            ORDER BY item.date DESC
               LIMIT 1)) entry
        WHERE company.collection_bank_days > 0
          AND company.parent_path LIKE owner.parent_path || '%%'
     ORDER BY entry.preference, entry.date DESC, journal.id
        LIMIT 1) newest ON TRUE
 ORDER BY company.parent_path -- parents first
"""


class BankRow(NamedTuple):
    """See NEWEST_BANK_ENTRIES."""

    company_id: int
    max_age: int
    waits: bool
    newest: date | None
    journal_id: int | None
    request_id: int | None

    @property
    def bank(self):
        return Bank(self.newest, self.max_age, self.waits)


# pylint: disable=consider-merging-classes-inherited
class ResCompany(models.Model):
    """How up to date the bank entries are."""

    _inherit = "res.company"

    collection_bank_request_id = fields.Many2one(
        comodel_name="mail.activity",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The request to bring the bank up to date, while it is open.",
    )

    @api.model
    def _collection_banks(self, today):
        """{company id: ``facts.Bank``} of all companies, in one query."""
        return {row.company_id: row.bank for row in self._bank_rows(today)}

    @api.model
    def _bank_rows(self, today):
        """[``BankRow``] of all companies."""
        for model in (
            "account.bank.statement.line",
            "account.journal",
            "account.move",
            "account.move.line",
            "mail.activity",
            "res.company",
        ):
            self.env[model].flush_model()
        rows = self.env.execute_query(SQL(NEWEST_BANK_ENTRIES, today=today))
        return [BankRow(*row) for row in rows]

    def _collection_bank_sentence(self, bank, today):
        """What is wrong with the bank entries, and what to do about it.

        :param bank: ``facts.Bank`` of this company
        """
        return self.env._(
            "The newest bank entry is %(days)s days old, of %(date)s: import the bank "
            "statements, or enter the payments, that have come since.",
            date=format_date(self.env, bank.newest),
            days=bank.age(today),
        )

    # === THE NIGHT WARNS === #

    @api.model
    def _watch_banks(self, today):
        """Where the bank entries are too old, have somebody see to them, once.

        The request stays until they are up to date; one for each bank's journal, on
        which a branch and its parents may rely. Two workers who meet here write to the
        same company: one of them starts again, and finds the request.
        """
        rows, late = self._bank_rows(today), {}
        for row in rows:
            if row.bank.is_stale(today):
                late.setdefault(row.journal_id, row)
        # The night is nobody's, and works in all companies.
        companies = self.sudo()
        for row in rows:
            if row.request_id and row not in late.values():
                companies.env["mail.activity"].browse(row.request_id).unlink()
        for row in late.values():
            if not row.request_id:
                companies.browse(row.company_id)._ask_for_statements(row, today)

    def _ask_for_statements(self, row, today):
        user = self._collection_responsible()
        journal = self.env["account.journal"].browse(row.journal_id)
        speaking = self.with_context(lang=user.lang)
        request = journal.with_context(mail_activity_quick_update=True)
        self.collection_bank_request_id = request.activity_schedule(
            IMPORT,
            user_id=user.id,
            date_deadline=today,
            note=speaking._collection_bank_warning(row.bank, today),
        )

    def _collection_bank_warning(self, bank, today):
        """The same, and what becomes of the reminders."""
        sentence = self._collection_bank_sentence(bank, today)
        return f"{sentence} {self._what_reminders_do(bank)}"

    def _what_reminders_do(self, bank):
        if bank.waits:
            return self.env._("Automatic reminders wait until then.")
        return self.env._(
            "Until then, customers who have paid may be reminded all the same."
        )
