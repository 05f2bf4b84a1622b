from typing import NamedTuple

from odoo import fields, models

from .activities import CALL


class Event(NamedTuple):
    """One row of the chronology."""

    day: object
    what: str
    text: str
    amount: float | None = None
    currency: object = None


# pylint: disable=consider-merging-classes-inherited
class CollectionCaseFile(models.Model):
    """All that has happened, in one table."""

    _inherit = "collection.case.file"

    def _chronology(self):
        """``Event`` objects, the oldest first; speaks the language of ``self``."""
        claims = self._claims()
        events = [
            *self._events_of_claims(claims),
            *self._events_of_payments(claims),
            *self._events_of_reminders(claims),
            *self._events_of_calls(),
            *self._events_of_promises(claims),
            *self._events_of_plans(claims),
            *self._events_of_disputes(claims),
            *self._events_of_proceedings(),
        ]
        return sorted((e for e in events if e.day), key=lambda event: event.day)

    # === LEDGER === #

    def _events_of_claims(self, claims):
        for item in claims:
            move, money = item.move_id, (item.amount_currency, item.currency_id)
            day = move.invoice_date or item.date
            yield Event(day, self.env._("Invoice"), move.name, *money)
            due = self.env._("%s falls due", move.name)
            day = item._collection_due_date()
            yield Event(day, self.env._("Due date"), due, *money)

    def _events_of_payments(self, claims):
        for partial in claims.matched_credit_ids:
            credit = partial.credit_move_id
            is_note = credit.move_id.move_type == "out_refund"
            yield Event(
                partial.max_date,
                self.env._("Credit note") if is_note else self.env._("Payment"),
                self.env._(
                    "%(document)s, on %(invoice)s",
                    document=credit.move_id.name,
                    invoice=partial.debit_move_id.move_id.name,
                ),
                -partial.debit_amount_currency,
                partial.debit_currency_id,
            )

    # === WHAT WAS SENT === #

    def _events_of_reminders(self, claims):
        for reminder in self._reminders(claims):
            channels = ", ".join(reminder.channel_ids.mapped("name"))
            notice = reminder.level_id.kind == "formal_notice"
            text = f"{reminder.level_id.name} {reminder.name} ({channels})"
            yield Event(
                reminder.date_done,
                self.env._("Formal notice") if notice else self.env._("Reminder"),
                text,
                reminder.amount,
                reminder.currency_id,
            )
            yield from self._events_of_post(reminder)

    def _events_of_post(self, reminder):
        steps = {
            "deposited_on": self.env._("%s handed to the post"),
            "presented_on": self.env._("%s presented for the first time"),
            "received_on": self.env._("%s received"),
        }
        outcomes = {
            "refused": self.env._("%s presented, and refused by the addressee"),
            "unclaimed": self.env._("%s presented, and not collected"),
            "unknown": self.env._("%s came back: unknown at the address"),
        }
        if reminder.registered_outcome in outcomes:
            steps["presented_on"] = outcomes[reminder.registered_outcome]
        letter = reminder.name
        if reminder.tracking_number:
            letter = f"{letter}, {reminder.tracking_number}"
        for name, sentence in steps.items():
            if reminder[name]:
                what = self.env._("Registered letter")
                yield Event(reminder[name], what, sentence % letter)

    def _events_of_calls(self):
        """That somebody called: what was noted of it is nobody else's."""
        calls = self.env["mail.activity"].search(
            [
                ("res_model", "=", "collection.debtor"),
                ("res_id", "=", self.debtor_id.id),
                ("activity_type_id", "=", self.env.ref(CALL).id),
                ("active", "=", False),
            ]
        )
        for call in calls:
            caller = self.env._("Call by %s", call.write_uid.name)
            yield Event(call.date_done, self.env._("Telephone call"), caller)

    # === WHAT WAS AGREED === #

    def _events_of_promises(self, claims):
        states = self._names_of("collection.promise", "state")
        for promise in self.env["collection.promise"].search(
            [
                ("debtor_id", "=", self.debtor_id.id),
                ("state", "!=", "cancelled"),
                "|",
                ("claim_ids", "=", False),
                ("claim_ids", "in", claims.ids),
            ]
        ):
            yield Event(
                promise.date_made,
                self.env._("Promise to pay"),
                f"{promise.display_name} – {states[promise.state]}",
                promise.amount,
                promise.currency_id,
            )

    def _events_of_plans(self, claims):
        states = self._names_of("collection.plan", "state")
        for plan in self._plans(claims):
            what, money = self.env._("Payment plan"), (plan.total, plan.currency_id)
            if plan.date_start:
                agreed = self.env._("%s agreed upon", plan.name)
                yield Event(plan.date_start, what, agreed, *money)
            else:
                proposed = self.env._("%s proposed", plan.name)
                yield Event(plan.date, what, proposed, *money)
            if plan.date_end:
                yield Event(
                    plan.date_end, what, f"{plan.name} – {states[plan.state]}", None
                )

    def _events_of_disputes(self, claims):
        states = self._names_of("collection.dispute", "state")
        for dispute in self._disputes():
            what, reason = self.env._("Dispute"), dispute.reason_id.name
            yield Event(dispute.date, what, reason, dispute.amount, dispute.currency_id)
            if dispute.date_closed:
                end = f"{reason} – {states[dispute.state]}"
                yield Event(dispute.date_closed, what, end)

    def _events_of_proceedings(self):
        for proceeding in self.debtor_id.proceeding_ids:
            if proceeding.state == "cancelled":
                continue
            name = proceeding.kind_id.name
            yield from self._events_of_steps(proceeding, name)
            for day, sentence in (
                (proceeding.date_judgment, self.env._("%s: judgment")),
                (proceeding.date_publication, self.env._("%s: published")),
                (proceeding.date_declared, self.env._("%s: claims declared")),
                (proceeding.date_admitted, self.env._("%s: claims admitted")),
            ):
                yield Event(day, self.env._("Proceeding"), sentence % name)

    def _events_of_steps(self, proceeding, name):
        for step in proceeding.step_ids:
            text = f"{name} – {step.stage_id.name}"
            yield Event(step.date, self.env._("Proceeding"), text)

    def _names_of(self, model, field_name):
        field = self.env[model]._fields[field_name]
        return dict(field._description_selection(self.env))

    def _statement_sections(self):
        """The account of the debtor today; see ``collection.debtor._statements``."""
        today = fields.Date.context_today(self)
        return self.debtor_id._statements(today)[self.debtor_id].sections
