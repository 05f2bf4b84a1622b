from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..rules import score as rule
from .collection_score import BASES, CLASSES

SCORE_FIELDS = [
    "score_id",
    "score",
    "score_class",
    "score_basis",
    "score_date",
    "score_ids",
    "score_explanation",
    "to_assess",
]
TRUST = {"A": "good", "B": "good", "C": "normal", "D": "bad", "E": "bad"}

KNOWN_SCORES = """
SELECT debtor.id, score.score, score.score_class, score.basis, score.parts
  FROM collection_debtor debtor
  JOIN collection_score score ON score.id = debtor.score_id
 WHERE debtor.id = ANY(%s)
"""

STORE_SCORES = """
WITH added AS (
    INSERT INTO collection_score (
        debtor_id, company_id, date, score, score_class, basis, parts,
        create_uid, write_uid, create_date, write_date
    )
    SELECT debtor.id, debtor.company_id, %(today)s, found.score, found.score_class,
           found.basis, found.parts,
           %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
      FROM unnest(%(ids)s::int[], %(scores)s::int[], %(classes)s::varchar[],
                  %(bases)s::varchar[], %(parts)s::jsonb[])
           AS found(debtor_id, score, score_class, basis, parts)
      JOIN collection_debtor debtor ON debtor.id = found.debtor_id
  ORDER BY debtor.id
 RETURNING id, debtor_id, score, score_class, basis, date
)
UPDATE collection_debtor debtor
   SET score_id = added.id,
       score = added.score,
       score_class = added.score_class,
       score_basis = added.basis,
       score_date = added.date
  FROM added
 WHERE debtor.id = added.debtor_id
"""

# Odoo keeps what each company thinks of a partner in one JSON value.
STORE_TRUST = """
UPDATE res_partner partner
   SET trust = COALESCE(partner.trust, '{}') || found.trust
  FROM (SELECT debtor.partner_id,
               jsonb_object_agg(debtor.company_id, wanted.trust) AS trust
          FROM collection_debtor debtor
          JOIN res_company company ON company.id = debtor.company_id
          JOIN unnest(%(classes)s::varchar[], %(trusts)s::varchar[])
               AS wanted(score_class, trust)
            ON wanted.score_class = debtor.score_class
         WHERE debtor.id = ANY(%(ids)s)
           AND company.collection_trust_follows
      GROUP BY debtor.partner_id) found
 WHERE partner.id = found.partner_id
   AND NOT COALESCE(partner.trust, '{}') @> found.trust
"""


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """How good a payer the debtor is."""

    _inherit = "collection.debtor"

    score_id = fields.Many2one(
        comodel_name="collection.score",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    score = fields.Integer(
        string="Payer Score",
        readonly=True,
        aggregator="avg",
        help="From 0, the worst, to 100, as of its last change.",
    )
    score_class = fields.Selection(
        selection=CLASSES,
        string="Payer Class",
        readonly=True,
        index=True,
        help="Empty: not known yet.",
    )
    score_basis = fields.Selection(
        selection=BASES, string="Score Based On", readonly=True
    )
    score_date = fields.Date(string="Score Since", readonly=True)
    score_ids = fields.One2many(
        comodel_name="collection.score", inverse_name="debtor_id", string="Scores"
    )
    score_explanation = fields.Html(
        related="score_id.explanation", string="Parts of the Score"
    )
    credit_profile_ids = fields.One2many(
        comodel_name="collection.credit.profile", inverse_name="debtor_id"
    )
    to_assess = fields.Boolean(
        compute="_compute_to_assess",
        search="_search_to_assess",
        help="A new customer: it has not paid anything yet, and nobody has entered "
        "what is known of it.",
    )

    # === COMPUTES === #

    @api.depends("score_basis", "credit_profile_ids.is_empty")
    def _compute_to_assess(self):
        found = self.search([("id", "in", self.ids), ("to_assess", "=", True)])
        for debtor in self:
            debtor.to_assess = debtor in found

    @api.model
    def _search_to_assess(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        assessed = fields.Domain("credit_profile_ids.is_empty", "=", False)
        return ~assessed & fields.Domain("score_basis", "!=", "ledger")

    # === ACTIONS === #

    def action_score(self):
        """Compute the score now, instead of in the night."""
        if not self.env.user.has_groups(
            "account_debt_collection.group_collection_officer,"
            "account_debt_collection.group_collection_credit"
        ):
            raise AccessError(
                self.env._("Collection officers and the credit group score payers.")
            )
        self.check_access("read")
        # The right is checked above; nobody writes a score by hand.
        self.sudo()._score(fields.Date.context_today(self))

    def action_view_scores(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "account_debt_collection.collection_score_action"
            ),
            "domain": [("debtor_id", "=", self.id)],
            "context": {"one_debtor": True},
        }

    def action_view_credit_profile(self):
        """Open what is known of the customer, or enter it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Payer Profile"),
            "res_model": "collection.credit.profile",
            "res_id": self.credit_profile_ids.id,
            "view_mode": "form",
            "context": {"default_debtor_id": self.id},
        }

    # === BUSINESS METHODS === #

    def _score(self, today):
        """Bring score, class and what follows them up to date; safe to run again."""
        facts = self._score_facts(today)
        grades = {company: company._collection_grades() for company in self.company_id}
        scores = {
            debtor.id: rule.assess(facts[debtor.id], today, grades[debtor.company_id])
            for debtor in self
            if debtor.id in facts
        }
        self._store_scores(scores, today)
        self._store_trust()

    def _store_scores(self, scores, today):
        """Write a row of history for each debtor whose score has changed, at once.

        :param scores: {debtor id: ``rules.score.Score``}; others are not known (any
            more)
        """
        known = self._known_scores()
        rows = [
            (debtor_id, found.score, found.grade, found.basis, _as_json(found.parts))
            for debtor_id in self.ids
            for found in [scores.get(debtor_id, rule.NOT_KNOWN)]
            if _gist(found) != known.get(debtor_id, _gist(rule.NOT_KNOWN))
        ]
        if not rows:
            return
        names = ("ids", "scores", "classes", "bases", "parts")
        columns = map(list, zip(*rows, strict=True))
        columns = dict(zip(names, columns, strict=True))
        self.env.execute_query(
            SQL(STORE_SCORES, today=today, uid=self.env.uid, **columns)
        )
        self.env["collection.score"].invalidate_model()
        self.invalidate_model(SCORE_FIELDS)

    def _known_scores(self):
        """{debtor id: gist of its present score}."""
        self.flush_model(["score_id"])
        return {
            debtor_id: (score, grade, basis, _points(parts))
            for debtor_id, score, grade, basis, parts in self.env.execute_query(
                SQL(KNOWN_SCORES, self.ids)
            )
        }

    def _store_trust(self):
        """Where the company wants it, Odoo's degree of trust follows the class."""
        self.env["res.company"].flush_model(["collection_trust_follows"])
        self.env["res.partner"].flush_model(["trust"])
        self.env.execute_query(
            SQL(
                STORE_TRUST,
                ids=self.ids,
                classes=[*TRUST],
                trusts=[*TRUST.values()],
            )
        )
        self.env["res.partner"].invalidate_model(["trust"])


def _gist(score):
    """What makes a new row of history: not every tenth of a day late."""
    return (
        score.score,
        score.grade,
        score.basis,
        [(part.code, part.points) for part in score.parts],
    )


def _points(parts):
    return [(part["code"], part["points"]) for part in parts]


def _as_json(parts):
    return Json(
        [
            {
                "code": part.code,
                "value": part.value,
                "points": part.points,
                "day": part.day and part.day.isoformat(),
            }
            for part in parts
        ]
    )
