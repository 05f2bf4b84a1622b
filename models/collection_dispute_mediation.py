from odoo import api, fields, models
from odoo.exceptions import ValidationError

MEDIATION = {"mediation_start", "mediation_end", "line_ids"}


# pylint: disable=consider-merging-classes-inherited
class CollectionDispute(models.Model):
    """A mediation suspends the limitation of what is disputed (art. 2238 C. civ.)."""

    _inherit = "collection.dispute"

    mediation_start = fields.Date(
        string="Mediation Since",
        copy=False,
        tracking=True,
        help="Day of the written agreement to have a mediator, else of the first "
        "meeting: limitation is suspended from then on.",
    )
    mediation_end = fields.Date(
        string="Mediation Until",
        copy=False,
        tracking=True,
        help="Day on which a party, or the mediator, has declared it over.",
    )

    @api.constrains("mediation_start", "mediation_end")
    def _check_mediation(self):
        for dispute in self:
            start, end = dispute.mediation_start, dispute.mediation_end
            if end and (not start or end < start):
                raise ValidationError(
                    self.env._("A mediation ends after the day on which it began.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        disputes = super().create(vals_list)
        disputes._record_mediation()
        return disputes

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & MEDIATION:
            self._record_mediation()
        return result

    def _record_mediation(self):
        """Keep the event as the dispute tells it."""
        # Whoever settles disputes need not have rights on events.
        events = self.env["collection.limitation.event"].sudo()
        for dispute in self:
            claims = dispute.line_ids.claim_id
            known = events._of_origin(dispute).filtered(lambda event: not event.is_void)
            fitting = known.filtered(
                lambda event, d=dispute, c=claims: (
                    event.date == d.mediation_start and event.claim_ids == c
                )
            )
            if known - fitting:
                (known - fitting)._void(self.env._("The dispute was changed."))
            if not (dispute.mediation_start and claims):
                continue
            fitting = fitting or events._record(
                claims, "mediation", dispute.mediation_start, dispute
            )
            if fitting.date_end != dispute.mediation_end:
                fitting.date_end = dispute.mediation_end
