from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

UNDELIVERED = "account_debt_collection.mail_activity_undelivered"

# What a person may still change, and only before the reminder has gone out.
EDITABLE_FIELDS = {"channel_ids"}

# What waits for a person: for data or for approval; and all that has not gone out yet.
WITH_A_PERSON = ("to_complete", "to_approve")
OPEN_STATES = (*WITH_A_PERSON, "planned", "failed")


class CollectionReminder(models.Model):
    """One contact with one debtor at one level: an outbox row, then a frozen record."""

    _name = "collection.reminder"
    _description = "Reminder"
    _inherit = ["collection.sealed"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", readonly=True, copy=False, index="trigram")
    debtor_id = fields.Many2one(
        comodel_name="collection.debtor", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        related="debtor_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(related="debtor_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    level_id = fields.Many2one(
        comodel_name="collection.level", required=True, ondelete="restrict"
    )
    state = fields.Selection(
        selection=[
            ("to_complete", "To complete"),
            ("to_approve", "To approve"),
            ("planned", "Ready to send"),
            ("failed", "Failed"),
            ("sent", "Sent"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="planned",
        group_expand=True,
    )
    date = fields.Date(required=True, readonly=True, help="Day on which it goes out.")
    date_done = fields.Date(
        string="Sent or Refused On",
        readonly=True,
        help="The quiet days of the customer count from here.",
    )
    deadline = fields.Date(
        string="New Deadline", compute="_compute_deadline", store=True
    )
    signatory_id = fields.Many2one(
        comodel_name="res.users", compute="_compute_signatory_id"
    )
    variant_id = fields.Many2one(
        comodel_name="collection.trial.variant",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Of the trial in which the customer is.",
    )
    approved_by_id = fields.Many2one(comodel_name="res.users", readonly=True)
    channel_ids = fields.Many2many(comodel_name="collection.channel", string="Channels")
    line_ids = fields.One2many(
        comodel_name="collection.reminder.line",
        inverse_name="reminder_id",
        readonly=True,
    )
    amount = fields.Monetary(
        string="Amount Due",
        compute="_compute_amount",
        store=True,
        help="Due claims minus open credits, in the company's currency.",
    )
    note = fields.Char(
        readonly=True, help="Why it failed, was cancelled, or what was left out."
    )

    undelivered = fields.Boolean(
        string="Came Back",
        readonly=True,
        index="btree_not_null",
        help="It was sent, and has not reached the customer.",
    )

    interest_basis = fields.Text(
        readonly=True, help="The rates behind the interest, in words, as claimed."
    )
    is_consumer = fields.Boolean(related="debtor_id.is_consumer")
    subject = fields.Char(readonly=True)
    # Its template is sanitised and what that places is escaped: not done again for each
    # customer, which is slow. What people see, the preview and the message, is.
    body = fields.Html(readonly=True, sanitize=False)
    preview = fields.Html(compute="_compute_preview", sanitize="email_outgoing")
    mail_id = fields.Many2one(
        comodel_name="mail.mail", readonly=True, index="btree_not_null"
    )
    letter_id = fields.Many2one(
        comodel_name="ir.attachment",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    _one_open_per_level = models.UniqueIndex(
        "(debtor_id, level_id)"
        " WHERE state IN ('to_complete', 'to_approve', 'planned', 'failed')",
        "This customer already has a reminder of this level that is waiting.",
    )
    _open_idx = models.Index(
        "(state, date)"
        " WHERE state IN ('to_complete', 'to_approve', 'planned', 'failed')"
    )
    _done_idx = models.Index("(debtor_id, date_done) WHERE date_done IS NOT NULL")

    # === COMPUTES === #

    @api.depends("level_id", "date", "date_done")
    def _compute_deadline(self):
        for reminder in self:
            day = reminder.date_done or reminder.date
            reminder.deadline = fields.Date.add(
                day, days=reminder.level_id.deadline_days
            )

    @api.depends("line_ids.residual_company")
    def _compute_amount(self):
        for reminder in self:
            reminder.amount = sum(reminder.line_ids.mapped("residual_company"))

    @api.depends("debtor_id.user_id", "company_id.collection_user_id")
    def _compute_signatory_id(self):
        for reminder in self:
            company = reminder.company_id
            reminder.signatory_id = (
                reminder.debtor_id.user_id or company.collection_user_id
            )

    @api.depends("name", "level_id.name", "partner_id.name")
    def _compute_display_name(self):
        for reminder in self:
            title = reminder.name or reminder.level_id.name
            reminder.display_name = f"{title} – {reminder.partner_id.name}"

    @api.depends("body", "state", "line_ids", "level_id.template_id", "channel_ids")
    def _compute_preview(self):
        for reminder in self:
            try:
                reminder.preview = reminder._bearing_text() and reminder._text()[1]
            except UserError as error:
                reminder.preview = str(error)

    # === CRUD === #

    def write(self, vals):
        """What has gone out stays as it was; states change through the buttons only."""
        if not self.env.su:
            if vals.keys() - EDITABLE_FIELDS:
                raise AccessError(
                    self.env._("A reminder is changed through its buttons only.")
                )
            if any(state in ("sent", "cancelled") for state in self.mapped("state")):
                raise UserError(
                    self.env._(
                        "This reminder is closed and cannot be changed any more."
                    )
                )
            self._check_may_approve()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if "sent" in self.mapped("state"):
            raise UserError(self.env._("A reminder that was sent cannot be deleted."))

    # === ACTIONS === #

    def action_approve(self):
        """Let the reminder go out; it leaves with the next night.

        Where its level says so, the salesperson is told, and it leaves later.
        """
        approved = self._approve()
        approved._announce(approved.level_id.ids, fields.Date.context_today(self))
        waiting = self._for_approval(WITH_A_PERSON)
        return waiting._sending_report() if waiting else None

    def _approve(self):
        waiting = self._for_approval(WITH_A_PERSON)._complete()
        waiting.write(
            {
                "state": "planned",
                "approved_by_id": self.env.uid,
                "date": fields.Date.context_today(self),
            }
        )
        waiting._remember_receipts()
        waiting.debtor_id._refresh_touched()
        return waiting

    def action_send(self):
        """Send now what would leave with the next night."""
        self._approve()
        ready = self._for_approval(("planned", "failed"))
        waiting = self._for_approval(WITH_A_PERSON)
        if not ready | waiting:
            raise UserError(self.env._("There is nothing left to send here."))
        today = fields.Date.context_today(self)
        ready.date = today
        ready._dispatch_by_hand(today)
        return (ready | waiting)._sending_report()

    def action_cancel(self):
        """Refuse the reminder: the claims come back after the quiet days."""
        refused = self._for_approval(OPEN_STATES)
        refused._cancel(
            self.env._("Cancelled by %s.", self.env.user.name),
            done=fields.Date.context_today(self),
        )
        refused.debtor_id._refresh_touched()

    def action_view_debtor(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "collection.debtor",
            "res_id": self.debtor_id.id,
            "view_mode": "form",
        }

    def action_print_letter(self):
        """Download the letter as it was sent."""
        self.ensure_one()
        if not self.letter_id:
            raise UserError(self.env._("No letter has been made for this reminder."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.letter_id.id}?download=true",
        }

    def _for_approval(self, states):
        """Those of ``self`` in ``states``, to be written; the rights are checked here.

        Nobody may write the state of a reminder by hand, hence sudo.
        """
        self._check_may_approve()
        # The rights are checked in the line above.
        return self.sudo().filtered(lambda reminder: reminder.state in states)

    def _check_may_approve(self):
        self.check_access("write")
        formal = self.filtered(
            lambda reminder: reminder.level_id.kind == "formal_notice"
        )
        if formal and not self.env.user.has_group(
            "account_debt_collection.group_collection_manager"
        ):
            raise AccessError(
                self.env._("Only a collection manager may approve a formal notice.")
            )

    def _sending_report(self):
        """Tell, in one notification, what was sent and why the rest was not."""
        unsent = self.filtered(lambda reminder: reminder.state != "sent")
        if unsent:
            message = "\n".join(
                f"{reminder.partner_id.name}: {reminder.note or ''}"
                for reminder in unsent
            )
        else:
            message = self.env._("%s reminder(s) sent.", len(self))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if unsent else "success",
                "message": message,
                "sticky": bool(unsent),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
