from odoo import api, fields, models
from odoo.exceptions import ValidationError

CLASSES = [f"collection_score_{letter}" for letter in "abcd"]


# pylint: disable=consider-merging-classes-inherited
class ResConfigSettings(models.TransientModel):
    """The classes of payers, and what follows them."""

    _inherit = "res.config.settings"

    collection_score_a = fields.Integer(
        related="company_id.collection_score_a", readonly=False
    )
    collection_score_b = fields.Integer(
        related="company_id.collection_score_b", readonly=False
    )
    collection_score_c = fields.Integer(
        related="company_id.collection_score_c", readonly=False
    )
    collection_score_d = fields.Integer(
        related="company_id.collection_score_d", readonly=False
    )
    collection_trust_follows = fields.Boolean(
        related="company_id.collection_trust_follows", readonly=False
    )
    collection_credit_review = fields.Boolean(
        related="company_id.collection_credit_review", readonly=False
    )

    @api.constrains(*CLASSES)
    def _check_collection_scores(self):
        for settings in self:
            lowest = [settings[name] for name in CLASSES]
            if lowest != sorted(set(lowest), reverse=True):
                raise ValidationError(
                    self.env._(
                        "Each class of payers begins below the one before it: for "
                        "example 80, 65, 45 and 25."
                    )
                )
