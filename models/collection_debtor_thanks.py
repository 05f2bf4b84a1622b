import logging

from odoo import api, fields, models
from odoo.tools import SQL

from .collection_debtor_figures import OTHERS_WERE_FASTER

_logger = logging.getLogger(__name__)

TEMPLATE = "account_debt_collection.template_thanks"
BATCH = 200  # debtors thanked between two commits
REMINDED_WITHIN = 90  # days; who pays later is not thanked for it
PAID_WITHIN = 7  # days; nights may be missed, and nobody is thanked long afterwards

# Debtors with nothing overdue, whose last contact asked for what was overdue, and who
# have since paid: the claims of that reminder are closed, one of them at least by money
# (a payment or a bank entry; a credit note or a write-off alone is none). A payment
# that is not in the books yet closes nothing. A reminder is acknowledged once.
WHO_HAS_PAID = """
SELECT debtor.id, last.id
  FROM res_company company
  JOIN collection_debtor debtor ON debtor.company_id = company.id
 CROSS JOIN LATERAL (
       SELECT reminder.id, reminder.date_done, reminder.level_id
         FROM collection_reminder reminder
        WHERE reminder.debtor_id = debtor.id
          AND reminder.state = 'sent'
     ORDER BY reminder.date_done DESC, reminder.id DESC
        LIMIT 1) last
  JOIN collection_level level ON level.id = last.level_id AND level.delay >= 0
 WHERE company.collection_thanks
   AND debtor.overdue = 0
   AND debtor.thanks_reminder_id IS DISTINCT FROM last.id
   AND last.date_done BETWEEN %(reminded_since)s AND %(today)s
   AND NOT EXISTS (
       SELECT FROM collection_reminder_line line
         JOIN account_move_line item ON item.id = line.move_line_id
        WHERE line.reminder_id = last.id
          AND item.amount_residual > 0
          AND line.residual > 0)
   AND EXISTS (
       SELECT FROM collection_reminder_line line
         JOIN account_partial_reconcile part ON part.debit_move_id = line.move_line_id
         JOIN account_move_line money ON money.id = part.credit_move_id
         JOIN account_journal journal ON journal.id = money.journal_id
        WHERE line.reminder_id = last.id
          AND line.residual > 0
          AND journal.type IN ('bank', 'cash', 'credit')
          AND part.create_date >= GREATEST(last.date_done, %(paid_since)s))
 ORDER BY debtor.id
 LIMIT %(limit)s
"""


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """Thank those who were reminded and have paid."""

    _inherit = "collection.debtor"

    thanks_reminder_id = fields.Many2one(
        comodel_name="collection.reminder",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The last reminder whose payment was acknowledged, with thanks where the "
        "customer can be thanked.",
    )
    signatory_id = fields.Many2one(
        comodel_name="res.users", compute="_compute_signatory_id"
    )

    @api.depends("user_id", "company_id.collection_user_id")
    def _compute_signatory_id(self):
        for debtor in self:
            debtor.signatory_id = debtor.user_id or debtor.company_id.collection_user_id

    @api.model
    def _thank(self, today):
        """Thank a batch of those who have paid; return whether there was any.

        The mark lies in the same transaction as the e-mail. Two workers who meet here
        write to the same row: one of them starts again, and finds nothing.
        """
        paid = self._who_has_paid(today)
        if not paid:
            return False
        # The night is nobody's, and works in all companies.
        debtors = self.sudo().browse(debtor_id for debtor_id, _reminder_id in paid)
        for debtor, (_debtor_id, reminder_id) in zip(debtors, paid, strict=True):
            debtor.thanks_reminder_id = reminder_id
        if thankable := debtors._thankable():
            thankable._send_thanks()
            thankable._subscribe_responsible()
        return True

    @api.model
    def _who_has_paid(self, today):
        """[(debtor id, id of the reminder that was paid)], see WHO_HAS_PAID."""
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                WHO_HAS_PAID,
                today=today,
                reminded_since=fields.Date.subtract(today, days=REMINDED_WITHIN),
                paid_since=fields.Date.subtract(today, days=PAID_WITHIN),
                limit=BATCH,
            )
        )

    def _thankable(self):
        """Those who may be written to by e-mail, and can."""
        email = self.env.ref("account_debt_collection.channel_email")
        self._read_ahead()
        return self.filtered(
            lambda debtor: (
                email not in debtor.forbidden_channel_ids
                and debtor._contact("email_normalized").email_normalized
            )
        )

    def _send_thanks(self):
        """Queue the e-mails; where one fails, the others are sent all the same."""
        try:
            with self.env.cr.savepoint():
                texts = self._render_mails(self.env.ref(TEMPLATE))
                self.env["mail.mail"].create(self._prepare_mails(texts))
        except OTHERS_WERE_FASTER:
            raise  # see _cron_attempt()
        except Exception as error:
            if len(self) > 1:
                middle = len(self) // 2
                self[:middle]._send_thanks()
                self[middle:]._send_thanks()
            else:
                _logger.error("Debtor %s: no thanks", self.id, exc_info=error)
