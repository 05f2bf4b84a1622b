from functools import partial
from typing import NamedTuple

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_amount, format_date

# What is said to the customer of a claim that waits; of a pause, nothing: it is ours.
TOLD_KINDS = ("dispute", "plan", "promise", "paid")


class Line(NamedTuple):
    """An open item as the customer sees it."""

    item: models.Model
    label: str
    open_item: object  # ``rules.statement.OpenItem``
    waits: str  # sentence, or ""

    @property
    def has_document(self):
        return self.item.move_id.is_sale_document()


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """What the customer sees of its account."""

    _inherit = "collection.debtor"

    def _portal_values(self):
        """What the page shows, in the language of ``self``."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        account = self._statements(today)[self]
        return {
            "debtor": self,
            "company": self.company_id,
            "today": today,
            "bank": self._statement_bank(account),
            "bank_text": self.env["collection.reminder"]._bank_account_text,
            "sections": [self._portal_section(part) for part in account.sections],
            "proposals": self.plan_ids.filtered(lambda plan: plan._can_be_signed()),
            "plans": self.plan_ids.filtered(lambda p: p.state in ("active", "late")),
            "insolvent": bool(self.insolvency_id),
            "day": partial(format_date, self.env),
            "money": lambda sum_, currency: format_amount(
                self.env, float(sum_), currency
            ),
        }

    def _portal_section(self, section):
        """One currency: what is overdue, what is not due yet, and the credits."""
        waiting = self._portal_waiting()
        items = self.env["account.move.line"]
        parts = {"overdue": [], "not_due": [], "credits": []}
        for open_item in section.open_items:
            bucket = open_item.bucket
            part = bucket if bucket in parts else "overdue"
            item = items.browse(open_item.item.id)
            label = " ".join(self._statement_label(open_item))
            parts[part].append(Line(item, label, open_item, waiting.get(item, "")))
        return {
            "currency": self.env["res.currency"].browse(section.currency),
            "section": section,
            "parts": parts,
        }

    def _portal_waiting(self):
        """{claim: why it is not asked for at the moment}, as far as the customer knows.

        Holds on the whole debt count for each claim.
        """
        sentences = {
            "dispute": self.env._("You contest it: we are looking into it."),
            "plan": self.env._("Part of your payment plan."),
            "promise": self.env._("You have announced the payment."),
            "paid": self.env._("You say that it is paid: we are checking."),
        }
        waiting = {}
        for hold in self.hold_ids.filtered(lambda hold: hold.state == "active"):
            if hold.kind in TOLD_KINDS:
                for claim in hold.claim_ids or self.claim_ids:
                    waiting.setdefault(claim, sentences[hold.kind])
        return waiting

    def _portal_today(self):
        return fields.Date.context_today(self)

    def _portal_claims(self):
        """What the customer owes, overdue or not."""
        return self.claim_ids.filtered(lambda item: item.amount_residual > 0)

    def _portal_overdue(self):
        today = fields.Date.context_today(self)
        return self._portal_claims()._collection_overdue(today)

    def _portal_document(self, item_id):
        """(name, content) of the PDF of an invoice, of this customer only.

        :raise UserError: there is none
        """
        domain = self._trade_items_domain(self.partner_id) & fields.Domain(
            [("id", "=", item_id), ("company_id", "=", self.company_id.id)]
        )
        move = self.env["account.move.line"].search(domain).move_id
        if not move.is_sale_document():
            raise UserError(self.env._("This document does not exist."))
        document = move._get_invoice_legal_documents("pdf", allow_fallback=True)
        return document["filename"], document["content"]
