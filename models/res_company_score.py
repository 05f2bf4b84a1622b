from odoo import fields, models

from ..rules.score import USUAL, Grades


# pylint: disable=consider-merging-classes-inherited
class ResCompany(models.Model):
    """The classes of payers, and what follows them."""

    _inherit = "res.company"

    collection_score_a = fields.Integer(string="Class A From", default=USUAL.a)
    collection_score_b = fields.Integer(string="Class B From", default=USUAL.b)
    collection_score_c = fields.Integer(string="Class C From", default=USUAL.c)
    collection_score_d = fields.Integer(string="Class D From", default=USUAL.d)
    collection_trust_follows = fields.Boolean(
        string="Trust Follows the Payer Class",
        help="Each night, the degree of trust in a customer becomes good for A and B, "
        "normal for C, bad for D and E, whatever somebody has chosen there. It stays "
        "as it is while the class is not known.",
    )
    collection_credit_review = fields.Boolean(
        string="Review Credit Limits Every Month",
        help="On the first day of each month, a limit is proposed for each customer "
        "who buys or has asked for credit. A person decides.",
    )

    # Their order is checked in the settings, which write them one after the other.
    _collection_scores = models.Constraint(
        """CHECK(LEAST(collection_score_a, collection_score_b, collection_score_c,
                       collection_score_d) > 0
             AND GREATEST(collection_score_a, collection_score_b, collection_score_c,
                          collection_score_d) <= 100)""",
        "Classes of payers begin between 1 and 100.",
    )

    def _collection_grades(self):
        self.ensure_one()
        return Grades(
            self.collection_score_a,
            self.collection_score_b,
            self.collection_score_c,
            self.collection_score_d,
        )
