from dataclasses import replace
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL, formatLang

from ..rules import escalation
from ..rules.facts import Bank
from ..rules.reasons import Reason

MATCH = "account_debt_collection.mail_activity_receipts"

# What has come in at the bank from each debtor and is not matched yet: lines of bank
# statements with its name, and those without any name that quote one of its documents,
# as a word of their own or as the whole text. Shorter words than five characters are no
# proof. The amount is what is left on the suspense account, in company currency; those
# of a parent company count for its branches.
UNMATCHED_RECEIPTS = """
WITH receipt AS MATERIALIZED (
    SELECT line.id, line.move_id, line.company_id, line.journal_id, line.payment_ref,
           partner.commercial_partner_id AS partner_id
      FROM account_bank_statement_line line
      JOIN account_move move ON move.id = line.move_id
      LEFT JOIN res_partner partner ON partner.id = line.partner_id
     WHERE line.is_reconciled IS NOT TRUE
       AND line.amount > 0
       AND move.state = 'posted'
), quoted AS (
    SELECT receipt.id, word
      FROM receipt
     CROSS JOIN translate(UPPER(payment_ref), E'\\n\\t,;:()', '       ') label
     CROSS JOIN LATERAL (
           SELECT btrim(part, '.''"-') FROM unnest(string_to_array(label, ' ')) part
            UNION ALL
           SELECT replace(label, ' ', '')) words(word)
     WHERE receipt.partner_id IS NULL AND LENGTH(word) >= 5
), document AS (
    SELECT DISTINCT debtor.id AS debtor_id,
           replace(UPPER(reference), ' ', '') AS word
      FROM account_move_line item
      JOIN account_move move ON move.id = item.move_id
      JOIN collection_debtor debtor
        ON debtor.partner_id = item.partner_id AND debtor.company_id = item.company_id
     CROSS JOIN LATERAL (VALUES (move.name), (move.payment_reference)) says(reference)
     WHERE item.id = ANY(%(claim_ids)s)
       AND EXISTS (SELECT FROM quoted)
), found AS (
    SELECT debtor.id AS debtor_id, receipt.id
      FROM receipt
      JOIN collection_debtor debtor ON debtor.partner_id = receipt.partner_id
     WHERE debtor.id = ANY(%(debtor_ids)s)
     UNION
    SELECT document.debtor_id, quoted.id
      FROM quoted
      JOIN document USING (word)
)
SELECT found.debtor_id, SUM(suspense.amount)::text
  FROM found
  JOIN receipt USING (id)
  JOIN collection_debtor debtor ON debtor.id = found.debtor_id
  JOIN res_company company ON company.id = debtor.company_id
  JOIN res_company booked ON booked.id = receipt.company_id
  JOIN account_journal journal ON journal.id = receipt.journal_id
 CROSS JOIN LATERAL (
       SELECT -SUM(CASE WHEN account.reconcile THEN item.amount_residual
                        ELSE item.balance END) AS amount
         FROM account_move_line item
         JOIN account_account account ON account.id = item.account_id
        WHERE item.move_id = receipt.move_id
          AND item.account_id = journal.suspense_account_id) suspense
 WHERE company.parent_path LIKE booked.parent_path || '%%'
 GROUP BY found.debtor_id
HAVING SUM(suspense.amount) > 0
"""


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """What the bank knows: whether it is up to date, and what is not matched yet."""

    _inherit = "collection.debtor"

    def _heed_bank(self, decisions, today):
        """Decide again about those who are about to be asked to pay, where the bank
        has a word in it. It can keep a reminder back and never make one, so that
        nobody else needs to be looked at.

        :param decisions: {debtor id: ``escalation.Decision``}
        :return: the same, with the bank's warnings
        """
        asked = {key: decision for key, decision in decisions.items() if decision.asks}
        if not asked:
            return decisions
        banks = self.env["res.company"]._collection_banks(today)
        receipts = self._unmatched_receipts(asked)
        again = {}
        for debtor_id, company_id in self._companies(asked, banks, receipts, today):
            debtor = replace(
                asked[debtor_id].debtor,
                bank=banks.get(company_id, Bank()),
                receipts=receipts.get(debtor_id, Decimal(0)),
            )
            again[debtor_id] = escalation.decide(debtor, today)
        return {**decisions, **again}

    @api.model
    def _companies(self, asked, banks, receipts, today):
        """[(debtor id, company id)] of those with receipts or an outdated bank."""
        late = [key for key, bank in banks.items() if bank.is_stale(today)]
        if not (late or receipts):
            return []
        domain = [
            ("id", "in", list(asked)),
            "|",
            ("id", "in", list(receipts)),
            ("company_id", "in", late),
        ]
        groups = self._read_group(domain, ["company_id"], ["id:array_agg"])
        return [(key, company.id) for company, keys in groups for key in keys]

    @api.model
    def _unmatched_receipts(self, decisions):
        """{debtor id: amount in company currency}, see UNMATCHED_RECEIPTS."""
        for model in (
            "account.bank.statement.line",
            "account.journal",
            "account.move",
            "account.move.line",
            "res.partner",
        ):
            self.env[model].flush_model()
        claims = (c for d in decisions.values() for c in d.debtor.claims)
        rows = self.env.execute_query(
            SQL(
                UNMATCHED_RECEIPTS,
                debtor_ids=list(decisions),
                claim_ids=[claim.id for claim in claims],
            )
        )
        return {debtor_id: Decimal(amount) for debtor_id, amount in rows}

    # === IN WORDS === #

    def _bank_sentences(self, decision, today):
        """What to see to at the bank before this debtor is asked to pay."""
        sentences = self._receipts_sentences(decision)
        if Reason.STALE_BANK in decision.warnings:
            bank = decision.debtor.bank
            sentences.append(self.company_id._collection_bank_sentence(bank, today))
        return sentences

    def _receipts_sentences(self, decision):
        if Reason.RECEIPTS not in decision.warnings:
            return []
        receipts, currency = float(decision.debtor.receipts), self.currency_id
        return [
            self.env._(
                "%s from this customer are not matched yet and may cover what is due: "
                "match them.",
                formatLang(self.env, receipts, currency_obj=currency),
            )
        ]

    # === SOMEBODY IS ASKED TO MATCH THEM === #

    def _ask_to_match(self, decisions):
        """Where receipts may cover what is due, ask that they be matched."""
        self._ask_once(
            MATCH,
            (key for key, d in decisions.items() if Reason.RECEIPTS in d.warnings),
        )

    def _drop_matched(self, decisions):
        """Nobody matches what is matched, or looks for money of a debtor who has paid.

        :param self: those on whom somebody is asked to do something
        """
        asked = self.browse(self.activity_search([MATCH]).mapped("res_id"))
        owing = {key: decisions[key] for key in asked.ids if key in decisions}
        unmatched = self._unmatched_receipts(owing) if owing else {}
        asked.filtered(lambda debtor: debtor.id not in unmatched).activity_unlink(
            [MATCH]
        )
