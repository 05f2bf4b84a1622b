from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from ..rules.registered import Fault, find_fault
from .collection_reminder_registered import ENTERED, PROOFS


# pylint: disable=consider-merging-classes-inherited
class CollectionReminder(models.Model):
    """What people and providers enter of a registered letter: checked, then logged."""

    _inherit = "collection.reminder"

    def _enter_registered(self, values, scans=None):
        """Write what the post says; the debtor's thread keeps who wrote it and when.

        :param dict values: by field of ENTERED; those that are not in it stay
        :param dict scans: by field of PROOFS, (file name, content)
        :return: whether that was anything new
        """
        self._check_may_enter()
        # The rights are checked in the line above; nobody writes this by hand.
        letter = self.sudo()
        changes = letter._entry_changes(values)
        files = letter._new_scans(scans or {})
        if not changes and not files:
            return False
        letter._check_entry(changes)
        before = letter.registered_outcome
        log = letter._describe_entry(changes, files)
        letter.write(changes | letter._archive_scans(files))
        letter.debtor_id._message_log(body=log)
        letter._follow_outcome(before)
        return True

    def _entry_changes(self, values):
        """Those of ``values`` that are news; a day of receipt says it was received."""
        values = dict(values)
        outcome = values.get("registered_outcome", self.registered_outcome)
        if values.get("received_on") and not outcome:
            values["registered_outcome"] = "received"
        return {
            name: value or False
            for name, value in values.items()
            if (value or False) != self[name]
        }

    def _check_entry(self, changes):
        tracking = changes.get("tracking_number")
        if tracking and tracking in (self.former_tracking_numbers or "").split(", "):
            raise UserError(
                self.env._(
                    "%(tracking)s is the tracking number of an earlier letter, which "
                    "came back.",
                    tracking=tracking,
                )
            )
        passage = self._passage(**changes)
        sent_on = self.registered_on or self.date_done
        today = fields.Date.context_today(self)
        if fault := find_fault(passage, sent_on, today):
            raise UserError(self._explain_fault(*fault, passage))

    def _explain_fault(self, fault, steps, passage):
        labels = self._labels()
        told = [(labels[s], format_date(self.env, getattr(passage, s))) for s in steps]
        (step, day), (other, other_day) = (*told, ("", ""), ("", ""))[:2]
        values = {"step": step, "day": day, "other": other, "other_day": other_day}
        sent = format_date(self.env, self.registered_on or self.date_done)
        return {
            Fault.FUTURE: self.env._(
                "“%(step)s” (%(day)s) lies in the future.", **values
            ),
            Fault.BEFORE_SENT: self.env._(
                "“%(step)s” (%(day)s) is before the day on which the letter was "
                "written (%(sent)s).",
                sent=sent,
                **values,
            ),
            Fault.ORDER: self.env._(
                "“%(step)s” (%(day)s) cannot be before “%(other)s” (%(other_day)s).",
                **values,
            ),
            Fault.NO_RECEIPT: self.env._("It was received: enter the day of receipt."),
            Fault.NO_PRESENTATION: self.env._(
                "Enter the day on which the letter was first presented: it counts as "
                "served from then on."
            ),
            Fault.NOT_RECEIVED: self.env._(
                "There is a day of receipt, but the outcome says that the letter was "
                "not received: correct one of them."
            ),
        }[fault]

    def _labels(self):
        return {
            name: self._fields[name]._description_string(self.env)
            for name in (*ENTERED, *PROOFS)
        }

    # === PROOFS === #

    def _new_scans(self, scans):
        """Those that are not yet what is archived."""
        return {
            name: (filename, content)
            for name, (filename, content) in scans.items()
            if not self[name]._collection_is(content)
        }

    def _archive_scans(self, files):
        """{field: id of the archived scan}; what it replaces stays in the archive."""
        archived = self.env["ir.attachment"]._collection_archive(
            [
                {
                    "name": filename,
                    "raw": content,
                    "res_model": self._name,
                    "res_id": self.id,
                }
                for filename, content in files.values()
            ]
        )
        return dict(zip(files, archived.ids, strict=True))

    # === WHAT FOLLOWS === #

    def _describe_entry(self, changes, files):
        """What the debtor's thread says of an entry: each field, before and after."""
        labels = self._labels()
        words = self._in_words
        rows = [
            (labels[name], words(name, self[name]), words(name, value))
            for name, value in changes.items()
        ]
        rows += [(labels[name], "", filename) for name, (filename, _) in files.items()]
        title = self.env._("Registered letter %s", self.name)
        lines = [
            Markup("<li>%s: %s</li>") % (label, f"{old} → {new}" if old else new)
            for label, old, new in rows
        ]
        return Markup("<p>%s</p><ul>%s</ul>") % (title, Markup().join(lines))

    def _in_words(self, name, value):
        field = self._fields[name]
        if field.type == "date":
            return (value and format_date(self.env, value)) or ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        return value or ""

    def _follow_outcome(self, before):
        """A letter from an unknown address came back; one that arrived did not."""
        unknown = self.registered_outcome == "unknown"
        if unknown and before != "unknown":
            self._come_back_by(
                "registered",
                self.env._(
                    "The registered letter %s came back: the addressee is unknown at "
                    "this address.",
                    self.tracking_number or self.name,
                ),
            )
        elif before == "unknown" and not unknown and self.undelivered:
            self._settle_return()
