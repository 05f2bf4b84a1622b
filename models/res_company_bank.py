from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import format_date

from ..rules.facts import Bank

IMPORT = "account_debt_collection.mail_activity_bank"

# The newest bank entry of each company, and its journal. A branch has the bank journals
# of its parents, too. Where no statement has ever been entered, payments posted on the
# bank account count; an opening balance does not, it is in another journal. Entries
# that are dated in the future are mistakes and prove nothing.
NEWEST_BANK_ENTRIES = """
SELECT company.id,
       COALESCE(company.collection_bank_days, 0) AS max_age,
       COALESCE(company.collection_bank_waits, FALSE) AS waits,
       newest.date,
       newest.journal_id
  FROM res_company company
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
"""


# pylint: disable=consider-merging-classes-inherited
class ResCompany(models.Model):
    """How up to date the bank entries are."""

    _inherit = "res.company"

    @api.model
    def _collection_banks(self, today):
        """{company id: ``facts.Bank``} of all companies, in one query."""
        rows = self._newest_bank_entries(today)
        return {
            company_id: Bank(newest, max_age, waits)
            for company_id, max_age, waits, newest, _journal_id in rows
        }

    @api.model
    def _newest_bank_entries(self, today):
        """[(company id, oldest age, waits, day of the newest entry, journal id)]."""
        for model in (
            "account.bank.statement.line",
            "account.journal",
            "account.move",
            "account.move.line",
            "res.company",
        ):
            self.env[model].flush_model()
        return self.env.execute_query(SQL(NEWEST_BANK_ENTRIES, today=today))

    def _collection_bank_sentence(self, bank, today):
        """What is wrong with the bank entries, and what to do about it.

        :param bank: ``facts.Bank`` of this company
        """
        return self.env._(
            "The newest bank entry is of %(date)s, %(days)s days before: import the "
            "bank statements that have come since.",
            date=format_date(self.env, bank.newest),
            days=bank.age(today),
        )

    # === THE NIGHT WARNS === #

    @api.model
    def _watch_banks(self, today):
        """Where the bank entries are too old, have somebody see to them, once.

        The request stays on the bank's journal until they are up to date.
        """
        late = {}
        for company_id, max_age, waits, newest, journal_id in self._newest_bank_entries(
            today
        ):
            if Bank(newest, max_age, waits).is_stale(today):
                late.setdefault(journal_id, (company_id, Bank(newest, max_age, waits)))
        # The night is nobody's, and works in all companies.
        open_requests = self.env["mail.activity"].sudo().search(self._request_domain())
        asked = set(open_requests.mapped("res_id"))
        open_requests.filtered(lambda request: request.res_id not in late).unlink()
        for journal_id in late.keys() - asked:
            company_id, bank = late[journal_id]
            self.sudo().browse(company_id)._ask_for_statements(journal_id, bank, today)

    @api.model
    def _request_domain(self):
        request_type = self.env["ir.model.data"]._xmlid_to_res_id(IMPORT)
        return [
            ("res_model", "=", "account.journal"),
            ("activity_type_id", "=", request_type),
            ("automated", "=", True),
        ]

    def _ask_for_statements(self, journal_id, bank, today):
        user = self._collection_responsible()
        journal = self.env["account.journal"].browse(journal_id)
        speaking = self.with_context(lang=user.lang)
        journal.with_context(mail_activity_quick_update=True).activity_schedule(
            IMPORT,
            user_id=user.id,
            date_deadline=fields.Date.to_date(today),
            note=speaking._collection_bank_warning(bank, today),
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
