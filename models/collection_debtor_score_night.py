import logging

from odoo import api, fields, models
from odoo.tools import split_every

from .collection_debtor_figures import OTHERS_WERE_FASTER

_logger = logging.getLogger(__name__)

SCORE_BATCH = 5000  # debtors scored between two commits


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """Every night, all payers are scored."""

    _inherit = "collection.debtor"

    def _score_each(self, today):
        self._each_apart(lambda debtors: debtors._score(today))

    def _each_apart(self, step):
        """Do ``step`` for all at once; what goes wrong with one stops no other.

        :param step: called with debtors
        """
        try:
            with self.env.cr.savepoint():
                step(self)
        except OTHERS_WERE_FASTER:
            raise  # see _cron_attempt()
        except Exception as error:
            if len(self) > 1:
                middle = len(self) // 2
                self[:middle]._each_apart(step)
                self[middle:]._each_apart(step)
            else:
                _logger.error("Debtor %s: left as it is", self.id, exc_info=error)

    @api.model
    def _cron_scores(self):
        """Every night: score all payers, in batches."""
        commit_progress = self.env["ir.cron"]._commit_progress
        today = fields.Date.context_today(self)
        # The night is nobody's: it works in all companies.
        debtors = self.sudo().search([("company_id.active", "=", True)], order="id")
        commit_progress(remaining=len(debtors))
        for ids in split_every(SCORE_BATCH, debtors.ids):
            self._cron_attempt(debtors.browse(ids)._score_each, today)
            # Another call would begin with the first debtor again: go on to the last.
            commit_progress(len(ids))
