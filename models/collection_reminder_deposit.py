from odoo import api, fields, models
from odoo.exceptions import UserError

from .collection_reminder_registered import ENTERED


# pylint: disable=consider-merging-classes-inherited
class CollectionReminder(models.Model):
    """Registered letters that a provider carries: they wait, and are handed over."""

    _inherit = "collection.reminder"

    registered_provider_id = fields.Many2one(
        comodel_name="collection.registered.provider",
        string="Provider",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",  # at uninstallation only, see the provider
    )
    deposit_state = fields.Selection(
        selection=[
            ("waiting", "To hand over"),
            ("handed_over", "Handed over"),
            ("skipped", "Not to hand over"),
        ],
        string="Hand-over",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    handed_over_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False
    )
    handed_over_on = fields.Datetime(readonly=True, copy=False)

    def _choose_provider(self):
        """The company's, but for letters that it cannot carry: those go on paper."""
        for reminder in self:
            provider = reminder.company_id.collection_registered_provider_id
            obstacle = provider and provider._obstacle(reminder)
            if obstacle:
                sentence = self.env._("Registered on paper: %s", obstacle)
                reminder.note = f"{reminder.note or ''} {sentence}".strip()
                provider = provider.browse()
            if provider or reminder.registered_provider_id:
                reminder.write(
                    {
                        "registered_provider_id": provider.id,
                        "deposit_state": "waiting" if provider else False,
                        "handed_over_by_id": False,
                        "handed_over_on": False,
                    }
                )

    # === ACTIONS === #

    def action_deposit(self):
        """Hand these letters over to their provider, whether done before or not."""
        self.check_access("write")
        letters = self.filtered("registered_provider_id")
        if not letters:
            raise UserError(self.env._("There is no letter to hand over."))
        if len(letters.registered_provider_id) > 1 or len(letters.company_id) > 1:
            raise UserError(
                self.env._("Choose letters of one company and one provider at a time.")
            )
        return letters._deposit()

    def action_deposit_all(self):
        """Hand over all that waits for one provider."""
        return self._to_deposit().action_deposit()

    def action_skip_deposit(self):
        """Take letters out of those that wait: they are not to be sent."""
        self.check_access("write")
        waiting = self.filtered(lambda reminder: reminder.deposit_state == "waiting")
        # The rights are checked above; nobody writes this field by hand.
        waiting.sudo().deposit_state = "skipped"

    def action_import_proofs(self):
        """Ask for the file in which proofs of registered letters come."""
        self.browse().check_access("write")
        return self.env["collection.registered.provider"]._fetch_proofs_file(self)

    # === BUSINESS METHODS === #

    @api.model
    def _to_deposit(self):
        """What waits, of customers who still owe; no two people hand over the same.

        Of one company and one provider: what waits for another comes the next time.
        What the post already knows, somebody has taken there by hand.
        """
        waiting = self.search(
            [
                ("deposit_state", "=", "waiting"),
                ("debtor_id.balance", ">", 0),
                *((name, "=", False) for name in ENTERED),
            ]
        ).try_lock_for_update()
        return waiting.filtered(
            lambda reminder: (
                reminder.company_id == waiting[0].company_id
                and reminder.registered_provider_id == waiting[0].registered_provider_id
            )
        )

    def _deposit(self):
        action = self.registered_provider_id._deposit(self)
        # The caller checks the rights; nobody writes these fields by hand.
        self.sudo().write(
            {
                "deposit_state": "handed_over",
                "handed_over_by_id": self.env.uid,
                "handed_over_on": fields.Datetime.now(),
            }
        )
        return action

    def _letter_is_whole(self):
        """Whether the archived letter is the one that was sent, and can be read."""
        return not self._letter_differs() and bool(self._letter_pages())
