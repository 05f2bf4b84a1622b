from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date, formatLang

LETTER = "account_debt_collection.action_report_declaration"


# pylint: disable=consider-merging-classes-inherited
class CollectionProceeding(models.Model):
    """What is declared to the administrator, and the letter that does it."""

    _inherit = "collection.proceeding"

    line_ids = fields.One2many(
        comodel_name="collection.proceeding.line",
        inverse_name="proceeding_id",
        string="Statement of Claims",
        copy=False,
    )
    principal_due = fields.Monetary(
        string="Due", compute="_compute_declared", store=True
    )
    principal_not_due = fields.Monetary(
        string="Not Due Yet", compute="_compute_declared", store=True
    )
    interest = fields.Monetary(compute="_compute_declared", store=True)
    indemnity = fields.Monetary(compute="_compute_declared", store=True)
    amount_declared = fields.Monetary(
        string="Declared",
        compute="_compute_declared",
        store=True,
        help="Principal, interest and indemnity, in the company's currency.",
    )
    obstacle = fields.Char(
        readonly=True, help="Why the interest cannot be told, and has to be entered."
    )

    @api.depends(
        "line_ids.principal",
        "line_ids.interest",
        "line_ids.indemnity",
        "line_ids.is_due",
    )
    def _compute_declared(self):
        for proceeding in self:
            lines = proceeding.line_ids
            due = lines.filtered("is_due")
            proceeding.principal_due = sum(due.mapped("principal"))
            proceeding.principal_not_due = sum((lines - due).mapped("principal"))
            proceeding.interest = sum(lines.mapped("interest"))
            proceeding.indemnity = sum(lines.mapped("indemnity"))
            proceeding.amount_declared = (
                sum(lines.mapped("principal"))
                + proceeding.interest
                + proceeding.indemnity
            )

    # === ACTIONS === #

    def action_state_claims(self):
        """Fetch the claims anew from the books, as they were at the judgment."""
        self.check_access("write")
        self._check_undeclared()
        for proceeding in self:
            proceeding._state_claims()

    def action_preview_declaration(self):
        self.check_access("read")
        return self.env.ref(LETTER).report_action(self)

    def action_declare(self):
        """Freeze the statement and the letter to the administrator."""
        self._check_insolvency()
        for proceeding in self:
            proceeding._check_complete()
            proceeding._pass_on("open", "declared")
            # The rights are checked above; nobody writes these by hand.
            record = proceeding.sudo()
            record.date_declared = fields.Date.context_today(self)
            record.declaration_id = record._make_declaration()
            record._note_charges()
            proceeding.message_post(
                body=self.env._(
                    "Claims declared. Send the letter by registered mail, with copies "
                    "of the invoices, and keep the proof here."
                ),
                attachment_ids=record.declaration_id.ids,
            )

    def action_open_declaration(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.declaration_id.id}?download=true",
        }

    # === STATEMENT === #

    def _state_claims(self):
        """Write a line for each item that was open when the judgment came."""
        self.ensure_one()
        charges = self.env["collection.charge"]
        items = self._items_before_judgment()
        open_amounts = self._open_at_judgment(items)
        charged = self.debtor_id.charge_ids.claim_id
        claims = items.filtered(lambda item: item.balance > 0) | charged
        eve = self.date_judgment - timedelta(days=1)
        accrued, obstacles = charges._accrue(claims, eve)
        costs = self._costs_at_judgment(accrued)
        self.obstacle = obstacles.get(self.debtor_id)
        values = [
            {
                "claim_id": item.id,
                "amount": open_amounts.get(item, 0),
                **costs.get(item, {}),
            }
            for item in items | charged
            if open_amounts.get(item) or any(costs.get(item, {}).values())
        ]
        self.line_ids = [Command.clear(), *(Command.create(vals) for vals in values)]

    def _items_before_judgment(self):
        """Receivable items that were open at the judgment, also those paid since."""
        day = self.date_judgment
        paid_since = fields.Domain(
            "matched_credit_ids.max_date", ">=", day
        ) | fields.Domain("matched_debit_ids.max_date", ">=", day)
        open_items = fields.Domain("reconciled", "=", False) & fields.Domain(
            "move_id.payment_state", "not in", ("in_payment", "paid")
        )
        scope = fields.Domain(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
                ("account_id.non_trade", "=", False),
                ("date", "<", day),
            ]
        )
        return self.env["account.move.line"].search(
            scope & (open_items | paid_since), order="date_maturity, id"
        )

    def _open_at_judgment(self, items):
        """{item: amount in its currency}, without what was allocated since."""
        amounts = {item: item.amount_currency for item in items}
        partials = (items.matched_debit_ids | items.matched_credit_ids).filtered(
            lambda partial: partial.max_date < self.date_judgment
        )
        for partial in partials:
            if partial.debit_move_id in amounts:
                amounts[partial.debit_move_id] -= partial.debit_amount_currency
            if partial.credit_move_id in amounts:
                amounts[partial.credit_move_id] += partial.credit_amount_currency
        return {
            item: item.currency_id.round(amount) for item, amount in amounts.items()
        }

    def _costs_at_judgment(self, accrued):
        """{item: {"interest", "indemnity": not yet paid, waived or invoiced}}.

        :param accrued: see ``collection.charge._accrue``
        """
        items = self.env["account.move.line"].union(*accrued)
        settled = self.env["collection.charge"]._settled(items)
        scale = self.debtor_id._schemes()[self.debtor_id].indemnity_id
        return {
            item: {
                kind: self._at_judgment(
                    max(float(amount) - settled.get((item, kind), 0), 0), currency
                )
                for kind, amount, currency in (
                    ("interest", due.interest, item.currency_id),
                    ("indemnity", due.indemnity, scale.currency_id),
                )
                if amount
            }
            for item, due in accrued.items()
        }

    # === LETTER === #

    def _check_complete(self):
        """Say what is missing for the letter, all at once."""
        self.ensure_one()
        administrator = self.administrator_id
        missing = {
            self.env._("the administrator"): administrator,
            self.env._("the administrator's address"): (
                administrator.street and administrator.city
            ),
            self.env._("the court"): self.court,
            self.env._("the claims"): self.line_ids,
            self.env._("your company's address"): (
                self.company_id.street and self.company_id.city
            ),
        }
        names = [name for name, present in missing.items() if not present]
        if names:
            raise UserError(
                self.env._("Enter before you declare: %s.", ", ".join(names))
            )
        if self.obstacle:
            raise UserError(self.obstacle)

    def _make_declaration(self):
        report = self.env["ir.actions.report"]
        content, extension = report._render_qweb_pdf(LETTER, self.ids)
        speaking = self.with_context(lang=self._lang())
        title = speaking.env._("Declaration of claims")
        return self.env["ir.attachment"].create(
            {
                "name": f"{title} - {self.partner_id.name}.{extension}",
                "raw": content,
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _note_charges(self):
        """What is declared has been claimed."""
        charges, day = self.env["collection.charge"], self.date_judgment
        claims = self.line_ids.filtered(lambda line: line.interest or line.indemnity)
        accrued, _obstacles = charges._accrue(claims.claim_id, day)
        scheme = self.debtor_id._schemes()[self.debtor_id]
        rows = [
            row
            for item, due in accrued.items()
            for row in charges._rows(self.debtor_id, item, due, scheme)
        ]
        charges._claim(rows, day)

    def _lang(self):
        partners = self.administrator_id | self.partner_id | self.company_id.partner_id
        return next((p.lang for p in partners if p.lang), "en_US")

    def _letter_helpers(self):
        """The date of the letter, and functions that speak its language."""
        env = self.with_context(lang=self._lang()).env
        return {
            "date": self.date_declared or fields.Date.context_today(self),
            "format_day": lambda day, **kwargs: format_date(env, day, **kwargs),
            "format_long": env["collection.reminder"]._long_date,
            "format_money": lambda amount, currency: formatLang(
                env, amount, currency_obj=currency
            ),
        }
