from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..rules import escalation


class CollectionLevel(models.Model):
    _name = "collection.level"
    _description = "Collection Level"
    _inherit = ["collection.sealed", "collection.blueprint", "collection.alarm"]
    _order = "policy_id, sequence, id"
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True)
    policy_id = fields.Many2one(
        comodel_name="collection.policy", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="policy_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="policy_id.currency_id")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        selection=[("reminder", "Reminder"), ("formal_notice", "Formal Notice")],
        default="reminder",
        required=True,
        help="The formal notice opens the legal way: only a collection manager "
        "approves it.",
    )
    delay = fields.Integer(
        required=True,
        default=8,
        help="Days after the due date or after the previous reminder. A negative "
        "number makes it a courtesy reminder before the due date.",
    )
    basis = fields.Selection(
        selection=[("due", "the due date"), ("previous", "the previous reminder")],
        string="Counted From",
        default="due",
        required=True,
    )
    timing = fields.Char(string="When", compute="_compute_timing")
    mode = fields.Selection(
        selection=[("auto", "Automatically"), ("approve", "After approval")],
        string="Goes Out",
        default="auto",
        required=True,
    )
    channel_ids = fields.Many2many(
        comodel_name="collection.channel", string="Channels", required=True
    )
    fallback_channel_id = fields.Many2one(
        comodel_name="collection.channel",
        domain=[("is_written", "=", True)],
        help="Used when the customer cannot be written to through any of the channels "
        "of this level. Without it, the reminder waits until the address is there.",
    )
    template_id = fields.Many2one(
        comodel_name="mail.template",
        string="Text",
        domain=[("model", "=", "collection.reminder")],
        help="Subject and text of the e-mail and of the letter, in every language.",
    )
    copies_second_contact = fields.Boolean(
        string="Copy to the Second Contact",
        help="The second contact that is entered on the debtor receives a copy of the "
        "e-mail.",
    )
    claims_charges = fields.Boolean(
        string="Claim Interest and Indemnity",
        help="The reminder asks for the interest and the indemnity that the customer's "
        "interest scheme grants, beside the claims.",
    )
    attach_invoices = fields.Boolean(
        help="The e-mail carries the invoices that it asks for, as they were sent.",
    )
    sms_template_id = fields.Many2one(
        comodel_name="sms.template",
        string="SMS Text",
        domain=[("model", "=", "collection.reminder")],
        help="The short text of the SMS, in every language.",
    )
    trial_ids = fields.One2many(
        comodel_name="collection.trial", inverse_name="level_id", string="Trials"
    )
    activity_note = fields.Text(
        string="Call Script",
        translate=True,
        help="What the person who calls, or who does the task, should ask for.",
    )
    deadline_days = fields.Integer(
        string="New Deadline",
        default=8,
        help="Days that the reminder leaves to the customer to pay.",
    )
    minimum_amount = fields.Monetary(
        help="This level is not used when the customer owes less than this, net of "
        "open credits."
    )
    notice_hours = fields.Integer(
        string="Tell the Salesperson",
        help="Hours before the reminder goes out, in which the customer's salesperson "
        "may step in. Zero, or no salesperson: it goes out at once.",
    )

    _deadline_positive = models.Constraint(
        "CHECK(deadline_days > 0)", "The new deadline must be at least one day away."
    )
    _notice_positive = models.Constraint(
        "CHECK(notice_hours >= 0)", "The notice to the salesperson cannot be negative."
    )

    @api.constrains("delay", "basis")
    def _check_courtesy_basis(self):
        if any(level.delay < 0 and level.basis == "previous" for level in self):
            raise ValidationError(
                self.env._(
                    "A reminder cannot go out before the previous one: enter a delay "
                    "of zero days or more, or count from the due date."
                )
            )

    @api.constrains("kind", "mode", "channel_ids")
    def _check_formal_notice(self):
        for level in self.filtered(lambda level: level.kind == "formal_notice"):
            if level.mode != "approve":
                raise ValidationError(
                    self.env._("A formal notice goes out after approval only.")
                )
            if not any(c._carries_letter() for c in level.channel_ids):
                raise ValidationError(
                    self.env._(
                        "A formal notice needs a channel that carries its whole text: "
                        "an e-mail or a letter, not an SMS alone."
                    )
                )

    @api.depends("name", "policy_id.name")
    @api.depends_context("show_policy")
    def _compute_display_name(self):
        """Levels of several policies in one list bear the name of their policy."""
        result = super()._compute_display_name()
        if self.env.context.get("show_policy"):
            for level in self.filtered("policy_id"):
                level.display_name = f"{level.name} ({level.policy_id.name})"
        return result

    @api.depends("delay", "basis")
    @api.depends_context("lang")
    def _compute_timing(self):
        for level in self:
            level.timing = level._describe_timing()

    def _describe_timing(self):
        days = abs(self.delay)
        if self.delay == -1:
            return self.env._("1 day before the due date")
        if self.delay < 0:
            return self.env._("%s days before the due date", days)
        if self.basis == "previous":
            return self.env._("%s days after the previous reminder", days)
        if not days:
            return self.env._("On the due date")
        if days == 1:
            return self.env._("1 day after the due date")
        return self.env._("%s days after the due date", days)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # In whatever company it was used.
        reminders = self.env["collection.reminder"].sudo()
        used = reminders._read_group([("level_id", "in", self.ids)], ["level_id"])
        if used:
            raise ValidationError(
                self.env._(
                    "The level “%s” has been used in reminders and cannot be deleted. "
                    "Change it instead, or make a new policy.",
                    used[0][0].name,
                )
            )

    def action_preview(self):
        """Show the text as a real customer would receive it today."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview"),
            "res_model": "collection.level.preview",
            "view_mode": "form",
            "target": "new",
            "context": {"default_level_id": self.id, "dialog_size": "extra-large"},
        }

    def _as_rule(self, rank):
        """This level as ``escalation.Level``, ``rank``-th of its policy."""
        return escalation.Level(
            id=self.id,
            rank=rank,
            delay=self.delay,
            after_previous=self.basis == "previous",
            minimum=Decimal(str(self.minimum_amount)),
            needs_approval=self.mode == "approve",
            is_formal=self.kind == "formal_notice",
        )

    def _ranks(self):
        """Return {level id: its rank in its policy, from 1}."""
        return {
            level.id: rank
            for policy in self.policy_id
            for rank, level in enumerate(policy.level_ids, 1)
        }
