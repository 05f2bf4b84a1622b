from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ..rules import escalation

BATCH_SIZE = 50  # reminders sent between two commits of the night


class CollectionDebtor(models.Model):
    """The night: ledger -> figures -> facts -> decisions -> reminders -> dispatch."""

    _inherit = "collection.debtor"

    # === FIGURES === #

    @api.model
    def _refresh(self, partners=None, today=None):
        """Bring figures and next step of the debtors of ``partners`` up to date.

        :param partners: commercial partners; None for all
        :param date today: None for the current day
        :return: decisions of the debtors that owe something, by debtor id
        """
        today = today or fields.Date.context_today(self)
        self._refresh_figures(partners, today)
        scope = [] if partners is None else [("partner_id", "in", partners.ids)]
        debtors = self.sudo().search([*scope, ("state", "!=", "settled")])
        decisions = debtors._decide(today)
        debtors._refresh_next(decisions)
        return decisions

    @api.model
    def _refresh_figures(self, partners, today):
        """One statement: a row for each customer with open items, and its figures."""
        self.env["collection.reminder.line"].flush_model()
        self.env["collection.reminder"].flush_model()
        self.flush_model()
        items = self._open_items_query(partners)
        scope = SQL("TRUE")
        if partners is not None:
            scope = SQL("partner_id = ANY(%s)", partners.ids)
        self.env.execute_query(
            SQL(
                """
WITH item AS (
    SELECT account_move_line.id,
           account_move_line.company_id,
           account_move_line.partner_id,
           account_move_line.amount_residual AS residual,
           COALESCE(account_move_line.no_followup, FALSE) AS left_out,
           COALESCE(account_move_line.date_maturity, account_move_line.date)
               AS due_date
      FROM %(items_from)s
     WHERE %(items_where)s
), figure AS (
    SELECT company_id,
           partner_id,
           SUM(residual) AS balance,
           SUM(residual) FILTER (WHERE %(claim)s AND due_date < %(today)s) AS overdue,
           SUM(residual) FILTER (WHERE %(claim)s AND due_date >= %(today)s) AS not_due,
           -SUM(residual) FILTER (WHERE residual < 0) AS credit,
           SUM(residual) FILTER (WHERE residual > 0 AND left_out) AS left_out,
           MIN(due_date) FILTER (WHERE %(claim)s) AS oldest_due_date
      FROM item
  GROUP BY company_id, partner_id
), reached AS (
    SELECT DISTINCT ON (item.company_id, item.partner_id)
           item.company_id, item.partner_id, level.id AS level_id
      FROM item
      JOIN collection_reminder_line line ON line.move_line_id = item.id
      JOIN collection_level level ON level.id = line.level_id
     WHERE line.date IS NOT NULL AND item.residual > 0
  ORDER BY item.company_id, item.partner_id, level.sequence DESC, level.id DESC
), waiting AS (
    SELECT debtor_id,
           bool_or(state = 'failed') AS failed,
           bool_or(state = 'to_approve') AS to_approve
      FROM collection_reminder
     WHERE state IN ('failed', 'to_approve')
  GROUP BY debtor_id
), touched AS (
    SELECT company_id, partner_id FROM figure
     UNION
    SELECT company_id, partner_id FROM collection_debtor WHERE %(scope)s
)
INSERT INTO collection_debtor AS debtor (
    company_id, partner_id, balance, overdue, not_due, credit, left_out,
    oldest_due_date, level_id, state, create_uid, write_uid, create_date, write_date
)
SELECT touched.company_id,
       touched.partner_id,
       COALESCE(figure.balance, 0),
       COALESCE(figure.overdue, 0),
       COALESCE(figure.not_due, 0),
       COALESCE(figure.credit, 0),
       COALESCE(figure.left_out, 0),
       figure.oldest_due_date,
       reached.level_id,
       CASE WHEN waiting.failed THEN 'attention'
            WHEN waiting.to_approve THEN 'to_approve'
            WHEN figure.overdue > 0 AND reached.level_id IS NULL THEN 'overdue'
            WHEN figure.overdue > 0 THEN 'reminded'
            WHEN figure.company_id IS NOT NULL THEN 'current'
            ELSE 'settled' END,
       %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
  FROM touched
  LEFT JOIN figure USING (company_id, partner_id)
  LEFT JOIN reached USING (company_id, partner_id)
  LEFT JOIN collection_debtor known USING (company_id, partner_id)
  LEFT JOIN waiting ON waiting.debtor_id = known.id
ON CONFLICT (partner_id, company_id) DO UPDATE SET
    balance = EXCLUDED.balance,
    overdue = EXCLUDED.overdue,
    not_due = EXCLUDED.not_due,
    credit = EXCLUDED.credit,
    left_out = EXCLUDED.left_out,
    oldest_due_date = EXCLUDED.oldest_due_date,
    level_id = EXCLUDED.level_id,
    state = EXCLUDED.state,
    next_date = CASE WHEN EXCLUDED.state != 'settled' THEN debtor.next_date END,
    next_level_id = CASE WHEN EXCLUDED.state != 'settled' THEN debtor.next_level_id END
WHERE (debtor.balance, debtor.overdue, debtor.not_due, debtor.credit, debtor.left_out,
       debtor.oldest_due_date, debtor.level_id, debtor.state)
      IS DISTINCT FROM
      (EXCLUDED.balance, EXCLUDED.overdue, EXCLUDED.not_due, EXCLUDED.credit,
       EXCLUDED.left_out, EXCLUDED.oldest_due_date, EXCLUDED.level_id, EXCLUDED.state)
RETURNING debtor.id
                """,
                items_from=items.from_clause,
                items_where=items.where_clause or SQL("TRUE"),
                claim=SQL("residual > 0 AND NOT left_out"),
                today=today,
                scope=scope,
                uid=self.env.uid,
            )
        )
        self.invalidate_model()

    def _refresh_touched(self, today=None):
        """Refresh these debtors, after something happened to them."""
        if self:
            self._refresh(self.partner_id, today)

    @api.model
    def _open_items_query(self, partners):
        # The figures count every open item, whoever looks at the list.
        return self.env["account.move.line"].sudo()._search(
            self._open_items_domain(partners)
        )

    def _refresh_next(self, decisions):
        """Store when the next reminder comes, and at which level, in one statement."""
        rows = [
            (
                debtor_id,
                decision.next_date,
                decision.next_level.id if decision.next_level else None,
            )
            for debtor_id, decision in decisions.items()
        ]
        ids, dates, levels = zip(*rows, strict=True) if rows else ((), (), ())
        self.env.execute_query(
            SQL(
                """
UPDATE collection_debtor debtor
   SET next_date = decision.next_date, next_level_id = decision.level_id
  FROM unnest(%s::int[], %s::date[], %s::int[]) AS decision(id, next_date, level_id)
 WHERE debtor.id = decision.id
   AND (debtor.next_date, debtor.next_level_id)
       IS DISTINCT FROM (decision.next_date, decision.level_id)
RETURNING debtor.id
                """,
                list(ids),
                list(dates),
                list(levels),
            )
        )
        self.invalidate_model(["next_date", "next_level_id"])

    # === FACTS AND DECISIONS === #

    def _decide(self, today, ignore_pending=False):
        """Return {debtor id: ``escalation.Decision``} of the debtors with open items.

        :param bool ignore_pending: decide as if no reminder were waiting, to know
            whether those that wait may still go out
        """
        return {
            debtor.id: escalation.decide(debtor, today)
            for debtor in self._facts(ignore_pending)
        }

    def _facts(self, ignore_pending=False):
        """Return the ``escalation.Debtor`` of each debtor with open items."""
        rows = self._open_item_rows()
        policies = self.env["collection.policy"].browse(
            {row["policy_id"] for row in rows if row["policy_id"]}
        )
        rules = policies.sudo()._as_rules()
        ranks = self.env["collection.level"].browse(
            {row["level_id"] for row in rows if row["level_id"]}
        ).sudo()._ranks()
        quiet_since = self._quiet_since()
        claims, credits = defaultdict(list), defaultdict(Decimal)
        for row in rows:
            residual = Decimal(str(row["residual"]))
            if residual < 0:
                credits[row["debtor_id"]] -= residual
                continue
            claims[row["debtor_id"]].append(
                escalation.Claim(
                    id=row["id"],
                    due_date=row["due_date"],
                    residual=residual,
                    policy=rules.get(row["policy_id"], escalation.Policy()),
                    rank=ranks.get(row["level_id"], 0),
                    reached_on=row["reached_on"],
                    pending=row["pending"] and not ignore_pending,
                    excluded=row["excluded"],
                )
            )
        return [
            escalation.Debtor(
                id=debtor_id,
                claims=tuple(claims[debtor_id]),
                credit=credits[debtor_id],
                quiet_since=quiet_since.get(debtor_id),
            )
            for debtor_id in claims.keys() | credits.keys()
        ]

    def _open_item_rows(self):
        """One row for each open item of ``self``, with its policy and its level."""
        if not self:
            return []
        self.env["collection.reminder.line"].flush_model()
        self.env["collection.reminder"].flush_model()
        items = self._open_items_query(self.partner_id)
        return self.env.execute_query_dict(
            SQL(
                """
SELECT debtor.id AS debtor_id,
       account_move_line.id,
       COALESCE(account_move_line.date_maturity, account_move_line.date) AS due_date,
       account_move_line.amount_residual AS residual,
       COALESCE(account_move_line.no_followup, FALSE) AS excluded,
       COALESCE(move.collection_policy_id, debtor.policy_id,
                company.collection_policy_id) AS policy_id,
       reached.level_id,
       reached.date AS reached_on,
       EXISTS (SELECT FROM collection_reminder_line line
                 JOIN collection_reminder reminder ON reminder.id = line.reminder_id
                WHERE line.move_line_id = account_move_line.id
                  AND line.level_id IS NOT NULL
                  AND (reminder.state = 'to_approve'
                       OR reminder.state IN ('planned', 'failed')
                      AND reminder.approved_by_id IS NOT NULL)) AS pending
  FROM %(items_from)s
  JOIN collection_debtor debtor
    ON debtor.partner_id = account_move_line.partner_id
   AND debtor.company_id = account_move_line.company_id
  JOIN res_company company ON company.id = account_move_line.company_id
  JOIN account_move move ON move.id = account_move_line.move_id
  LEFT JOIN LATERAL (
       SELECT line.level_id, line.date
         FROM collection_reminder_line line
        WHERE line.move_line_id = account_move_line.id
          AND line.level_id IS NOT NULL
          AND line.date IS NOT NULL
     ORDER BY line.date DESC, line.id DESC
        LIMIT 1) reached ON TRUE
 WHERE %(items_where)s AND debtor.id = ANY(%(debtor_ids)s)
                """,
                items_from=items.from_clause,
                items_where=items.where_clause,
                debtor_ids=self.ids,
            )
        )

    def _quiet_since(self):
        """{debtor id: day of the last contact, or of the last refused reminder}."""
        groups = self.env["collection.reminder"].sudo()._read_group(
            [("debtor_id", "in", self.ids), ("date_done", "!=", False)],
            ["debtor_id"],
            ["date_done:max"],
        )
        return {debtor.id: done for debtor, done in groups}

    # === THE NIGHT === #

    @api.model
    def _plan_night(self, today):
        """Refresh, decide, create the reminders of ``today``. Safe to run again."""
        reminders = self.env["collection.reminder"].sudo()
        reminders._review(today)
        decisions = self._refresh(today=today)
        debtors = self.sudo().browse(decisions).try_lock_for_update()
        reminders._plan([decisions[debtor.id] for debtor in debtors], today)
        debtors._ask_to_allocate(decisions)
        debtors._refresh_figures(debtors.partner_id, today)

    def _ask_to_allocate(self, decisions):
        """Where credits cover what is due, ask once for their allocation."""
        xmlid = "account_debt_collection.mail_activity_allocate"
        covered = self.filtered(
            lambda debtor: decisions[debtor.id].reason == escalation.Reason.CREDIT
        )
        asked = set(covered.activity_search([xmlid]).mapped("res_id"))
        for debtor in covered:
            if debtor.id not in asked:
                debtor.activity_schedule(xmlid, user_id=debtor._responsible().id)

    @api.model
    def _cron_night(self):
        """Every night: plan today's reminders, then send what is ready, in batches."""
        commit_progress = self.env["ir.cron"]._commit_progress
        today = fields.Date.context_today(self)
        self._plan_night(today)
        ready = self.env["collection.reminder"]._ready(today)
        commit_progress(remaining=len(ready))
        for ids in split_every(BATCH_SIZE, ready.ids):
            ready.browse(ids)._dispatch(today)
            if not commit_progress(len(ids)):
                break

    @api.model
    def _refresh_after_ledger(self):
        """Before the commit: refresh the debtors whose ledger has changed."""
        touched = self.env.cr.precommit.data.pop("collection.touched", ())
        self._refresh(self.env["res.partner"].browse(touched).exists())
