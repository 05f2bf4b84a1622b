from odoo import api, fields, models
from odoo.exceptions import UserError


class CollectionRegisteredProvider(models.Model):
    """Somebody who carries registered letters for us, electronic ones above all.

    Another kind of provider is one more ``code`` (``selection_add``), and three methods
    on this model, found by it:

    * ``_obstacle_<code>(reminder)``: the sentence that says why this provider cannot
      take this letter, which is then printed on paper; or nothing;
    * ``_deposit_<code>(reminders)``: hand over the archived letters (``letter_id``) of
      reminders of one company, of which nothing is written before it returns; raise a
      ``UserError`` and none counts as handed over. It may return an action, such as a
      download. An addon that deposits by itself calls ``reminders._deposit()`` from a
      scheduled action of its own: never from the sending, which must not wait for
      anybody's server;
    * ``_fetch_proofs_<code>(reminders)``: learn what has become of these letters, and
      call ``reminder._enter_registered(values, scans)`` for each of which there is
      news. It may return an action, such as a window in which a file is chosen.
    """

    _name = "collection.registered.provider"
    _description = "Provider of Registered Letters"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    code = fields.Selection(
        selection=[("file", "Exchange of files")],
        string="Way of Working",
        required=True,
        default="file",
        help="Exchange of files: the letters leave as one ZIP with a list of the "
        "addressees, and the proofs come back as a ZIP or a table.",
    )
    is_electronic = fields.Boolean(
        string="Electronic Letters",
        default=True,
        help="The letter reaches the addressee electronically. A consumer must have "
        "agreed to that beforehand (in France: art. L100 of the postal code). Who has "
        "not agreed, or has no e-mail address, gets a letter on paper.",
    )
    is_qualified = fields.Boolean(
        string="Qualified",
        help="The provider stands on the European list of trusted services for "
        "registered delivery (eIDAS, art. 44). Only then is its electronic letter "
        "worth a registered letter on paper; an e-mail that is merely tracked is not. "
        "Without it, formal notices are printed on paper.",
    )

    # === CRUD === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # A letter of any company is one that the provider has carried.
        carried = self.env["collection.reminder"].sudo()
        companies = self.env["res.company"].sudo()
        if carried.search_count(
            [("registered_provider_id", "in", self.ids)], limit=1
        ) or companies.search_count(
            [("collection_registered_provider_id", "in", self.ids)], limit=1
        ):
            raise UserError(
                self.env._("This provider has letters, or companies: archive it.")
            )

    # === ACTIONS === #

    def action_fetch_proofs(self):
        """Learn what has become of the letters that were handed over."""
        self.ensure_one()
        Reminder = self.env["collection.reminder"]
        Reminder.check_access("write")
        return self._fetch_proofs(
            Reminder.search(
                [
                    ("registered_provider_id", "=", self.id),
                    ("deposit_state", "=", "handed_over"),
                    ("registered_outcome", "=", False),
                ]
            )
        )

    # === BUSINESS METHODS === #

    def _obstacle(self, reminder):
        """The sentence that says why ``reminder`` goes out on paper, or nothing."""
        paper = self.is_electronic and self._electronic_obstacle(reminder)
        return paper or getattr(self, f"_obstacle_{self.code}")(reminder)

    def _electronic_obstacle(self, reminder):
        debtor, customer = reminder.debtor_id, reminder.partner_id.name
        if not debtor._contact("email_normalized").email_normalized:
            return self.env._("%s has no valid e-mail address.", customer)
        if reminder.is_consumer and not debtor.accepts_electronic_registered:
            return self.env._(
                "%s is a consumer and has not agreed to electronic registered letters.",
                customer,
            )
        if reminder.level_id.kind == "formal_notice" and not self.is_qualified:
            return self.env._(
                "a formal notice needs a qualified provider, and “%s” is none.",
                self.name,
            )
        return None

    def _deposit(self, reminders):
        return getattr(self, f"_deposit_{self.code}")(reminders)

    def _fetch_proofs(self, reminders):
        return getattr(self, f"_fetch_proofs_{self.code}")(reminders)
