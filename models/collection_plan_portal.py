from odoo import fields, models
from odoo.exceptions import UserError

from .collection_plan_letter import ACKNOWLEDGMENT

OFFICERS = "account_debt_collection.group_collection_officer"


# pylint: disable=consider-merging-classes-inherited
class CollectionPlan(models.Model):
    """The plan in the customer's portal, and the signature."""

    _inherit = "collection.plan"

    # Whoever has it may sign: it is for the customer, and for those who write to him.
    access_token = fields.Char(groups=OFFICERS)
    signature = fields.Image(
        max_width=1024, max_height=1024, readonly=True, copy=False, attachment=True
    )
    signed_by = fields.Char(readonly=True, copy=False)
    signed_on = fields.Datetime(readonly=True, copy=False)
    signed_document = fields.Binary(
        string="Signed on Paper",
        attachment=True,
        copy=False,
        help="The scan of the acknowledgment of debt, with the customer's signature.",
    )
    signed_document_name = fields.Char(copy=False)

    def _compute_access_url(self):
        for plan in self:
            plan.access_url = f"/my/collection/plan/{plan.id}"

    def _can_be_signed(self):
        """Whether the proposal still stands: its first day is not long past."""
        today = fields.Date.context_today(self)
        first = self.instalment_ids[:1].date
        return self.state == "proposed" and today <= fields.Date.add(
            first, days=self.grace
        )

    def _sign(self, name, signature):
        """The customer accepts in the portal.

        :param name: as the customer has written it
        :param signature: image, as the signature widget has drawn it
        :raise UserError: in words for the customer
        """
        self.ensure_one()
        # Whoever clicks twice signs once.
        if not self.try_lock_for_update() or not self._can_be_signed():
            raise UserError(
                self.env._(
                    "This proposal cannot be signed any more: please ask us for "
                    "another one."
                )
            )
        # Meanwhile some may have been handed over.
        self.debtor_id._portal_check_payee(self.line_ids.move_line_id)
        name = (name or "").strip()
        if not name or not signature:
            raise UserError(self.env._("Please write your name, and sign."))
        self.write(
            {
                "signed_by": name[:200],
                "signed_on": fields.Datetime.now(),
                "signature": signature,
            }
        )
        self._activate("portal")
        self.acknowledgment_id = self._archive(ACKNOWLEDGMENT)
        self.message_post(
            author_id=self.debtor_id.contact_id.id,
            body=self.env._("Signed in the portal by %s.", self.signed_by),
            attachment_ids=self.acknowledgment_id.ids,
            partner_ids=self.user_id.partner_id.ids,
        )
