from odoo import api, fields, models
from odoo.tools import SQL

# Who has joined the segment of a policy, and who has left it, since the last look.
REFRESH_SEGMENT = """
WITH member AS (
    SELECT debtor.id,
           debtor.company_id = ANY(%(company_ids)s)
               AND debtor.partner_id IN %(partners)s AS is_now,
           rel.debtor_id IS NOT NULL AS was_before
      FROM collection_debtor debtor
      LEFT JOIN collection_debtor_segment_rel rel
        ON rel.debtor_id = debtor.id AND rel.policy_id = %(policy_id)s
     WHERE %(scope)s
), joined AS (
    INSERT INTO collection_debtor_segment_rel (debtor_id, policy_id)
    SELECT id, %(policy_id)s FROM member WHERE is_now AND NOT was_before
), gone AS (
    DELETE FROM collection_debtor_segment_rel
     WHERE policy_id = %(policy_id)s
       AND debtor_id IN (SELECT id FROM member WHERE was_before AND NOT is_now)
)
UPDATE collection_debtor SET asleep_until = NULL
 WHERE id IN (SELECT id FROM member WHERE is_now != was_before)
"""


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """Which debtors belong to the segments of which policies."""

    _inherit = "collection.debtor"

    def _policies_of(self, claims, sources=None):
        """The policies by which ``claims`` are reminded, else the company's.

        :param sources: of ``_policy_sources``, where they are known already
        """
        self.ensure_one()
        if sources is None:
            sources = self._policy_sources(fields.Date.context_today(self))
        known = (sources[claim.id][0] for claim in claims if claim.id in sources)
        policies = self.env["collection.policy"].union(*known)
        return policies or self.company_id.collection_policy_id

    @api.model
    def _refresh_segments(self, partners=None):
        """One statement for each policy with a segment, whatever the debtors' number.

        :param partners: commercial partners; None for all
        """
        # Segments hold for whoever posts an invoice.
        Policy = self.env["collection.policy"].sudo()
        policies = Policy.search([("segmented", "=", True)])
        for policy in policies:
            self._refresh_segment(policy, partners)
        if policies:
            self.invalidate_model(["segment_ids", "asleep_until"])

    @api.model
    def _refresh_segment(self, policy, partners):
        scope = SQL("TRUE")
        if partners is not None:
            scope = SQL("debtor.partner_id = ANY(%s)", partners.ids)
        owner = policy.company_id
        branches = [("id", "child_of", owner.ids)] if owner else []
        companies = policy.env["res.company"].search(branches)
        self.env.execute_query(
            SQL(
                REFRESH_SEGMENT,
                company_ids=companies.ids,
                partners=policy._segment_query().subselect(),
                policy_id=policy.id,
                scope=scope,
            )
        )
