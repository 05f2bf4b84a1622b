import logging

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ..rules import escalation
from .activities import ALLOCATE
from .collection_debtor_figures import OTHERS_WERE_FASTER

_logger = logging.getLogger(__name__)

PLAN_BATCH = 5000  # debtors decided between two commits of the night
SEND_BATCH = 200  # reminders sent between two commits
ATTEMPTS = 5


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """The night: wake who may need something, plan reminders, send them."""

    _inherit = "collection.debtor"

    @api.model
    def _wake_all(self):
        """Have the next night decide anew for everybody."""
        self.flush_model(["asleep_until"])
        self.env.execute_query(
            SQL(
                "UPDATE collection_debtor SET asleep_until = NULL "
                "WHERE asleep_until IS NOT NULL"
            )
        )
        self.invalidate_model(["asleep_until"])

    @api.model
    def _wake_for_calendars(self):
        """The same, where any policy asks for the company's working days."""
        policies = self.env["collection.policy"]
        if policies.search_count([("working_days_only", "=", True)], limit=1):
            self._wake_all()

    @api.model
    def _wake(self, today, domain=()):
        """Refresh all figures; return the debtors of ``domain`` to look at.

        Those asleep are left alone: nothing has happened to them, and no date has come.
        """
        self.env["collection.hold"]._lift_by_events()
        self.env["collection.promise"]._judge_open(today)
        self.env["collection.hold"]._ask_for_owners()
        self.env["collection.proceeding"]._note_all_receipts(today)
        self._refresh_figures(None, today)
        self._refresh_segments()
        awake = fields.Domain("asleep_until", "=", False) | fields.Domain(
            "asleep_until", "<=", today
        )
        # Data that complete a formal notice may be entered anywhere.
        awake |= fields.Domain("reminder_ids.state", "=", "to_complete")
        # The night is nobody's: it works in all companies.
        return self.sudo().search(awake & fields.Domain(domain or []), order="id")

    def _plan(self, today):
        """Plan the reminders of ``today``; safe to run again.

        What goes wrong with one debtor is shown on it and stops no other.
        """
        for lang, debtors in self._by_reader().items():
            debtors.with_context(lang=lang)._plan_batch(today)

    def _by_reader(self):
        """{language of those who read what is noted on them: debtors}.

        It is that of whoever pushes a button; the night itself has none.
        """
        if self.env.lang:
            return {self.env.lang: self}
        by_lang = {}
        # Asked once for each person, not for each of thousands of debtors.
        for _user, _company, debtors in self._read_group(
            [("id", "in", self.ids)], ["user_id", "company_id"], ["id:recordset"]
        ):
            lang = debtors[0]._responsible().lang or None
            by_lang[lang] = by_lang.get(lang, self.browse()) | debtors
        return by_lang

    def _plan_batch(self, today):
        try:
            with self.env.cr.savepoint():
                self._plan_reminders(today)
        except OTHERS_WERE_FASTER:
            raise  # see _cron_attempt()
        except Exception as error:
            if len(self) > 1:
                middle = len(self) // 2
                self[:middle]._plan_batch(today)
                self[middle:]._plan_batch(today)
            else:
                _logger.error("Debtor %s: no decision", self.id, exc_info=error)
                self.error = str(error) or repr(error)
                self._refresh_figures(self.partner_id, today)

    def _plan_reminders(self, today):
        recovered = self.search([("id", "in", self.ids), ("error", "!=", False)])
        recovered.error = False
        reminders = self.env["collection.reminder"]
        changed = reminders._review(self, today)
        decisions = self._decide(today)
        changed |= reminders._plan(decisions.values(), today)
        decisions |= changed.debtor_id._decide(today)  # what waits decides now, too
        self._drop_pointless_activities([("id", "in", self.ids)], decisions)
        self._ask_to_allocate(decisions)
        self._ask_to_match(decisions)
        if partners := changed.partner_id | recovered.partner_id:
            self._refresh_figures(partners, today)
        self._store_next(decisions, today)

    def _ask_to_allocate(self, decisions):
        """Where credits cover what is due, ask for their allocation, if not asked."""
        credit = escalation.Reason.CREDIT
        covered = (key for key, d in decisions.items() if d.reason == credit)
        self._ask_once(ALLOCATE, covered)

    def _ask_once(self, request, debtor_ids):
        """Ask the persons responsible, where they have not been asked yet."""
        debtors = self.browse(debtor_ids)
        asked = debtors and debtors.activity_search([request]).mapped("res_id")
        if new := debtors - debtors.browse(asked):
            new._schedule(request, lambda _debtor: {})

    @api.model
    def _cron_night(self):
        """Every night: plan today's reminders, then send what is ready, in batches."""
        commit_progress = self.env["ir.cron"]._commit_progress
        today = fields.Date.context_today(self)
        debtors = self._cron_attempt(self._wake, today) or self
        for ids in split_every(PLAN_BATCH, debtors.ids):
            self._cron_attempt(debtors.browse(ids)._plan, today)
        ready = self.env["collection.reminder"]._ready(today)
        commit_progress(remaining=len(ready))
        for ids in split_every(SEND_BATCH, ready.ids):
            self._cron_attempt(ready.browse(ids)._hand_over, today)
            if not commit_progress(len(ids)):
                break
        while self._cron_attempt(self._thank, today):
            pass
        self._cron_attempt(self.env["res.company"]._watch_banks, today)
        self._cron_attempt(self.env["collection.credit.insurance"]._alert, today)
        self._cron_limitation(today)

    @api.model
    def _cron_attempt(self, step, today):
        """Run and commit one step of the night; return None when it failed for good.

        Somebody who posts an invoice while the night runs may be faster at a debtor's
        row: the step is then run again, on what is there now.
        """
        for _attempt in range(ATTEMPTS):
            try:
                result = step(today)
                self.env["ir.cron"]._commit_progress()
                return result
            except OTHERS_WERE_FASTER as error:
                self.env.cr.rollback()
                _logger.info("The night tries a step again: %s", error)
        _logger.error("The night leaves a step for tomorrow, others were faster")
        return None
