from collections import Counter

from odoo import Command, api, fields, models

from ..rules.escalation import Reason, highest_level

# What needs a person comes first.
OUTCOMES = ("blocked", "waits", "approve", "send", "nothing")


class CollectionNightPreview(models.TransientModel):
    """What the night of a date would do, decided by the night's own rules.

    Nothing is written: the lines are computed while the window is open.
    """

    _name = "collection.night.preview"
    _description = "Preview of the Night"

    date = fields.Date(
        string="Night of", required=True, default=lambda self: self._next_night()
    )
    company_id = fields.Many2one(
        comodel_name="res.company", default=lambda self: self.env.company
    )
    summary = fields.Char(compute="_compute_line_ids")
    bank_warning = fields.Char(compute="_compute_bank_warning")
    line_ids = fields.One2many(
        comodel_name="collection.night.preview.line",
        inverse_name="preview_id",
        compute="_compute_line_ids",
    )

    @api.model
    def _next_night(self):
        """The day on which the scheduled action runs next."""
        # Its hour is no secret, though only administrators may change it.
        cron = self.env.ref("account_debt_collection.cron_night").sudo()
        return max(cron.nextcall.date(), fields.Date.context_today(self))

    @api.depends("date", "company_id")
    def _compute_line_ids(self):
        for preview in self:
            debtors = self.env["collection.debtor"].search(
                [("state", "!=", "settled"), ("company_id", "=", preview.company_id.id)]
            )
            debtors._read_ahead()
            decisions = debtors._decide(preview.date) if preview.date else {}
            lines = [
                values
                for debtor in debtors
                if debtor.id in decisions
                for values in preview._prepare_lines(debtor, decisions[debtor.id])
            ]
            lines.sort(key=lambda v: (OUTCOMES.index(v["outcome"]), -v["amount"]))
            preview.line_ids = [Command.clear(), *map(Command.create, lines)]
            preview.summary = preview._summarise(lines)

    @api.depends("date", "company_id")
    def _compute_bank_warning(self):
        for preview in self:
            company = preview.company_id._filtered_access("read")
            banks = company._collection_banks(preview.date) if preview.date else {}
            bank = banks.get(company.id)
            preview.bank_warning = (
                bank
                and bank.is_stale(preview.date)
                and company._collection_bank_warning(bank, preview.date)
            )

    def _summarise(self, lines):
        count = Counter(line["outcome"] for line in lines)
        return self.env._(
            "%(send)s to send, %(approve)s to approve, %(blocked)s that cannot go out, "
            "%(waits)s that wait for the bank, %(nothing)s customers without reminder",
            **{outcome: count[outcome] for outcome in OUTCOMES},
        )

    def _prepare_lines(self, debtor, decision):
        """One line for each reminder, or one that says why there is none."""
        amount = float(decision.net)
        lines = [
            {"debtor_id": debtor.id, "amount": amount}
            | self._prepare_reminder(debtor, decision, highest_level(steps), outcome)
            for steps, outcome in (
                (decision.climbing, "send"),
                (decision.waiting, "waits"),
                (decision.proposed, "approve"),
            )
            if steps
        ]
        if not lines:
            sentence = debtor._reason_sentences()[decision.reason]
            values = {"outcome": "nothing", "reason": sentence}
            lines = [{"debtor_id": debtor.id, "amount": amount} | values]
        return lines

    def _prepare_reminder(self, debtor, decision, level, outcome):
        channels, obstacles = debtor._ways_to_reach(level.id)
        # What concerns all customers of the company stands above the lines, once.
        sentences = [*obstacles, *debtor._receipts_sentences(decision)]
        if outcome == "waits" and Reason.RECEIPTS not in decision.warnings:
            sentences.append(debtor._reason_sentences()[decision.reason])
        return {
            "level_id": level.id,
            "outcome": outcome if channels else "blocked",
            "channels": ", ".join(channels.mapped("name")),
            "reason": " ".join(sentences),
        }


class CollectionNightPreviewLine(models.TransientModel):
    _name = "collection.night.preview.line"
    _description = "Line of the Preview of the Night"

    preview_id = fields.Many2one(comodel_name="collection.night.preview")
    debtor_id = fields.Many2one(comodel_name="collection.debtor")
    currency_id = fields.Many2one(related="debtor_id.currency_id")
    level_id = fields.Many2one(comodel_name="collection.level")
    amount = fields.Monetary(string="Amount Due")
    outcome = fields.Selection(
        selection=[
            ("blocked", "Cannot go out"),
            ("waits", "Waits"),
            ("approve", "To approve"),
            ("send", "Is sent"),
            ("nothing", "No reminder"),
        ],
    )
    channels = fields.Char()
    reason = fields.Text(string="Why")
