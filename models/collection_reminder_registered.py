from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rules.registered import STEPS, Passage, served_on

ENTERED = ("tracking_number", *STEPS, "registered_outcome")
PROOFS = ("deposit_proof_id", "receipt_proof_id")


# pylint: disable=consider-merging-classes-inherited
class CollectionReminder(models.Model):
    """Registered letters: what the post says of them, and the proofs that it gives."""

    _inherit = "collection.reminder"

    tracking_number = fields.Char(readonly=True, copy=False, index="btree_not_null")
    former_tracking_numbers = fields.Char(
        readonly=True,
        copy=False,
        help="Of letters that came back, before this one was sent.",
    )
    registered_on = fields.Date(
        string="Written On",
        readonly=True,
        copy=False,
        help="Nothing that the post says of the letter can have happened before.",
    )
    deposited_on = fields.Date(readonly=True, copy=False)
    presented_on = fields.Date(string="First Presented On", readonly=True, copy=False)
    received_on = fields.Date(readonly=True, copy=False)
    registered_outcome = fields.Selection(
        selection=[
            ("received", "Received"),
            ("refused", "Refused"),
            ("unclaimed", "Not collected"),
            ("unknown", "Unknown at address"),
        ],
        string="Outcome",
        readonly=True,
        copy=False,
    )
    served_on = fields.Date(
        compute="_compute_served_on",
        store=True,
        help="Day from which the letter counts: of receipt, else of the first "
        "presentation, even if it was refused or not collected. A letter that came "
        "back from an unknown address does not count.",
    )
    deposit_proof_id = fields.Many2one(
        comodel_name="ir.attachment",
        string="Proof of Deposit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    receipt_proof_id = fields.Many2one(
        comodel_name="ir.attachment",
        string="Proof of Receipt",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The receipt that the addressee has signed, or the envelope that came "
        "back.",
    )

    # === COMPUTES === #

    @api.depends(*STEPS, "registered_outcome")
    def _compute_served_on(self):
        for reminder in self:
            reminder.served_on = served_on(reminder._passage())

    def _passage(self, **changes):
        """What is known of the letter's way, with ``changes``."""
        known = {name: self[name] for name in (*STEPS, "registered_outcome")} | changes
        outcome = known["registered_outcome"] or None
        return Passage(*(known[step] or None for step in STEPS), outcome)

    # === CHANNEL === #

    def _obstacle_registered(self):
        return self._obstacle_letter()

    def _send_registered(self):
        """Archive the letters: the provider's wait for it, the others for the printer.

        What came back is written anew, to the address of today; the first letter and
        its proofs stay in the archive.
        """
        self.filtered(lambda reminder: reminder.state == "sent")._begin_anew()
        self._archive_letters()
        for reminder in self.filtered(lambda reminder: not reminder.registered_on):
            reminder.registered_on = reminder.date_done
        self._choose_provider()
        self.filtered(lambda r: not r.registered_provider_id).print_state = "to_print"

    def _begin_anew(self):
        for reminder in self:
            former = (reminder.former_tracking_numbers, reminder.tracking_number)
            reminder.write(
                {
                    **dict.fromkeys((*ENTERED, *PROOFS, "letter_id"), False),
                    "former_tracking_numbers": ", ".join(filter(None, former)),
                    "registered_on": fields.Date.context_today(reminder),
                }
            )

    # === ACTIONS === #

    def action_enter_registered(self):
        """Enter the tracking number, the dates, the outcome and the scans."""
        self._check_may_enter()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Registered Letter"),
            "res_model": "collection.registered.entry",
            "view_mode": "form",
            "target": "new",
            "context": {"default_reminder_id": self.id},
        }

    def action_view_deposit_proof(self):
        return self.deposit_proof_id._collection_open()

    def action_view_receipt_proof(self):
        return self.receipt_proof_id._collection_open()

    def _check_may_enter(self):
        self.ensure_one()
        self.check_access("write")
        if self.state != "sent" or not self.is_registered:
            raise UserError(
                self.env._("%s was not sent as a registered letter.", self.display_name)
            )
