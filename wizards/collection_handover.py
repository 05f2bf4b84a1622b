from odoo import Command, api, fields, models
from odoo.exceptions import AccessError


class CollectionHandover(models.TransientModel):
    """Hands claims of one debtor over: which ones, to whom, by which way."""

    _name = "collection.handover"
    _description = "Hand Over"

    debtor_id = fields.Many2one(
        comodel_name="collection.debtor", required=True, readonly=True
    )
    company_id = fields.Many2one(related="debtor_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    available_claim_ids = fields.Many2many(
        comodel_name="account.move.line",
        compute="_compute_available_claim_ids",
        string="Claims to Choose From",
    )
    claim_ids = fields.Many2many(
        comodel_name="account.move.line",
        string="Claims",
        compute="_compute_claim_ids",
        store=True,
        readonly=False,
        domain="[('id', 'in', available_claim_ids)]",
    )
    amount = fields.Monetary(string="Still Open", compute="_compute_amount")
    between_traders = fields.Boolean(
        compute="_compute_between_traders",
        store=True,
        readonly=False,
        help="Both parties are traders, as commercial law has it. An association or a "
        "liberal profession is none.",
    )
    fitting_kind_ids = fields.Many2many(
        comodel_name="collection.proceeding.kind", compute="_compute_fitting_kind_ids"
    )
    unfit = fields.Text(string="Not for This Case", compute="_compute_fitting_kind_ids")
    kind_id = fields.Many2one(
        comodel_name="collection.proceeding.kind",
        domain="[('id', 'in', fitting_kind_ids)]",
    )
    description = fields.Text(related="kind_id.description")
    needs_counterpart = fields.Boolean(related="kind_id.needs_counterpart")
    known_partner_ids = fields.Many2many(
        comodel_name="res.partner",
        compute="_compute_known_partner_ids",
    )
    counterpart_id = fields.Many2one(
        comodel_name="res.partner",
        compute="_compute_counterpart_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', known_partner_ids)]",
    )
    reminders = fields.Selection(
        selection=lambda self: (
            self.env["collection.proceeding"]
            ._fields["reminders"]
            ._description_selection(self.env)
        ),
        compute="_compute_reminders",
        store=True,
        readonly=False,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )

    # === COMPUTES === #

    @api.depends("debtor_id")
    def _compute_available_claim_ids(self):
        for wizard in self:
            wizard.available_claim_ids = wizard.debtor_id.claim_ids.filtered(
                lambda item: item.amount_residual > 0
            )

    @api.depends("debtor_id")
    def _compute_claim_ids(self):
        """What is overdue and not handed over yet."""
        today = fields.Date.context_today(self)
        for wizard in self:
            running = wizard.debtor_id.proceeding_ids.filtered(
                lambda p: p.state == "open" and p.category != "insolvency"
            )
            wizard.claim_ids = (
                wizard.available_claim_ids._collection_overdue(today)
                - running._claims()
            )

    @api.depends("claim_ids")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = sum(wizard.claim_ids.mapped("amount_residual"))

    @api.depends("debtor_id")
    def _compute_between_traders(self):
        for wizard in self:
            wizard.between_traders = wizard.debtor_id._is_between_traders()

    @api.depends("claim_ids", "between_traders", "debtor_id")
    def _compute_fitting_kind_ids(self):
        kinds = self.env["collection.proceeding.kind"].search(
            [("category", "!=", "insolvency"), ("stage_ids", "!=", False)]
        )
        for wizard in self:
            found = kinds._obstacles(
                wizard.debtor_id,
                wizard.claim_ids._origin,
                wizard.between_traders,
                fields.Date.context_today(wizard),
            )
            wizard.fitting_kind_ids = kinds.filtered(lambda k, f=found: k not in f)
            wizard.unfit = "\n".join(
                f"{kind.name}: {', '.join(reasons)}" for kind, reasons in found.items()
            )

    @api.depends("kind_id")
    def _compute_known_partner_ids(self):
        for wizard in self:
            terms = self.env["collection.counterpart"].search(
                [("company_id", "=", wizard.company_id.id)]
            )
            kind = wizard.kind_id
            wizard.known_partner_ids = terms.filtered(
                lambda term, kind=kind: not term.kind_ids or kind in term.kind_ids
            ).partner_id

    @api.depends("kind_id")
    def _compute_counterpart_id(self):
        for wizard in self:
            known = wizard.known_partner_ids._origin
            wizard.counterpart_id = known if len(known) == 1 else False

    @api.depends("kind_id")
    def _compute_reminders(self):
        for wizard in self:
            wizard.reminders = wizard.kind_id.reminders or "stop"

    # === ACTIONS === #

    def action_hand_over(self):
        """Begin the proceedings, and show them."""
        self.ensure_one()
        proceedings = self.env["collection.proceeding"]
        if not proceedings.has_access("create"):
            raise AccessError(self.env._("Managers hand claims over: ask one of them."))
        proceeding = proceedings.create(self._prepare_proceeding())
        return {
            "type": "ir.actions.act_window",
            "res_model": "collection.proceeding",
            "res_id": proceeding.id,
            "view_mode": "form",
            "context": {"create": False},
        }

    def _prepare_proceeding(self):
        return {
            "debtor_id": self.debtor_id.id,
            "kind_id": self.kind_id.id,
            "counterpart_id": self.counterpart_id.id,
            "between_traders": self.between_traders,
            "reminders": self.reminders,
            "user_id": self.user_id.id,
            "line_ids": [
                Command.create({"claim_id": claim.id}) for claim in self.claim_ids
            ],
        }
