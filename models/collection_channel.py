from odoo import fields, models


class CollectionChannel(models.Model):
    """A way to reach a debtor.

    A new channel is a record of this model and two methods on ``collection.reminder``:
    ``_obstacle_<code>`` and ``_send_<code>`` (see collection_reminder_channel.py, and
    collection_reminder_sms.py for one that has a file of its own).
    """

    _name = "collection.channel"
    _description = "Collection Channel"
    _inherit = ["collection.sealed"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(default=10)
    icon = fields.Char(help="Font Awesome icon shown beside the channel.")
    is_written = fields.Boolean(
        string="Carries a Text",
        help="The debtor receives the text of the level through this channel.",
    )
    is_short = fields.Boolean(
        string="Short Text Only",
        help="Carries a few words and not the letter: a formal notice does not go out "
        "this way alone.",
    )

    _code_uniq = models.Constraint("UNIQUE(code)", "Each channel has its own code.")

    def _carries_letter(self):
        """Whether the debtor receives the whole text of the level."""
        self.ensure_one()
        return self.is_written and not self.is_short
