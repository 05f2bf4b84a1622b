from odoo import api, models


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """From one debtor to the next one of the list that somebody works through."""

    _inherit = "collection.debtor"

    def action_next(self):
        """Open the next debtor of *Today*, or the list when there is none.

        The web client goes on in the list that it shows, see ``debtor_form.js``.
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_debt_collection.collection_debtor_action_today"
        )
        following = self.next_in_queue()["id"]
        if following:
            action |= {"res_id": following, "views": [(False, "form")]}
        return action

    @api.readonly
    def next_in_queue(self, listed=()):
        """What comes after this debtor in the list that it was opened from.

        In the list *Today*, those for whom nothing waits any more are passed over.

        :param listed: ids of that list, in its order; with no other than this debtor:
            all of *Today* by impact
        :return: {"id": of the next debtor, or False at the end,
            "queue": ids of the list, in its order,
            "waiting": number of all others for whom something waits}
        """
        self.ensure_one()
        self.check_access("read")
        # A list shows a page: whoever waits on the next one waits as well.
        today = self._today_queue()
        queue = self.browse(listed) if len(listed) > 1 else today
        waiting = today - self
        only_waiting = self.env.context.get("collection_today") or len(listed) < 2
        place = queue.ids.index(self.id) + 1 if self in queue else 0
        following = queue[place:]
        if only_waiting:
            following = following.filtered(lambda debtor: debtor in waiting)
        return {
            "id": following[:1].id,
            "queue": (queue if self in queue else self + queue).ids,
            "waiting": len(waiting),
        }

    @api.model
    def _today_queue(self):
        """For whom something waits today, those with the greatest impact first."""
        return self.search([("for_today", "=", True)], order="call_impact desc, id")
