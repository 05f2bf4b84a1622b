from base64 import b64decode

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.collection_reminder_registered import ENTERED
from ..rules.proof_archive import MAX_FILE, kind_of

SCANS = {"deposit_scan": "deposit_proof_id", "receipt_scan": "receipt_proof_id"}


class CollectionRegisteredEntry(models.TransientModel):
    """What the post says of one registered letter, entered by a person."""

    _name = "collection.registered.entry"
    _description = "Entry on a Registered Letter"

    reminder_id = fields.Many2one(
        comodel_name="collection.reminder", required=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="reminder_id.partner_id")
    number = fields.Char(related="reminder_id.name")
    tracking_number = fields.Char()
    deposited_on = fields.Date()
    presented_on = fields.Date(
        string="First Presented On",
        help="Day on which the post first tried to deliver it, or left a notice.",
    )
    received_on = fields.Date()
    registered_outcome = fields.Selection(
        selection=lambda self: self._outcomes(), string="Outcome"
    )
    deposit_scan = fields.Binary(string="Proof of Deposit")
    deposit_scan_name = fields.Char()
    receipt_scan = fields.Binary(
        string="Proof of Receipt",
        help="The receipt that the addressee has signed, or the envelope that came "
        "back, as PDF, PNG or JPEG.",
    )
    receipt_scan_name = fields.Char()

    @api.model
    def _outcomes(self):
        outcome = self.env["collection.reminder"]._fields["registered_outcome"]
        return outcome._description_selection(self.env)

    @api.model
    def default_get(self, fields_list):
        """Begin with what is known already."""
        values = super().default_get(fields_list)
        reminder = self.env["collection.reminder"].browse(values.get("reminder_id"))
        return {name: reminder[name] for name in ENTERED if reminder} | values

    @api.onchange("received_on")
    def _onchange_received_on(self):
        if self.received_on and not self.registered_outcome:
            self.registered_outcome = "received"

    # === ACTIONS === #

    def action_save(self):
        self.ensure_one()
        values = {name: self[name] for name in ENTERED}
        values["tracking_number"] = (self.tracking_number or "").strip()
        self.reminder_id._enter_registered(values, self._scans())

    def _scans(self):
        return {
            proof: (self[f"{scan}_name"] or "scan", self._content(scan))
            for scan, proof in SCANS.items()
            if self[scan]
        }

    def _content(self, scan):
        content = b64decode(self[scan])
        if not kind_of(content) or len(content) > MAX_FILE:
            raise UserError(
                self.env._(
                    "“%(file)s” is not a PDF, PNG or JPEG of less than %(size)s MB.",
                    file=self[f"{scan}_name"],
                    size=MAX_FILE // 2**20,
                )
            )
        return content
