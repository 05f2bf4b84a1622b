from datetime import date, timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL, format_date, split_every

ALERT = "account_debt_collection.mail_activity_limitation"
BATCH = 5000  # claims counted between two commits of the night

# Claims that lapse within their company's days, by debtor; those of whose day nobody
# was told. What stands still has no day.
NEAR = """
SELECT debtor.id AS debtor_id,
       MIN(account_move_line.collection_limitation_date) AS day,
       COUNT(*) AS number,
       ARRAY_AGG(account_move_line.id) FILTER (
           WHERE account_move_line.collection_limitation_alerted
                 IS DISTINCT FROM account_move_line.collection_limitation_date
       ) AS untold
  FROM %(items_from)s
  JOIN collection_debtor debtor
    ON debtor.partner_id = account_move_line.partner_id
   AND debtor.company_id = account_move_line.company_id
  JOIN res_company company ON company.id = account_move_line.company_id
 WHERE %(items_where)s
   AND account_move_line.amount_residual > 0
   AND account_move_line.collection_limitation_date <= %(latest)s -- of all companies
   AND account_move_line.collection_limitation_date
       <= %(today)s + COALESCE(company.collection_limitation_days, 0)
 GROUP BY debtor.id
 ORDER BY debtor.id
"""


class Near(NamedTuple):
    day: date  # last safe day of the first claim
    number: int  # of claims that lapse soon
    untold: list  # ids of those of whose day nobody was told


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """When the first of the debtor's claims lapses, and who is told in time."""

    _inherit = "collection.debtor"

    limitation_event_ids = fields.One2many(
        comodel_name="collection.limitation.event",
        inverse_name="debtor_id",
        string="Limitation Events",
    )
    limitation_event_count = fields.Integer(compute="_compute_limitation_event_count")
    limitation_date = fields.Date(
        string="Last Safe Day",
        compute="_compute_limitation",
        help="Last day on which an act interrupts limitation for certain, of the first "
        "claim that lapses.",
    )
    limitation_why = fields.Html(
        string="Why This Day?",
        compute="_compute_limitation",
        sanitize=False,
        help="Each claim: its period, what interrupted it, and its last safe day.",
    )

    # === COMPUTES === #

    @api.depends("limitation_event_ids")
    def _compute_limitation_event_count(self):
        groups = self.env["collection.limitation.event"]._read_group(
            [("debtor_id", "in", self.ids)], ["debtor_id"], ["__count"]
        )
        counts = {debtor.id: count for debtor, count in groups}
        for debtor in self:
            debtor.limitation_event_count = counts.get(debtor.id, 0)

    @api.depends("balance", "claim_ids", "customer_kind", "limitation_event_ids")
    @api.depends_context("lang")
    def _compute_limitation(self):
        counted = self.claim_ids._collection_count_limitation(with_notices=True)
        for debtor in self:
            own = [
                (item, counted[item.id])
                for item in debtor.claim_ids
                if item.id in counted
            ]
            days = [row.found.day for _item, row in own]
            debtor.limitation_date = min(filter(None, days), default=False)
            debtor.limitation_why = debtor.claim_ids._collection_explain_limitation(own)

    # === CRUD === #

    def write(self, vals):
        result = super().write(vals)
        if "customer_kind" in vals:
            # Whoever may say that it is a consumer may have its claims counted anew.
            self.env["account.move.line"].sudo()._collection_forget_limitations(
                SQL("partner_id = ANY(%s)", self.partner_id.ids)
            )
        return result

    # === ACTIONS === #

    def action_acknowledgment(self):
        """Record what the customer has written, or what a court or bailiff has done."""
        self.ensure_one()
        claims = self.claim_ids.filtered(lambda item: item.amount_residual > 0)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What Interrupts Limitation"),
            "res_model": "collection.limitation.event",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_debtor_id": self.id,
                "default_claim_ids": claims.ids,
            },
        }

    def action_view_limitation_events(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "account_debt_collection.collection_limitation_event_action"
            ),
            "domain": [("debtor_id", "=", self.id)],
            "context": {"default_debtor_id": self.id},
        }

    # === THE NIGHT === #

    @api.model
    def _cron_limitation(self, today):
        """Count the claims that come near, then tell whoever is responsible."""
        claims = self.env["account.move.line"]
        stale = self._cron_attempt(claims._collection_stale_claims, today) or claims
        for ids in split_every(BATCH, stale.ids):
            self._cron_attempt(stale.browse(ids)._collection_store_limitation, today)
        self._cron_attempt(self._alert_limitations, today)

    @api.model
    def _alert_limitations(self, today):
        """One activity for each debtor with a claim that lapses soon; told once."""
        near = self._near_limitation(today)
        # The night works in all companies.
        asked = self.sudo()._limitation_activities()
        asked.filtered(lambda activity: activity.res_id not in near).unlink()
        untold = {debtor_id: row for debtor_id, row in near.items() if row.untold}
        # They are asked for in all companies.
        self.sudo().browse(untold)._ask_before_limitation(untold, asked.exists())
        self._store_alerted([i for row in untold.values() for i in row.untold])

    @api.model
    def _near_limitation(self, today):
        """{debtor id: ``Near``} of the claims that lapse soon, or have lapsed."""
        items = self._open_items_query()
        # The night works in all companies.
        companies = (
            self.env["res.company"]
            .sudo()
            .search_fetch([("active", "=", True)], ["collection_limitation_days"])
        )
        most = max(companies.mapped("collection_limitation_days"))
        rows = self.env.execute_query(
            SQL(
                NEAR,
                items_from=items.from_clause,
                items_where=items.where_clause or SQL("TRUE"),
                today=today,
                latest=today + timedelta(most),
            )
        )
        return {debtor_id: Near(*row) for debtor_id, *row in rows}

    @api.model
    def _limitation_activities(self):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("activity_type_id", "=", self.env.ref(ALERT).id),
            ]
        )

    def _ask_before_limitation(self, near, asked):
        """Have the persons responsible act; who is asked already is told the day."""
        asked = asked.grouped("res_id")
        new = []
        for debtor in self:
            person = debtor._responsible()
            words = debtor.with_context(lang=person.lang)._limitation_words(
                near[debtor.id]
            )
            if debtor.id in asked:
                asked[debtor.id].write(words)
            else:
                new.append({**words, **debtor._limitation_request(person)})
        quiet = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        quiet.create(new)

    def _limitation_request(self, person):
        return {
            "activity_type_id": self.env.ref(ALERT).id,
            "automated": True,
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "user_id": person.id,
            "date_deadline": fields.Date.context_today(self),
        }

    def _limitation_words(self, near):
        day = format_date(self.env, near.day)
        return {
            "summary": self.env._("Limitation: last safe day %s", day),
            "note": self.env._(
                "Claims that lapse soon: %(number)s. The last safe day of the first is "
                "%(day)s. A reminder or a formal notice does not interrupt limitation: "
                "have the debt acknowledged in writing, or go to court.",
                number=near.number,
                day=day,
            ),
        }

    @api.model
    def _store_alerted(self, item_ids):
        items = self.env["account.move.line"]
        items.flush_model()
        self.env.execute_query(
            SQL(
                "UPDATE account_move_line "
                "SET collection_limitation_alerted = collection_limitation_date "
                "WHERE id = ANY(%s)",
                item_ids,
            )
        )
        items.invalidate_model(["collection_limitation_alerted"])
