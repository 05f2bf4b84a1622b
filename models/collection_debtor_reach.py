from odoo import fields, models

FIND = "account_debt_collection.mail_activity_find"


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """Customers who cannot be reached: on hold until somebody has found the way."""

    _inherit = "collection.debtor"

    reachability = fields.Selection(
        selection=[
            ("unknown_address", "Unknown at the address"),
            ("unreachable", "Does not answer"),
            ("deceased", "Deceased"),
        ],
        string="Cannot Be Reached",
        tracking=True,
        help="All claims are on hold until it is emptied again, or, of a deceased "
        "customer, until you know whom to write to.",
    )
    heir_id = fields.Many2one(
        comodel_name="res.partner",
        string="Heirs or Notary",
        index="btree_not_null",
        check_company=True,
        tracking=True,
        help="Letters and e-mails go there instead of to the deceased customer.",
    )

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"reachability", "heir_id"}:
            for debtor in self:
                debtor._hold_while_out_of_reach()
        return result

    def _hold_while_out_of_reach(self):
        found = not self.reachability or self._heir()
        # Whoever may say that a customer cannot be reached may hold its claims.
        holds = self.sudo().hold_ids.filtered(
            lambda hold: hold.origin_model == self._name and not hold.date_lifted
        )
        if found:
            holds.action_lift()
        elif holds:
            holds.name = self._reachability_label()
        else:
            holds.create(self._prepare_hold_out_of_reach())
        self.activity_unlink([FIND])
        if not found:
            self.activity_schedule(
                FIND, summary=self._whom_to_find(), user_id=self._responsible().id
            )

    def _prepare_hold_out_of_reach(self):
        return {
            "name": self._reachability_label(),
            "kind": "unreachable",
            "origin_model": self._name,
            "origin_id": self.id,
            "debtor_id": self.id,
            "user_id": self._responsible().id,
        }

    def _heir(self):
        """Who is written to instead of a deceased customer."""
        deceased = self.reachability == "deceased"
        return self.heir_id if deceased else self.heir_id.browse()

    def _reachability_label(self):
        field = self._fields["reachability"]
        return dict(field._description_selection(self.env))[self.reachability]

    def _whom_to_find(self):
        return {
            "unknown_address": self.env._("Find the customer's new address"),
            "unreachable": self.env._("Find another way to reach the customer"),
            "deceased": self.env._("Find the heirs, or the notary of the estate"),
        }[self.reachability]

    def _stop_for_insolvency(self):
        """Insolvency makes nobody easier to reach."""
