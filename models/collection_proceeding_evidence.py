from typing import NamedTuple

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date


class Found(NamedTuple):
    """What Odoo has of a kind of evidence."""

    is_complete: bool
    text: str = ""  # what was found, or for which claims it is missing
    documents: object = ()  # attachments that the case file has nowhere else


# pylint: disable=consider-merging-classes-inherited
class CollectionProceeding(models.Model):
    """The checklist: complete, or waived, before the stage that needs it.

    What is found is one method for each kind, ``_find_<code>()`` on one proceeding; an
    addon that knows more overrides it, or brings kinds and methods of its own.
    """

    _inherit = "collection.proceeding"

    evidence_ids = fields.One2many(
        comodel_name="collection.evidence",
        inverse_name="proceeding_id",
        copy=False,
    )
    evidence_missing = fields.Text(
        compute="_compute_evidence_missing",
        help="What is required and neither there nor waived.",
    )

    @api.depends("evidence_ids.attachment_ids", "evidence_ids.waived_by_id")
    @api.depends_context("lang")
    def _compute_evidence_missing(self):
        for proceeding in self:
            names = proceeding._missing_evidence().kind_id.mapped("name")
            proceeding.evidence_missing = ", ".join(names)

    # === CRUD === #

    def _begin(self):
        self._list_evidence()
        return super()._begin()

    # === CHECKLIST === #

    def _list_evidence(self):
        """Write a row for each kind of evidence that is required, or helps."""
        for proceeding in self:
            kind = proceeding.kind_id
            required, useful = kind.evidence_kind_ids, kind.useful_evidence_kind_ids
            new = (required | useful) - proceeding.evidence_ids.kind_id
            # Whoever opens a proceeding has its checklist written.
            proceeding.sudo().evidence_ids = [
                Command.create({"kind_id": row.id, "is_required": row in required})
                for row in new
            ]

    def _missing_evidence(self):
        return self.evidence_ids.filtered(
            lambda row: row.is_required and row.state == "missing"
        )

    def _check_stage(self, stage):
        result = super()._check_stage(stage)
        if stage.needs_evidence and (missing := self._missing_evidence()):
            raise UserError(
                self.env._(
                    "Before “%(stage)s”, complete the checklist of evidence:\n%(rows)s",
                    stage=stage.name,
                    rows="\n".join(
                        f"– {row.kind_id.name}: {row.summary}" for row in missing
                    ),
                )
            )
        return result

    # === WHAT ODOO HAS === #

    def _evidence_found(self, code):
        """What there is of the kind with that ``code``: a ``Found``."""
        self.ensure_one()
        find = code and getattr(self, f"_find_{code}", None)
        return find() if find else self._found_nothing()

    def _found_nothing(self):
        return Found(False, "", self.env["ir.attachment"])

    def _found_for(self, covered, text, documents=None):
        """A ``Found`` from the claims that are covered.

        :param covered: receivable items
        """
        lacking = self._claims() - covered
        none = self.env["ir.attachment"]
        if self._claims() and not lacking:
            return Found(True, text, documents or none)
        if not covered:
            return Found(False, "", documents or none)
        names = ", ".join(sorted(set(lacking.mapped("move_id.name"))))
        missing = self.env._("Missing for %s.", names)
        return Found(False, missing, documents or none)

    def _find_invoice(self):
        moves = self._claims().move_id
        stored = moves.filtered(lambda m: m.invoice_pdf_report_id or not m.is_invoice())
        covered = self._claims().filtered(lambda item: item.move_id in stored)
        text = self.env._("The PDF of %s invoice(s), as sent.", len(stored))
        return self._found_for(covered, text)

    def _find_statement(self):
        return self._found_nothing()._replace(
            is_complete=True, text=self.env._("Made with the case file.")
        )

    def _find_reminders(self):
        sent = self.debtor_id.reminder_ids.filtered(
            lambda reminder: (
                reminder.state == "sent" and reminder.level_id.kind != "formal_notice"
            )
        )
        text = self.env._("%s reminder(s) were sent.", len(sent))
        return self._found_for(sent.line_ids.move_line_id & self._claims(), text)

    def _find_formal_notice(self):
        notices = self._served_notices()
        other = self.notice_date and self.notice_proof_ids
        covered = notices.line_ids.move_line_id & self._claims()
        days = [*notices.mapped("served_on"), *([self.notice_date] if other else ())]
        text = self.env._(
            "Served on %s, with its proof.",
            ", ".join(format_date(self.env, day) for day in sorted(days)),
        )
        return self._found_for(self._claims() if other else covered, text)

    def _find_exchanges(self):
        messages = self.env["mail.message"].search_count(
            [
                ("model", "=", "collection.debtor"),
                ("res_id", "=", self.debtor_id.id),
                ("message_type", "=", "email"),
            ]
        )
        disputes = len(self.debtor_id.dispute_ids)
        text = self.env._(
            "%(messages)s message(s) and %(disputes)s dispute(s).",
            messages=messages,
            disputes=disputes,
        )
        found = bool(messages or disputes)
        return self._found_nothing()._replace(is_complete=found, text=text * found)

    def _find_acknowledgment(self):
        plans = self.env["collection.plan"].search(
            [
                ("debtor_id", "=", self.debtor_id.id),
                ("accepted_by", "in", ("portal", "paper")),
                ("line_ids.move_line_id", "in", self._claims().ids),
            ]
        )
        text = self.env._("Signed: %s.", ", ".join(plans.mapped("name")))
        return self._found_for(plans.line_ids.move_line_id & self._claims(), text)
