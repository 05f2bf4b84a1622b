from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from .activities import ALLOCATE, CALL, TASK
from .collection_proceeding_deadline import DEADLINE

DECLARE = "account_debt_collection.mail_activity_declaration"


# pylint: disable=consider-merging-classes-inherited
class CollectionProceeding(models.Model):
    """One act stops every reminder, agreement, interest and indemnity of a debtor."""

    _inherit = "collection.proceeding"

    def _open(self):
        self._cancel_reminders()
        self._stop_suspensions()
        self._state_claims()
        self._hold_claims()
        self._stop_charges()
        self._ask_owner()
        self.debtor_id.message_post(
            body=self.env._(
                "%(kind)s opened on %(day)s: reminders, agreements and interest are "
                "stopped.",
                kind=self.kind_id.name,
                day=format_date(self.env, self.date_judgment),
            )
        )

    def _cancel_reminders(self):
        """Nothing that waits goes out any more, and nobody calls."""
        # Managers open proceedings; reminders are changed by their buttons only.
        debtor = self.debtor_id.sudo()
        debtor.reminder_ids._cancel_waiting(
            self.env._("The customer is insolvent: %s.", self.display_name)
        )
        letters = debtor.reminder_ids.filtered(lambda r: r.print_state == "to_print")
        letters._set_print_state("skipped")
        debtor.activity_unlink([CALL, TASK, ALLOCATE])

    def _stop_suspensions(self):
        """End what was agreed with the debtor: each model knows how."""
        # An agreement ends with the insolvency, whoever may end it otherwise.
        debtor = self.debtor_id.sudo()
        debtor._stop_plans(
            self.env._("The customer is insolvent: %s.", self.display_name)
        )
        debtor.promise_ids.filtered(lambda p: p.state == "open")._cancel()
        holds = debtor.hold_ids.filtered(
            lambda hold: hold.origin_model and not hold.date_lifted
        )
        for model, owned in holds.grouped("origin_model").items():
            # An agreement ends with the insolvency, whoever may end it otherwise.
            owners = self.env[model].sudo().browse(set(owned.mapped("origin_id")))
            for owner in (owners - self if model == self._name else owners).exists():
                owner._stop_for_insolvency()

    def _hold_claims(self):
        """Keep reminders back for what these proceedings are about."""
        whole, claims = self._to_hold()
        # The hold belongs to the proceedings, whoever may see holds.
        active = self.sudo().hold_ids.filtered(lambda hold: not hold.date_lifted)
        if len(active) == 1 and set(active.claim_ids) == set(claims):
            return
        self._resume()
        if whole or claims:
            self._suspend(claims)

    def _to_hold(self):
        """(whether the whole debtor is held, else which claims)."""
        if self.category != "insolvency":
            return False, self._claims_to_hold()
        # Once the insolvency is closed, only what is older than the judgment.
        whole = self.state != "closed" and not self.reminds_later_claims
        earlier = self.line_ids.claim_id.filtered(lambda item: item._is_open_claim())
        return whole, earlier.browse() if whole else earlier

    def _stop_charges(self):
        """What was claimed for the time since the judgment is not due."""
        charges = self.env["collection.charge"]
        overcharged = charges._lower(
            self.debtor_id.charge_ids.claim_id, fields.Date.context_today(self)
        )
        if overcharged:
            self.message_post(
                body=self.env._(
                    "Interest or indemnity on %s was invoiced for the time since the "
                    "judgment: make a credit note of it.",
                    ", ".join(overcharged.move_id.mapped("name")),
                )
            )

    @api.model
    def _stops(self, items):
        """{item: last day on which it costs anything}, where insolvency stopped it.

        Claims from after the judgment cost again as soon as they are reminded again.
        """
        # The interest is the same, whoever asks for it.
        proceedings = self.sudo().search(
            [
                ("category", "=", "insolvency"),
                ("state", "!=", "cancelled"),
                ("partner_id", "in", items.partner_id.ids),
                ("company_id", "in", items.company_id.ids),
            ],
            order="date_judgment desc",
        )
        if not proceedings:
            return {}
        by_debtor = items.grouped(lambda item: (item.partner_id, item.company_id))
        stops = {}
        for proceeding in proceedings:
            key = (proceeding.partner_id, proceeding.company_id)
            last_day = proceeding.date_judgment - timedelta(days=1)
            for item in by_debtor.get(key, ()):
                if proceeding._stops_charges_on(item):
                    stops[item] = last_day
        return stops

    def _stops_charges_on(self, item):
        holds_all = self.state != "closed" and not self.reminds_later_claims
        return holds_all or self._is_earlier(item)

    def _is_earlier(self, item):
        """Whether it is frozen: it is older than the judgment, or was declared."""
        return item.date < self.date_judgment or item in self.line_ids.claim_id

    # === ACTIVITY === #

    def _ask_owner(self):
        """Have the owner do what is to be done by the next days."""
        self._drop_activity()
        if self.category == "insolvency" and self.state == "open":
            self._ask_to_declare()
        self._ask_for_deadlines()

    def _ask_to_declare(self):
        """Have the owner declare the claims, or find out until when."""
        soon = fields.Date.add(fields.Date.context_today(self), days=7)
        self.activity_schedule(
            DECLARE,
            date_deadline=self.deadline or soon,
            summary=self._next_task(),
            user_id=self.user_id.id,
        )

    def _next_task(self):
        if self.deadline:
            return self.env._("Last day to declare the claims")
        return self.env._("Find out when the judgment was published, and enter it")

    def _drop_activity(self):
        self.activity_unlink([DECLARE, DEADLINE])
