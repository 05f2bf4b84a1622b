from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from . import collection_suspension  # noqa: F401  a model follows what it inherits

LIVE = ("active", "late")
TELL = "account_debt_collection.mail_activity_plan_tell"

# What a person may change by hand, and until when: all else is agreed upon, or comes
# from the ledger.
EDITABLE_FIELDS = {"user_id", "notice_days"}
TERMS = {"note", "grace", "tolerance"}  # until it is proposed: the customer has them
SCAN = {"signed_document", "signed_document_name"}  # until it has started


class CollectionPlan(models.Model):
    """A debt that is paid by instalments: its claims are not asked for meanwhile.

    The instalments are written when it is made and never change; what has been paid of
    them is read from the ledger, which the plan never touches.
    """

    _name = "collection.plan"
    _description = "Payment Plan"
    _inherit = [
        "collection.sealed",
        "collection.suspension",
        "portal.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _hold_kind = "plan"

    name = fields.Char(string="Number", required=True, readonly=True, copy=False)
    debtor_id = fields.Many2one(
        comodel_name="collection.debtor",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        related="debtor_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(related="debtor_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(
        comodel_name="res.currency", required=True, readonly=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        tracking=True,
        domain=[("share", "=", False)],
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("proposed", "Proposed"),
            ("active", "Active"),
            ("late", "Late"),
            ("broken", "Broken"),
            ("completed", "Completed"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        group_expand=True,
    )
    date = fields.Date(
        string="Agreed On",
        required=True,
        readonly=True,
        help="Day on which the open amounts were taken from the ledger.",
    )
    date_start = fields.Date(string="Started On", readonly=True, copy=False)
    date_end = fields.Date(string="Ended On", readonly=True, copy=False)
    line_ids = fields.One2many(
        comodel_name="collection.plan.line",
        inverse_name="plan_id",
        string="Claims",
        readonly=True,
    )
    instalment_ids = fields.One2many(
        comodel_name="collection.plan.instalment",
        inverse_name="plan_id",
        string="Instalments",
        readonly=True,
    )
    interest_mode = fields.Selection(
        selection=[
            ("continued", "Goes on, and is claimed afterwards"),
            ("frozen", "Counted until today and part of the plan, none afterwards"),
            ("waived", "Waived when the plan is kept"),
        ],
        string="Interest and Indemnity",
        default="continued",
        required=True,
        readonly=True,
    )
    note = fields.Text(
        string="Special Terms",
        help="Printed on the acknowledgment of debt: guarantees, means of payment …",
    )

    # === FIGURES: from the ledger, see collection_plan_ledger.py === #
    principal = fields.Monetary(readonly=True)
    charges = fields.Monetary(
        string="Interest and Indemnity Included", readonly=True, copy=False
    )
    total = fields.Monetary(readonly=True, help="What the instalments add up to.")
    credited = fields.Monetary(
        readonly=True, copy=False, help="Taken off by credit notes since it was agreed."
    )
    paid = fields.Monetary(readonly=True, copy=False)
    residual = fields.Monetary(string="Still Owed", readonly=True, copy=False)
    next_date = fields.Date(
        string="Next Instalment",
        readonly=True,
        copy=False,
        help="Day of the first instalment that is still open.",
    )

    # === PATIENCE === #
    notice_days = fields.Integer(
        string="Reminder Before (days)",
        help="Days before an instalment on which the customer is reminded of it. Zero: "
        "no reminder.",
    )
    grace = fields.Integer(
        string="Grace (days)",
        help="Days after which an instalment counts as late, and the customer is told.",
    )
    tolerance = fields.Integer(
        string="Tolerance (days)",
        help="Days after which a late instalment ends the plan.",
    )
    _patience = models.Constraint(
        "CHECK(notice_days >= 0 AND grace >= 0 AND tolerance >= grace)",
        "The days cannot be negative, and the tolerance not shorter than the grace.",
    )
    _live_idx = models.Index("(state) WHERE state IN ('active', 'late')")

    # === COMPUTES === #

    @api.depends("name", "partner_id.name")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = f"{plan.name} – {plan.partner_id.name}"

    # === CRUD === #

    def write(self, vals):
        """What was agreed upon, and what the ledger says, nobody writes by hand."""
        if not self.env.su and any(
            vals.keys() & plan._agreed_fields() for plan in self
        ):
            raise AccessError(
                self.env._(
                    "What was agreed upon is not changed afterwards: cancel this plan, "
                    "and make another one."
                )
            )
        return super().write(vals)

    def _agreed_fields(self):
        """Names of the fields that nobody may write any more."""
        free = (
            self.env["mail.thread"]._fields.keys()
            | self.env["mail.activity.mixin"]._fields.keys()
            | EDITABLE_FIELDS
        )
        if self.state == "draft":
            free |= TERMS
        if self.state in ("draft", "proposed"):
            free |= SCAN
        return self._fields.keys() - free

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if any(plan.state != "draft" for plan in self):
            raise UserError(
                self.env._("Only a draft can be deleted: cancel the plan instead.")
            )

    # === ACTIONS === #

    def action_propose(self):
        """Send the acknowledgment of debt to the customer, to be signed."""
        self.check_access("write")
        # The right is checked above; nobody writes these by hand.
        for plan in self.sudo():
            plan._require("draft")
            plan._check_claims()
            plan.state = "proposed"
            plan._send_proposal()

    def action_start_signed(self):
        """Start on the strength of the scan of the signed paper."""
        self.check_access("write")
        for plan in self.sudo():  # the right is checked above
            if not plan.signed_document:
                raise UserError(
                    self.env._(
                        "Attach the scan of the signed acknowledgment of debt first, "
                        "or start the plan without a signature."
                    )
                )
            plan._activate("paper")

    def action_start_unsigned(self):
        """Start a plan that was agreed by word of mouth."""
        self.check_access("write")
        for plan in self.sudo():  # the right is checked above
            plan._activate("word")

    def action_cancel(self):
        """End the plan without blame: the claims go on from the level they had."""
        self.check_access("write")
        self.sudo()._cancel()  # the right is checked above

    def action_print(self):
        """Print the acknowledgment of debt, as it was proposed or signed."""
        self.ensure_one()
        if self.acknowledgment_id:
            return self._open(self.acknowledgment_id)
        return self.env.ref(
            "account_debt_collection.action_report_acknowledgment"
        ).report_action(self)

    def action_print_acceleration(self):
        """Print the letter that says that the whole balance is due."""
        self.ensure_one()
        return self._open(self.acceleration_id)

    def _open(self, attachment):
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}",
        }

    def action_preview(self):
        """See the plan as the customer sees it."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_url",
            "target": "self",
            "url": self.sudo().get_portal_url(),  # the right is checked above
        }

    def _require(self, *states):
        names = dict(self._fields["state"]._description_selection(self.env))
        if self.state not in states:
            raise UserError(
                self.env._(
                    "%(plan)s is “%(state)s”: this cannot be done any more.",
                    plan=self.name,
                    state=names[self.state],
                )
            )

    def _lang(self):
        """Language of the debtor, of the company when the debtor has none."""
        return self.partner_id.lang or self.company_id.partner_id.lang or "en_US"
