from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_date

MANAGER = "account_debt_collection.group_collection_manager"

# What a person enters; a manager waives by the button.
EDITABLE_FIELDS = {"attachment_ids", "date", "note"}
COMPLETE = ("found", "attached", "waived")


class CollectionEvidence(models.Model):
    """One line of a proceeding's checklist.

    What Odoo has is found anew each time it is looked at, see ``_find_<code>`` of
    ``collection.proceeding``; the rest is attached, or waived with a reason.
    """

    _name = "collection.evidence"
    _description = "Evidence"
    _inherit = ["collection.sealed"]
    _order = "is_required desc, sequence, id"
    _rec_name = "kind_id"

    proceeding_id = fields.Many2one(
        comodel_name="collection.proceeding",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="proceeding_id.company_id", store=True)
    kind_id = fields.Many2one(
        comodel_name="collection.evidence.kind", required=True, ondelete="restrict"
    )
    sequence = fields.Integer(related="kind_id.sequence", store=True)
    is_required = fields.Boolean(string="Required", readonly=True)
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment", string="Documents", copy=False
    )
    date = fields.Date(string="Dated", help="Day of the document that is attached.")
    note = fields.Char()
    waive_reason = fields.Text(readonly=True, copy=False)
    waived_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, index="btree_not_null"
    )
    state = fields.Selection(
        selection=[
            ("found", "Found"),
            ("attached", "Attached"),
            ("waived", "Waived"),
            ("missing", "Missing"),
        ],
        compute="_compute_state",
    )
    summary = fields.Text(
        compute="_compute_state",
        string="What There Is, What Is Missing",
    )

    _kind_uniq = models.Constraint(
        "UNIQUE(proceeding_id, kind_id)", "This is on the checklist already."
    )

    # === COMPUTES === #

    @api.depends("attachment_ids", "date", "waived_by_id", "kind_id", "note")
    @api.depends_context("lang")
    def _compute_state(self):
        for evidence in self:
            evidence.state, evidence.summary = evidence._judge()

    def _judge(self):
        """(state, what there is or what is missing and how to get it)."""
        if self.waived_by_id:
            return "waived", self.env._(
                "Waived by %(user)s: %(reason)s",
                user=self.waived_by_id.name,
                reason=self.waive_reason,
            )
        found = self._find()
        if found.is_complete:
            return "found", found.text
        if self.attachment_ids:
            expired = self._expired_on()
            if not expired:
                return "attached", ", ".join(self.attachment_ids.mapped("name"))
            return "missing", self.env._(
                "Out of date since %(day)s. %(todo)s",
                day=format_date(self.env, expired),
                todo=self.kind_id.what_to_do or "",
            )
        todo = self.kind_id.what_to_do or self.env._("Attach it, or waive it.")
        return "missing", " ".join(part for part in (found.text, todo) if part)

    def _find(self):
        """What Odoo has of it, see ``Found``."""
        return self.proceeding_id._evidence_found(self.kind_id.code)

    def _expired_on(self):
        """Day from which the document is too old, if that is past."""
        months = self.kind_id.valid_months
        if not months or not self.date:
            return None
        last = self.date + relativedelta(months=months)
        return last if last < fields.Date.context_today(self) else None

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        allowed = EDITABLE_FIELDS | {"proceeding_id", "kind_id"}
        if not self.env.su and any(vals.keys() - allowed for vals in vals_list):
            raise AccessError(
                self.env._("Whether evidence is required, its kind of proceeding says.")
            )
        rows = super().create(vals_list)
        rows._adopt_attachments()
        return rows

    def write(self, vals):
        if not self.env.su and vals.keys() - EDITABLE_FIELDS:
            raise AccessError(self.env._("Evidence is waived by its button only."))
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_attachments()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_required(self):
        if not self.env.su and any(row.is_required for row in self):
            raise UserError(
                self.env._("What is required stays on the checklist: waive it instead.")
            )

    def _adopt_attachments(self):
        """What was uploaded for a row belongs to it: its readers may read it."""
        for row in self:
            # An upload belongs to its author alone until then.
            loose = row.sudo().attachment_ids.filtered(
                lambda document: (
                    document.create_uid == self.env.user
                    and not document.res_id
                    and document.res_model in (False, self._name)
                )
            )
            loose.write({"res_model": self._name, "res_id": row.id})
            if loose and not row.date:
                row.date = fields.Date.context_today(row)

    # === ACTIONS === #

    def action_open(self):
        """Attach it, or waive it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.kind_id.name,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_waive(self):
        """Ask for the reason."""
        self._check_may_waive()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Waive"),
            "res_model": "collection.evidence.waiver",
            "view_mode": "form",
            "target": "new",
            "context": {"default_evidence_ids": self.ids},
        }

    def action_ask_again(self):
        """The waiver was a mistake."""
        self._check_may_waive()
        # The right is checked above; nobody writes these by hand.
        self.sudo().write({"waived_by_id": False, "waive_reason": False})
        for row in self:
            row.proceeding_id.message_post(
                body=self.env._("Evidence asked for again: %s", row.kind_id.name)
            )

    # === BUSINESS METHODS === #

    def _check_may_waive(self):
        self.check_access("write")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Only a collection manager may do without evidence.")
            )

    def _waive(self, reason):
        """Do without it; the thread of the proceeding says why."""
        self._check_may_waive()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is not needed."))
        # The right is checked above; nobody writes these by hand.
        self.sudo().write({"waived_by_id": self.env.uid, "waive_reason": reason})
        for row in self:
            row.proceeding_id.message_post(
                body=self.env._(
                    "Evidence waived: %(kind)s. %(reason)s",
                    kind=row.kind_id.name,
                    reason=reason,
                )
            )

    def _documents(self):
        """What is to be bound for it: attached by hand, or found by an addon."""
        return self.attachment_ids | self._find().documents
