from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date

from ..rules import deadline as rule
from .collection_proceeding_delay import DUE, HANDOVER

DEADLINE = "account_debt_collection.mail_activity_deadline"


class CollectionProceedingDeadline(models.Model):
    """A day by which something is to be done in proceedings, or may be done."""

    _name = "collection.proceeding.deadline"
    _description = "Deadline of Proceedings"
    _inherit = ["collection.sealed"]
    _order = "date, id"

    proceeding_id = fields.Many2one(
        comodel_name="collection.proceeding",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="proceeding_id.company_id", store=True)
    partner_id = fields.Many2one(related="proceeding_id.partner_id")
    user_id = fields.Many2one(related="proceeding_id.user_id")
    delay_id = fields.Many2one(
        comodel_name="collection.proceeding.delay",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    name = fields.Char(string="What to Do", required=True)
    date = fields.Date(required=True)
    is_waiting = fields.Boolean(
        string="Not Before", help="It may be done from this day on."
    )
    date_done = fields.Date(string="Done On")
    is_late = fields.Boolean(compute="_compute_is_late")

    @api.depends("name", "partner_id.name")
    def _compute_display_name(self):
        for deadline in self:
            names = (deadline.partner_id.name, deadline.name)
            deadline.display_name = " – ".join(name for name in names if name)

    @api.depends("date", "date_done", "is_waiting")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for deadline in self:
            open_still = not (deadline.date_done or deadline.is_waiting)
            deadline.is_late = open_still and deadline.date < today

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        deadlines = super().create(vals_list)
        deadlines._ask_owners()
        return deadlines

    def write(self, vals):
        if vals.keys() - {"date_done"}:
            self._check_by_hand()
        result = super().write(vals)
        self._ask_owners()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_computed(self):
        self._check_by_hand()

    def _check_by_hand(self):
        if self.delay_id and not self.env.su:
            raise AccessError(
                self.env._(
                    "This day follows from the stages: correct the day of the stage, "
                    "or enter a deadline of your own."
                )
            )

    def unlink(self):
        proceedings = self.proceeding_id
        result = super().unlink()
        for proceeding in proceedings.exists():
            proceeding._ask_owner()
        return result

    def action_view_proceeding(self):
        self.ensure_one()
        return self.proceeding_id._action_view()

    def _describe(self):
        """What to do and until when, in the owner's language."""
        env = self.with_context(lang=self.user_id.lang).env
        words = {"what": self.name, "day": format_date(env, self.date)}
        if self.is_waiting:
            return env._("%(what)s (not before %(day)s)", **words)
        return env._("%(what)s (last day: %(day)s)", **words)

    def _ask_owners(self):
        """Each owner once; who plans all the days of a proceeding asks at the end."""
        if self.env.context.get("collection_planning"):
            return
        for proceeding in self.proceeding_id:
            proceeding._ask_owner()


# pylint: disable=consider-merging-classes-inherited
class CollectionProceeding(models.Model):
    """What is to be done by when: computed from the steps, as the kind's delays say."""

    _inherit = "collection.proceeding"

    deadline_ids = fields.One2many(
        comodel_name="collection.proceeding.deadline",
        inverse_name="proceeding_id",
        string="Deadlines",
        copy=False,
    )
    next_deadline = fields.Date(
        compute="_compute_next_deadline", store=True, help="The first that is open."
    )

    @api.depends("deadline", "state", "deadline_ids.date", "deadline_ids.date_done")
    def _compute_next_deadline(self):
        for proceeding in self:
            days = proceeding._open_deadlines().mapped("date")
            if proceeding.state == "open" and proceeding.deadline:
                days.append(proceeding.deadline)
            proceeding.next_deadline = min(days, default=False)

    def _open_deadlines(self):
        if self.state in ("closed", "cancelled"):
            return self.deadline_ids.browse()
        return self.deadline_ids.filtered(lambda row: not row.date_done)

    # === EXTENSION POINTS === #

    def _entered(self, stage, day):
        self._plan_deadlines(day)
        return super()._entered(stage, day)

    def _corrected(self, step, former_day):
        closed = self.deadline_ids.filtered(
            lambda row: row.delay_id and row.date_done == former_day
        )
        closed.with_context(collection_planning=True).date_done = step.date
        self._plan_deadlines(self.step_ids[-1:].date)
        return super()._corrected(step, former_day)

    def _withdrawn(self, stage, day):
        self._plan_deadlines(fields.Date.context_today(self), withdrawn=day)
        return super()._withdrawn(stage, day)

    # === BUSINESS METHODS === #

    def _plan_deadlines(self, day, withdrawn=None):
        """Bring the deadlines up to date with the steps, on ``day``.

        :param withdrawn: day of a step that did not happen: what it closed is open
        """
        self.with_context(collection_planning=True)._write_deadlines(day, withdrawn)
        self._ask_owner()

    def _write_deadlines(self, day, withdrawn):
        running = self._running_delays()
        computed = self.deadline_ids.filtered("delay_id")
        over = computed.filtered(lambda row: row.delay_id.id not in running)
        over.filtered(lambda row: not row.date_done).date_done = day
        known = {row.delay_id.id: row for row in computed}
        delays = self.env["collection.proceeding.delay"].browse(running)
        for delay in delays:
            row = known.get(delay.id)
            # What somebody has ticked off stays so, unless its day has changed.
            if row and (row.date != running[delay.id] or row.date_done == withdrawn):
                row.write({"date": running[delay.id], "date_done": False})
        self.env["collection.proceeding.deadline"].create(
            [
                self._prepare_deadline(delay, running[delay.id])
                for delay in delays
                if delay.id not in known
            ]
        )

    def _prepare_deadline(self, delay, day):
        return {
            "proceeding_id": self.id,
            "delay_id": delay.id,
            "name": delay.with_context(lang=self.user_id.lang).name,
            "date": day,
            "is_waiting": delay.is_waiting,
        }

    def _running_delays(self):
        """{id of the delay: its day} of those that run at the present stage."""
        delays = self.kind_id.delay_ids.filtered(
            lambda delay: not delay._is_over_at(self.stage_id)
        )
        holidays = set()
        events = self._events()
        for day in events.values():
            holidays |= self._holidays(day.year)
        return rule.deadlines([delay._as_rule() for delay in delays], events, holidays)

    def _events(self):
        """{stage's id, or another event: day on which it happened last}."""
        events = {step.stage_id.id: step.date for step in self.step_ids.sorted("id")}
        events[HANDOVER] = self.date
        if due := self.line_ids.filtered(lambda line: line.due_date):
            events[DUE] = min(due.mapped("due_date"))
        return events

    def _ask_for_deadlines(self):
        """An activity for each day that is not to be missed."""
        today = fields.Date.context_today(self)
        # It is the owner's own list: nobody is written to about each of its rows.
        quiet = self.with_context(mail_activity_quick_update=True)
        for row in self._open_deadlines():
            ahead = row.delay_id.notice_days if not row.is_waiting else 0
            quiet.activity_schedule(
                DEADLINE,
                date_deadline=max(fields.Date.subtract(row.date, days=ahead), today),
                summary=row._describe(),
                user_id=self.user_id.id,
            )
