from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from ..rules.limitation import Kind, Outcome
from .account_move_line_limitation import READERS

SOON = 30  # days in which only a court helps for certain
TABLE_LENGTH = 40  # claims told of at once, the nearest first


# pylint: disable=consider-merging-classes-inherited
class AccountMoveLine(models.Model):
    """What limitation says, in words."""

    _inherit = "account.move.line"

    collection_limitation_days_left = fields.Integer(
        string="Days Left",
        compute="_compute_collection_limitation_advice",
        groups=READERS,
    )
    collection_limitation_advice = fields.Char(
        string="What to Do",
        compute="_compute_collection_limitation_advice",
        groups=READERS,
        help="A reminder or a formal notice does not interrupt limitation.",
    )

    @api.depends("collection_limitation_date", "collection_limitation_state")
    @api.depends_context("lang")
    def _compute_collection_limitation_advice(self):
        today = fields.Date.context_today(self)
        for item in self:
            day = item.collection_limitation_date
            left = (day - today).days if day else 0
            item.collection_limitation_days_left = left
            item.collection_limitation_advice = item._collection_advise(day, left)

    def _collection_advise(self, day, left):
        if self.collection_limitation_state == "still":
            return self.env._("Nothing: proceedings go on. See that they do not lapse.")
        if not day:
            return False
        if left < 0:
            return self.env._(
                "May be time-barred: ask counsel before you threaten with a court."
            )
        if left <= SOON:
            return self.env._("File a claim in court, or have a payment order served.")
        return self.env._(
            "Have the debt acknowledged in writing or a payment plan signed, or go to "
            "court."
        )

    def action_collection_limitation_event(self):
        """Record what interrupts the limitation of these claims, of one customer."""
        debtors = self.env["collection.charge"]._debtors_of(self)
        if len(set(debtors.values())) != 1:
            raise UserError(self.env._("Choose claims of one customer."))
        action = next(iter(debtors.values())).action_acknowledgment()
        return {
            **action,
            "context": {**action["context"], "default_claim_ids": self.ids},
        }

    # === WHY THIS DAY === #

    @api.model
    def _collection_explain_limitation(self, rows):
        """A table of claims.

        :param rows: [(item, ``Counted``)]
        :return: markup; False for no claim
        """
        if not rows:
            return False
        rows = sorted(rows, key=lambda row: row[1].found.day or date.max)
        nearest = rows[:TABLE_LENGTH]
        return self.env["ir.qweb"]._render(
            "account_debt_collection.limitation_table",
            {
                "rows": [item._collection_explain_row(own) for item, own in nearest],
                "more": len(rows) - len(nearest),
            },
        )

    def _collection_explain_row(self, counted):
        found = counted.found
        return {
            "name": self.move_id.name,
            "due": self._collection_format(self._collection_due_date()),
            "period": self._collection_describe_period(counted),
            "steps": [self._collection_describe_step(step) for step in found.steps],
            "day": self._collection_describe_day(found),
            "notes": self._collection_limitation_notes(counted),
        }

    def _collection_describe_day(self, found):
        if found.stands_still:
            return self.env._("Stands still")
        return self._collection_format(found.day)

    def _collection_describe_period(self, counted):
        if counted.period.key:
            # The law is no secret from whoever sees the day.
            period = self.env["collection.limitation.period"].sudo()
            return period.browse(counted.period.key).display_name
        if not counted.country:
            return self.env._(
                "1 year from the due date, to be careful: enter the country in the "
                "customer's address, and its law counts."
            )
        return self.env._(
            "1 year from the due date, to be careful: no period is known for %s. Enter "
            "it under Configuration > Limitation Periods.",
            counted.country,
        )

    def _collection_limitation_notes(self, counted):
        """What is to be known beside the day, as sentences."""
        found, notes = counted.found, []
        if found.fallback:
            notes.append(
                self.env._(
                    "Should the proceedings be withdrawn, lapse or be dismissed, it is "
                    "%s.",
                    self._collection_format(found.fallback),
                )
            )
        if found.hoped:
            notes.append(
                self.env._(
                    "%s if the part payments count: rely on one only where the "
                    "customer meant to pay this claim.",
                    self._collection_format(found.hoped),
                )
            )
        return notes

    def _collection_describe_step(self, step):
        """What one event did: “3 May 2026, Part payment: … (art. 2240 C. civ.)”."""
        words = self.env._(
            "%(day)s, %(event)s: %(outcome)s",
            day=self._collection_format(step.event.day),
            event=self._collection_event_names()[step.event.kind.value],
            outcome=self._collection_outcomes(step)[step.outcome],
        )
        return f"{words} ({step.article})" if step.article else words

    def _collection_event_names(self):
        kind = self.env["collection.limitation.event"]._fields["kind"]
        names = dict(kind._description_selection(self.env))
        return {**names, Kind.FORMAL_NOTICE.value: self.env._("Formal notice")}

    def _collection_outcomes(self, step):
        end = step.event.end and self._collection_format(step.event.end)
        return {
            Outcome.RESTARTED: self.env._("the period began anew"),
            Outcome.STANDS_STILL: self.env._("the period stands still"),
            Outcome.PAUSED: self.env._("suspended until %s", end),
            Outcome.STILL_PAUSED: self.env._(
                "suspended; the days are added once you enter its end"
            ),
            Outcome.TITLED: self.env._("the period of the title began"),
            Outcome.VOID: self.env._("void, without effect"),
            Outcome.TOO_EARLY: self.env._("changes nothing, the period began later"),
            Outcome.TOO_LATE: self.env._("too late, the period was over"),
            Outcome.UNCERTAIN: self.env._("not counted until somebody relies upon it"),
            Outcome.NOT_COUNTED: self.env._("does not interrupt limitation"),
        }

    def _collection_format(self, day):
        return format_date(self.env, day)
