from collections import defaultdict
from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ..rules import limitation
from ..rules.limitation import Event, Kind

# Nobody whom it is not for, and never the customer, is told when a claim lapses.
READERS = "account.group_account_invoice,account.group_account_readonly"

# Claims that lapse later are not looked for: each is counted when somebody opens it,
# and stored by the night when it comes this near.
HORIZON = 183  # days

# What the period of each open claim depends on: a business is who is said to be one, or
# seems to be (see collection.debtor._compute_is_consumer), and the law is the seller's,
# or the consumer's (see collection.debtor._law_country).
FACTS = """
SELECT item.id,
       item.company_id,
       COALESCE(item.date_maturity, item.date) AS due,
       LEAST(COALESCE(move.invoice_date, move.date), item.date) AS born,
       COALESCE(move.collection_claim_type_id, journal.collection_claim_type_id)
           AS claim_type_id,
       customer.kind AS customer_kind,
       CASE WHEN customer.kind = 'consumer' OR company.collection_foreign_law
            THEN partner_country.code ELSE company_country.code END AS country
  FROM account_move_line item
  JOIN account_move move ON move.id = item.move_id
  JOIN account_journal journal ON journal.id = item.journal_id
  JOIN res_company company ON company.id = item.company_id
  JOIN res_partner owner ON owner.id = company.partner_id
  JOIN res_partner partner ON partner.id = item.partner_id
  LEFT JOIN res_country company_country ON company_country.id = owner.country_id
  LEFT JOIN res_country partner_country ON partner_country.id = partner.country_id
  LEFT JOIN collection_debtor debtor
    ON debtor.partner_id = item.partner_id AND debtor.company_id = item.company_id
 CROSS JOIN LATERAL (
       SELECT COALESCE(debtor.customer_kind,
                       CASE WHEN partner.is_company OR partner.vat != ''
                            THEN 'business' ELSE 'consumer' END)) AS customer(kind)
 WHERE item.id = ANY(%s)
   AND item.parent_state = 'posted'
   AND item.amount_residual > 0
"""

EVENTS = """
SELECT rel.claim_id, event.id, event.kind, event.date, event.date_end, event.is_void,
       event.kind != 'part_payment'
           OR COALESCE(event.is_confirmed, FALSE)
           OR COALESCE(company.collection_limitation_payments, FALSE) AS is_certain,
       event.legal_basis
  FROM collection_limitation_event_claim_rel rel
  JOIN collection_limitation_event event ON event.id = rel.event_id
  JOIN res_company company ON company.id = event.company_id
 WHERE rel.claim_id = ANY(%s)
 ORDER BY event.date, event.id
"""

STORE = """
UPDATE account_move_line item
   SET collection_limitation_date = fact.day,
       collection_limitation_state = fact.state
  FROM unnest(%s::int[], %s::date[], %s::text[]) AS fact(id, day, state)
 WHERE item.id = fact.id
   AND (item.collection_limitation_date, item.collection_limitation_state)
       IS DISTINCT FROM (fact.day, fact.state)
"""


class Counted(NamedTuple):
    """The limitation of one claim, and what it was counted from."""

    found: limitation.Limitation
    period: limitation.Period
    country: str | None
    customer_kind: str


# pylint: disable=consider-merging-classes-inherited
class AccountMoveLine(models.Model):
    """The last safe day of each claim.

    It is stored when the night finds that it comes near, or as soon as an event is
    recorded: posting does nothing for it. What it depends on changes: it is forgotten,
    and the next night counts it anew.
    """

    _inherit = "account.move.line"

    collection_limitation_date = fields.Date(
        string="Last Safe Day",
        readonly=True,
        copy=False,
        groups=READERS,
        help="Last day on which an act interrupts limitation for certain. Afterwards "
        "the claim may be time-barred.",
    )
    collection_limitation_state = fields.Selection(
        selection=[("running", "Running"), ("still", "Stands still")],
        string="Limitation",
        readonly=True,
        copy=False,
        groups=READERS,
        help="It stands still while court or insolvency proceedings go on. Empty: not "
        "near, or to be counted by the next night.",
    )
    collection_limitation_alerted = fields.Date(
        string="Limitation Told",
        readonly=True,
        copy=False,
        groups=READERS,
        help="Last safe day that the person responsible was told of.",
    )

    # Nothing that is posted enters it: the night alone writes the day.
    _collection_limitation_idx = models.Index(
        "(collection_limitation_date) WHERE collection_limitation_date IS NOT NULL "
        "AND reconciled IS NOT TRUE"
    )

    # === THE LEDGER MOVES, THE DAY FOLLOWS === #

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"date_maturity", "partner_id"}:
            self._collection_forget_limitation()
        return result

    def _collection_forget_limitation(self):
        """Have the next night count these claims anew."""
        # Whoever changes a due date need not see when the claim lapses.
        if known := self.sudo().filtered("collection_limitation_state"):
            self._collection_forget_limitations(SQL("id = ANY(%s)", known.ids))

    @api.model
    def _collection_forget_limitations(self, scope=None):
        """Have the next night count anew what is in this SQL condition; None: all."""
        self.flush_model(["collection_limitation_state"])
        self.env.execute_query(
            SQL(
                "UPDATE account_move_line SET collection_limitation_state = NULL "
                "WHERE reconciled IS NOT TRUE "
                "AND collection_limitation_state IS NOT NULL AND %s",
                scope or SQL("TRUE"),
            )
        )
        self.invalidate_model(["collection_limitation_state"])

    def _collection_touch_limitation(self):
        """Have the day of these claims counted once, before the commit."""
        if not self:
            return
        precommit = self.env.cr.precommit
        touched = precommit.data.setdefault("collection.limitation", set())
        if not touched:
            # Whoever enters a payment need not have access to the debtors.
            precommit.add(self.sudo().browse()._collection_count_touched)
        touched.update(self.ids)

    @api.model
    def _collection_count_touched(self):
        touched = self.env.cr.precommit.data.pop("collection.limitation", ())
        self.browse(touched).exists()._collection_store_limitation()

    # === COUNTING === #

    def _collection_store_limitation(self, _today=None):
        """Record part payments of these claims, count and store their last safe day."""
        self.env["collection.limitation.event"]._record_part_payments(self)
        self.flush_model()
        counted = self._collection_count_limitation()
        rows = [
            (item_id, own.found.day, "still" if own.found.stands_still else "running")
            for item_id, own in counted.items()
        ]
        columns = [list(column) for column in zip(*rows, strict=True)]
        if columns:
            self.env.execute_query(SQL(STORE, *columns))
            self.invalidate_model(
                ["collection_limitation_date", "collection_limitation_state"]
            )

    def _collection_count_limitation(self, with_notices=False):
        """{item id: ``Counted``} of the open claims among these.

        :param with_notices: tell of formal notices, too, which change nothing
        """
        facts = self._collection_limitation_facts()
        companies = self.env["res.company"].browse({row[1] for row in facts})
        rows = self.env["collection.limitation.period"]._rows_by_company(companies)
        events = self._collection_limitation_events(with_notices) if facts else {}
        consumer = self.env["ir.model.data"]._xmlid_to_res_id(
            "account_debt_collection.claim_type_consumer"
        )
        chosen, counted = {}, {}
        for item_id, company_id, due, born, claim_type, kind, country in facts:
            customer_kind = "consumer" if claim_type == consumer else kind
            key = (company_id, country, claim_type, customer_kind)
            if key not in chosen:
                own = rows[companies.browse(company_id)]
                chosen[key] = (
                    limitation.choose(own, *key[1:]) or limitation.CAREFUL,
                    limitation.choose(own, *key[1:], is_title=True),
                )
            period, title = chosen[key]
            found = limitation.limit(due, period, events.get(item_id, ()), born, title)
            counted[item_id] = Counted(found, period, country, customer_kind)
        return counted

    def _collection_limitation_facts(self):
        for model in ("account.move", "account.journal", "res.partner", "res.company"):
            self.env[model].flush_model()
        self.env["collection.debtor"].flush_model(["customer_kind"])
        self.flush_model()
        return self.env.execute_query(SQL(FACTS, self.ids))

    def _collection_limitation_events(self, with_notices):
        """{item id: [``limitation.Event``]}."""
        self.env["collection.limitation.event"].flush_model()
        events = defaultdict(list)
        for item_id, event_id, kind, *what in self.env.execute_query(
            SQL(EVENTS, self.ids)
        ):
            day, end, void, certain, basis = what
            events[item_id].append(
                Event(Kind(kind), day, end, bool(void), certain, basis or "", event_id)
            )
        if with_notices:
            for item_id, day in self._collection_notices():
                events[item_id].append(Event(Kind.FORMAL_NOTICE, day))
        return events

    def _collection_notices(self):
        """(item id, day) of the formal notices that were sent about these claims."""
        # That a notice does not help is told to whoever sees the claim.
        lines = (
            self.env["collection.reminder.line"]
            .sudo()
            .search(
                [
                    ("move_line_id", "in", self.ids),
                    ("level_id.kind", "=", "formal_notice"),
                    ("date", "!=", False),
                ]
            )
        )
        return [(line.move_line_id.id, line.date) for line in lines]

    # === THE NIGHT === #

    @api.model
    def _collection_stale_claims(self, today):
        """Open claims that may lapse soon, and whose last safe day is not known."""
        shortest = self.env["collection.limitation.period"]._shortest()
        due_by = fields.Date.subtract(today + timedelta(HORIZON), months=shortest)
        domain = self.env["collection.debtor"]._open_items_domain() & fields.Domain(
            [
                ("collection_limitation_state", "=", False),
                ("amount_residual", ">", 0),
                "|",
                ("date_maturity", "<=", due_by),
                "&",
                ("date_maturity", "=", False),
                ("date", "<=", due_by),
            ]
        )
        # The night works in all companies.
        return self.sudo().search(domain, order="id")
