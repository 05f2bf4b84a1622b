from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date, formatLang


# pylint: disable=consider-merging-classes-inherited
class CollectionReminder(models.Model):
    """Interest and indemnity that a reminder claims beside the claims."""

    _inherit = "collection.reminder"

    charges_obstacle = fields.Char(
        readonly=True, help="Why the interest cannot be told; the reminder waits."
    )

    def _write_charges(self, today):
        """Write on the lines what is due, and was not invoiced or waived before."""
        claiming = self.filtered(lambda reminder: reminder.level_id.claims_charges)
        if not claiming:
            return
        charges = self.env["collection.charge"]
        claiming._add_lines_of_paid_claims()
        lines = claiming.line_ids.filtered(lambda line: line.amount > 0)
        items = lines.move_line_id
        accrued, obstacles = charges._accrue(items, today)
        settled = charges._settled(items)
        schemes = claiming.debtor_id._schemes()
        for line in lines:
            due, scale = accrued.get(line.move_line_id), schemes[line.debtor_id]
            line._write_charges(due, settled, scale.indemnity_id.currency_id)
        for reminder in claiming:
            reminder.charges_obstacle = obstacles.get(reminder.debtor_id)
            segments = [
                segment
                for item in reminder.line_ids.move_line_id
                if item in accrued
                for segment in accrued[item].segments
            ]
            reminder.interest_basis = reminder._describe_rates(segments)

    def _add_lines_of_paid_claims(self):
        """What was claimed on invoices that were paid late since is still claimed."""
        charges = self.env["collection.charge"].search(
            [
                ("debtor_id", "in", self.debtor_id.ids),
                ("claim_id.reconciled", "=", True),
            ]
        )
        due = charges.filtered(lambda charge: charge._not_invoiced() > 0)
        by_debtor = due.grouped("debtor_id")
        self.env["collection.reminder.line"].create(
            [
                reminder._prepare_line_of_paid(item)
                for reminder in self
                for item in by_debtor.get(reminder.debtor_id, due.browse()).claim_id
                if item not in reminder.line_ids.move_line_id
            ]
        )

    def _prepare_line_of_paid(self, item):
        return {
            "reminder_id": self.id,
            "move_line_id": item.id,
            "name": item.move_id.name,
            "document_date": item.move_id.invoice_date or item.date,
            "due_date": item._collection_due_date(),
            "currency_id": item.currency_id.id,
            "amount": item.amount_currency,
        }

    def _describe_rates(self, segments):
        """The rates of ``interest.Segment`` objects, in words of the debtor."""
        env = self.with_context(lang=self._lang()).env
        days = defaultdict(list)
        for segment in segments:
            days[segment.rate] += (segment.first, segment.last)
        rates = sorted(days.items(), key=lambda rate: min(rate[1]))
        texts = [
            env._(
                "%(rate)s %% a year from %(first)s to %(last)s",
                rate=formatLang(env, float(rate)),
                first=format_date(env, min(covered)),
                last=format_date(env, max(covered)),
            )
            for rate, covered in rates
            if rate
        ]
        return ", ".join(texts)

    def _check_charges(self):
        """Let nothing go out whose interest could not be told."""
        if stopped := self.filtered("charges_obstacle"):
            raise UserError(stopped[0].charges_obstacle)

    def _record_charges(self, today):
        """Note, when a reminder has gone out, what it has claimed."""
        lines = self.line_ids.filtered(lambda line: line.interest or line.indemnity)
        if not lines:
            return
        charges = self.env["collection.charge"]
        settled = charges._settled(lines.move_line_id)
        charges._claim(
            [row for line in lines for row in line._charge_rows(settled)], today
        )

    def _notified_on(self):
        """Day on which a formal notice has reached the debtor; none: not known yet.

        A registered letter counts from its receipt or first presentation, anything else
        from the day on which it was sent (article 1344 of the French civil code).
        """
        return self.served_on if self.is_registered else self.date_done
