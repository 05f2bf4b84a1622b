from odoo import api, fields, models
from odoo.exceptions import ValidationError


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """Whom we write to, and by which channels."""

    _inherit = "collection.debtor"

    contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="Writes To",
        compute="_compute_contact_id",
        help="The collection contact of the customer, else its invoice contact, else "
        "the customer: the first of them that has an e-mail address.",
    )
    copy_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Second Contact",
        index="btree_not_null",
        check_company=True,
        tracking=True,
        help="Receives a copy of the e-mails of those levels that ask for it: the "
        "customer's management, say.",
    )
    preferred_channel_id = fields.Many2one(
        comodel_name="collection.channel",
        domain=[("is_written", "=", True)],
        tracking=True,
        help="Takes the place of the written channels of every reminder, but never of "
        "those of a formal notice.",
    )
    forbidden_channel_ids = fields.Many2many(
        comodel_name="collection.channel",
        relation="collection_debtor_forbidden_channel_rel",
        string="Forbidden Channels",
        tracking=True,
        help="The customer is never contacted this way; the level's other channels, "
        "or its fallback, are used instead.",
    )
    accepts_electronic_registered = fields.Boolean(
        string="Accepts Electronic Registered Letters",
        tracking=True,
        help="A consumer must have agreed beforehand to receive registered letters "
        "electronically: keep the agreement on file. Businesses need not agree.",
    )

    @api.constrains("preferred_channel_id", "forbidden_channel_ids")
    def _check_preferred_channel(self):
        for debtor in self:
            if debtor.preferred_channel_id in debtor.forbidden_channel_ids:
                raise ValidationError(
                    self.env._(
                        "“%s” cannot be preferred and forbidden at once.",
                        debtor.preferred_channel_id.name,
                    )
                )

    @api.depends(
        "partner_id.child_ids.type",
        "partner_id.child_ids.email",
        "reachability",
        "heir_id",
    )
    def _compute_contact_id(self):
        for debtor in self:
            debtor.contact_id = debtor._contact("email_normalized")

    def _subscribe_responsible(self):
        """Whoever is responsible hears of the answers."""
        for user, debtors in self.grouped(lambda d: d._responsible()).items():
            debtors.message_subscribe(user.partner_id.ids)

    def _contact(self, wanted):
        """Return the first contact that has what is ``wanted``, else the first.

        :param wanted: name of a field, or a function that tells it of a contact
        """
        has = wanted if callable(wanted) else lambda contact: contact[wanted]
        contacts = self._contacts()
        return next(filter(has, contacts), contacts[0])

    def _postal_contact(self):
        """The first contact to whose address a letter can go."""
        return self._contact(lambda contact: contact.street and contact.city)

    def _contacts(self):
        """Collection contacts, invoice contacts, the customer, in this order.

        Of a deceased customer, the heirs or the notary only.

        A list: a union of them would be read apart for each debtor.
        """
        self.ensure_one()
        if heir := self._heir():
            return [heir]
        by_type = self.partner_id.child_ids.filtered(
            lambda child: (
                not child.company_id or child.company_id in self.company_id.parent_ids
            )
        ).grouped("type")
        return [
            *by_type.get("collection", ()),
            *by_type.get("invoice", ()),
            self.partner_id,
        ]
