from datetime import timedelta

from odoo import api, fields, models

from ..rules import portal_link

KEPT_DAYS = 365


# pylint: disable=consider-merging-classes-inherited
class CollectionReminder(models.Model):
    """Whether the e-mail was opened and its link used, where that is recorded."""

    _inherit = "collection.reminder"

    opened_on = fields.Datetime(
        string="First Opened On",
        readonly=True,
        index="btree_not_null",
        help="A hint, no proof: many mail programs load no pictures, and scanners of "
        "mails load them all.",
    )
    opened_count = fields.Integer(string="Times Opened", readonly=True)
    clicked_on = fields.Datetime(
        string="Link First Used On",
        readonly=True,
        index="btree_not_null",
        help="A hint, no proof: scanners of mails follow links, too.",
    )
    clicked_count = fields.Integer(string="Times the Link Was Used", readonly=True)

    def _mark(self):
        """What tells, in the e-mail alone, which reminder it is of."""
        self.ensure_one()
        return portal_link.make_mark(self.id, self.debtor_id._portal_secret())

    @api.model
    def _marked(self, mark):
        """The reminder of a mark, if its customer is traced; none, whatever is wrong.

        Nothing is asked of the database where the mark is a wrong one.
        """
        secret = self.env["collection.debtor"]._portal_secret()
        reminder_id = portal_link.read_mark(mark, secret)
        # The mark is all the right that its holder has.
        reminder = self.sudo().browse(reminder_id or ()).exists()
        return reminder.filtered(lambda found: found.debtor_id._is_traced())

    def _note_opening(self):
        """Whoever loads the picture again and again is not counted for ever."""
        # Nobody reads or writes the visits but this.
        visits = self.env["collection.portal.visit"].sudo()
        for reminder in self:
            if visits._admit("picture", reminder.id):
                reminder._count_trace("opened")

    def _note_click(self):
        for reminder in self:
            reminder._count_trace("clicked")

    def _count_trace(self, what):
        """:param what: "opened" or "clicked" """
        first, count = f"{what}_on", f"{what}_count"
        self.write(
            {
                first: self[first] or fields.Datetime.now(),
                count: self[count] + 1,
            }
        )

    def _forget_traces(self):
        traced = self.filtered(lambda r: r.opened_on or r.clicked_on)
        traced.write(
            {
                "opened_on": False,
                "opened_count": 0,
                "clicked_on": False,
                "clicked_count": 0,
            }
        )

    @api.autovacuum
    def _gc_traces(self):
        past = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        old = fields.Domain("opened_on", "<", past) | fields.Domain(
            "clicked_on", "<", past
        )
        # The clock erases in all companies.
        self.sudo().search(old)._forget_traces()
