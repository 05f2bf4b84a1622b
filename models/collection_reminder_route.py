from odoo import models

from ..rules.routing import route


# pylint: disable=consider-merging-classes-inherited
class CollectionReminder(models.Model):
    """By which channels: the level's, the customer's wishes, the addresses."""

    _inherit = "collection.reminder"

    def _choose_channels(self, today):
        """Settle on the channels; fail, with the reasons, when nothing is left."""
        chosen = self._route()
        candidates = self._candidate_channels()
        channels = candidates.filtered(lambda c: c.code in chosen.channels)
        self.note = " ".join([*chosen.obstacles, *self._left_out_of_mail(channels)])
        if not channels:
            sentence = self.env._("Choose a channel that carries the text.")
            self._fail(self.note or sentence, today)
            return False
        if channels != self.channel_ids:
            self.channel_ids = channels
        return True

    def _route(self):
        """Return the ``routing.Route`` of this reminder, as the addresses are now."""
        candidates = self._candidate_channels()
        return route(
            wanted=self._wanted_channels().mapped("code"),
            written=set(self._carrying_text(candidates).mapped("code")),
            obstacles=self._obstacles(candidates),
            needs_text=any(self.level_id.channel_ids.mapped("is_written")),
            fallback=self.level_id.fallback_channel_id.code,
            preferred=self._preferred_channel().code,
        )

    def _wanted_channels(self):
        """What a person chose for this reminder, else the level's channels."""
        return self.channel_ids or self.level_id.channel_ids

    def _candidate_channels(self):
        return (
            self._wanted_channels()
            | self._preferred_channel()
            | self.level_id.fallback_channel_id
        )

    def _preferred_channel(self):
        """The customer's; a formal notice and a person's choice do not ask for it."""
        chosen_by_hand = self._wanted_channels() != self.level_id.channel_ids
        if chosen_by_hand or self.level_id.kind == "formal_notice":
            return self.env["collection.channel"]
        return self.debtor_id.preferred_channel_id

    def _carrying_text(self, channels):
        """Those of ``channels`` that carry what the level says, all of it if formal."""
        return channels.filtered(
            lambda channel: (
                channel._carries_letter()
                if self.level_id.kind == "formal_notice"
                else channel.is_written
            )
        )

    def _obstacles(self, channels):
        """{code: sentence} of those of ``channels`` that cannot be used."""
        return {
            channel.code: sentence
            for channel in channels
            if (sentence := self._obstacle(channel))
        }

    def _obstacle(self, channel):
        if channel in self.debtor_id.forbidden_channel_ids:
            return self.env._(
                "%(customer)s must not be contacted through the channel "
                "“%(channel)s”: see the customer's page under Collection > Debtors.",
                customer=self.partner_id.name,
                channel=channel.name,
            )
        return getattr(self, f"_obstacle_{channel.code}")()
