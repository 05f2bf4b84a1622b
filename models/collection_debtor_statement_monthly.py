import logging

from odoo import api, fields, models
from odoo.tools import split_every

from .collection_debtor_figures import OTHERS_WERE_FASTER

_logger = logging.getLogger(__name__)

STATEMENTS_TOGETHER = 50  # between two commits; as many as one wkhtmltopdf prints
CATCH_UP_DAYS = 10  # of a month, in which its statement may still go out


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """The statement of the month, by e-mail."""

    _inherit = "collection.debtor"

    monthly_statement = fields.Selection(
        selection=[("monthly", "Every month"), ("never", "Never")],
        tracking=True,
        help="An e-mail on the first day of the month, while anything is open. Empty: "
        "as the Collection settings say.",
    )

    @api.model
    def _statements_due(self, today):
        """Who is to get this month's statement, and has not had any in this month."""
        if today.day > CATCH_UP_DAYS:
            return self.browse()
        chosen = fields.Domain("monthly_statement", "=", "monthly")
        by_default = fields.Domain("monthly_statement", "=", False) & fields.Domain(
            "company_id.collection_monthly_statement", "=", True
        )
        waiting = fields.Domain("statement_date", "=", False) | fields.Domain(
            "statement_date", "<", today.replace(day=1)
        )
        still_open = fields.Domain("state", "!=", "settled")
        # Nobody in particular sends them: they go out in all companies.
        return self.sudo().search(
            (chosen | by_default) & waiting & still_open, order="id"
        )

    def _send_monthly(self, today):
        """Send the statement of the month; safe to run again.

        What goes wrong with one debtor is shown on it and stops no other.
        """
        try:
            with self.env.cr.savepoint():
                self._open_since_the_first(today)._send_or_note(today)
        except OTHERS_WERE_FASTER:
            raise  # see _cron_attempt()
        except Exception as error:
            if len(self) > 1:
                middle = len(self) // 2
                self[:middle]._send_monthly(today)
                self[middle:]._send_monthly(today)
            else:
                _logger.error("Debtor %s: no statement", self.id, exc_info=error)
                self.statement_note = str(error) or repr(error)

    def _open_since_the_first(self, today):
        """Those who owe, or are owed, what is not newer than the month itself.

        On the second, nobody gets a statement for the invoice of the day before.
        """
        first = today.replace(day=1)
        due = self & self._statements_due(today)
        return self.browse(
            debtor.id
            for debtor, statement in due._statements(today).items()
            if any(item.date <= first for item in statement.open_items())
        )

    def _send_or_note(self, today):
        obstacles = {debtor: debtor._statement_obstacle() for debtor in self}
        for debtor, sentence in obstacles.items():
            if sentence and sentence != debtor.statement_note:
                debtor.statement_note = sentence
        if reached := self.filtered(lambda debtor: not obstacles[debtor]):
            reached._send_statements(today)

    @api.model
    def _cron_statements(self):
        """On the first of the month, or as soon as possible: e-mail the statements."""
        commit_progress = self.env["ir.cron"]._commit_progress
        today = fields.Date.context_today(self)
        due = self._statements_due(today)
        commit_progress(remaining=len(due))
        for ids in split_every(STATEMENTS_TOGETHER, due.ids):
            self._cron_attempt(due.browse(ids)._send_monthly, today)
            if not commit_progress(len(ids)):
                break
