from odoo import api, fields, models

from ..rules.credit import Cover, LimitKind, cover_of_day

MODULE = "account_debt_collection"


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """What the debtor owes and will owe, and how much it may."""

    _inherit = "collection.debtor"

    exposure_receivable = fields.Monetary(
        string="Invoices",
        compute="_compute_exposure",
        help="Open receivable items, due or not.",
    )
    exposure_credits = fields.Monetary(
        string="Payments and Credit Notes",
        compute="_compute_exposure",
        help="Not allocated yet: they reduce the exposure.",
    )
    exposure_drafts = fields.Monetary(
        string="Draft Invoices", compute="_compute_exposure"
    )
    exposure_orders = fields.Monetary(
        string="Orders to Invoice", compute="_compute_exposure"
    )
    exposure = fields.Monetary(
        compute="_compute_exposure",
        help="What you would lose if the customer paid nothing any more.",
    )
    limit_kind = fields.Selection(
        selection=[
            (LimitKind.NONE, "No limit"),
            (LimitKind.DEFAULT, "Of all customers"),
            (LimitKind.CUSTOMER, "Of this customer"),
            (LimitKind.TEMPORARY, "Temporary"),
            (LimitKind.INSURED, "By the insurance"),
        ],
        string="Kind of Limit",
        compute="_compute_exposure",
    )
    limit_amount = fields.Monetary(string="Credit Limit", compute="_compute_exposure")
    limit_until = fields.Date(string="Limit Holds Until", compute="_compute_exposure")
    limit_room = fields.Monetary(
        string="Still Available",
        compute="_compute_exposure",
        help="Negative: the customer is above its limit by so much.",
    )
    limit_ids = fields.One2many(
        comodel_name="collection.credit.limit",
        inverse_name="debtor_id",
        string="Temporary Limits",
    )
    insurance_ids = fields.One2many(
        comodel_name="collection.credit.insurance",
        inverse_name="debtor_id",
        string="Credit Insurance",
    )
    insured_amount = fields.Monetary(
        string="Insured Today", compute="_compute_insured_amount"
    )

    # === COMPUTES === #

    @api.depends("balance", "limit_ids.amount", "limit_ids.date_end")
    def _compute_exposure(self):
        credit = self.env["collection.exposure"]
        for company, debtors in self.grouped("company_id").items():
            exposures = credit._of(debtors.partner_id, company)
            limits = credit._limits(debtors.partner_id, company)
            for debtor in debtors:
                partner = debtor.partner_id.commercial_partner_id
                debtor._show_exposure(exposures[partner])
                debtor._show_limit(limits[partner], exposures[partner])

    def _show_exposure(self, exposure):
        self.exposure_receivable = exposure.receivable
        self.exposure_credits = exposure.credits
        self.exposure_drafts = exposure.drafts
        self.exposure_orders = exposure.orders
        self.exposure = exposure.total

    def _show_limit(self, limit, exposure):
        self.limit_kind = limit.kind
        self.limit_amount = limit.amount
        self.limit_until = limit.until
        self.limit_room = limit.room(exposure)

    @api.depends("insurance_ids.amount", "insurance_ids.date_end")
    def _compute_insured_amount(self):
        today = fields.Date.context_today(self)
        insurances = self.env["collection.credit.insurance"]
        for company, debtors in self.grouped("company_id").items():
            covers = insurances._of(debtors.partner_id, company, today)
            for debtor in debtors:
                cover = cover_of_day(covers.get(debtor.partner_id.id, ()), today)
                debtor.insured_amount = (cover or Cover(0, today)).amount

    # === ACTIONS === #

    def action_view_exposure_receivable(self):
        """The open invoices behind the figure, instalment by instalment."""
        title = self.env._("Open Invoices")
        return self._action_view_items(title, [("amount_residual", ">", 0)])

    def action_view_exposure_credits(self):
        title = self.env._("Open Payments and Credit Notes")
        return self._action_view_items(title, [("amount_residual", "<", 0)])

    def _action_view_items(self, name, domain):
        own = [
            ("partner_id.commercial_partner_id", "=", self._customer().id),
            ("company_id", "=", self.company_id.id),
        ]
        items = self._open_items_domain() & fields.Domain(own) & fields.Domain(domain)
        views = {kind: f"{MODULE}.open_item_view_{kind}" for kind in ("list", "search")}
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "account.move.line",
            "view_mode": "list",
            "views": [(self.env.ref(views["list"]).id, "list")],
            "search_view_id": (self.env.ref(views["search"]).id, "search"),
            "domain": list(items),
            "context": {"create": False},
        }

    def action_view_exposure_drafts(self):
        drafts = self.env["collection.exposure"]._drafts_domain(self.company_id)
        family = ("partner_id.commercial_partner_id", "=", self._customer().id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Draft Invoices"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": list(drafts & fields.Domain([family])),
            "context": {"create": False},
        }

    def action_view_exposure_orders(self):
        """An extension point for the apps that know of orders."""

    def action_new_limit(self):
        return self._action_new_grant(
            "collection.credit.limit", self.env._("Temporary Limit")
        )

    def action_new_insurance(self):
        return self._action_new_grant(
            "collection.credit.insurance", self.env._("Credit Insurance")
        )

    def _action_new_grant(self, model, name):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_debtor_id": self.id},
        }

    # === BUSINESS METHODS === #

    def _customer(self):
        self.ensure_one()
        return self.partner_id.commercial_partner_id
