from odoo import fields, models


# pylint: disable=consider-merging-classes-inherited
class CollectionReminder(models.Model):
    """Post service: the archived letter goes to Odoo's "Snailmail", which prints it."""

    _inherit = "collection.reminder"

    post_letter_id = fields.Many2one(
        comodel_name="snailmail.letter",
        string="Letter at the Post Service",
        readonly=True,
        index="btree_not_null",
    )

    def _obstacle_post(self):
        contact = self.debtor_id._postal_contact()
        if not self.env["snailmail.letter"]._is_valid_address(contact):
            return self.env._(
                "The postal address of %s is not complete: the post service needs "
                "street, postcode, city and country.",
                self.partner_id.name,
            )
        return None

    def _send_post(self):
        """Hand the archived letters over; the service's own queue sends them.

        What came back is written anew, to the address of today.
        """
        again = self.filtered("post_letter_id")
        again.post_letter_id.cancel()
        again.letter_id = False
        self._archive_letters()
        letters = self.env["snailmail.letter"].create(
            [reminder._prepare_post_letter() for reminder in self]
        )
        for reminder, letter in zip(self, letters, strict=True):
            reminder.post_letter_id = letter
        letters._snailmail_print(immediate=False)
        # Nobody waits a day for a queue; its rights are the service's own.
        self.env.ref("snailmail.snailmail_print").sudo()._trigger()

    def _prepare_post_letter(self):
        return {
            # Its messages show on the debtor.
            "model": "collection.debtor",
            "res_id": self.debtor_id.id,
            "partner_id": self.debtor_id._postal_contact().id,
            "company_id": self.company_id.id,
            "user_id": self.debtor_id._responsible().id,
            "attachment_id": self.letter_id.id,
            "cover": False,  # the letter itself shows the address in the window
            "color": self.company_id.snailmail_color,
            "duplex": self.company_id.snailmail_duplex,
        }
