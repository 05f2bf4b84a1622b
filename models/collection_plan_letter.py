from datetime import timedelta
from functools import cache, partial

from odoo import Command, api, fields, models
from odoo.tools.misc import format_amount, format_date, get_lang

from ..rules.letter_date import letter_date
from .collection_plan import TELL

ACKNOWLEDGMENT = "account_debt_collection.action_report_acknowledgment"
ACCELERATION = "account_debt_collection.action_report_acceleration"


# pylint: disable=consider-merging-classes-inherited
class CollectionPlan(models.Model):
    """What is written to the debtor: the agreement, reminders, the end."""

    _inherit = "collection.plan"

    acknowledgment_id = fields.Many2one(
        comodel_name="ir.attachment",
        string="Acknowledgment of Debt",
        readonly=True,
        copy=False,
        help="As it was proposed.",
    )
    acceleration_id = fields.Many2one(
        comodel_name="ir.attachment",
        string="Letter of Acceleration",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    schedule_table = fields.Html(compute="_compute_blocks", sanitize=False)
    claims_table = fields.Html(compute="_compute_blocks", sanitize=False)
    total_words = fields.Char(compute="_compute_total_words")
    due_amount = fields.Monetary(
        compute="_compute_due_amount", help="Of the instalments whose day is past."
    )
    last_day = fields.Date(
        compute="_compute_due_amount",
        help="Day until which a late instalment may still be paid.",
    )
    upcoming_id = fields.Many2one(
        comodel_name="collection.plan.instalment", compute="_compute_due_amount"
    )

    # === COMPUTES === #

    @api.depends("instalment_ids.residual", "line_ids", "total", "state")
    @api.depends_context("lang", "collection_as_agreed")
    def _compute_blocks(self):
        as_agreed = self.env.context.get("collection_as_agreed")
        for plan in self:
            values = {
                "plan": plan,
                "with_receipts": plan.date_start and not as_agreed,
                "format_day": cache(partial(format_date, self.env)),
                "format_money": cache(partial(format_amount, self.env)),
            }
            render = partial(self.env["ir.qweb"]._render, values=values)
            plan.schedule_table = render("account_debt_collection.plan_schedule")
            plan.claims_table = render("account_debt_collection.plan_claims")

    @api.depends("total", "currency_id")
    @api.depends_context("lang")
    def _compute_total_words(self):
        spell_out = self.env["collection.reminder"]._spell_out
        for plan in self:
            plan.total_words = spell_out(plan.total, plan.currency_id)

    @api.depends("instalment_ids.residual", "tolerance", "grace")
    def _compute_due_amount(self):
        today = fields.Date.context_today(self)
        for plan in self:
            unpaid = plan.instalment_ids.filtered("residual")
            late = unpaid.filtered(lambda instalment: instalment.date < today)
            plan.due_amount = sum(late.mapped("residual"))
            patience = timedelta(max(plan.tolerance - plan.grace, 0))
            plan.last_day = today + patience
            plan.upcoming_id = (unpaid - late)[:1]

    def _long_date(self, day):
        written = letter_date(get_lang(self.env).code, day)
        return format_date(self.env, day, date_format=written)

    # === PROPOSAL, ACCELERATION === #

    def _send_proposal(self):
        """The acknowledgment of debt, archived, and sent to be signed."""
        for plan in self:
            plan.acknowledgment_id = plan._archive(ACKNOWLEDGMENT)
            plan._send("template_plan_proposal", plan.acknowledgment_id)

    def _send_acceleration(self):
        """The letter that says that the whole balance is due."""
        for plan in self:
            plan.acceleration_id = plan._archive(ACCELERATION)
            plan._send("template_plan_acceleration", plan.acceleration_id)

    def _archive(self, report):
        """The letter as a document of the plan."""
        report = self.env.ref(report)
        speaking = report.with_context(lang=self._lang())
        content, extension = report._render_qweb_pdf(report.report_name, self.ids)
        return self.env["ir.attachment"].create(
            {
                "name": f"{speaking.name} {self.name}.{extension}".replace("/", "-"),
                "raw": content,
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _send(self, template, attachment=None):
        """Queue one e-mail for each plan; return the plans that can get none."""
        reachable = self.filtered(
            lambda plan: plan.debtor_id._contact("email_normalized").email_normalized
        )
        values = {}
        if attachment:
            values["attachment_ids"] = [Command.link(attachment.id)]
        template = self.env.ref(f"account_debt_collection.{template}")
        if reachable:
            template.send_mail_batch(
                reachable.ids,
                email_values=values,
                email_layout_xmlid="account_debt_collection.mail_layout",
            )
        return self - reachable

    # === REMINDERS === #

    def _remind(self, known, today):
        """Tell of each instalment once before its day, and once when it is late."""
        announcing, warning = {}, {}
        for plan in self:
            own = [item for item in known[plan.id] if item.status.open]
            late = [
                item.id
                for item in own
                if item.status.day + timedelta(plan.grace) < today
                and not item.warned_on
            ]
            coming = next((item for item in own if item.status.day >= today), None)
            if late:
                warning[plan.id] = late
            elif coming and plan._is_near(coming, today):
                announcing[plan.id] = [coming.id]
        self._tell("template_plan_before", announcing, "announced_on", today)
        self._tell("template_plan_late", warning, "warned_on", today)

    def _is_near(self, coming, today):
        first = coming.status.day - timedelta(self.notice_days)
        return self.notice_days and not coming.announced_on and first <= today

    @api.model
    def _tell(self, template, told, field_name, today):
        """
        :param told: {plan id: ids of the instalments that the e-mail is about}
        :param field_name: where to note that it was sent
        """

        def send(plans):
            silent = plans._send(template)
            reached = (plans - silent).ids
            rows = [row for plan_id in reached for row in told[plan_id]]
            self.env["collection.plan.instalment"].browse(rows)[field_name] = today
            if field_name == "warned_on":
                silent._ask_to_tell()

        self.browse(told)._attempt(send)

    def _ask_to_tell(self):
        """Who has no e-mail address is told by post or telephone, by a person."""
        asked = self and set(self.activity_search([TELL]).mapped("res_id"))
        for plan in self:
            if plan.id not in asked:
                owner = plan.user_id or plan.debtor_id._responsible()
                plan.activity_schedule(TELL, user_id=owner.id)

    # === HOW TO PAY === #

    def _bank_account(self):
        """The account named on the invoices, else the company's first."""
        company = self.company_id.partner_id
        banks = self.line_ids.move_line_id.move_id.partner_bank_id
        return (
            banks.filtered(lambda bank: bank.partner_id == company)[:1]
            or company.bank_ids[:1]
        )

    def _bank_account_text(self, bank):
        return self.env["collection.reminder"]._bank_account_text(bank)
