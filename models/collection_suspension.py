from odoo import Command, fields, models


class CollectionSuspension(models.AbstractModel):
    """Whatever suspends reminders: it owns holds, and lifts them itself.

    A model that inherits it has ``debtor_id``, ``user_id`` and a display name, and sets
    ``_hold_kind`` to one of the kinds of a hold.
    """

    _name = "collection.suspension"
    _description = "Suspends Reminders"
    _hold_kind = None

    hold_ids = fields.One2many(
        comodel_name="collection.hold",
        inverse_name="origin_id",
        string="Holds",
        domain=lambda self: [("origin_model", "=", self._name)],
        readonly=True,
        bypass_search_access=True,
    )

    def _suspend(self, claims=None, amount=0, until=None, start=None):
        """Keep reminders back for ``claims``, or for the whole debtor.

        :param amount: part of the one claim, in its currency; zero: the whole
        :param until: last day; None: until ``_resume`` is called
        :return: the hold
        """
        self.ensure_one()
        reader = self.user_id or self.debtor_id._responsible()
        # Whoever may record what suspends reminders may suspend them.
        return (
            self.env["collection.hold"]
            .sudo()
            .create(
                {
                    "name": self.with_context(lang=reader.lang).display_name,
                    "kind": self._kind_of_hold(),
                    "origin_model": self._name,
                    "origin_id": self.id,
                    "debtor_id": self.debtor_id.id,
                    "claim_ids": [Command.set(claims.ids if claims else [])],
                    "amount": amount,
                    "user_id": (self.user_id or self.env.user).id,
                    "date_start": start or fields.Date.context_today(self),
                    "date_end": until,
                }
            )
        )

    def _kind_of_hold(self):
        return self._hold_kind

    def _resume(self):
        """Lift the holds: the claims go on from the level they had."""
        # Whoever may end what suspends reminders may let them go on.
        self.sudo().hold_ids.action_lift()

    def _stop_for_insolvency(self):
        """The debtor has become insolvent: give up what was agreed with it.

        An extension point: called on whatever has a hold at that moment.
        """
        self._resume()

    def unlink(self):
        # The holds of what is deleted must not stay for ever.
        self._resume()
        return super().unlink()
