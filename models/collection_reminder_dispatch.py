import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..rules.escalation import Reason, highest_level
from ..rules.reasons import BANK
from .collection_debtor_figures import OTHERS_WERE_FASTER
from .collection_reminder import OPEN_STATES, UNDELIVERED, WITH_A_PERSON

_logger = logging.getLogger(__name__)

# What a reminder may take further, on this day or on the one that it is put off to.
STILL_RIPE = (
    None,
    Reason.GAP,
    Reason.CLOSED,
    Reason.ANNOUNCED,
    Reason.TO_APPROVE,
    *BANK,
)


# pylint: disable=consider-merging-classes-inherited
class CollectionReminder(models.Model):
    """Out: look at the ledger again under lock, then deliver or say why not."""

    _inherit = "collection.reminder"

    # === DISPATCH === #

    @api.model
    def _ready(self, today):
        """What is to go out on ``today``, what failed before included.

        The highest level first: it is the one that goes when a debtor has several.
        """
        return self.search(
            [("state", "in", ("planned", "failed")), ("date", "<=", today)],
            order="level_id desc, id",
        )

    def _hand_over(self, today):
        """Have this batch sent: here and now, or by workers that an addon brings."""
        self._dispatch(today)

    def _dispatch(self, today):
        """Send what is ready among ``self``; what fails says why and stays.

        A batch goes out in one savepoint. When it fails it is tried again in halves, so
        that one bad customer stops nobody else.
        """
        free = self._reserve_debtors()
        ready = self.try_lock_for_update().filtered(
            lambda reminder: (
                reminder.debtor_id.id in free
                and reminder.state in ("planned", "failed")
                and reminder.date <= today
            )
        )
        for lang, debtors in ready.debtor_id._by_reader().items():
            read = ready.filtered_domain([("debtor_id", "in", debtors.ids)])
            read.with_context(lang=lang)._dispatch_batch(today)
        ready.debtor_id._refresh_touched(today, asleep=True)

    def _reserve_debtors(self):
        """Ids of the debtors that no other worker is writing to, until the commit.

        A lock beside the rows: whoever posts an invoice meanwhile need not wait.
        """
        rows = self.env.execute_query(
            SQL(
                """
SELECT id FROM unnest(%s::int[]) AS debtor(id)
 WHERE pg_try_advisory_xact_lock('collection_debtor'::regclass::int, id)
                """,
                self.debtor_id.ids,
            )
        )
        return {debtor_id for (debtor_id,) in rows}

    def _dispatch_batch(self, today):
        try:
            with self.env.cr.savepoint():
                self._recheck(today)._deliver(today)
        except OTHERS_WERE_FASTER:
            raise  # see collection.debtor._cron_attempt()
        except Exception as error:  # noqa: BLE001  whatever it is, it stops one debtor
            if len(self) > 1:
                # By halves: those without fault still go out in company.
                ordered, half = self._highest_first(), len(self) // 2
                ordered[:half]._dispatch_batch(today)
                ordered[half:]._dispatch_batch(today)
            else:
                self._fail(self._explain(error), today)

    def _recheck(self, today):
        """Look at the ledger again; return the reminders that still go out today.

        The others are cancelled (paid meanwhile, credits ...) or put off (quiet days).
        """
        decisions = self.debtor_id._decide(today, ignore_pending=True)
        tomorrow = fields.Date.add(today, days=1)
        contacted = self.debtor_id.browse()
        going, fills = self.browse(), []
        for reminder in self._highest_first():
            decision = decisions.get(reminder.debtor_id.id)
            claims = reminder._still_climbing(decision)
            if not claims:
                reminder._cancel(reminder._cancel_note(decision))
                continue
            fills.append((reminder.id, decision.debtor, claims))
            if reminder._lacks_approval(decision):
                reminder.state = "to_approve"
            elif decision.reason == Reason.GAP or reminder.debtor_id in contacted:
                until = max(decision.debtor.quiet_until or tomorrow, tomorrow)
                sentence = self.env._("Put off: contacted recently.")
                reminder._put_off(until, sentence)
            elif (open_day := decision.debtor.next_open(today)) > today:
                sentence = self.env._("Put off: not a working day.")
                reminder._put_off(open_day, sentence)
            elif reminder._waits_for_bank(decision):
                reminder._put_off(tomorrow, reminder._bank_sentence(decision, today))
            else:
                going += reminder
                contacted += reminder.debtor_id
        going.date = today
        self._fill_lines(fills, today)
        going._check_rates()
        going._check_charges()
        going._check_accounts()
        return going

    def _lacks_approval(self, decision):
        """Whether a person has to approve it now, though the plan was otherwise."""
        return not self.approved_by_id and any(
            step.level and step.level.id == self.level_id.id
            for step in decision.proposed
        )

    def _highest_first(self):
        return self.sorted(lambda reminder: (-reminder.level_id.sequence, reminder.id))

    def _still_climbing(self, decision):
        """{item id: level id} of the claims that ``self`` takes further, as of now.

        What a person has approved, or is to approve, takes the claims that it shows;
        any other takes what is ripe. Empty when nothing is ripe for the level of
        ``self`` any more, or a claim has outgrown it: the night makes another one.
        """
        steps = [
            step
            for step in (decision.steps if decision else ())
            if step.reason in STILL_RIPE
        ]
        if self.state in WITH_A_PERSON or self.approved_by_id:
            shown = set(self.line_ids.filtered("level_id").move_line_id.ids)
            steps = [step for step in steps if step.claim.id in shown]
        else:
            by_itself = [step for step in steps if step.reason != Reason.TO_APPROVE]
            steps = by_itself or steps
        level = highest_level(steps)
        if not level or level.id != self.level_id.id:
            return {}
        return self._climbing_by(steps)

    def _cancel_note(self, decision):
        if decision and decision.level:
            return self.env._("Its claims have been paid, or have moved on.")
        reason = decision.reason if decision else Reason.SETTLED
        return self.debtor_id._reason_sentences()[reason]

    def _check_rates(self):
        """Refuse amounts in a currency that has never had a rate in the company."""
        for company, lines in self.line_ids.grouped("company_id").items():
            foreign = lines.currency_id - company.currency_id
            rated = (
                self.env["res.currency.rate"]
                .search(
                    [
                        ("currency_id", "in", foreign.ids),
                        ("company_id", "in", (False, company.root_id.id)),
                    ]
                )
                .currency_id
            )
            if foreign - rated:
                raise UserError(
                    self.env._(
                        "There is no exchange rate for %(currency)s in %(company)s, so "
                        "the amount due cannot be compared with the minimum: enter a "
                        "rate under Accounting > Configuration > Currencies.",
                        currency=(foreign - rated)[0].name,
                        company=company.name,
                    )
                )

    def _deliver(self, today):
        """Number, write and hand over to the channels, in this one transaction."""
        going = self.filtered(lambda reminder: reminder._choose_channels(today))
        going.date_done = today
        going._number()
        for reminder, (subject, body) in going._bearing_text()._render_texts().items():
            reminder.write({"subject": subject, "body": body})
        going -= going._held_back()
        for channel in going.channel_ids:
            users = going.filtered(lambda r, c=channel: c in r.channel_ids)
            getattr(users, f"_send_{channel.code}")()
        going.line_ids.filtered("level_id").date = today
        going._seal()
        # What came back before is overtaken by what goes out now.
        going.debtor_id.reminder_ids.filtered("undelivered").undelivered = False
        going.state = "sent"
        going._record_charges(today)

    def _bearing_text(self):
        """Those that go out as a mail or a letter: a call needs no text."""
        return self.filtered(
            lambda reminder: any(c._carries_letter() for c in reminder.channel_ids)
        )

    def _number(self):
        """Give each its number, in the order of the batch."""
        unnumbered = self.filtered(lambda reminder: not reminder.name)
        for company, reminders in unnumbered.grouped("company_id").items():
            numbers = (
                self.env["ir.sequence"]
                .with_company(company)
                ._collection_next_numbers("collection.reminder", len(reminders))
            )
            for reminder, number in zip(reminders, numbers, strict=True):
                reminder.name = number

    # === WAYS TO END === #

    def _fail(self, sentence, today):
        """Keep it for the next night, and say why."""
        self.write(
            {
                "state": "failed",
                "note": sentence,
                "date": fields.Date.add(today, days=1),
                "date_done": False,
            }
        )

    def _put_off(self, until, sentence):
        self.write({"state": "planned", "date": until, "note": sentence})

    def _cancel(self, sentence, done=False):
        """:param done: day of a refusal by a person, from which quiet days count"""
        self.write({"state": "cancelled", "note": sentence, "date_done": done})

    def _come_back(self, sentence):
        """It was sent and has not arrived: say so, and have somebody look into it."""
        self.write({"undelivered": True, "note": sentence})
        debtors = self.debtor_id
        asked = debtors.browse(debtors.activity_search([UNDELIVERED]).mapped("res_id"))
        (debtors - asked)._schedule(UNDELIVERED, lambda _debtor: {"note": sentence})
        self.debtor_id._refresh_touched()

    def _cancel_waiting(self, sentence):
        """Give up what has not gone out yet; the claims are decided anew."""
        waiting = self.filtered(lambda reminder: reminder.state in OPEN_STATES)
        waiting._cancel(sentence)

    def _explain(self, error):
        """A sentence for the bookkeeper; the traceback goes to the log."""
        if isinstance(error, UserError):
            return str(error)
        _logger.error("Reminder %s could not be sent", self.id, exc_info=error)
        return self.env._(
            "A technical error stopped this reminder; please show it to your "
            "administrator: %s",
            error,
        )
